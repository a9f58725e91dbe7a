import type { FieldPath } from '../../../apimachinery/field-error.ts';
import { isValidLabelValue } from '../../../apimachinery/names.ts';
import type {
  Affinity,
  LabelSelector,
  NodeAffinity,
  NodeSelectorTerm,
  TopologySpreadConstraint,
} from '../../../apimachinery/types.generated.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const DEPRECATED_LABELS: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  [
    'failure-domain.beta.kubernetes.io/region',
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  ],
  [
    'failure-domain.beta.kubernetes.io/zone',
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  ],
  [
    'beta.kubernetes.io/instance-type',
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  ],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  [
    'scheduler.alpha.kubernetes.io/preferAvoidPods',
    'deprecated since v1.22; use Taints and Tolerations instead',
  ],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
]);

/** What to say of a label of nodes that has a successor. */
export function deprecatedNodeLabel(key: string): string | undefined {
  return DEPRECATED_LABELS.get(key);
}

/** @param path of the spec */
export function nodeAffinityWarnings(
  affinity: NodeAffinity | undefined,
  path: FieldPath,
): string[] {
  if (affinity === undefined) return [];
  const place = path.child('affinity', 'nodeAffinity');
  const terms = affinity[REQUIRED]?.nodeSelectorTerms ?? [];
  const termsPath = place.child(REQUIRED, 'nodeSelectorTerms');
  return [
    ...terms.flatMap((term, index) => termWarnings(term, termsPath.index(index), false)),
    ...(affinity[PREFERRED] ?? []).flatMap(({ preference }, index) =>
      termWarnings(preference, place.child(PREFERRED).index(index).child('preference'), true),
    ),
  ];
}

/** @param checkValues of labels, where validation lets bad ones pass */
export function termWarnings(
  { matchExpressions }: NodeSelectorTerm,
  path: FieldPath,
  checkValues: boolean,
): string[] {
  const warnings: string[] = [];
  for (const [index, { key, values }] of (matchExpressions ?? []).entries()) {
    const place = path.child('matchExpressions').index(index);
    const text = deprecatedNodeLabel(key);
    if (text !== undefined) warnings.push(`${place.child('key').toString()}: ${key} is ${text}`);
    if (!checkValues) continue;
    for (const [at, value] of (values ?? []).entries()) {
      for (const message of isValidLabelValue(value)) {
        warnings.push(
          `${place.child('values').index(at).toString()}: ${value} is invalid, ${message}`,
        );
      }
    }
  }
  return warnings;
}

const NO_POD = 'a null labelSelector results in matching no pod';

/** @param path of the spec */
export function spreadWarnings(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: FieldPath,
): string[] {
  const warnings: string[] = [];
  for (const [index, { topologyKey, labelSelector }] of (constraints ?? []).entries()) {
    const place = path.child('topologySpreadConstraints').index(index);
    const text = deprecatedNodeLabel(topologyKey);
    if (text !== undefined) {
      warnings.push(`${place.child('topologyKey').toString()}: ${topologyKey} is ${text}`);
    }
    if (labelSelector === undefined)
      warnings.push(`${place.child('labelSelector').toString()}: ${NO_POD}`);
  }
  return warnings;
}

/** @param path of the spec */
export function affinityWarnings(affinity: Affinity | undefined, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const terms = affinity?.[kind];
    if (terms === undefined) continue;
    const place = path.child('affinity', kind);
    const check = (term: { labelSelector?: LabelSelector }, at: FieldPath): void => {
      if (term.labelSelector !== undefined) return;
      warnings.push(`${at.child('labelSelector').toString()}: ${NO_POD}`);
    };
    for (const [index, term] of (terms[REQUIRED] ?? []).entries()) {
      check(term, place.child(REQUIRED).index(index));
    }
    for (const [index, { podAffinityTerm }] of (terms[PREFERRED] ?? []).entries()) {
      check(podAffinityTerm, place.child(PREFERRED).index(index).child('podAffinityTerm'));
    }
  }
  return warnings;
}
