import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../apimachinery/go-print.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../apimachinery/names.ts';
import { validateLabelSelector } from '../../apimachinery/selectors/labels.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  RoleRef,
  Subject,
} from '../../apimachinery/types.generated.ts';
import { RBAC_GROUP } from './defaults.ts';

export function validateRole({ rules }: Role): FieldError[] {
  return validateRules(rules, true);
}

export function validateClusterRole(
  role: ClusterRole,
  previous: ClusterRole | undefined,
): FieldError[] {
  const errors = validateRules(role.rules, false);
  const { aggregationRule } = role;
  if (aggregationRule === undefined) return errors;
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors');
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    errors.push(fieldError.required(path, detail));
  }
  const allowInvalidValues = previous !== undefined && hasInvalidSelector(previous);
  for (const [index, selector] of selectors.entries()) {
    const place = path.index(index);
    errors.push(...validateLabelSelector(selector, place, { allowInvalidValues }));
    // Upstream prints the selector that it could not make, which is nothing.
    if (validateLabelSelector(selector, place).length > 0)
      errors.push(fieldError.invalid(place, null, 'invalid label selector.'));
  }
  return errors;
}

export function validateRoleBinding(binding: RoleBinding): FieldError[] {
  return validateBinding(binding, ['Role', 'ClusterRole'], true);
}

export function validateClusterRoleBinding(binding: ClusterRoleBinding): FieldError[] {
  return validateBinding(binding, ['ClusterRole'], false);
}

/** Who may change subjects must not be able to hand out another role. */
export function validateRoleRefUpdate(next: RoleRef, previous: RoleRef): FieldError[] {
  const { apiGroup, kind, name } = next;
  const isSame = apiGroup === previous.apiGroup && kind === previous.kind && name === previous.name;
  if (isSame) return [];
  // The internal type has no JSON names.
  const value = new GoText(goJson({ APIGroup: apiGroup, Kind: kind, Name: name }));
  return [fieldError.invalid('roleRef', value, 'cannot change roleRef')];
}

function hasInvalidSelector({ aggregationRule }: ClusterRole): boolean {
  const selectors = aggregationRule?.clusterRoleSelectors ?? [];
  return selectors.some((each) => validateLabelSelector(each, FieldPath.of('')).length > 0);
}

function validateRules(
  rules: readonly PolicyRule[] | undefined,
  namespaced: boolean,
): FieldError[] {
  return (rules ?? []).flatMap((rule, index) =>
    validateRule(rule, namespaced, FieldPath.of('rules').index(index)),
  );
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: FieldPath): FieldError[] {
  const { apiGroups = [], resources = [], resourceNames = [] } = rule;
  const { nonResourceURLs: urls = [] } = rule;
  const errors: FieldError[] = [];
  // What a client leaves out is null here.
  if ((rule.verbs ?? []).length === 0) {
    errors.push(fieldError.required(path.child('verbs'), 'verbs must contain at least one value'));
  }
  if (urls.length > 0) {
    const field = path.child('nonResourceURLs');
    if (namespaced) {
      const detail = 'namespaced rules cannot apply to non-resource URLs';
      errors.push(fieldError.invalid(field, urls, detail));
    }
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(fieldError.invalid(field, urls, detail));
    }
    return errors;
  }
  if (apiGroups.length === 0) {
    const detail = 'resource rules must supply at least one api group';
    errors.push(fieldError.required(path.child('apiGroups'), detail));
  }
  if (resources.length === 0) {
    const detail = 'resource rules must supply at least one resource';
    errors.push(fieldError.required(path.child('resources'), detail));
  }
  return errors;
}

function validateBinding(
  { roleRef, subjects = [] }: RoleBinding,
  kinds: readonly string[],
  namespaced: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  const path = FieldPath.of('roleRef');
  const { apiGroup, kind, name } = roleRef;
  if (apiGroup !== RBAC_GROUP) {
    errors.push(fieldError.notSupported(path.child('apiGroup'), apiGroup, [RBAC_GROUP]));
  }
  if (!kinds.includes(kind)) {
    errors.push(fieldError.notSupported(path.child('kind'), kind, kinds));
  }
  if (name === '') errors.push(fieldError.required(path.child('name')));
  else errors.push(...invalidEach(path.child('name'), name, isPathSegmentName(name)));
  for (const [index, subject] of subjects.entries()) {
    errors.push(...validateSubject(subject, namespaced, FieldPath.of('subjects').index(index)));
  }
  return errors;
}

function validateSubject(subject: Subject, namespaced: boolean, path: FieldPath): FieldError[] {
  const { kind, name, apiGroup = '', namespace = '' } = subject;
  const errors: FieldError[] = [];
  if (name === '') errors.push(fieldError.required(path.child('name')));
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '')
        errors.push(...invalidEach(path.child('name'), name, isDns1123Subdomain(name)));
      if (apiGroup !== '') {
        errors.push(fieldError.notSupported(path.child('apiGroup'), apiGroup, ['']));
      }
      if (!namespaced && namespace === '')
        errors.push(fieldError.required(path.child('namespace')));
      break;
    case 'User':
    case 'Group':
      if (apiGroup !== RBAC_GROUP) {
        errors.push(fieldError.notSupported(path.child('apiGroup'), apiGroup, [RBAC_GROUP]));
      }
      break;
    default: {
      const kinds = ['ServiceAccount', 'User', 'Group'];
      errors.push(fieldError.notSupported(path.child('kind'), kind, kinds));
    }
  }
  return errors;
}
