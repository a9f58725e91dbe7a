import { describe, expect, test } from 'vitest';
import { encodeJson } from '../base/json.ts';
import { parseYaml, YamlError, yamlErrors } from './yaml.ts';

const read = (text: string): unknown => parseYaml(text).value;

describe('YAML 1.1 as Go reads it', () => {
  test.each([
    ['', null],
    ['---\n', null],
    ['# nothing\n', null],
    ['a: b # comment', { a: 'b' }],
    ['a: b#c', { a: 'b#c' }],
    ['{"a": [1, "x"]}', { a: [1, 'x'] }],
    ['a: [b, {c: d}]', { a: ['b', { c: 'd' }] }],
    ['[a: b, c]', [{ a: 'b' }, 'c']],
    ['- a\n- - b\n  - c\n', ['a', ['b', 'c']]],
    ['a:\n- b\n- c\n', { a: ['b', 'c'] }],
    ['? a\n: b\n', { a: 'b' }],
    ['a:\n  b\n  c\n\n  d\n', { a: 'b c\nd' }],
    ['a: |\n  b\n   c\n\n', { a: 'b\n c\n' }],
    ['a: |-\n  b\n', { a: 'b' }],
    ['a: |+\n  b\n\n', { a: 'b\n\n' }],
    ['a: |2\n   b\n', { a: ' b\n' }],
    ['a: >-\n  b\n  c\n\n  d\n', { a: 'b c\nd' }],
    ["a: 'it''s'", { a: "it's" }],
    ['a: "b\\n\\x41\\u00e9\\\n  c"', { a: 'b\nAéc' }],
    ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ['a: b\n---\nc: d', { a: 'b' }],
    ['a: b\n...\nc', { a: 'b' }],
    ['%YAML 1.1\n---\na: b', { a: 'b' }],
    [
      'a: !!str 1\nb: !!float 2\nc: !!binary aGk=\nd: !<tag:yaml.org,2002:str> yes',
      { a: '1', b: 2, c: 'hi', d: 'yes' },
    ],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['yes', true],
    ['On', true],
    ['y', true],
    ['NO', false],
    ['yEs', 'yEs'],
    ['~', null],
    ['Null', null],
    ['012', 10],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['+5', 5],
    ['08', 8],
    ['1e3', 1000],
    ['.5', 0.5],
    ['12:30:45', '12:30:45'],
    ['2024-01-02', '2024-01-02'],
    ['1.2.3', '1.2.3'],
    ['-', '-'],
  ])('the plain scalar %s is %j', (text, expected) => {
    expect(read(`a: [${text === '-' ? '"-"' : text}]`)).toEqual({ a: [expected] });
  });

  test('keeps integers of 64 bits', () => {
    expect(encodeJson(read('[9223372036854775807, 18446744073709551615]'))).toBe(
      '[9223372036854775807,18446744073709551615]',
    );
  });

  test('turns keys into strings', () => {
    expect(read('1: a\nyes: b\n1.5: c\n0x10: d')).toEqual({
      1: 'a',
      true: 'b',
      '1.5': 'c',
      16: 'd',
    });
  });

  test('never touches a prototype', () => {
    const value = read('__proto__: {polluted: 1}\na: 1') as object;

    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('repeated keys', () => {
  test('are reported with the line of the value, and the last one wins', () => {
    const { value, duplicates } = parseYaml('a:\n  k: 1\n  k: 2\nb: 3\nb: 4\n');

    expect(value).toEqual({ a: { k: 2 }, b: 4 });
    expect(duplicates).toEqual([
      'line 3: key "k" already set in map',
      'line 5: key "b" already set in map',
    ]);
  });

  test('are found in JSON as well', () => {
    expect(parseYaml('{"a": 1,\n "a": 2}').duplicates).toEqual([
      'line 2: key "a" already set in map',
    ]);
  });

  test('are joined as Go joins them', () => {
    expect(yamlErrors(['line 1: x', 'line 2: y'])).toBe(
      'yaml: unmarshal errors:\n  line 1: x\n  line 2: y',
    );
  });
});

describe('YAML that cannot be read', () => {
  test.each([
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a: b\n c: d', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: 1\n- b', 'yaml: line 1: did not find expected key'],
    ['x:\n  a: b\n c: d', 'yaml: line 2: did not find expected key'],
    ['- a\nb: c', "yaml: line 1: did not find expected '-' indicator"],
    [
      'metadata:\n  name: tabbed\n\tdata: {}\n',
      'yaml: line 3: found a tab character that violates indentation',
    ],
    ['\ta: b', 'yaml: found character that cannot start any token'],
    ['a: @b', 'yaml: found character that cannot start any token'],
    ['a: "b', 'yaml: found unexpected end of stream'],
    ['a:\n  "b', 'yaml: line 2: found unexpected end of stream'],
    ['a: [b', "yaml: line 1: did not find expected ',' or ']'"],
    ['{a: b', "yaml: line 1: did not find expected ',' or '}'"],
    ['kind: [', 'yaml: line 1: did not find expected node content'],
    ['a: "\\q"', 'yaml: found unknown escape character'],
    ['a: "\\/"', 'yaml: found unknown escape character'],
    ['a: "\\ud83d"', 'yaml: found invalid Unicode character escape code'],
    ['a\nb: c', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: *b', "yaml: unknown anchor 'b' referenced"],
    ['&a [*a]', "yaml: anchor 'a' value contains itself"],
    ['a: !!int x', 'yaml: cannot decode !!str `x` as a !!int'],
    ['a: !e!x', 'yaml: found undefined tag handle'],
    ['a: .inf', 'json: unsupported value: +Inf'],
    [
      '{{ .Values.name }}: x',
      'yaml: invalid map key: map[interface {}]interface {}{".Values.name":interface {}(nil)}',
    ],
    ['~: a', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "a"'],
    ['<<: a', 'yaml: map merge requires map or sequence of maps as the value'],
    ['a: \x01', 'yaml: control characters are not allowed'],
    ['%YAML 1.2\n---\n', 'yaml: found incompatible YAML document'],
    ['a: |0\n b', 'yaml: found an indentation indicator equal to 0'],
  ])('%j is refused in the words of Go', (text, message) => {
    let thrown: unknown;
    try {
      read(text);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(YamlError);
    expect((thrown as YamlError).message).toBe(message);
  });

  test('names what is wrong with bytes that are no UTF-8', () => {
    expect(() => parseYaml(Buffer.from([0x61, 0xff]))).toThrow('yaml: invalid leading UTF-8 octet');
    expect(() => parseYaml(Buffer.from([0x61, 0xe2, 0x82]))).toThrow(
      'yaml: incomplete UTF-8 octet sequence',
    );
  });
});

describe('YAML made to exhaust', () => {
  test('a bomb of aliases is refused', () => {
    const levels = 'abcdefghi'.split('');
    const lines = levels.map((name, at) => {
      const items = at === 0 ? '"x"' : `*${levels[at - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 10 }, () => items).join(', ')}]`;
    });

    expect(() => read(lines.join('\n'))).toThrow('yaml: document contains excessive aliasing');
  });

  test('a long text cannot be repeated by aliases without end', () => {
    const text = `a: &a "${'x'.repeat(100_000)}"\nb: [${Array.from({ length: 2000 }, () => '*a').join(', ')}]`;

    expect(() => read(text)).toThrow('yaml: document contains excessive aliasing');
  });

  test.each([
    ['flow', '['.repeat(100_000)],
    ['block', Array.from({ length: 5000 }, (_, at) => `${' '.repeat(at)}- `).join('\n')],
    ['compact', '- '.repeat(5000)],
  ])('collections may not nest without end: %s', (_, text) => {
    expect(() => read(text)).toThrow('exceeded max depth of 10000');
  });
});
