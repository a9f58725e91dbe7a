import type { PodTemplate } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { containerCells, labelsText } from '../../../registry/table-cells.ts';

export function row({ template }: PodTemplate): Record<string, Cell> {
  return {
    ...containerCells(template.spec.containers),
    'Pod Labels': labelsText(template.metadata.labels),
  };
}
