import type { Lease } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<Lease> = {
  Holder: ({ spec }) => spec.holderIdentity ?? '',
};
