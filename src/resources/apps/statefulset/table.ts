import type { StatefulSet } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { containerCells } from '../../../registry/table-cells.ts';

export function row({ spec, status }: StatefulSet): Record<string, Cell> {
  return {
    Ready: `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ...containerCells(spec.template.spec.containers),
  };
}
