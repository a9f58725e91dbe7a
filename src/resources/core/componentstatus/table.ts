import type { ComponentStatus } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';

export function row({ conditions }: ComponentStatus): Record<string, Cell> {
  const healthy = conditions?.find(({ type }) => type === 'Healthy');
  if (healthy === undefined) return { Status: 'Unknown', Message: '', Error: '' };
  return {
    Status: healthy.status === 'True' ? 'Healthy' : 'Unhealthy',
    Message: healthy.message ?? '',
    Error: healthy.error ?? '',
  };
}
