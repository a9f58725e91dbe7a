import { describe, expect, test } from 'vitest';
import { emptyMap, semanticEqual } from './semantic-equal.ts';

describe('semantic equality', () => {
  test.each<[string, unknown, unknown]>([
    ['an empty list and none', { a: [], b: 1 }, { b: 1 }],
    ['an empty map and none', { a: emptyMap() }, {}],
    ['two empty maps', { a: emptyMap() }, { a: emptyMap() }],
    ['an empty list and null', { a: [] }, { a: null }],
    ['empty members of items', [{ a: [], b: emptyMap() }], [{}]],
    ['a member that is undefined and none', { a: undefined }, {}],
    ['members in another order', { a: 1, b: [2] }, { b: [2], a: 1 }],
  ])('takes %s for the same', (_about, a, b) => {
    expect(semanticEqual(a, b)).toBe(true);
    expect(semanticEqual(b, a)).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ['a struct with nothing set from none', { emptyDir: {} }, {}],
    ['a list from an empty one', { a: ['x'] }, { a: [] }],
    ['an item from none', [{}], []],
    ['a map that got members from none', { a: Object.assign(emptyMap(), { x: '1' }) }, {}],
    ['a zero from none', { a: 0 }, {}],
    ['a list from a map', { a: ['x'] }, { a: { 0: 'x' } }],
    ['another value', { a: 1 }, { a: 2 }],
  ])('tells %s', (_about, a, b) => {
    expect(semanticEqual(a, b)).toBe(false);
    expect(semanticEqual(b, a)).toBe(false);
  });
});
