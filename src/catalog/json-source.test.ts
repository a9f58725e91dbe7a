import { describe, expect, test } from 'vitest';
import { ExactNumber, encodeJson } from '../base/json.ts';
import { decodeUtf8, JSON_DEPTH_MAX, JsonSyntaxError } from './json-exact.ts';
import { parseJson, readJson, VIOLATIONS_MAX } from './json-source.ts';

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

describe('bad JSON', () => {
  test.each([
    ['', 'unexpected end of JSON input'],
    ['not json', "invalid character 'o' in literal null (expecting 'u')"],
    ['tru', "invalid character ' ' in literal true (expecting 'e')"],
    ['falsy', "invalid character 'y' in literal false (expecting 'e')"],
    ['{"metadata":{"name":"x"', 'unexpected end of JSON input'],
    ['{"a":1} trailing', "invalid character 't' after top-level value"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['{"a"}', "invalid character '}' after object key"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['<xml/>', "invalid character '<' looking for beginning of value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['01', "invalid character '1' after top-level value"],
    ['-', "invalid character ' ' in numeric literal"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1e', "invalid character ' ' in exponent of numeric literal"],
    ['1e+x', "invalid character 'x' in exponent of numeric literal"],
    ['\u00e9', "invalid character 'Ã' looking for beginning of value"],
    ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
    ['\x01', "invalid character '\\x01' looking for beginning of value"],
  ])('%j is refused in the words of Go', (text, message) => {
    expect(() => parseJson(text).value).toThrow(new JsonSyntaxError(message));
  });

  test('names the byte that is no UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x5b, 0xff])).value).toThrow(
      "invalid character 'ÿ' looking for beginning of value",
    );
  });

  test('may not nest deeper than the bound', () => {
    expect(encodeJson(parseJson(nested(JSON_DEPTH_MAX)).value)).toBe(nested(JSON_DEPTH_MAX));
    for (const depth of [JSON_DEPTH_MAX + 1, 1_000_000]) {
      expect(() => parseJson(nested(depth)).value).toThrow(
        "invalid character '[' exceeded max depth",
      );
    }
  });
});

describe('JSON that JavaScript would read differently', () => {
  test.each([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    // Beyond int64 Go falls back to a double.
    ['9223372036854775808', '9223372036854776000'],
    ['1.0', '1'],
    ['1e3', '1000'],
    ['-0', '0'],
    ['{"a":[1.50]}', '{"a":[1.5]}'],
  ])('the number %s is %s', (text, expected) => {
    expect(encodeJson(parseJson(text).value)).toBe(expected);
  });

  test('is read back as it was written', () => {
    for (const text of ['{"a":9007199254740993,"b":"1234567890123456"}', '{"a":1,"b":[]}']) {
      expect(encodeJson(readJson(text))).toBe(text);
    }
  });

  test('keeps the text of numbers for those who know the type', () => {
    const { value } = parseJson('{"a":1.0}').exact;

    expect(value).toEqual({ a: new ExactNumber('1.0') });
  });

  test('replaces halves of surrogate pairs, but not pairs', () => {
    expect(parseJson('"a\\ud800b"').value).toBe('a\ufffdb');
    expect(parseJson('"\\ude00\\ud83d\\ude00"').value).toBe('\ufffd\u{1f600}');
  });

  test('replaces every byte that is no UTF-8', () => {
    const broken = Buffer.concat([Buffer.from('"a'), Buffer.from([0xe2, 0x82]), Buffer.from('"')]);

    expect(parseJson(broken).value).toBe('a\ufffd\ufffd');
    expect(decodeUtf8(Buffer.from([0xc3, 0xa9, 0xff, 0x41]))).toBe('é\ufffdA');
  });

  test('takes __proto__ for a name like any other', () => {
    const value = parseJson('{"__proto__":{"polluted":1},"a":1.0}').value as object;

    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('repeated keys', () => {
  test('are reported by path, in document order, each once', () => {
    const text = '{"b":{"x":1,"x":2},"a":[{"k":1,"k":1},{"k":1,"k":2,"k":3}],"b":{}}';

    expect(parseJson(text).duplicateFields()).toEqual([
      'duplicate field "b.x"',
      'duplicate field "a[0].k"',
      'duplicate field "a[1].k"',
      'duplicate field "b"',
    ]);
  });

  test('do not keep the last one from winning', () => {
    expect(parseJson('{"a":1,"a":{"b":2}}').value).toEqual({ a: { b: 2 } });
  });

  test('are found when they are written with escapes', () => {
    expect(parseJson('{"ab":1,"a\\u0062":2}').duplicateFields()).toEqual(['duplicate field "ab"']);
  });

  test('are no matter of colons in strings', () => {
    expect(parseJson('{"a:b":"c:d","e":":"}').duplicateFields()).toEqual([]);
  });

  test('are reported up to a bound', () => {
    const members = Array.from({ length: 300 }, (_, at) => `"k${at}":1,"k${at}":2`);

    expect(parseJson(`{${members.join(',')}}`).duplicateFields()).toHaveLength(VIOLATIONS_MAX);
  });
});
