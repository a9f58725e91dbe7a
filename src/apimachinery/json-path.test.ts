import { describe, expect, test } from 'vitest';
import { JsonPath } from './json-path.ts';

const OBJECT = {
  spec: {
    list: ['x', 'y', 'z'],
    map: { 'a.b': 'dot', z: 1 },
    nothing: null,
    conditions: [
      { type: 'Ready', status: 'True', n: 1 },
      { type: 'Other', status: 'False', n: 2 },
    ],
  },
};

describe('JsonPath', () => {
  // Answers of a real kube-apiserver 1.34 to printer columns with these paths.
  test.each<[string, unknown[] | undefined]>([
    ['.spec.list[0]', ['x']],
    ['.spec.list[-1]', ['z']],
    ['.spec.list[5]', undefined],
    ['.spec.list[0:2]', ['x', 'y']],
    ['.spec.list[1:1]', []],
    ['.spec.list[::2]', ['x', 'z']],
    ['.spec.list[*]', ['x', 'y', 'z']],
    ['.spec.list[0,2]', ['x', 'z']],
    ['.spec.map.a\\.b', ['dot']],
    [".spec.map['a\\.b']", ['dot']],
    ['.spec.map.*', ['dot', 1]],
    ['.spec.conditions[?(@.type=="Ready")].status', ['True']],
    [".spec.conditions[?(@.type=='Ready')].status", ['True']],
    ['.spec.conditions[?(@.type!="Ready")].status', ['False']],
    ['.spec.conditions[?(@.n>1)].type', ['Other']],
    ['.spec.conditions[?(@.n>=1)].n', [1, 2]],
    ['.spec.conditions[?(@.n==2.0)].type', undefined],
    ['.spec.conditions[?(@.n)].type', ['Ready', 'Other']],
    ['.spec.conditions[?(@.absent)].type', []],
    ['..type', ['Ready', 'Other']],
    ['.spec.absent.deeper', []],
    ['.spec.nothing', [null]],
    ['.spec.list.x', []],
    ['.spec.constructor', []],
  ])('finds %s', (path, expected) => {
    expect(JsonPath.parse(path).find(OBJECT)).toEqual(expected);
  });

  test.each(['.a[', '.a[x]', '.a[?(@.b==1)', '.a["b', '....', '!', '.a[?(', '.a[1:2:3:4]'])(
    'refuses to parse %s',
    (path) => {
      expect(() => JsonPath.parse(path)).toThrow();
    },
  );

  test('gives up on a path that multiplies its results', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 300; i++) deep = { a: deep, b: [deep] };
    expect(JsonPath.parse('..a..a').find(deep)).toBeUndefined();
  });
});
