import type { DaemonSet } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { containerCells, labelSelectorText, labelsText } from '../../../registry/table-cells.ts';

export function row({ spec, status }: DaemonSet): Record<string, Cell> {
  return {
    Desired: status.desiredNumberScheduled,
    Current: status.currentNumberScheduled,
    Ready: status.numberReady,
    'Up-to-date': status.updatedNumberScheduled ?? 0,
    Available: status.numberAvailable ?? 0,
    'Node Selector': labelsText(spec.template.spec.nodeSelector),
    ...containerCells(spec.template.spec.containers),
    Selector: labelSelectorText(spec.selector),
  };
}
