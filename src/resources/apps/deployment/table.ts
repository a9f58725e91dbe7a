import type { Deployment } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { containerCells, selectorText } from '../../../registry/table-cells.ts';

export function row({ spec, status }: Deployment): Record<string, Cell> {
  return {
    Ready: `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    // Numbers, although the columns are of type string.
    'Up-to-date': status.updatedReplicas ?? 0,
    Available: status.availableReplicas ?? 0,
    ...containerCells(spec.template.spec.containers),
    Selector: selectorText(spec.selector) ?? '<invalid>',
  };
}
