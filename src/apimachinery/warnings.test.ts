import { describe, expect, test } from 'vitest';
import { WarningSet } from './warnings.ts';

function headersOf(...texts: string[]): readonly string[] {
  const warnings = new WarningSet();
  for (const text of texts) warnings.add(text);
  return warnings.headers();
}

describe('the warnings of an answer', () => {
  test('are quoted, in order and each once', () => {
    expect(headersOf('b', 'say "a\\b"', '', 'b')).toEqual([
      '299 - "b"',
      '299 - "say \\"a\\\\b\\""',
    ]);
  });

  test('are UTF-8 on the wire', () => {
    const [header = ''] = headersOf('é');

    expect(Buffer.from(header, 'latin1').toString()).toBe('299 - "é"');
  });

  test.each(['a\nb', 'a\tb', '\u007f', '\u0085'])(
    'leave out %j, which no header can hold',
    (text) => {
      expect(headersOf(text, 'fine')).toEqual(['299 - "fine"']);
    },
  );

  test('stay whole as long as they have 4096 characters together', () => {
    const long = 'x'.repeat(4095);

    expect(headersOf(long, 'y')).toEqual([`299 - "${long}"`, '299 - "y"']);
  });

  test('are shortened beyond that, and end when they have as many once more', () => {
    const texts = Array.from({ length: 100 }, (_, i) => `${i}${'é'.repeat(1000)}`);

    const headers = headersOf(...texts).map((header) => Buffer.from(header, 'latin1').toString());

    expect(headers).toHaveLength(16);
    expect(headers[15]).toBe(`299 - "15${'é'.repeat(254)}"`);
    expect(headersOf('a'.repeat(5000))).toEqual([`299 - "${'a'.repeat(256)}"`]);
    expect(headersOf(`${'a'.repeat(255)}😀b`.padEnd(5000, 'c'))).toHaveLength(1);
  });

  test('that cannot be told do not shorten the others', () => {
    const long = 'x'.repeat(1000);

    expect(headersOf(long, `${'y'.repeat(5000)}\n`)).toEqual([`299 - "${long}"`]);
  });
});
