import type { IngressClass } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { NONE } from '../../../registry/table-cells.ts';

export const cells: Cells<IngressClass> = {
  Controller: ({ spec }) => spec.controller ?? '',
  Parameters: ({ spec: { parameters } }) => {
    if (parameters === undefined) return NONE;
    const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
    return `${parameters.kind}${group}/${parameters.name}`;
  },
};
