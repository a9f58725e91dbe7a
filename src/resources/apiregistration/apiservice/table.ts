import type { APIService } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<APIService> = {
  Service: ({ spec: { service } }) =>
    service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
  Available: ({ status }) => {
    const available = status.conditions?.find(({ type }) => type === 'Available');
    if (available === undefined) return 'Unknown';
    if (available.status === 'True' || !available.reason) return available.status;
    return `${available.status} (${available.reason})`;
  },
};
