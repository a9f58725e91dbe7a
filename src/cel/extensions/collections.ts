import { contains } from '../library/comparison.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import type { CelList } from '../values/list.ts';
import type { CelMap } from '../values/map.ts';
import { EntryMap } from '../values/map.ts';
import { shownValue } from '../values/show.ts';
import type { Value } from '../values/value.ts';
import { CelError } from '../values/value.ts';

function includesAll(list: CelList, items: CelList): boolean {
  for (const item of items) if (!contains(item, list)) return false;
  return true;
}

function intersects(a: CelList, b: CelList): boolean {
  for (const item of a) if (contains(item, b)) return true;
  return false;
}

function inserted(map: CelMap, key: Value, value: Value): CelMap {
  const entries = map instanceof EntryMap ? map : EntryMap.of(entriesOf(map));
  const result = entries.inserting(key, value);
  if (result === undefined) {
    throw new CelError(`insert failed: key ${shownValue(key)} already exists`);
  }
  return result;
}

function insertedAll(map: CelMap, more: CelMap): CelMap {
  let result = map;
  for (const key of more.keys()) result = inserted(result, key, more.get(key) ?? null);
  return result;
}

function* entriesOf(map: CelMap): Generator<[Value, Value]> {
  for (const key of map.keys()) yield [key, map.get(key) ?? null];
}

export const sets: readonly FunctionDeclaration[] = [
  declare('sets.contains', ['list_sets_contains_list', '(list(T), list(T)): bool', includesAll]),
  declare('sets.equivalent', [
    'list_sets_equivalent_list',
    '(list(T), list(T)): bool',
    (a: CelList, b: CelList) => includesAll(a, b) && includesAll(b, a),
  ]),
  declare('sets.intersects', ['list_sets_intersects_list', '(list(T), list(T)): bool', intersects]),
];

/** What the macros with two variables need. */
export const mapInsert: readonly FunctionDeclaration[] = [
  declare(
    'cel.@mapInsert',
    ['@mapInsert_map_key_value', '(map(K, V), K, V): map(K, V)', inserted],
    ['@mapInsert_map_map', '(map(K, V), map(K, V)): map(K, V)', insertedAll],
  ),
];
