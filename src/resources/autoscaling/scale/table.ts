import type { Scale } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<Scale> = {
  Desired: ({ spec }) => spec.replicas ?? 0,
  Available: ({ status }) => status.replicas,
};
