import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { sortedByBytes } from '../../../apimachinery/go-format.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import type {
  ResourceQuota,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
} from '../../../apimachinery/types.generated.ts';
import type { ResourceList } from '../pod/resource-lists.ts';
import { isHugePages } from '../pod/resource-lists.ts';
import { checkResourceName, checkResourceQuantity } from '../pod/spec-validation-resources.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');

const STANDARD_RESOURCES = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);

const POD_RESOURCES = [
  'pods',
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
];

/** What each scope can count. */
const SCOPES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Terminating', new Set(POD_RESOURCES)],
  ['NotTerminating', new Set(POD_RESOURCES)],
  ['BestEffort', new Set(['pods'])],
  ['NotBestEffort', new Set(POD_RESOURCES)],
  ['PriorityClass', new Set(POD_RESOURCES)],
  ['CrossNamespacePodAffinity', new Set(POD_RESOURCES)],
  ['VolumeAttributesClass', new Set(['persistentvolumeclaims', 'requests.storage'])],
]);
const ONLY_EXISTS = new Set([
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
]);
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

export function validate(quota: ResourceQuota): FieldError[] {
  return [...specErrors(quota.spec), ...validateStatus(quota)];
}

export function validateStatus({ status }: ResourceQuota): FieldError[] {
  return [
    ...listErrors(status.hard, STATUS.child('hard')),
    ...listErrors(status.used, STATUS.child('used')),
  ];
}

export function validateUpdate(next: ResourceQuota, previous: ResourceQuota): FieldError[] {
  const errors = specErrors(next.spec);
  const before = new Set(previous.spec.scopes ?? []);
  const after = new Set(next.spec.scopes ?? []);
  if (before.size !== after.size || ![...before].every((scope) => after.has(scope))) {
    const { scopes } = next.spec;
    errors.push(fieldError.invalid(SPEC.child('scopes'), scopes, 'field is immutable'));
  }
  return errors;
}

function specErrors(spec: ResourceQuotaSpec): FieldError[] {
  return [
    ...listErrors(spec.hard, SPEC.child('hard')),
    ...scopeErrors(spec),
    ...selectorErrors(spec),
  ];
}

function listErrors(list: ResourceList | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, quantity] of Object.entries(list ?? {})) {
    const place = path.key(name);
    checkResourceName(name, place, errors);
    if (!name.includes('/') && !isStandard(name)) {
      const detail = 'must be a standard resource for quota';
      errors.push(fieldError.invalid(place, name, detail));
    }
    checkResourceQuantity(name, quantity, place, errors);
  }
  return errors;
}

function isStandard(name: string): boolean {
  return (
    STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
  );
}

/** The resources of the quota that a scope cannot count. */
function foreignTo(scope: string, { hard = {} }: ResourceQuotaSpec): string[] {
  const counted = SCOPES.get(scope);
  if (counted === undefined) return [];
  return sortedByBytes(Object.keys(hard)).filter((name) => isStandard(name) && !counted.has(name));
}

function scopeErrors(spec: ResourceQuotaSpec): FieldError[] {
  const { scopes = [] } = spec;
  const path = SPEC.child('scopes');
  const errors: FieldError[] = [];
  for (const scope of scopes) {
    if (!SCOPES.has(scope)) errors.push(fieldError.invalid(path, scopes, 'unsupported scope'));
    for (const _name of foreignTo(scope, spec)) {
      errors.push(fieldError.invalid(path, scopes, 'unsupported scope applied to resource'));
    }
  }
  errors.push(...conflictErrors(scopes, spec, path));
  return errors;
}

function conflictErrors(
  scopes: readonly string[],
  { scopes: shown }: ResourceQuotaSpec,
  path: FieldPath,
): FieldError[] {
  return CONFLICTS.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() =>
    fieldError.invalid(path, shown ?? null, 'conflicting scopes'),
  );
}

function selectorErrors(spec: ResourceQuotaSpec): FieldError[] {
  if (spec.scopeSelector === undefined) return [];
  const { matchExpressions = [] } = spec.scopeSelector;
  const path = SPEC.child('scopeSelector', 'matchExpressions');
  const errors: FieldError[] = [];
  for (const requirement of matchExpressions) {
    const { scopeName } = requirement;
    if (!SCOPES.has(scopeName)) {
      errors.push(fieldError.invalid(path.child('scopeName'), scopeName, 'unsupported scope'));
    }
    for (const _name of foreignTo(scopeName, spec)) {
      const shown = goSelector(matchExpressions);
      errors.push(fieldError.invalid(path, shown, 'unsupported scope applied to resource'));
    }
    errors.push(...operatorErrors(requirement, path));
  }
  const scopes = matchExpressions.map(({ scopeName }) => scopeName);
  errors.push(...conflictErrors(scopes, spec, path));
  return errors;
}

function operatorErrors(
  { scopeName, operator, values }: ScopedResourceSelectorRequirement,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (ONLY_EXISTS.has(scopeName) && operator !== 'Exists') {
    const detail =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, " +
      'ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ' +
      'ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity';
    errors.push(fieldError.invalid(path.child('operator'), operator, detail));
  }
  const count = values?.length ?? 0;
  if (operator === 'In' || operator === 'NotIn') {
    const detail =
      "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (count === 0) errors.push(fieldError.required(path.child('values'), detail));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const detail =
      "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (count > 0) errors.push(fieldError.invalid(path.child('values'), values, detail));
  } else {
    const detail = 'not a valid selector operator';
    errors.push(fieldError.invalid(path.child('operator'), operator, detail));
  }
  return errors;
}

/** The selector with the member names of the internal type. */
function goSelector(expressions: readonly ScopedResourceSelectorRequirement[]): GoText {
  const shown = expressions.map(({ scopeName, operator, values }) => ({
    ScopeName: scopeName,
    Operator: operator,
    Values: values ?? null,
  }));
  return new GoText(goJson({ MatchExpressions: shown }));
}
