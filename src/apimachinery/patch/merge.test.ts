import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import type { JsonObject } from './json-value.ts';
import { applyMergePatch } from './merge.ts';

function refused(act: () => unknown): ApiError {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a merge patch', () => {
  test.each<readonly [JsonObject, JsonObject, JsonObject]>([
    // The examples of RFC 7386 that are objects.
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { a: 1, e: null }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: null }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    [{}, { none: null }, {}],
    [{ a: 'text' }, { a: { b: null } }, { a: {} }],
    // Nulls in lists: elements stay, members of elements go, unless an object was there before.
    [{ a: [1] }, { a: [null, { b: null, c: [null] }] }, { a: [null, { c: [null] }] }],
    [{}, { a: [{ b: null }] }, { a: [{}] }],
    [{ a: {} }, { a: [{ b: null }] }, { a: [{ b: null }] }],
  ])('makes of %j with %j %j', (document, patch, merged) => {
    expect(applyMergePatch(document, patch)).toEqual(merged);
    expect(applyMergePatch(document, patch, { lenient: true })).toEqual(merged);
  });

  test.each<readonly [unknown, string]>([
    [
      [],
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    [
      'x',
      'error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}',
    ],
    [
      1,
      'error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}',
    ],
    [
      true,
      'error decoding patch: json: cannot unmarshal bool into Go value of type map[string]interface {}',
    ],
    [null, 'Invalid JSON Patch'],
  ])('that is no object is refused: %j', (patch, message) => {
    const error = refused(() => applyMergePatch({ a: 1 }, patch));

    expect([error.code, error.reason, error.message]).toEqual([400, 'BadRequest', message]);
  });

  test('that is a list takes the place of the document when nobody validates fields', () => {
    expect(applyMergePatch({ a: 1 }, [{ b: null }], { lenient: true })).toEqual([{}]);
    for (const patch of ['x', 1, true, null]) {
      const error = refused(() => applyMergePatch({ a: 1 }, patch, { lenient: true }));
      expect(error.message).toBe('Invalid JSON Patch');
    }
  });

  test('that is nested beyond reason is refused', () => {
    let patch: JsonObject = {};
    for (let i = 0; i < 5_000; i++) patch = { a: patch };

    expect(refused(() => applyMergePatch({}, patch)).code).toBe(400);
  });

  test('cannot reach or set the prototype', () => {
    const patch = JSON.parse(
      '{"__proto__":{"polluted":true},"a":{"__proto__":null}}',
    ) as JsonObject;

    const merged = applyMergePatch(JSON.parse('{"a":{"__proto__":1,"b":2}}') as JsonObject, patch);

    expect(JSON.stringify(merged)).toBe('{"__proto__":{"polluted":true},"a":{"b":2}}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });

  test('copies the way to a change and nothing else', () => {
    const document = { a: { b: 1 }, other: { large: [] } };

    const merged = applyMergePatch(document, { a: { b: 2 } }) as typeof document;

    expect(document.a.b).toBe(1);
    expect(merged.other).toBe(document.other);
  });

  test('leaves what it merges and what it brings sorted', () => {
    const document = { z: { y: 1, x: 2 }, m: { o: 1, n: 2 } };

    const merged = applyMergePatch(document, { m: { a: { d: 1, c: 2 } } });

    expect(JSON.stringify(merged)).toBe('{"m":{"a":{"c":2,"d":1},"n":2,"o":1},"z":{"y":1,"x":2}}');
  });
});
