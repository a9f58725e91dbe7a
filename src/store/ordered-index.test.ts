import { describe, expect, test } from 'vitest';
import { SeededRng } from '../base/rng.ts';
import { OrderedIndex } from './ordered-index.ts';
import type { Entry } from './store.ts';

const SEED = Number(process.env['STORE_TEST_SEED'] ?? Math.floor(Math.random() * 1e9));

function entry(key: string, modRevision = 1): Entry {
  return { key, value: key, createRevision: 1, modRevision, memo: undefined };
}

function indexOf(...keys: string[]): OrderedIndex {
  const index = new OrderedIndex();
  for (const key of keys) index.set(entry(key));
  return index;
}

function keysOf({ entries }: { entries: readonly Entry[] }): string[] {
  return entries.map(({ key }) => key);
}

describe('the ordered index', () => {
  test('finds what a key holds, and the newest of it', () => {
    const index = indexOf('/a', '/b');
    index.set(entry('/a', 7));

    expect(index.get('/a')?.modRevision).toBe(7);
    expect(index.get('/c')).toBeUndefined();
    expect(index.size).toBe(2);
  });

  test('answers nothing while it is empty', () => {
    const index = new OrderedIndex();
    index.delete('/a');

    expect(index.range('')).toEqual({ entries: [], remaining: 0 });
    expect(index.count('/a', '/b')).toBe(0);
  });

  const cases: [string, string | undefined, number | undefined, string[], number][] = [
    ['/pods/', undefined, undefined, ['/pods/a/1', '/pods/a/2', '/pods/b/1'], 0],
    ['/pods/a/', undefined, undefined, ['/pods/a/1', '/pods/a/2'], 0],
    ['/pods/', undefined, 2, ['/pods/a/1', '/pods/a/2'], 1],
    ['/pods/', '/pods/a/1', 1, ['/pods/a/2'], 1],
    ['/pods/', '/pods/a/11', undefined, ['/pods/a/2', '/pods/b/1'], 0],
    ['/pods/', '/a', 1, ['/pods/a/1'], 2],
    ['/pods/', '/z', undefined, [], 0],
    ['/pods/', '/pods/b/1', undefined, [], 0],
    ['/pods/', undefined, 0, [], 3],
    [
      '',
      undefined,
      undefined,
      ['/nodes/n', '/pods/a/1', '/pods/a/2', '/pods/b/1', '/podsets/x'],
      0,
    ],
    ['/none/', undefined, undefined, [], 0],
  ];
  test.each(cases)('prefix %j after %j limit %j', (prefix, after, limit, keys, remaining) => {
    const index = indexOf('/podsets/x', '/pods/b/1', '/pods/a/2', '/nodes/n', '/pods/a/1');

    const range = index.range(prefix, after, limit);

    expect(keysOf(range)).toEqual(keys);
    expect(range.remaining).toBe(remaining);
  });

  test(`agrees with a sorted array over random writes (seed ${SEED})`, () => {
    const rng = new SeededRng(SEED);
    const index = new OrderedIndex();
    const model = new Map<string, Entry>();
    const randomKey = () => `/${'abc'[rng.int(3)]}/${rng.int(3000)}`;
    for (let round = 0; round < 30; round++) {
      const growing = rng.int(3) > 0;
      for (let step = 0; step < 1000; step++) {
        const key = randomKey();
        if (growing || rng.int(4) === 0) {
          const next = entry(key, round * 1000 + step);
          index.set(next);
          model.set(key, next);
        } else {
          index.delete(key);
          model.delete(key);
        }
      }
      const prefix = ['', '/', '/b/', '/c/1'][rng.int(4)] ?? '';
      const after = rng.int(2) === 0 ? undefined : randomKey();
      const limit = rng.int(2) === 0 ? undefined : rng.int(1500);
      const all = [...model.values()]
        .filter(({ key }) => key.startsWith(prefix) && (after === undefined || key > after))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1));

      const range = index.range(prefix, after, limit);

      expect(range.entries).toEqual(all.slice(0, limit));
      expect(range.remaining).toBe(all.length - range.entries.length);
      expect(index.count(prefix, after)).toBe(all.length);
      expect(index.size).toBe(model.size);
    }
    for (const key of model.keys()) index.delete(key);
    expect(index.range('')).toEqual({ entries: [], remaining: 0 });
  });
});
