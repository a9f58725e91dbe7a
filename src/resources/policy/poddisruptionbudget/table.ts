import type { PodDisruptionBudget } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<PodDisruptionBudget> = {
  'Min Available': ({ spec }) => `${spec.minAvailable ?? 'N/A'}`,
  'Max Unavailable': ({ spec }) => `${spec.maxUnavailable ?? 'N/A'}`,
  'Allowed Disruptions': ({ status }) => status.disruptionsAllowed,
};
