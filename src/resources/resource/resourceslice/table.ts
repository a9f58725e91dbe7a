import type { ResourceSlice } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<ResourceSlice> = {
  Node: ({ spec }) => spec.nodeName ?? '',
  Driver: ({ spec }) => spec.driver,
  Pool: ({ spec }) => spec.pool.name,
};
