import type { Namespace } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<Namespace> = {
  Status: ({ status }) => status.phase ?? '',
};
