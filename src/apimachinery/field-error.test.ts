import { describe, expect, test } from 'vitest';
import { FieldPath, fieldError, invalidEach } from './field-error.ts';
import { GoText } from './go-print.ts';

const path = FieldPath.of('spec', 'ports').index(0).child('name');

describe('a path', () => {
  test('prints as upstream prints it', () => {
    expect(path.toString()).toBe('spec.ports[0].name');
    expect(FieldPath.of('data').key('a.b').toString()).toBe('data[a.b]');
    expect(FieldPath.of('spec').child('a', 'b').toString()).toBe('spec.a.b');
  });
});

describe('a field error', () => {
  test.each([
    [fieldError.required(path), 'FieldValueRequired', 'Required value'],
    [fieldError.required(path, 'why'), 'FieldValueRequired', 'Required value: why'],
    [fieldError.invalid(path, 'a"b', 'why'), 'FieldValueInvalid', 'Invalid value: "a\\"b": why'],
    [fieldError.invalid(path, 5, ''), 'FieldValueInvalid', 'Invalid value: 5'],
    [fieldError.invalid(path, undefined, 'x'), 'FieldValueInvalid', 'Invalid value: null: x'],
    [fieldError.invalid(path, ['<'], 'x'), 'FieldValueInvalid', 'Invalid value: ["\\u003c"]: x'],
    [
      fieldError.invalid(path, new GoText('{A:1}'), 'x'),
      'FieldValueInvalid',
      'Invalid value: {A:1}: x',
    ],
    [fieldError.typeInvalid(path, true, 'x'), 'FieldValueTypeInvalid', 'Invalid value: true: x'],
    [fieldError.duplicate(path, 'a'), 'FieldValueDuplicate', 'Duplicate value: "a"'],
    [
      fieldError.notSupported(path, 'x', ['b', 'a']),
      'FieldValueNotSupported',
      'Unsupported value: "x": supported values: "b", "a"',
    ],
    [fieldError.notSupported(path, 'x', []), 'FieldValueNotSupported', 'Unsupported value: "x"'],
    [
      fieldError.notSupported(path, '<\u0003', []),
      'FieldValueNotSupported',
      'Unsupported value: "\\u003c\\u0003"',
    ],
    [fieldError.forbidden(path, 'why'), 'FieldValueForbidden', 'Forbidden: why'],
    [fieldError.notFound(path, 'x'), 'FieldValueNotFound', 'Not found: "x"'],
    [fieldError.tooLong(path, 63), 'FieldValueTooLong', 'Too long: may not be more than 63 bytes'],
    [fieldError.tooLong(path, 1), 'FieldValueTooLong', 'Too long: may not be more than 1 byte'],
    [fieldError.tooLong(path, -1), 'FieldValueTooLong', 'Too long: value is too long'],
    [fieldError.tooMany(path, 5, 3), 'FieldValueTooMany', 'Too many: 5: must have at most 3 items'],
    [fieldError.tooMany(path, 2, 1), 'FieldValueTooMany', 'Too many: 2: must have at most 1 item'],
    [fieldError.tooMany(path, -1, -1), 'FieldValueTooMany', 'Too many: has too many items'],
    [fieldError.internal(path, 'why'), 'InternalError', 'Internal error: why'],
  ])('%o', (error, reason, body) => {
    expect(error).toEqual({ reason, field: 'spec.ports[0].name', body });
  });

  test('is made for every message of a format', () => {
    expect(invalidEach(path, 'x', ['a', 'b']).map(({ body }) => body)).toEqual([
      'Invalid value: "x": a',
      'Invalid value: "x": b',
    ]);
  });
});
