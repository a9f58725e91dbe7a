import type { ConfigMap } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<ConfigMap> = {
  Data: ({ data, binaryData }) =>
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
};
