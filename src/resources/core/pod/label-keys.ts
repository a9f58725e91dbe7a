import type {
  LabelSelector,
  Pod,
  PodAffinity,
  PodAffinityTerm,
} from '../../../apimachinery/types.generated.ts';

/**
 * Keys whose values are taken from the labels of a new pod become expressions of the selectors that
 * they stand beside.
 */
export function applyLabelKeys({ metadata: { labels = {} }, spec }: Pod): void {
  for (const affinity of [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity]) {
    for (const term of termsOf(affinity)) {
      append(term.labelSelector, term.matchLabelKeys, 'In', labels);
      append(term.labelSelector, term.mismatchLabelKeys, 'NotIn', labels);
    }
  }
  for (const { labelSelector, matchLabelKeys } of spec.topologySpreadConstraints ?? []) {
    append(labelSelector, matchLabelKeys, 'In', labels);
  }
}

function termsOf(affinity: PodAffinity | undefined): PodAffinityTerm[] {
  if (affinity === undefined) return [];
  const {
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
  } = affinity;
  return [...preferred.map(({ podAffinityTerm }) => podAffinityTerm), ...required];
}

function append(
  selector: LabelSelector | undefined,
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Readonly<Record<string, string>>,
): void {
  // Without a selector nothing is selected, whatever the keys say.
  if (selector === undefined) return;
  for (const key of keys ?? []) {
    const value = labels[key];
    if (value === undefined) continue;
    selector.matchExpressions ??= [];
    selector.matchExpressions.push({ key, operator, values: [value] });
  }
}
