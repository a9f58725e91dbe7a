import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { SuccessPolicy, SuccessPolicyRule } from '../../../apimachinery/types.generated.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import { countIndexes, IndexesError } from './indexes.ts';

const RULES_MAX = 20;
const INDEXES_BYTES_MAX = 64 * 1024;

export function checkSuccessPolicy(
  policy: SuccessPolicy,
  completions: number,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('rules');
  const rules = policy.rules ?? [];
  if (rules.length === 0) {
    const detail = 'at least one rules must be specified when the successPolicy is specified';
    errors.push(fieldError.required(place, detail));
  }
  if (rules.length > RULES_MAX) errors.push(fieldError.tooMany(place, rules.length, RULES_MAX));
  for (const [index, rule] of rules.entries()) {
    checkRule(rule, completions, place.index(index), errors);
  }
}

function checkRule(
  rule: SuccessPolicyRule,
  completions: number,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  if (count === undefined && indexes === undefined) {
    const detail = 'at least one of succeededCount or succeededIndexes must be specified';
    errors.push(fieldError.required(path, detail));
  }
  const total =
    indexes === undefined
      ? undefined
      : checkIndexes(indexes, completions, path.child('succeededIndexes'), errors);
  if (count === undefined) return;
  checkNonNegative(rule, ['succeededCount'], path, errors);
  const limits: [number | undefined, string][] = [
    [completions, 'the number of specified completions'],
    [total, 'the number of indexes in the specified succeededIndexes field'],
  ];
  for (const [limit, meaning] of limits) {
    if (limit === undefined || count <= limit) continue;
    const detail = `must be less than or equal to ${limit} (${meaning})`;
    errors.push(fieldError.invalid(path.child('succeededCount'), count, detail));
  }
}

function checkIndexes(
  text: string,
  completions: number,
  path: FieldPath,
  errors: FieldError[],
): number {
  if (Buffer.byteLength(text) > INDEXES_BYTES_MAX) {
    errors.push(fieldError.tooLong(path, INDEXES_BYTES_MAX));
  }
  try {
    return countIndexes(text, completions);
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error;
    const detail = `error parsing succeededIndexes: ${error.message}`;
    errors.push(fieldError.invalid(path, text, detail));
    return 0;
  }
}
