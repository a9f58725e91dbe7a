import { compareBytes } from '../../../apimachinery/go-format.ts';
import type {
  LabelSelector,
  ValidatingAdmissionPolicyBinding,
} from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { UNSET } from '../../../registry/table-cells.ts';

export const cells: Cells<ValidatingAdmissionPolicyBinding> = {
  PolicyName: ({ spec }) => spec.policyName ?? '',
  ParamRef: ({ spec: { paramRef } }) => {
    if (paramRef === undefined) return UNSET;
    const { name, namespace, selector } = paramRef;
    if (name) return `${namespace || '*'}/${name}`;
    return selector === undefined ? UNSET : goText(selector);
  },
};

/** A label selector as the String method of its generated Go type prints it. */
function goText({ matchLabels, matchExpressions }: LabelSelector): string {
  const labels = Object.entries(matchLabels ?? {})
    .toSorted(([a], [b]) => compareBytes(a, b))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${(values ?? []).join(' ')}],},`,
  );
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  );
}
