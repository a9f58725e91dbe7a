import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isPathSegmentName } from '../../apimachinery/names.ts';
import { validateLabelSelector } from '../../apimachinery/selectors/labels.ts';
import type {
  MatchResources,
  NamedRuleWithOperations,
} from '../../apimachinery/types.generated.ts';
import { validateRule } from './rules.ts';

const MATCH_POLICIES = ['Equivalent', 'Exact'];

/** The requests that a policy or a binding is about. */
export function setMatchDefaults(resources: MatchResources | undefined): void {
  if (resources === undefined) return;
  resources.matchPolicy ??= 'Equivalent';
  resources.namespaceSelector ??= {};
  resources.objectSelector ??= {};
  const { resourceRules = [], excludeResourceRules = [] } = resources;
  for (const rule of [...resourceRules, ...excludeResourceRules]) rule.scope ??= '*';
}

export function validateMatchResources(resources: MatchResources, path: FieldPath): FieldError[] {
  const { matchPolicy, namespaceSelector, objectSelector } = resources;
  const errors: FieldError[] = [];
  if (matchPolicy !== undefined && !MATCH_POLICIES.includes(matchPolicy)) {
    errors.push(fieldError.notSupported(path.child('matchPolicy'), matchPolicy, MATCH_POLICIES));
  }
  errors.push(
    ...validateLabelSelector(namespaceSelector, path.child('namespaceSelector')),
    ...validateLabelSelector(objectSelector, path.child('objectSelector')),
  );
  for (const name of ['resourceRules', 'excludeResourceRules'] as const) {
    resources[name]?.forEach((rule, index) => {
      errors.push(...validateNamedRule(rule, path.child(name).index(index)));
    });
  }
  return errors;
}

function validateNamedRule(rule: NamedRuleWithOperations, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  rule.resourceNames?.forEach((name, index) => {
    const place = path.child('resourceNames').index(index);
    errors.push(...invalidEach(place, name, isPathSegmentName(name)));
    if (seen.has(name)) errors.push(fieldError.duplicate(place, name));
    seen.add(name);
  });
  return [...errors, ...validateRule(rule, path)];
}
