import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isQualifiedName, isValidLabelValue } from '../../../apimachinery/names.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type {
  LabelSelector,
  Toleration,
  TopologySpreadConstraint,
} from '../../../apimachinery/types.generated.ts';
import { checkQualifiedName, checkSupported, pushAll, pushInvalid } from './field-checks.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function checkTolerations(
  tolerations: readonly Toleration[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [index, toleration] of (tolerations ?? []).entries()) {
    checkToleration(toleration, path.index(index), errors);
  }
}

function checkToleration(
  { key = '', operator = '', value = '', effect = '', tolerationSeconds }: Toleration,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (key !== '') pushInvalid(errors, isQualifiedName(key), path.child('key'), key);
  else if (operator !== 'Exists') {
    const detail =
      'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(fieldError.invalid(path.child('operator'), operator, detail));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(fieldError.invalid(path.child('effect'), effect, detail));
  }
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = isValidLabelValue(value);
      if (messages.length > 0) {
        errors.push(fieldError.invalid(path.child('operator'), value, messages.join(';')));
      }
      break;
    }
    case 'Exists':
      if (value !== '') {
        const detail = "value must be empty when `operator` is 'Exists'";
        errors.push(fieldError.invalid(path.child('operator'), value, detail));
      }
      break;
    default:
      checkSupported(operator, ['Equal', 'Exists'], path.child('operator'), errors);
  }
  if (effect !== '') checkSupported(effect, EFFECTS, path.child('effect'), errors);
}

export function checkTopologySpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (constraints === undefined) return;
  const last = lastOfPair(constraints);
  for (const [index, constraint] of constraints.entries()) {
    const { topologyKey, whenUnsatisfiable: action } = constraint;
    const place = path.index(index);
    if (constraint.maxSkew <= 0) {
      const detail = 'must be greater than zero';
      errors.push(fieldError.invalid(place.child('maxSkew'), constraint.maxSkew, detail));
    }
    if (topologyKey === '') {
      errors.push(fieldError.required(place.child('topologyKey'), 'can not be empty'));
    }
    const actions = ['DoNotSchedule', 'ScheduleAnyway'];
    checkSupported(action, actions, place.child('whenUnsatisfiable'), errors);
    if (last.get(pairOf(constraint)) !== index) {
      const pair = place.child('{topologyKey, whenUnsatisfiable}');
      errors.push(fieldError.duplicate(pair, pairOf(constraint)));
    }
    checkMinDomains(constraint, place.child('minDomains'), errors);
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[name];
      if (policy !== undefined) {
        checkSupported(policy, ['Honor', 'Ignore'], place.child(name), errors);
      }
    }
    checkLabelKeys(constraint, place, errors);
    pushAll(errors, validateLabelSelector(constraint.labelSelector, place.child('labelSelector')));
  }
}

function pairOf({ topologyKey, whenUnsatisfiable }: TopologySpreadConstraint): string {
  return `{${topologyKey}, ${whenUnsatisfiable}}`;
}

/** Where each pair stands last: an earlier one is the one that upstream complains about. */
function lastOfPair(constraints: readonly TopologySpreadConstraint[]): Map<string, number> {
  return new Map(constraints.map((constraint, index) => [pairOf(constraint), index]));
}

function checkMinDomains(
  { minDomains, whenUnsatisfiable: action }: TopologySpreadConstraint,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (minDomains === undefined) return;
  if (minDomains <= 0) {
    errors.push(fieldError.invalid(path, minDomains, 'must be greater than zero'));
  }
  if (action === 'DoNotSchedule') return;
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
  errors.push(fieldError.invalid(path, minDomains, detail));
}

interface LabelKeys {
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
  readonly labelSelector?: LabelSelector;
}

/** Keys of labels whose values are taken from the pod itself. */
export function checkLabelKeys(
  { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: LabelKeys,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkKeyNames(matchLabelKeys, labelSelector, path.child('matchLabelKeys'), errors);
  checkKeyNames(mismatchLabelKeys, labelSelector, path.child('mismatchLabelKeys'), errors);
  if (labelSelector !== undefined && matchLabelKeys.length > 0) {
    // When a pod is created the keys have become expressions already, so twice is once too often.
    const indices = new Map(matchLabelKeys.map((key, index) => [key, index]));
    const seen = new Set(Object.keys(labelSelector.matchLabels ?? {}));
    for (const { key } of labelSelector.matchExpressions ?? []) {
      const index = indices.get(key);
      if (index !== undefined && seen.has(key)) {
        const detail = 'exists in both matchLabelKeys and labelSelector';
        errors.push(fieldError.invalid(path.index(index), key, detail));
      }
      seen.add(key);
    }
  }
  const mismatched = new Set(mismatchLabelKeys);
  for (const [index, key] of matchLabelKeys.entries()) {
    if (!mismatched.has(key)) continue;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(fieldError.invalid(path.child('matchLabelKeys').index(index), key, detail));
  }
}

function checkKeyNames(
  keys: readonly string[],
  selector: LabelSelector | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (keys.length === 0) return;
  if (selector === undefined) {
    errors.push(fieldError.forbidden(path, 'must not be specified when labelSelector is not set'));
    return;
  }
  for (const [index, key] of keys.entries()) checkQualifiedName(key, path.index(index), errors);
}
