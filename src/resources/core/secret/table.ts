import type { Secret } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<Secret> = {
  Type: ({ type }) => type ?? '',
  Data: ({ data }) => Object.keys(data ?? {}).length,
};
