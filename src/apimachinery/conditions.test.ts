import { expect, test } from 'vitest';
import { checkConditions } from './conditions.ts';
import type { FieldError } from './field-error.ts';
import { FieldPath } from './field-error.ts';
import type { Condition } from './types.generated.ts';

const GOOD: Condition = {
  type: 'example.com/Ready',
  status: 'True',
  reason: 'Fine',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

function errorsOf(...conditions: Condition[]): string[] {
  const errors: FieldError[] = [];
  checkConditions(conditions, FieldPath.of('c'), errors);
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

test('a condition may be as Kubernetes writes them', () => {
  expect(errorsOf(GOOD, { ...GOOD, type: 'Other' })).toEqual([]);
});

test.each<[Partial<Condition>, RegExp]>([
  [{ type: '' }, /^c\[0\]\.type: Invalid value: "": name part must be non-empty/],
  [{ status: 'Odd' }, /status: Unsupported value: "Odd": supported values: "False", /],
  [{ observedGeneration: -1 }, /observedGeneration: Invalid value: -1: must be greater than or /],
  [{ lastTransitionTime: '' }, /lastTransitionTime: Required value$/],
  [{ reason: '' }, /reason: Required value$/],
  [{ reason: 'a b' }, /reason: Invalid value: "a b": a condition reason must start with alpha/],
  [{ reason: 'r'.repeat(1025) }, /reason: Too long: may not be more than 1024 bytes$/],
  [{ message: 'm'.repeat(32 * 1024 + 1) }, /message: Too long: may not be more than 32768 bytes$/],
])('a condition with %j is refused', (change, expected) => {
  const errors = errorsOf({ ...GOOD, ...change });

  expect(errors[0]).toMatch(expected);
});

test('a type stands once', () => {
  expect(errorsOf(GOOD, GOOD)).toEqual(['c[1].type: Duplicate value: "example.com/Ready"']);
});
