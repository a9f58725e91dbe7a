import { describe, expect, test } from 'vitest';
import { parseListOptions } from './list-options.ts';

describe('a watch begins with what there is', () => {
  test.each<[string, boolean]>([
    ['watch=true', true],
    ['watch=true&resourceVersion=0', true],
    ['watch=true&resourceVersion=5', false],
    ['watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan', false],
    // The paths that begin with `watch/` do not say so.
    ['', true],
    ['resourceVersion=0', true],
    ['resourceVersion=5', false],
  ])('?%s: %j', (query, expected) => {
    const options = parseListOptions(new URLSearchParams(query), 'watch');

    expect(options.sendInitialEvents).toBe(expected);
  });

  test('a list has no such events', () => {
    expect(parseListOptions(new URLSearchParams(), 'list').sendInitialEvents).toBe(false);
  });
});
