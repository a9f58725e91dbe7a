import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import type {
  JobSpec,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
} from '../../../apimachinery/types.generated.ts';
import { pushInvalid } from '../../core/pod/field-checks.ts';
import { invalidWithoutValue } from './bare-error.ts';

const RULES_MAX = 20;
const EXIT_CODES_MAX = 255;
const CONDITIONS_MAX = 20;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

export function checkPodFailurePolicy(
  spec: JobSpec,
  policy: PodFailurePolicy,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('rules');
  const rules = policy.rules ?? [];
  if (rules.length > RULES_MAX) errors.push(fieldError.tooMany(place, rules.length, RULES_MAX));
  const { containers, initContainers } = spec.template.spec;
  const names = new Set([...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name));
  for (const [index, rule] of rules.entries()) {
    const at = place.index(index);
    checkAction(rule.action, spec.backoffLimitPerIndex !== undefined, at.child('action'), errors);
    checkRule(rule, names, at, errors);
  }
}

function checkAction(
  action: string,
  perIndex: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (action === 'FailIndex') {
    if (perIndex) return;
    const detail = 'requires the backoffLimitPerIndex to be set';
    errors.push(fieldError.invalid(path, action, detail));
  } else checkWord(action, ACTIONS, path, errors);
}

/** Words that must be there list themselves the way Go prints lists. */
function checkWord(
  word: string,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (word === '') {
    errors.push(fieldError.required(path, `valid values: [${supported.map(quote).join(' ')}]`));
  } else if (!supported.includes(word)) {
    errors.push(fieldError.notSupported(path, word, supported));
  }
}

function checkRule(
  { onExitCodes, onPodConditions }: PodFailurePolicyRule,
  names: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const conditions = onPodConditions ?? [];
  if (onExitCodes !== undefined) {
    checkExitCodes(onExitCodes, names, path.child('onExitCodes'), errors);
  }
  checkConditions(conditions, path.child('onPodConditions'), errors);
  const hasConditions = conditions.length > 0;
  if ((onExitCodes !== undefined) !== hasConditions) return;
  const detail = hasConditions
    ? 'specifying both OnExitCodes and OnPodConditions is not supported'
    : 'specifying one of OnExitCodes and OnPodConditions is required';
  errors.push(invalidWithoutValue(path, detail));
}

function checkConditions(
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (patterns.length > CONDITIONS_MAX) {
    errors.push(fieldError.tooMany(path, patterns.length, CONDITIONS_MAX));
  }
  for (const [index, { type, status }] of patterns.entries()) {
    const place = path.index(index);
    pushInvalid(errors, isQualifiedName(type), place.child('type'), type);
    checkWord(status, STATUSES, place.child('status'), errors);
  }
}

function checkExitCodes(
  { operator, containerName, values: codes }: PodFailurePolicyOnExitCodesRequirement,
  names: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkWord(operator, OPERATORS, path.child('operator'), errors);
  if (containerName !== undefined && !names.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    errors.push(fieldError.invalid(path.child('containerName'), containerName, detail));
  }
  const place = path.child('values');
  const values = codes ?? [];
  if (values.length === 0) {
    errors.push(fieldError.invalid(place, codes, 'at least one value is required'));
  } else if (values.length > EXIT_CODES_MAX) {
    errors.push(fieldError.tooMany(place, values.length, EXIT_CODES_MAX));
  }
  const seen = new Set<number>();
  for (const [index, value] of values.entries()) {
    if (operator === 'In' && value === 0) {
      const detail = 'must not be 0 for the In operator';
      errors.push(fieldError.invalid(place.index(index), value, detail));
    }
    if (seen.has(value)) errors.push(fieldError.duplicate(place.index(index), value));
    seen.add(value);
  }
  if (values.some((value, index) => index > 0 && (values[index - 1] ?? 0) > value)) {
    errors.push(fieldError.invalid(place, values, 'must be ordered'));
  }
}
