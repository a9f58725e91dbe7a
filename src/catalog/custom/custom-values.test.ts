import { describe, expect, test } from 'vitest';
import { Correlated } from '../../cel/schema/correlated.ts';
import { applyDefaults, pruneNulls } from './defaulting.ts';
import { formatIsValid } from './formats.ts';
import type { JsonSchema } from './json-schema.ts';
import { validateListTypes } from './list-types.ts';
import { prune } from './prune.ts';
import { fieldErrorsOf } from './schema-result.ts';
import { validateSchema } from './validate-schema.ts';
import { defaultsForm, instanceForm } from './validated-form.ts';
import { compareVersions } from './version-order.ts';

const STRING: JsonSchema = { type: 'string' };

function texts(schema: JsonSchema, value: unknown, previous?: unknown): string[] {
  const update = previous === undefined ? undefined : new Correlated(value, previous, schema);
  return fieldErrorsOf(validateSchema(schema, value, '', update)).map(
    ({ field, body }) => `${field}: ${body}`,
  );
}

function object(properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, ...more };
}

describe('pruning', () => {
  test.each([
    ['an unknown member', object({ a: STRING }), { a: 'x', b: 1 }, { a: 'x' }, ['b']],
    [
      'a member of an item',
      object({ l: { type: 'array', items: object({ a: STRING }) } }),
      { l: [{ a: 'x', c: 1 }] },
      { l: [{ a: 'x' }] },
      ['l[0].c'],
    ],
    [
      'nothing where all is kept',
      object({ f: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }),
      { f: { a: { b: 1 } } },
      { f: { a: { b: 1 } } },
      [],
    ],
    [
      'inside of what is kept, where a member is known',
      object({
        f: object({ k: object({ x: STRING }) }, { 'x-kubernetes-preserve-unknown-fields': true }),
      }),
      { f: { other: 1, k: { x: 'x', y: 'y' } } },
      { f: { other: 1, k: { x: 'x' } } },
      ['f.k.y'],
    ],
    [
      'names of the prototype',
      object({}),
      { constructor: 1, toString: 2 },
      {},
      ['constructor', 'toString'],
    ],
  ])('removes %s', (_name, schema, value, left, removed) => {
    expect(prune(value, schema)).toEqual(removed);
    expect(value).toEqual(left);
  });
});

describe('defaults', () => {
  const schema = object({
    kind: { type: 'string', default: 'oak' },
    leaf: object({ colour: { type: 'string', default: 'green' } }, { default: {} }),
    nul: { type: 'string', nullable: true, default: 'd' },
    bare: STRING,
    list: { type: 'array', items: object({ n: { type: 'integer', default: 3 } }) },
  });

  test.each([
    [{}, { kind: 'oak', leaf: { colour: 'green' }, nul: 'd' }],
    [
      { kind: null, nul: null, bare: null },
      { kind: 'oak', leaf: { colour: 'green' }, nul: null },
    ],
    [{ list: [{}] }, { kind: 'oak', leaf: { colour: 'green' }, nul: 'd', list: [{ n: 3 }] }],
  ])('of %j', (value, expected) => {
    pruneNulls(value, schema);
    applyDefaults(value, schema);

    expect(value).toEqual(expected);
  });

  test('are copies', () => {
    const [first, second] = [{}, {}] as [Record<string, unknown>, Record<string, unknown>];
    applyDefaults(first, schema);
    applyDefaults(second, schema);

    expect(first['leaf']).not.toBe(second['leaf']);
  });
});

