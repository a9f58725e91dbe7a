import { describe, expect, test } from 'vitest';
import { nestedInteger, nestedString } from './nested-field.ts';

describe('a field at a path', () => {
  test('is read, or missing', () => {
    expect(nestedInteger({ spec: { replicas: 3 } }, '.spec.replicas')).toEqual({ value: 3 });
    expect(nestedString({ status: { selector: 'a=b' } }, '.status.selector')).toEqual({
      value: 'a=b',
    });
    expect(nestedInteger({ spec: {} }, '.spec.replicas')).toEqual({});
    expect(nestedInteger({ spec: null }, '.spec.replicas')).toEqual({});
  });

  test.each([
    ['x', '.spec.replicas accessor error: x is of the type string, expected int64'],
    [null, '.spec.replicas accessor error: <nil> is of the type <nil>, expected int64'],
    [1.5, '.spec.replicas accessor error: 1.5 is of the type float64, expected int64'],
  ])('of another type (%j) is named with its type', (replicas, error) => {
    expect(nestedInteger({ spec: { replicas } }, '.spec.replicas')).toEqual({ error });
  });

  test('under a value that has no fields is named with the field that was looked for', () => {
    expect(nestedInteger({ spec: [{}] }, '.spec.replicas').error).toBe(
      '.spec.replicas accessor error: [map[]] is of the type []interface {}, expected map[string]interface{}',
    );
  });
});
