import type { ValidatingAdmissionPolicy } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { UNSET } from '../../../registry/table-cells.ts';

export const cells: Cells<ValidatingAdmissionPolicy> = {
  Validations: ({ spec }) => spec.validations?.length ?? 0,
  ParamKind: ({ spec: { paramKind } }) =>
    paramKind === undefined ? UNSET : `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}`,
};
