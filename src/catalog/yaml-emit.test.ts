import { describe, expect, test } from 'vitest';
import { ExactNumber } from '../base/json.ts';
import { formatYaml } from './yaml-emit.ts';

describe('an object as YAML', () => {
  test('has sorted keys and sequences as deep as their key', () => {
    const object = {
      kind: 'Pod',
      apiVersion: 'v1',
      spec: { containers: [{ name: 'a', args: ['x', 'y'] }, { name: 'b' }], volumes: [] },
      status: {},
      nested: [[1, 2], [[]]],
      gone: undefined,
    };

    expect(formatYaml(object)).toBe(
      [
        'apiVersion: v1',
        'kind: Pod',
        'nested:',
        '- - 1',
        '  - 2',
        '- - []',
        'spec:',
        '  containers:',
        '  - args:',
        '    - x',
        '    - "y"',
        '    name: a',
        '  - name: b',
        '  volumes: []',
        'status: {}',
        '',
      ].join('\n'),
    );
  });

  test('counts the numbers in keys', () => {
    expect(formatYaml({ a10: 1, a2: 1, A: 1, '10': 1, '9': 1, 'a-b': 1, a_b: 1, '': 1 })).toBe(
      '"": 1\n"9": 1\n"10": 1\nA: 1\na-b: 1\na_b: 1\na2: 1\na10: 1\n',
    );
  });

  test.each([
    [1000000, '1000000'],
    [1.5, '1.5'],
    [1234567.5, '1.2345675e+06'],
    [0.00001, '1e-05'],
    [1e21, '1e+21'],
    [new ExactNumber('9223372036854775807'), '9223372036854775807'],
    [true, 'true'],
    [null, 'null'],
  ])('prints %j as %s', (value, text) => {
    expect(formatYaml({ a: value })).toBe(`a: ${text}\n`);
  });
});

function words(count: number): string {
  return Array.from({ length: count }, () => 'word').join(' ');
}

describe('a string in YAML', () => {
  test.each([
    ['plain', 'plain'],
    ['true', '"true"'],
    ['y', '"y"'],
    ['null', '"null"'],
    ['~', '"~"'],
    ['1.5', '"1.5"'],
    ['0x1f', '"0x1f"'],
    ['1e3', '"1e3"'],
    ['12:30', '"12:30"'],
    ['2024-01-02', '"2024-01-02"'],
    ['2024-01-02T03:04:05Z', '"2024-01-02T03:04:05Z"'],
    ['', '""'],
    [' lead', "' lead'"],
    ['trail ', "'trail '"],
    ['a: b', "'a: b'"],
    ['a:', "'a:'"],
    ['a:b', 'a:b'],
    ['# no', "'# no'"],
    ['a#b', 'a#b'],
    ['a #b', "'a #b'"],
    ['-', "'-'"],
    ['- a', "'- a'"],
    ['-a', '-a'],
    ['*a', "'*a'"],
    ['[x]', "'[x]'"],
    ['---x', "'---x'"],
    ["it's", "it's"],
    ["'s: x", "'''s: x'"],
    ['with "quotes"', 'with "quotes"'],
    ['tab\tin', '"tab\\tin"'],
    ['\u0001\u001b', '"\\x01\\e"'],
    ['\u{1f600}', '"\\U0001F600"'],
    ['é', 'é'],
    ['\u00a0', '\u00a0'],
    ['one\ntwo', '|-\n  one\n  two'],
    ['one\n\ntwo\n', '|\n  one\n\n  two'],
    ['one\n\n', '|+\n  one\n'],
    [' one\ntwo', '|2-\n   one\n  two'],
    ['one \ntwo', '"one \\ntwo"'],
  ])('%j', (value, text) => {
    expect(formatYaml({ a: value })).toBe(`a: ${text}\n`);
  });

  test('is folded behind the 80th column, at single blanks', () => {
    expect(formatYaml({ a: words(20) })).toBe(`a: ${words(16)}\n  ${words(4)}\n`);
    expect(formatYaml({ a: `x: ${words(20)}` })).toBe(`a: 'x: ${words(15)}\n  ${words(5)}'\n`);
  });

  test('is announced with a question mark when it is a long key', () => {
    const key = 'k'.repeat(129);

    expect(formatYaml({ [key]: [1] })).toBe(`? ${key}\n: - 1\n`);
  });
});