describe('validation', () => {
  test.each<[JsonSchema, unknown, string[]]>([
    [STRING, 1, ['<nil>: Invalid value: "integer":  in body must be of type string: "integer"']],
    [
      object({ n: { type: 'integer' } }),
      { n: 1.5 },
      ['n: Invalid value: "number": n in body must be of type integer: "number"'],
    ],
    [object({ n: { type: 'number' } }), { n: 1 }, []],
    [
      object({ p: { 'x-kubernetes-int-or-string': true } }),
      { p: true },
      ['p: Invalid value: "boolean": p in body must be of type integer,string: "boolean"'],
    ],
    [object({}, { required: ['a'] }), {}, ['a: Required value']],
    [
      object({ m: { type: 'string', enum: ['a', 'b'] } }),
      { m: 'c' },
      ['m: Unsupported value: "c": supported values: "a", "b"'],
    ],
    [
      object({ n: { type: 'integer', minimum: 1, exclusiveMinimum: true } }),
      { n: 1 },
      ['n: Invalid value: 1: n in body should be greater than 1'],
    ],
    [
      object({ n: { type: 'integer', multipleOf: 2 } }),
      { n: 3 },
      ['n: Invalid value: 3: n in body should be a multiple of 2'],
    ],
    [
      object({ s: { type: 'string', maxLength: 2 } }),
      { s: 'abc' },
      ['s: Too long: may not be more than 2 bytes'],
    ],
    [object({ s: { type: 'string', maxLength: 2 } }), { s: '😀😀' }, []],
    [
      object({ s: { type: 'string', minLength: 2 } }),
      { s: 'a' },
      ['s: Invalid value: "a": s in body should be at least 2 chars long'],
    ],
    [
      object({ s: { type: 'string', pattern: '^a+$' } }),
      { s: 'b' },
      ['s: Invalid value: "b": s in body should match \'^a+$\''],
    ],
    [
      object({ l: { type: 'array', maxItems: 1 } }),
      { l: [1, 2] },
      ['l: Too many: 2: must have at most 1 item'],
    ],
    [
      object({ m: { type: 'object', minProperties: 1 } }),
      { m: {} },
      ['m: Invalid value: 0: m in body should have at least 1 properties'],
    ],
    [
      object({ m: { type: 'object', additionalProperties: STRING } }),
      { m: { a: 1 } },
      ['m.a: Invalid value: "integer": m.a in body must be of type string: "integer"'],
    ],
    [
      object({ d: { type: 'string', format: 'date-time' } }),
      { d: 'x' },
      ['d: Invalid value: "x": d in body must be of type date-time: "x"'],
    ],
    [object({ d: { type: 'string', format: 'made-up' } }), { d: 'x' }, []],
    [
      object({ d: { type: 'string', format: 'ipv4' } }),
      { d: {} },
      ['d: Invalid value: "": d in body must be of type ipv4: ""'],
    ],
    [
      object({ d: { type: 'string', format: 'date-time' } }),
      { d: 1 },
      ['d: Invalid value: "int64": d in body must be of type date-time: "int64"'],
    ],
    [
      object({ a: { not: { enum: ['x'] } } }),
      { a: 'x' },
      ['<nil>: Invalid value: "": "a" must not validate the schema (not)'],
    ],
    [
      object({ a: { oneOf: [{ required: ['x'] }, { required: ['y'] }] } }),
      { a: { x: 1, y: 1 } },
      [
        '<nil>: Invalid value: "": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives',
      ],
    ],
  ])('of %j for %j', (schema, value, expected) => {
    expect(texts(schema, value)).toEqual(expected);
  });

  test('tolerates what was wrong before and did not change', () => {
    const schema = object({ a: { type: 'integer', maximum: 5 }, b: STRING });

    expect(texts(schema, { a: 9, b: 'new' }, { a: 9, b: 'old' })).toEqual([]);
    expect(texts(schema, { a: 8, b: 'old' }, { a: 9, b: 'old' })).toHaveLength(1);
  });

  test('tolerates nothing inside of alternatives, unless all around it is unchanged', () => {
    const schema = object(
      { a: { type: 'integer' }, b: STRING },
      { allOf: [{ properties: { a: { maximum: 5 } } }] },
    );

    expect(texts(schema, { a: 9, b: 'old' }, { a: 9, b: 'old' })).toEqual([]);
    expect(texts(schema, { a: 9, b: 'new' }, { a: 9, b: 'old' })).toHaveLength(2);
  });

  test('tolerates unchanged items of keyed lists alone', () => {
    const items = object({ k: STRING, v: { type: 'integer' } });
    const plain = object({ l: { type: 'array', items } });
    const keyed = object({
      l: {
        type: 'array',
        items,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
      },
    });
    const before = { l: [{ k: 'a', v: 'x' }] };
    const after = {
      l: [
        { k: 'b', v: 1 },
        { k: 'a', v: 'x' },
      ],
    };

    expect(texts(keyed, after, before)).toEqual([]);
    expect(texts(plain, after, before)).toHaveLength(1);
  });
});

function map(...keys: string[]): JsonSchema {
  return {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
  };
}

describe('lists that are sets or maps', () => {
  const set: JsonSchema = { type: 'array', 'x-kubernetes-list-type': 'set' };
  test.each<[JsonSchema, unknown[], string[]]>([
    [set, ['a', 'b', 'a', 'a'], ['l[2]: Duplicate value: "a"']],
    [
      set,
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      ['l[1]: Duplicate value: {"b":2,"a":1}'],
    ],
    [set, [1, '1', true], []],
    [map('k'), [{ k: 'a' }, { k: 'a', v: 1 }], ['l[1]: Duplicate value: {"k":"a"}']],
    [map('k'), [{}, {}], ['l[1]: Duplicate value: {}']],
    [
      map('k', 'm'),
      [
        { k: 1, m: 1 },
        { k: 1, m: 2 },
      ],
      [],
    ],
    [
      map('k'),
      ['x'],
      ['l[0]: Invalid value: "x": must be an object for an array of list-type map'],
    ],
  ])('%j of %j', (schema, list, expected) => {
    const found = validateListTypes(object({ l: schema }), { l: list });

    expect(found.map(({ field, body }) => `${field}: ${body}`)).toEqual(expected);
  });
});

