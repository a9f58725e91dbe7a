import type { CSINode } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<CSINode> = {
  Drivers: ({ spec }) => spec.drivers?.length ?? 0,
};
