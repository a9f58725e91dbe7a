import type { RuleWithOperations } from '../../apimachinery/types.generated.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { EquivalentResource, ObjectVersions } from './object-versions.ts';
import { requestKind, requestNamespace } from './request-view.ts';

type Rule = RuleWithOperations;

/** Whoever could change these for others could lock everybody out. */
const EXEMPT = new Set([
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Webhooks and policies are not asked about those who configure them. */
export function isExempt(attributes: AdmissionAttributes): boolean {
  const { group, kind } = requestKind(attributes);
  return group === 'admissionregistration.k8s.io' && EXEMPT.has(kind);
}

/**
 * The resource by which the rules know the request: its own, or under `Equivalent` another one of
 * the same objects, earlier rules first. Undefined: none.
 */
export function matchRules(
  rules: readonly Rule[],
  matchPolicy: string | undefined,
  attributes: AdmissionAttributes,
  versions: ObjectVersions,
): EquivalentResource | undefined {
  const { group, version, resource } = attributes;
  const own = { group, version, resource };
  if (rules.some((rule) => matches(rule, attributes, own))) {
    return { ...own, kind: requestKind(attributes) };
  }
  if (matchPolicy !== 'Equivalent') return undefined;
  const equivalents = versions.equivalents(attributes);
  if (equivalents.length === 0) return undefined;
  for (const rule of rules) {
    const found = equivalents.find((each) => matches(rule, attributes, each));
    if (found !== undefined) return found;
  }
  return undefined;
}

function matches(
  rule: Rule,
  attributes: AdmissionAttributes,
  { group, version, resource }: Omit<EquivalentResource, 'kind'>,
): boolean {
  return (
    has(rule.operations, attributes.operation) &&
    has(rule.apiGroups, group) &&
    has(rule.apiVersions, version) &&
    (rule.resources ?? []).some((each) =>
      matchesResource(each, resource, attributes.subresource),
    ) &&
    matchesScope(rule.scope, attributes)
  );
}

function has(items: readonly string[] | undefined, wanted: string): boolean {
  return items !== undefined && (items.includes(wanted) || items.includes('*'));
}

/** `pods`, `pods/status`, `*`, any of any: a name without a slash means the objects themselves. */
function matchesResource(pattern: string, resource: string, subresource = ''): boolean {
  const slash = pattern.indexOf('/');
  const name = slash === -1 ? pattern : pattern.slice(0, slash);
  const sub = slash === -1 ? '' : pattern.slice(slash + 1);
  return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
}

function matchesScope(scope: string | undefined, attributes: AdmissionAttributes): boolean {
  if (scope === undefined || scope === '*') return true;
  const { group, version, resource } = attributes;
  const isNamespace = group === '' && version === 'v1' && resource === 'namespaces';
  const isCluster = isNamespace || requestNamespace(attributes) === '';
  return scope === 'Cluster' ? isCluster : scope === 'Namespaced' && !isCluster;
}
