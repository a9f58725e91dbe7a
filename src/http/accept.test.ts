import { describe, expect, test } from 'vitest';
import { namesOneOf, parseAccept } from './accept.ts';

const ranges = (accept: string): string[] =>
  parseAccept(accept).map(({ type, subtype }) => `${type}/${subtype}`);

describe('An Accept header', () => {
  test.each([
    ['application/json;q=0.1,application/yaml;q=0.9', ['application/yaml', 'application/json']],
    ['text/html,application/json', ['text/html', 'application/json']],
    // A range without a wildcard goes first even with the smaller q.
    ['*/*;q=0.5,application/yaml;q=0.4', ['application/yaml', '*/*']],
    ['application/*,application/yaml;q=0.4', ['application/yaml', 'application/*']],
    ['*', ['*/*']],
    ['application,a/b/c,,;,/', []],
    ['application/', []],
    ['a/b;q=abc,c/d;q=-1,e/f;q= 0.5,g/h;q=.5', ['g/h', 'a/b', 'e/f', 'c/d']],
  ])('%s', (accept, expected) => {
    expect(ranges(accept)).toEqual(expected);
  });

  test('leaves out the parameters that say nothing', () => {
    const [clause] = parseAccept('application/json; as = Table ;v=;g;x=1=2;stream=watch');

    expect([...(clause?.parameters ?? [])]).toEqual([
      ['as', 'Table'],
      ['stream', 'watch'],
    ]);
  });

  test('is bounded', () => {
    expect(parseAccept('a/b,'.repeat(100_000)).length).toBeLessThan(1000);
  });

  test.each([
    ['application/json', true],
    [' application/json ;q=0', true],
    ['x,*/*', true],
    ['*', false],
    ['application/*', false],
    ['APPLICATION/JSON', false],
  ])('%s names a type of a route: %s', (accept, expected) => {
    expect(namesOneOf(accept, ['application/json'])).toBe(expected);
  });
});
