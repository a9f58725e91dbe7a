import { describe, expect, test } from 'vitest';
import { ExactNumber } from '../base/json.ts';
import { goPrint, goPrintText, goTypeOf, sortedByBytes } from './go-format.ts';

describe('goPrint', () => {
  test.each<[unknown, string]>([
    ['text', 'text'],
    ['', ''],
    [null, '<nil>'],
    [true, 'true'],
    [0, '0'],
    [-0, '0'],
    [-7, '-7'],
    [1_000_000, '1000000'],
    [1.5, '1.5'],
    [-0.5, '-0.5'],
    [100_000.5, '100000.5'],
    [123_456_789.5, '1.234567895e+08'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e-7, '1e-07'],
    [1e21, '1e+21'],
    [1e300, '1e+300'],
    [2 ** 63, '9.223372036854776e+18'],
    [-(2 ** 62), '-4611686018427387904'],
    [new ExactNumber('9007199254740993'), '9007199254740993'],
    [[], '[]'],
    [{}, 'map[]'],
    [['a', 1, null, ['b']], '[a 1 <nil> [b]]'],
    [{ name: 'c', image: 'x' }, 'map[image:x name:c]'],
    [{ b: { d: [], c: {} }, a: [{ x: 1 }] }, 'map[a:[map[x:1]] b:map[c:map[] d:[]]]'],
    [{ '😀': 1, '\ue000': 2 }, 'map[\ue000:2 😀:1]'],
    [JSON.parse('{"__proto__":1}'), 'map[__proto__:1]'],
  ])('prints %j as %s', (value, printed) => {
    expect(goPrint(value)).toBe(printed);
  });

  test('ends at a bounded depth instead of running out of stack', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 100_000; i++) deep = [deep];

    expect(goPrint(deep)).toContain('...');
  });
});

test.each<[unknown, string]>([
  ['merge', 'merge'],
  [1, '%!s(int64=1)'],
  [1.5, '%!s(float64=1.5)'],
  [true, '%!s(bool=true)'],
  [null, '%!s(<nil>)'],
  [{ a: ['x', 1, null] }, 'map[a:[x %!s(int64=1) <nil>]]'],
])('goPrintText prints %j as %s', (value, printed) => {
  expect(goPrintText(value)).toBe(printed);
});

test.each<[unknown, string]>([
  ['', 'string'],
  [1, 'int64'],
  [1.5, 'float64'],
  [new ExactNumber('9007199254740993'), 'int64'],
  [false, 'bool'],
  [null, '<nil>'],
  [[], '[]interface {}'],
  [{}, 'map[string]interface {}'],
])('goTypeOf calls the type of %j %s', (value, name) => {
  expect(goTypeOf(value)).toBe(name);
});

test.each([
  [['b', '', 'a', 'é', 'ab', 'aa', 'B', '0']],
  [['b', '', '😀', 'a', '\ue000', 'é', 'ab', '😁', '\u{10ffff}', '\ud7ff', '\uffff']],
])('sortedByBytes sorts %j like UTF-8', (texts) => {
  const expected = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

  expect(sortedByBytes(texts)).toEqual(expected);
});
