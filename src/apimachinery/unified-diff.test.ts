import { describe, expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const numbers = (...skipped: number[]): string[] =>
  Array.from({ length: 20 }, (_, i) => i + 1)
    .filter((each) => !skipped.includes(each))
    .map(String);

const cycle = (step: number): string =>
  Array.from({ length: 100_000 }, (_, i) => `${(i * step) % 977}`).join('\n');

describe('the difference of two texts', () => {
  test('of equal ones is empty', () => {
    expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
  });

  test('of one line is that line', () => {
    expect(unifiedDiff('a', 'b')).toBe('@@ -1 +1 @@\n-a\n+b\n');
  });

  test('shows three lines around a change', () => {
    const after = numbers().join('\n').replace('10', 'ten');
    expect(unifiedDiff(numbers().join('\n'), after)).toBe(
      '@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n',
    );
  });

  test('puts changes near to each other into one part, and others into two', () => {
    expect(unifiedDiff(numbers().join('\n'), numbers(3, 9).join('\n'))).toBe(
      '@@ -1,12 +1,10 @@\n 1\n 2\n-3\n 4\n 5\n 6\n 7\n 8\n-9\n 10\n 11\n 12\n',
    );
    expect(unifiedDiff(numbers().join('\n'), numbers(3, 14).join('\n'))).toBe(
      '@@ -1,6 +1,5 @@\n 1\n 2\n-3\n 4\n 5\n 6\n@@ -11,7 +10,6 @@\n 11\n 12\n 13\n-14\n 15\n 16\n 17\n',
    );
  });

  test('at the beginning counts from zero', () => {
    expect(unifiedDiff('', 'a')).toBe('@@ -1 +1 @@\n-\n+a\n');
    expect(unifiedDiff('b', 'a\nb')).toBe('@@ -1 +1,2 @@\n+a\n b\n');
  });

  // The longest common run comes first: `a b c` here, although keeping `x` would need fewer lines.
  test('keeps the longest run of equal lines', () => {
    const diff = unifiedDiff(
      ['x', 'y', 'a', 'b', 'c'].join('\n'),
      ['a', 'b', 'c', 'x', 'y'].join('\n'),
    );
    expect(diff).toBe('@@ -1,5 +1,5 @@\n-x\n-y\n a\n b\n c\n+x\n+y\n');
  });

  test('of long texts takes no time', () => {
    const started = performance.now();
    expect(unifiedDiff(cycle(3), cycle(7))).not.toBe('');
    expect(unifiedDiff(cycle(3), cycle(3).replace('5', 'x'))).toMatch(/^@@ /);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
