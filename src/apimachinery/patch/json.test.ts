import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { applyJsonPatch, unknownJsonPatchFields } from './json.ts';
import type { JsonObject } from './json-value.ts';

const REJECTED = 'the server rejected our request due to an error in our request';

function refused(act: () => unknown): ApiError {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

type Case = readonly [document: JsonObject, patch: unknown, patched: unknown];

function copies(count: number): unknown {
  return Array.from({ length: count }, (_, i) => ({
    op: 'copy',
    from: '/big',
    path: `/small/${i}`,
  }));
}

describe('a JSON patch', () => {
  test.each<Case>([
    [{ a: 1 }, [], { a: 1 }],
    [{ a: 1 }, null, { a: 1 }],
    [{ a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    [{ a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
    [{ a: 1 }, [{ op: 'add', path: '/b' }], { a: 1, b: null }],
    [{ a: 1 }, [{ op: 'add', path: 'ignored/b', value: 2 }], { a: 1, b: 2 }],
    [{ a: 1 }, [{ op: 'add', path: '/', value: 2 }], { '': 2, a: 1 }],
    [{}, [{ op: 'add', path: '/a~1b~0c', value: 1 }], { 'a/b~c': 1 }],
    [{}, [{ op: 'add', path: '/a~01', value: 1 }], { 'a~1': 1 }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/0', value: 0 }], { l: [0, 1, 2] }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/2', value: 3 }], { l: [1, 2, 3] }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/-', value: 3 }], { l: [1, 2, 3] }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/-1', value: 3 }], { l: [1, 2, 3] }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/-3', value: 0 }], { l: [0, 1, 2] }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/+1', value: 0 }], { l: [1, 0, 2] }],
    [{ l: [1, 2] }, [{ op: 'add', path: '/l/01', value: 0 }], { l: [1, 0, 2] }],
    [{ l: [1, 2] }, [{ op: 'remove', path: '/l/-1' }], { l: [1] }],
    [{ l: [{ a: 1 }] }, [{ op: 'add', path: '/l/0/b', value: 2 }], { l: [{ a: 1, b: 2 }] }],
    [{ a: 1, b: 2 }, [{ op: 'remove', path: '/a' }], { b: 2 }],
    [{ a: { b: 1 } }, [{ op: 'replace', path: '/a/b', value: 2 }], { a: { b: 2 } }],
    [{ a: {} }, [{ op: 'replace', path: '/a/none', value: 2 }], { a: { none: 2 } }],
    [{ a: 1 }, [{ op: 'replace', path: '', value: { z: 1 } }], { z: 1 }],
    [{ a: 1 }, [{ op: 'replace', path: '', value: [1] }], [1]],
    [{ a: 1 }, [{ op: 'replace', path: '', value: 'text' }], { a: 1 }],
    [{ a: 1 }, [{ op: 'replace', path: '', value: null }], { a: 1 }],
    [{ a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
    [{ l: [1, 2, 3] }, [{ op: 'move', from: '/l/0', path: '/l/-' }], { l: [2, 3, 1] }],
    [{ a: { b: 1 } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: 1 }, c: { b: 1 } }],
    [{ a: 1 }, [{ op: 'copy', from: '/none', path: '/c' }], { a: 1, c: null }],
    [
      { a: { b: 1 } },
      [
        { op: 'copy', from: '/a', path: '/c' },
        { op: 'add', path: '/c/b', value: 2 },
        { op: 'add', path: '/a/d', value: 3 },
      ],
      { a: { b: 1, d: 3 }, c: { b: 2 } },
    ],
    [
      { a: { b: [1, { c: null }] } },
      [{ op: 'test', path: '/a/b', value: [1, { c: null }] }],
      { a: { b: [1, { c: null }] } },
    ],
    [{ a: 1 }, [{ op: 'test', path: '', value: { a: 1 } }], { a: 1 }],
    [{ a: 1 }, [{ op: 'test', path: '/none', value: null }], { a: 1 }],
    [
      { a: {} },
      [
        { op: 'test', path: '/a', value: {} },
        { op: 'add', path: '/a/b', value: 1 },
        { op: 'test', path: '/a', value: { b: 1 } },
      ],
      { a: { b: 1 } },
    ],
  ])('makes of %j with %j %j', (document, patch, patched) => {
    expect(applyJsonPatch(document, patch)).toEqual(patched);
    expect(applyJsonPatch(document, patch, { lenient: true })).toEqual(patched);
  });

  test.each<readonly [unknown]>([
    [[null]],
    [[{}]],
    [[{ path: '/a' }]],
    [[{ op: null, path: '/a' }]],
    [[{ op: 'jump', path: '/a' }]],
    [[{ op: 'ADD', path: '/a', value: 1 }]],
    [[{ op: 'add', value: 1 }]],
    [[{ op: 'add', path: '', value: {} }]],
    [[{ op: 'add', path: 'a', value: 1 }]],
    [[{ op: 'add', path: '/none/b', value: 1 }]],
    [[{ op: 'add', path: '/a/b', value: 1 }]],
    [[{ op: 'add', path: '/l/4', value: 1 }]],
    [[{ op: 'add', path: '/l/-5', value: 1 }]],
    [[{ op: 'add', path: '/l/x', value: 1 }]],
    [[{ op: 'add', path: '/l/1.5', value: 1 }]],
    [[{ op: 'add', path: '/l/', value: 1 }]],
    [[{ op: 'add', path: '/l/99999999999999999999', value: 1 }]],
    [[{ op: 'remove', path: '/none' }]],
    [[{ op: 'remove', path: '/l/3' }]],
    [[{ op: 'remove', path: '/l/-' }]],
    [[{ op: 'remove', path: '/toString' }]],
    [[{ op: 'remove', path: '/__proto__' }]],
    [[{ op: 'replace', path: '/l/3', value: 1 }]],
    [[{ op: 'replace', path: '/none/b', value: 1 }]],
    [[{ op: 'replace', path: '' }]],
    [[{ op: 'move', path: '/b' }]],
    [[{ op: 'move', from: '/none', path: '/b' }]],
    [[{ op: 'move', from: '/o', path: '/o/inner' }]],
    [[{ op: 'copy', path: '/b' }]],
    [[{ op: 'copy', from: '/l/3', path: '/b' }]],
    [[{ op: 'test', path: '/a', value: 2 }]],
    [[{ op: 'test', path: '/a', value: '1' }]],
    [[{ op: 'test', path: '/a' }]],
    [[{ op: 'test', path: '/none' }]],
    [[{ op: 'test', path: '/none', value: 1 }]],
    [[{ op: 'test', path: '/o', value: { p: 1, q: 2 } }]],
    [[{ op: 'test', path: '/o', value: {} }]],
    [[{ op: 'test', path: '/o', value: null }]],
    [[{ op: 'test', path: '/l', value: [1, 2] }]],
    [[{ op: 'test', path: '/__proto__', value: {} }]],
  ])('is refused with 422 and no reason: %j', (patch) => {
    const document = { a: 1, l: [1, 2, 3], o: { p: 1 } };

    const error = refused(() => applyJsonPatch(document, patch));

    expect(error.status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: REJECTED,
      reason: 'Invalid',
      details: {},
      code: 422,
    });
  });

  test.each<readonly [unknown, string, string]>([
    [
      { op: 'add' },
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    ],
    [
      'text',
      'error decoding patch: json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp',
      'json: cannot unmarshal string into Go value of type jsonpatch.Patch',
    ],
    [
      [1],
      'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp',
      'json: cannot unmarshal number into Go value of type jsonpatch.Operation',
    ],
    [
      [{ op: 1 }],
      'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string',
      REJECTED,
    ],
    [
      [{ op: 'add', path: ['a'] }],
      'error decoding patch: json: cannot unmarshal array into Go struct field jsonPatchOp.path of type string',
      REJECTED,
    ],
    [
      [{ op: 'move', path: '/a', from: true }],
      'error decoding patch: json: cannot unmarshal bool into Go struct field jsonPatchOp.from of type string',
      REJECTED,
    ],
  ])('that is none is refused: %j', (patch, message, lenientMessage) => {
    const strict = refused(() => applyJsonPatch({ a: 1 }, patch));
    const lenient = refused(() => applyJsonPatch({ a: 1 }, patch, { lenient: true }));

    expect([strict.code, strict.message]).toEqual([400, message]);
    expect(lenient.message).toBe(lenientMessage);
  });

  test('may have 10000 operations and not one more', () => {
    const operation = { op: 'test', path: '/a', value: 1 };
    const patch = Array.from({ length: 10_000 }, () => operation);

    expect(applyJsonPatch({ a: 1 }, patch)).toEqual({ a: 1 });
    const error = refused(() => applyJsonPatch({ a: 1 }, [...patch, operation]));

    expect([error.code, error.reason, error.message]).toEqual([
      413,
      'RequestEntityTooLarge',
      'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    ]);
  });

  test('may copy three megabytes and not more', () => {
    const document = { big: 'x'.repeat(1024 * 1024), small: {} };
    expect(applyJsonPatch(document, copies(2))).toHaveProperty('small.1');
    expect(refused(() => applyJsonPatch(document, copies(3))).code).toBe(422);
  });

  test('cannot double a document into something deep', () => {
    const patch = Array.from({ length: 2_000 }, () => ({ op: 'copy', from: '/a', path: '/a/b' }));

    expect(refused(() => applyJsonPatch({ a: { c: 1 } }, patch)).code).toBe(422);
  });

  test('cannot move a document into something deep', () => {
    const path = `/a${'/x'.repeat(900)}`;
    let nested: JsonObject = {};
    for (let i = 0; i < 900; i++) nested = { x: nested };
    const patch = [
      { op: 'add', path: '/a', value: nested },
      { op: 'move', from: '/deep', path: `${path}/y` },
    ];
    let deep: JsonObject = {};
    for (let i = 0; i < 500; i++) deep = { d: deep };

    expect(refused(() => applyJsonPatch({ deep }, patch)).code).toBe(422);
  });

  test('that is nested beyond reason is refused', () => {
    let value: unknown = 1;
    for (let i = 0; i < 5_000; i++) value = [value];

    const error = refused(() => applyJsonPatch({}, [{ op: 'add', path: '/a', value }]));

    expect([error.code, error.message]).toEqual([400, 'error decoding patch: exceeded max depth']);
    const path = '/x'.repeat(100_000);
    expect(refused(() => applyJsonPatch({}, [{ op: 'add', path, value: 1 }])).code).toBe(422);
  });

  test('cannot reach or set the prototype', () => {
    const document = JSON.parse('{"a":{"__proto__":{"b":1}}}') as JsonObject;
    const patch = [
      { op: 'add', path: '/a/__proto__/c', value: 2 },
      { op: 'add', path: '/__proto__', value: { polluted: true } },
    ];

    const patched = applyJsonPatch(document, patch);

    expect(JSON.stringify(patched)).toBe(
      '{"__proto__":{"polluted":true},"a":{"__proto__":{"b":1,"c":2}}}',
    );
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
  });

  test('copies the way to a change and nothing else', () => {
    const document = { a: { b: { c: 1 } }, other: { large: [] } };

    const patched = applyJsonPatch(document, [
      { op: 'replace', path: '/a/b/c', value: 2 },
    ]) as typeof document;

    expect(document.a.b.c).toBe(1);
    expect(patched.a.b.c).toBe(2);
    expect(patched.other).toBe(document.other);
  });

  test('leaves the objects on its way sorted and the others as they were', () => {
    const document = { z: { y: 1, x: 2 }, m: { o: { q: 1, p: 2 }, n: 1 } };

    const patched = applyJsonPatch(document, [{ op: 'add', path: '/m/a', value: { d: 1, c: 2 } }]);

    expect(JSON.stringify(patched)).toBe(
      '{"m":{"a":{"d":1,"c":2},"n":1,"o":{"q":1,"p":2}},"z":{"y":1,"x":2}}',
    );
  });
});

test.each<readonly [unknown, readonly string[]]>([
  [[{ op: 'add', path: '/a', value: 1, from: '/b' }], []],
  [
    [{ op: 'add' }, { foo: 1, op: 'add', Op: 2 }],
    ['[1].foo', '[1].Op'],
  ],
  [[null, { x: { y: 1 } }], ['[1].x']],
  [{ foo: 1 }, []],
])('unknown members of %j', (patch, fields) => {
  const expected = fields.map((field) => `json patch unknown field "${field}"`);
  expect(unknownJsonPatchFields(patch)).toEqual(expected);
});

test('at most a hundred unknown members are told', () => {
  const patch = Array.from({ length: 500 }, () => ({ op: 'test', x: 1 }));

  expect(unknownJsonPatchFields(patch)).toHaveLength(100);
});
