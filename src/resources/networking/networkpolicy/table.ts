import type { NetworkPolicy } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { labelSelectorText } from '../../../registry/table-cells.ts';

export const cells: Cells<NetworkPolicy> = {
  'Pod-Selector': ({ spec }) => labelSelectorText(spec.podSelector),
};
