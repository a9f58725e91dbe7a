import type { RuntimeClass } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<RuntimeClass> = {
  Handler: ({ handler }) => handler,
};
