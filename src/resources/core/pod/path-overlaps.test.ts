import { expect, test } from 'vitest';
import { PathOverlaps } from './path-overlaps.ts';

function overlaps(...paths: string[]): string[] {
  const all = new PathOverlaps();
  return paths
    .flatMap((path) => all.add({ path, source: '' }))
    .map(({ target, other }) => `${target.path} with ${other.path}`);
}

test.each<[string[], string[]]>([
  [['a', 'b', 'a/b'], ['a/b with a']],
  [
    ['a/b', 'a/c', 'a'],
    ['a with a/b', 'a with a/c'],
  ],
  [['a', 'a'], ['a with a']],
  [['a/', 'a//'], ['a with a']],
  [['ab', 'a'], []],
  [['', 'a', '/'], []],
  [
    ['x/y/z', 'x/y', 'x'],
    ['x/y with x/y/z', 'x with x/y/z', 'x with x/y'],
  ],
])('of %j', (paths, expected) => {
  expect(overlaps(...paths)).toEqual(expected);
});

test('only so many are told', () => {
  expect(overlaps(...Array.from({ length: 2_000 }, () => 'a'))).toHaveLength(500);
});
