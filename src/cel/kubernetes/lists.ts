import { arithmetic } from '../library/arithmetic.ts';
import type { FunctionDeclaration, Implementation } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { areEqual, compareValues } from '../values/equality.ts';
import type { CelList } from '../values/list.ts';
import type { Value } from '../values/value.ts';
import { CelDuration, CelError, CelUint } from '../values/value.ts';

const COMPARABLE = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const ZEROS: Readonly<Record<string, Value>> = {
  int: 0n,
  uint: new CelUint(0n),
  double: 0,
  duration: new CelDuration(0n),
};

const add = arithmetic.find(({ name }) => name === '_+_')?.operator;

/** What has no order, NaN or a value of another type, changes nothing. */
function order(a: Value, b: Value): number {
  return compareValues(a, b) ?? 0;
}

function isSorted(list: CelList): boolean {
  for (let index = 1; index < list.length; index++) {
    if (order(list.at(index - 1), list.at(index)) > 0) return false;
  }
  return true;
}

function extreme(name: string, sign: number): (list: CelList) => Value {
  return (list) => {
    if (list.length === 0) throw new CelError(`${name} called on empty list`);
    let best = list.at(0);
    for (const item of list) if (order(item, best) * sign > 0) best = item;
    return best;
  };
}

function sum(zero: Value): (list: CelList) => Value {
  return (list) => {
    let total = zero;
    for (const item of list) total = add?.(total, item) ?? total;
    return total;
  };
}

function indexOf(list: CelList, item: Value): bigint {
  for (let index = 0; index < list.length; index++) {
    if (areEqual(list.at(index), item)) return BigInt(index);
  }
  return -1n;
}

function lastIndexOf(list: CelList, item: Value): bigint {
  for (let index = list.length - 1; index >= 0; index--) {
    if (areEqual(list.at(index), item)) return BigInt(index);
  }
  return -1n;
}

function ofEach(
  name: string,
  types: readonly string[],
  row: (type: string) => readonly [string, string, Implementation],
): FunctionDeclaration {
  return declare(name, ...types.map((type) => row(type)));
}

export const lists: readonly FunctionDeclaration[] = [
  ofEach('isSorted', COMPARABLE, (type) => [
    `list_${type}_is_sorted_bool`,
    `list(${type}).(): bool`,
    isSorted,
  ]),
  ofEach('sum', Object.keys(ZEROS), (type) => [
    `list_${type}_sum_${type}`,
    `list(${type}).(): ${type}`,
    sum(ZEROS[type] ?? null),
  ]),
  ofEach('max', COMPARABLE, (type) => [
    `list_${type}_max_${type}`,
    `list(${type}).(): ${type}`,
    extreme('max', 1),
  ]),
  ofEach('min', COMPARABLE, (type) => [
    `list_${type}_min_${type}`,
    `list(${type}).(): ${type}`,
    extreme('min', -1),
  ]),
  declare('indexOf', ['list_a_index_of_int', 'list(A).(A): int', indexOf]),
  declare('lastIndexOf', ['list_a_last_index_of_int', 'list(A).(A): int', lastIndexOf]),
];
