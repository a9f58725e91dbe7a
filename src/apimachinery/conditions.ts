import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError, invalidEach } from './field-error.ts';
import { isQualifiedName, regexError } from './names.ts';
import type { Condition } from './types.generated.ts';

const STATUSES = ['False', 'True', 'Unknown'];
const REASON_BYTES_MAX = 1024;
const MESSAGE_BYTES_MAX = 32 * 1024;
const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON_PATTERN = new RegExp(`^${REASON}$`);
const REASON_ERROR = regexError(
  'a condition reason must start with alphabetic character, optionally followed by a string of ' +
    "alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  REASON,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
);

/** Conditions of the common type; each type stands once. */
export function checkConditions(
  conditions: readonly Condition[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const place = path.index(index);
    if (seen.has(condition.type)) {
      errors.push(fieldError.duplicate(place.child('type'), condition.type));
    }
    seen.add(condition.type);
    checkCondition(condition, place, errors);
  }
}

function checkCondition(condition: Condition, path: FieldPath, errors: FieldError[]): void {
  const { type, status, observedGeneration = 0, reason, message } = condition;
  errors.push(...invalidEach(path.child('type'), type, isQualifiedName(type)));
  if (!STATUSES.includes(status)) {
    errors.push(fieldError.notSupported(path.child('status'), status, STATUSES));
  }
  if (observedGeneration < 0) {
    const detail = 'must be greater than or equal to zero';
    errors.push(fieldError.invalid(path.child('observedGeneration'), observedGeneration, detail));
  }
  // The canonical form of "no time" is null.
  if (!condition.lastTransitionTime) {
    errors.push(fieldError.required(path.child('lastTransitionTime')));
  }
  const place = path.child('reason');
  if (reason === '') errors.push(fieldError.required(place));
  else {
    if (!REASON_PATTERN.test(reason)) errors.push(fieldError.invalid(place, reason, REASON_ERROR));
    if (Buffer.byteLength(reason) > REASON_BYTES_MAX) {
      errors.push(fieldError.tooLong(place, REASON_BYTES_MAX));
    }
  }
  if (Buffer.byteLength(message) > MESSAGE_BYTES_MAX) {
    errors.push(fieldError.tooLong(path.child('message'), MESSAGE_BYTES_MAX));
  }
}
