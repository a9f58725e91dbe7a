import { describe, expect, test } from 'vitest';
import { Correlated } from './correlated.ts';
import type { CelSchema } from './schema.ts';

const item: CelSchema = { properties: { k: { type: 'string' }, v: { type: 'integer' } } };
const schema: CelSchema = {
  type: 'object',
  properties: {
    plain: { type: 'array', items: item },
    keyed: {
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    text: { type: 'string', nullable: true },
  },
};

const a = { k: 'a', v: 1 };
const b = { k: 'b', v: 2 };

describe('an update is unchanged', () => {
  test.each<[string, unknown, unknown, boolean]>([
    ['where both are the same', { labels: { x: 'y' } }, { labels: { x: 'y' } }, true],
    ['where a label is another', { labels: { x: 'z' } }, { labels: { x: 'y' } }, false],
    ['where a member came', { text: 'a', labels: {} }, { text: 'a' }, false],
    ['where a member went', { text: 'a' }, { text: 'a', labels: {} }, false],
    ['where one took the place of another', { text: 'a' }, { labels: {} }, false],
    ['where both are null', { text: null }, { text: null }, true],
    ['where one was null', { text: 'a' }, { text: null }, false],
    ['where a list became an object', { open: {} }, { open: [] }, false],
    ['in whatever order keyed items are', { keyed: [b, a] }, { keyed: [a, b] }, true],
    ['but in the order of other items', { plain: [b, a] }, { plain: [a, b] }, false],
    ['with the same other items', { plain: [a, b] }, { plain: [a, b] }, true],
    ['not with another keyed item', { keyed: [a, { k: 'c', v: 2 }] }, { keyed: [a, b] }, false],
    ['not with items that lack their key', { keyed: [{ v: 1 }] }, { keyed: [{ v: 1 }] }, false],
    [
      'not if it holds what the schema does not know',
      { open: { x: 1 } },
      { open: { x: 1 } },
      false,
    ],
    ['if it could hold such, and does not', { open: {} }, { open: {} }, true],
  ])('%s', (_, value, old, expected) => {
    expect(new Correlated(value, old, schema).isUnchanged).toBe(expected);
  });
});

describe('a place is found in what was', () => {
  test('by the name of a member that both have', () => {
    const update = new Correlated({ text: 'new', labels: {} }, { text: 'old' }, schema);

    expect(update.key('text')?.old).toBe('old');
    expect(update.key('labels')).toBeUndefined();
    expect(update.key('constructor')).toBeUndefined();
  });

  test('by the keys of an item, the first of several', () => {
    const old = { keyed: [b, { k: 'a', v: 8 }, { k: 'a', v: 9 }], plain: [a] };
    const update = new Correlated({ keyed: [a, { k: 'c' }], plain: [a] }, old, schema);

    expect(update.key('keyed')?.item(0)?.old).toEqual({ k: 'a', v: 8 });
    expect(update.key('keyed')?.item(1)).toBeUndefined();
    expect(update.key('keyed')?.item(2)).toBeUndefined();
    expect(update.key('plain')?.item(0)).toBeUndefined();
  });
});
