import { describe, expect, test } from 'vitest';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { validateDefaults } from './validation-defaults.ts';

const RULES = 'x-kubernetes-validations';

function errorsOf(a: unknown): string[] {
  const schema = { type: 'object', properties: { a } } as JsonSchema;
  return validateDefaults(schema, FieldPath.of('s')).map(({ field, body }) => `${field}: ${body}`);
}

function ruled(value: unknown, ...rules: object[]): object {
  return { type: 'integer', default: value, [RULES]: rules };
}

describe('a default', () => {
  test.each<[string, unknown, string[]]>([
    ['keeps its rules', ruled(3, { rule: 'self < 5' }), []],
    [
      'is refused by a rule',
      ruled(7, { rule: 'self < 5', message: 'too much' }),
      ['s.properties[a].default: Invalid value: "integer": too much'],
    ],
    [
      'is refused by a rule inside of it',
      {
        type: 'object',
        default: { b: ['x', ''] },
        properties: {
          b: { type: 'array', items: { type: 'string', [RULES]: [{ rule: "self != ''" }] } },
        },
      },
      [`s.properties[a].default.b[1]: Invalid value: "string": failed rule: self != ''`],
    ],
    [
      'is refused by a rule that does not compile',
      ruled(7, { rule: 'self' }),
      [
        's.properties[a].default: Invalid value: "integer": rule compile error: cel expression must evaluate to a bool',
      ],
    ],
    ['may be what it was', ruled(7, { rule: 'self == oldSelf' }), []],
    [
      'has to be right also where there was nothing',
      ruled(7, { rule: 'oldSelf.hasValue()', optionalOldSelf: true }),
      ['s.properties[a].default: Invalid value: "integer": failed rule: oldSelf.hasValue()'],
    ],
    [
      'that the schema refuses is not shown to rules',
      { ...ruled(7, { rule: 'self < 5' }), maximum: 6 },
      ['s.properties[a].default: Invalid value: 7:  in body should be less than or equal to 6'],
    ],
    [
      'has to be of its format, even of one that is not checked in objects',
      { type: 'integer', format: 'int32', default: true },
      ['s.properties[a].default: Invalid value: "":  in body must be of type int32: ""'],
    ],
    [
      'has only known fields',
      { type: 'object', default: { b: 1, a: 2 }, properties: {} },
      ['s.properties[a].default: Invalid value: {"a":2,"b":1}: must not have unknown fields'],
    ],
    [
      'of metadata makes a resource that is right',
      {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        properties: { kind: { type: 'string', default: '' } },
      },
      [
        's.properties[a].properties[kind].default: Invalid value: "": must result in valid metadata: kind: Invalid value: "": must not be empty',
      ],
    ],
  ])('%s', (_, a, expected) => {
    expect(errorsOf(a)).toEqual(expected);
  });
});