describe('formats', () => {
  test.each([
    ['date', '2024-02-29', true],
    ['date', '2023-02-29', false],
    ['date-time', '2024-05-01T10:00:00Z', true],
    ['date-time', '2024-05-01', false],
    ['duration', '1h30m', true],
    ['duration', '22 ns', true],
    ['duration', 'soon', false],
    ['email', 'a@example.com', true],
    ['email', 'example.com', false],
    ['hostname', 'www.example.com', true],
    ['hostname', '-a', false],
    ['ipv4', '10.0.0.1', true],
    ['ipv4', '::1', false],
    ['ipv6', '::1', true],
    ['cidr', '10.0.0.0/8', true],
    ['cidr', '10.0.0.0', false],
    ['mac', '01:23:45:67:89:ab', true],
    ['mac', '01-23:45:67:89:ab', false],
    ['uuid', '00000000-0000-0000-0000-00000000000F', true],
    ['uuid4', '00000000-0000-1000-8000-000000000000', false],
    ['uri', 'https://example.com/x', true],
    ['uri', 'nothing', false],
    ['byte', 'aGk=', true],
    ['byte', 'a?', false],
    ['isbn', '978-0321751041', true],
    ['isbn10', '0321751043', true],
    ['isbn10', '0321751044', false],
    ['hexcolor', '#FFF', true],
    ['byte', '', false],
    ['date-time', '2020-01-01T00:00:00', false],
    ['date-time', '2020-01-01t00:00:00z', true],
    ['duration', 'in 3 days time', true],
    ['duration', '1 fortnight', false],
    ['duration', '99999999999999999999 s', false],
    ['hostname', 'a-b', true],
    ['hostname', 'a-b-c', false],
    ['hostname', 'a-b-c.de', true],
    ['email', '"A B" <a@b.c> (x)', true],
    ['email', 'a..b@c', false],
    ['email', '"x y"@[1.2.3.4]', true],
    ['email', 'a@b, c@d', false],
    ['uri', 'mailto:a', true],
    ['uri', '//a b', true],
    ['uri', '?a', false],
    ['ipv6', '::ffff:01.2.3.4', false],
    ['mac', '0123.4567.89ab', true],
    ['creditcard', '4111-1111-1111-1111', true],
    ['creditcard', '4111-1111-1111-1112', false],
    ['ssn', '123456789', false],
    ['rgbcolor', 'rgb(01, 2, 3)', false],
    ['k8s-short-name', 'web-1', true],
    ['k8s-short-name', 'a.b', false],
    ['k8s-long-name', 'a.b', true],
  ])('%s: %j is %j', (format, text, expected) => {
    expect(formatIsValid(format, text)).toBe(expected);
  });
});

test('objects are validated without formats that nobody checks, defaults with all', () => {
  const schema = object({
    n: { type: 'integer', format: 'int32' },
    d: { type: 'string', format: 'date-time' },
    k: { type: 'string', format: 'k8s-short-name' },
    e: { 'x-kubernetes-int-or-string': true },
  });
  const value = { n: true, d: 'x', k: 'A.B', e: true };

  expect(texts(instanceForm(schema), value)).toEqual([
    'n: Invalid value: "boolean": n in body must be of type integer: "boolean"',
    'd: Invalid value: "x": d in body must be of type date-time: "x"',
    'e: Invalid value: "boolean": e in body must be of type integer,string: "boolean"',
  ]);
  expect(texts(defaultsForm(schema), value)).toEqual([
    'n: Invalid value: "": n in body must be of type int32: ""',
    'd: Invalid value: "x": d in body must be of type date-time: "x"',
    'k: Invalid value: "A.B": k in body must be of type k8s-short-name: "A.B"',
  ]);
});

test.each<[unknown, readonly unknown[], boolean]>([
  [1.5, [1, 2], true],
  [2.5, [1], false],
  [97, ['a'], true],
  [98, ['a'], false],
  ['1', [1], false],
])('%j is one of %j: %j, as Go converts', (value, values, expected) => {
  expect(texts({ enum: values }, value).length === 0).toBe(expected);
});

test('what needs no change in a schema is shared', () => {
  const schema = object({ __proto__x: { type: 'array', items: STRING } }, { allOf: [{}] });

  expect(instanceForm(schema)).toBe(schema);
  expect(defaultsForm(schema)).toBe(schema);
});

test('versions are ordered by stage and number, others behind them by name', () => {
  const sorted = ['v1', 'v10', 'v2beta1', 'v2', 'foo', 'v1alpha1', 'bar', 'v1beta2', 'v11beta2'];

  expect(sorted.toSorted(compareVersions)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v2beta1',
    'v1beta2',
    'v1alpha1',
    'bar',
    'foo',
  ]);
});
