import { describe, expect, test } from 'vitest';
import { ExactNumber, encodeJson } from './json.ts';

describe('a number that no double can hold', () => {
  test('keeps its digits in encodeJson, however deep it is', () => {
    const value = { a: [new ExactNumber('9007199254740993'), undefined], b: undefined, c: 'x' };

    expect(encodeJson(value)).toBe('{"a":[9007199254740993,null],"c":"x"}');
    expect(encodeJson(new ExactNumber('-9223372036854775808'))).toBe('-9223372036854775808');
  });

  test('is the nearest double everywhere else', () => {
    const number = new ExactNumber('9007199254740993');

    expect(JSON.stringify({ number })).toBe('{"number":9007199254740992}');
    expect(Number(number) + 1).toBe(9007199254740992);
    expect(number.valueOf() > 5).toBe(true);
    expect(number.toString()).toBe('9007199254740993');
  });

  test('leaves values without it to JSON.stringify', () => {
    const value = { a: 1, b: [null, true, 'x\u2028'], c: { d: -0.5 } };

    expect(encodeJson(value)).toBe(JSON.stringify(value));
  });
});
