import { describe, expect, test } from 'vitest';
import { LinearRegExp } from './regexp.ts';

describe('a pattern', () => {
  test.each([
    ['^a+$', 'aaa', true],
    ['^a+$', 'aab', false],
    ['b', 'abc', true],
    ['', 'anything', true],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'web-1', true],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'web-', false],
    ['^(foo|ba[rz])$', 'baz', true],
    ['^(foo|ba[rz])$', 'ba', false],
    ['^a{2,3}$', 'a', false],
    ['^a{2,3}$', 'aaa', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,}$', 'aaaaa', true],
    ['^a{2}$', 'aaa', false],
    ['^x{,2}$', 'x{,2}', true],
    ['^[^a-c]$', 'd', true],
    ['^[^a-c]$', 'b', false],
    ['^[]a]+$', ']a', true],
    ['^[a-]+$', 'a-', true],
    ['^[[:alpha:]_]+$', 'ab_', true],
    ['^[[:^digit:]]+$', 'a1', false],
    ['^\\d+\\.\\d+$', '1.25', true],
    ['^\\w+\\s\\S$', 'ab c', true],
    ['\\bword\\b', 'a word here', true],
    ['\\bword\\b', 'swordfish', false],
    ['(?i)^abc$', 'ABC', true],
    ['^a(?i:b)c$', 'aBc', true],
    ['^a(?i:b)c$', 'ABc', false],
    ['^.$', '\n', false],
    ['(?s)^.$', '\n', true],
    ['(?m)^b$', 'a\nb\nc', true],
    ['\\Aab\\z', 'ab', true],
    ['^\\Qa.b\\E$', 'a.b', true],
    ['^\\Qa.b\\E$', 'axb', false],
    ['^\\p{Lu}\\p{Ll}+$', 'Éa', true],
    ['^\\x41\\x{1F600}$', 'A😀', true],
    ['^.$', '😀', true],
    ['^(?P<year>\\d{4})-(?:\\d\\d)$', '2024-05', true],
    ['^a*?b+?$', 'aab', true],
    ['^()*$', '', true],
    ['^(a*)*$', 'aaab', false],
  ])('%j on %j: %j', (pattern, text, expected) => {
    expect(new LinearRegExp(pattern).test(text)).toBe(expected);
  });

  test.each([
    ['(a', 'missing closing )'],
    ['a)', 'unexpected )'],
    ['[a', 'missing closing ]'],
    ['*a', 'missing argument to repetition operator'],
    ['a**', 'invalid nested repetition operator'],
    ['a{1001}', 'invalid repeat count'],
    ['(a{100}){100}', 'invalid repeat count'],
    ['(?=a)', 'invalid or unsupported Perl syntax'],
    ['\\', 'trailing backslash'],
    ['\\1', 'invalid escape sequence'],
    ['[z-a]', 'invalid character class range'],
    ['\\p{Nope}', 'invalid character class range'],
    ['('.repeat(5000), 'nests too deeply'],
  ])('%j is refused', (pattern, why) => {
    expect(() => new LinearRegExp(pattern)).toThrow(why);
  });

  test.each([['^(a+)+$'], ['^(a|aa)*$'], ['^(a{1,30}){1,30}$'], ['(x+x+)+y'], ['^(a*)*$']])(
    '%j takes no longer than its text asks for',
    (pattern) => {
      const expression = new LinearRegExp(pattern);

      expect(expression.test(`${'a'.repeat(3000)}!`)).toBe(false);
    },
  );

  test('agrees with JavaScript on what both understand', () => {
    const atoms = ['a', 'b', '[ab]', '.', '(a|b)', '(ab)', '[^a]', '(a?)'];
    const marks = ['', '*', '+', '?', '{1,2}'];
    let seed = 7;
    const pick = <T>(from: readonly T[]): T => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return from[seed % from.length] as T;
    };
    for (let round = 0; round < 500; round++) {
      const parts = Array.from({ length: 3 }, () => pick(atoms) + pick(marks));
      const pattern = `^${parts.join('')}$`;
      const text = Array.from({ length: 4 }, () => pick(['a', 'b', 'c', ''])).join('');
      const expected = new RegExp(pattern).test(text);

      expect(new LinearRegExp(pattern).test(text), `${pattern} on ${text}`).toBe(expected);
    }
  });
});
