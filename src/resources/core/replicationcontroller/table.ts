import type { ReplicationController } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { containerCells, labelsText } from '../../../registry/table-cells.ts';

export function row({ spec, status }: ReplicationController): Record<string, Cell> {
  return {
    Desired: spec.replicas ?? 0,
    Current: status.replicas,
    Ready: status.readyReplicas ?? 0,
    ...containerCells(spec.template?.spec.containers),
    Selector: labelsText(spec.selector),
  };
}
