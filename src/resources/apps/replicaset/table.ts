import type { ReplicaSet } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { containerCells, labelSelectorText } from '../../../registry/table-cells.ts';

export function row({ spec, status }: ReplicaSet): Record<string, Cell> {
  return {
    Desired: spec.replicas ?? 0,
    Current: status.replicas,
    Ready: status.readyReplicas ?? 0,
    ...containerCells(spec.template.spec.containers),
    Selector: labelSelectorText(spec.selector),
  };
}
