import { describe, expect, test } from 'vitest';
import { Correlated } from './correlated.ts';
import { RuleValidator } from './rule-validator.ts';
import type { CelSchema } from './schema.ts';

const RULES = 'x-kubernetes-validations';

const SPEC: CelSchema = {
  type: 'object',
  [RULES]: [
    {
      rule: 'self.min <= self.max',
      messageExpression: "'min ' + string(self.min) + ' is too much'",
    },
    { rule: 'self.min >= oldSelf.min', message: 'min may not shrink', fieldPath: '.min' },
    {
      rule: 'oldSelf.hasValue() || self.min > 0',
      optionalOldSelf: true,
      message: 'starts above 0',
    },
  ],
  properties: {
    min: { type: 'integer' },
    max: { type: 'integer' },
    names: { type: 'array', items: { type: 'string', [RULES]: [{ rule: "self != ''" }] } },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        [RULES]: [{ rule: 'self.port >= oldSelf.port', reason: 'FieldValueForbidden' }],
        properties: { name: { type: 'string' }, port: { type: 'integer' } },
      },
    },
  },
};

const ROOT: CelSchema = { type: 'object', properties: { spec: SPEC } };
const validator = RuleValidator.of(ROOT, true);

function errorsOf(spec: unknown, before?: unknown): string[] {
  const correlated =
    before === undefined ? undefined : new Correlated({ spec }, { spec: before }, ROOT);
  const found = validator?.validate({ spec }, { correlated });
  return (found?.errors ?? []).map(({ field, body }) => `${field}: ${body}`);
}

describe('the rules of a schema', () => {
  test('are none where none is declared', () => {
    expect(RuleValidator.of({ type: 'object', properties: {} }, true)).toBeUndefined();
  });

  test('hold for a right object', () => {
    expect(errorsOf({ min: 1, max: 2, names: ['a'], ports: [{ name: 'x', port: 1 }] })).toEqual([]);
  });

  test('say what their message expression computes', () => {
    expect(errorsOf({ min: 3, max: 2 })).toEqual([
      'spec: Invalid value: "object": min 3 is too much',
    ]);
  });

  test('are evaluated for each item', () => {
    expect(errorsOf({ min: 1, max: 2, names: ['a', ''] })).toEqual([
      `spec.names[1]: Invalid value: "string": failed rule: self != ''`,
    ]);
  });

  test('about a transition wait for an update', () => {
    expect(errorsOf({ min: 2, max: 5 }, { min: 3, max: 5 })).toEqual([
      'spec.min: Invalid value: "object": min may not shrink',
    ]);
  });

  test('with an optional old value tell the creation from an update', () => {
    expect(errorsOf({ min: 0, max: 5 })).toEqual(['spec: Invalid value: "object": starts above 0']);
    expect(errorsOf({ min: 0, max: 5 }, { min: 0, max: 4 })).toEqual([]);
  });

  test('compare the items of a keyed list by their keys', () => {
    const before = { min: 1, max: 2, ports: [{ name: 'x', port: 5 }] };
    const after = {
      ...before,
      ports: [
        { name: 'new', port: 1 },
        { name: 'x', port: 4 },
      ],
    };
    expect(errorsOf(after, before)).toEqual([
      'spec.ports[1]: Forbidden: failed rule: self.port >= oldSelf.port',
    ]);
  });

  test('do not refuse what an update leaves as it was', () => {
    const wrong = { min: 3, max: 2, names: [''] };
    expect(errorsOf(wrong, wrong)).toEqual([]);
    expect(errorsOf({ ...wrong, max: 1 }, wrong)).toEqual([
      'spec: Invalid value: "object": min 3 is too much',
    ]);
  });

  test('cannot tell which item of a plain list was wrong already', () => {
    const before = { min: 1, max: 2, names: [''] };
    expect(errorsOf({ ...before, names: ['', 'a'] }, before)).toEqual([
      `spec.names[0]: Invalid value: "string": failed rule: self != ''`,
    ]);
  });
});

describe('a null where one may stand', () => {
  const schema: CelSchema = {
    type: 'object',
    properties: { text: { type: 'string', nullable: true } },
  };
  const holds = (rule: string, value: unknown, old?: unknown): boolean => {
    const ruled = RuleValidator.of({ ...schema, [RULES]: [{ rule }] }, false);
    return ruled?.validate(value, { old }).errors.length === 0;
  };

  test.each([
    ['has(self.text)', false],
    ["self.text == 'x'", false],
    ['self.?text.hasValue()', false],
    ['self == oldSelf', true],
  ])('is not seen: %s is %j', (rule, expected) => {
    expect(holds(rule, { text: null }, { text: null })).toBe(expected);
  });

  test('is not the same as nothing', () => {
    expect(holds('self == oldSelf', { text: null }, {})).toBe(false);
  });
});
