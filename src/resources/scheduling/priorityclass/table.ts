import type { PriorityClass } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<PriorityClass> = {
  Value: ({ value }) => value,
  'Global-Default': ({ globalDefault }) => globalDefault ?? false,
  PreemptionPolicy: ({ preemptionPolicy }) => preemptionPolicy ?? '',
};
