import { describe, expect, test } from 'vitest';
import { SeededRng } from '../../base/rng.ts';
import type { FieldSet } from './field-set.ts';
import {
  difference,
  has,
  intersection,
  isEmpty,
  leaves,
  parseFieldSet,
  paths,
  recursiveDifference,
  setOf,
  union,
} from './field-set.ts';
import { printElement } from './path-element.ts';

function nested(depth: number): unknown {
  let fields: Record<string, unknown> = {};
  for (let i = 0; i < depth; i++) fields = { 'f:x': fields };
  return fields;
}

describe('fieldsV1 as clients send it', () => {
  test.each<[string, unknown, unknown]>([
    ['members come out in order', { 'f:b': {}, 'f:a': {} }, { 'f:a': {}, 'f:b': {} }],
    [
      'fields stand before keys, values and indices',
      { 'f:l': { 'i:0': {}, 'v:1': {}, 'k:{"a":1}': {}, 'f:z': {}, '.': {} } },
      { 'f:l': { '.': {}, 'f:z': {}, 'k:{"a":1}': {}, 'v:1': {}, 'i:0': {} } },
    ],
    [
      'keys are compared by value, not by text',
      { 'k:{"p":443}': {}, 'k:{"p":80}': {} },
      { 'k:{"p":80}': {}, 'k:{"p":443}': {} },
    ],
    [
      'keys are written in one way',
      { 'k:{"b": 2, "a" : "<"}': {} },
      { 'k:{"a":"\\u003c","b":2}': {} },
    ],
    ['unknown kinds of elements are dropped', { 'q:a': {}, 'f:a': { 'x:1': {} } }, { 'f:a': {} }],
    ['null is a leaf', { 'f:a': null }, { 'f:a': {} }],
    ['a dot alone is a leaf', { '.': {}, 'f:a': { '.': {} } }, { 'f:a': {} }],
    ['nothing', null, {}],
  ])('%s', (_name, sent, expected) => {
    expect(JSON.stringify(parseFieldSet(sent))).toBe(JSON.stringify(expected));
  });

  test.each<[string, unknown]>([
    ['an element without a colon', { name: {} }],
    ['an element of one letter', { f: {} }],
    ['keys that are no JSON', { 'k:{': {} }],
    ['keys that are no object', { 'k:[1]': {} }],
    ['a value that is no JSON', { 'v:abc': {} }],
    ['an index that is no number', { 'i:x': {} }],
    ['a text', 'f:a'],
    ['a list', [{ 'f:a': {} }]],
    ['a leaf that is a text', { 'f:a': 'x' }],
    ['more levels than any object has', nested(5000)],
  ])('%s is malformed', (_name, sent) => {
    expect(parseFieldSet(sent)).toBeUndefined();
  });
});

test.each([
  ['f:spec', '.spec'],
  ['f:example.com/x', '.example.com/x'],
  ['k:{"containerPort":80,"protocol":"TCP"}', '[containerPort=80,protocol="TCP"]'],
  ['v:"x"', '[="x"]'],
  ['v:null', '[=null]'],
  ['k:{"a":[1,{"b":true}]}', '[a=[1,b=true]]'],
  ['i:3', '[3]'],
])('%s is printed as %s', (element, text) => {
  expect(printElement(element)).toBe(text);
});

test('a field that is taken away leaves the fields below it', () => {
  const set: FieldSet = { 'f:labels': { '.': {}, 'f:a': {}, 'f:b': {} } };

  expect(difference(set, { 'f:labels': {} })).toEqual({ 'f:labels': { 'f:a': {}, 'f:b': {} } });
  expect(difference(set, { 'f:labels': { 'f:a': {}, 'f:b': {} } })).toEqual({ 'f:labels': {} });
  expect(recursiveDifference(set, { 'f:labels': {} })).toEqual({});
});

test('what did not change is not copied', () => {
  const set: FieldSet = { 'f:a': { '.': {}, 'f:b': {} } };

  expect(difference(set, { 'f:a': { 'f:c': {} } })).toBe(set);
  expect(union(set, { 'f:a': { 'f:b': {} } })).toBe(set);
});

function membersOf(set: FieldSet): string[] {
  return sorted(paths(set).map((path) => JSON.stringify(path)));
}

function sorted(members: Iterable<string>): string[] {
  return [...members].toSorted();
}

/** The same algebra on plain sets of paths. */
describe('random sets behave like sets of paths', () => {
  const elements = ['f:a', 'f:b', 'k:{"n":10}', 'k:{"n":9}', 'v:"x"', 'v:2', 'i:0'];

  function randomSet(rng: SeededRng): { set: FieldSet; members: Set<string> } {
    let set: FieldSet = {};
    const members = new Set<string>();
    for (let i = rng.int(12); i > 0; i--) {
      const path = Array.from({ length: 1 + rng.int(3) }, () => elements[rng.int(7)] ?? 'f:a');
      set = union(set, setOf(path));
      members.add(JSON.stringify(path));
    }
    return { set, members };
  }

  const seeds = [1, 2, 3, 4, 5].map((each) => each * 7919);

  test.each(seeds)('seed %i', (seed) => {
    const rng = new SeededRng(seed);
    for (let i = 0; i < 100; i++) {
      const a = randomSet(rng);
      const b = randomSet(rng);

      expect(membersOf(a.set)).toEqual(sorted(a.members));
      expect(membersOf(union(a.set, b.set))).toEqual(sorted(new Set([...a.members, ...b.members])));
      expect(membersOf(difference(a.set, b.set))).toEqual(
        sorted([...a.members].filter((each) => !b.members.has(each))),
      );
      const common = intersection(a.set, b.set);
      expect(membersOf(common)).toEqual(
        sorted([...a.members].filter((each) => b.members.has(each))),
      );
      expect(isEmpty(common)).toBe(membersOf(common).length === 0);
      for (const path of paths(a.set)) expect(has(a.set, path)).toBe(true);
      expect(membersOf(leaves(a.set))).toEqual(
        sorted(
          [...a.members].filter(
            (each) => ![...a.members].some((other) => other.startsWith(`${each.slice(0, -1)},`)),
          ),
        ),
      );
      for (const set of [a.set, union(a.set, b.set), difference(a.set, b.set)]) {
        const text = JSON.stringify(set);
        expect(JSON.stringify(parseFieldSet(JSON.parse(text)))).toBe(text);
      }
    }
  });
});
