import { compareBytes } from '../../../apimachinery/go-format.ts';
import type { ResourceQuota } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';

export function row({ status }: ResourceQuota): Record<string, Cell> {
  const request: string[] = [];
  const limit: string[] = [];
  const hard = Object.entries(status.hard ?? {}).toSorted(([a], [b]) => compareBytes(a, b));
  for (const [resource, quantity] of hard) {
    const column = resource.startsWith('limits.') ? limit : request;
    column.push(`${resource}: ${status.used?.[resource] ?? '0'}/${quantity}`);
  }
  return { Request: request.join(', '), Limit: limit.join(', ') };
}
