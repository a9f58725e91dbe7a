import { sortedByBytes } from '../go-format.ts';
import type { LabelSelector } from '../types.generated.ts';

/** A label selector as Go prints the struct, which some events do. */
export function labelSelectorGoText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const labels = sortedByBytes(Object.keys(matchLabels)).map(
    (key) => `${key}: ${matchLabels[key]},`,
  );
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  );
}
