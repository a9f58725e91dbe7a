import { areEqual, compareValues } from '../values/equality.ts';
import { CelList } from '../values/list.ts';
import { CelMap } from '../values/map.ts';
import { sizeOf } from '../values/size.ts';
import type { Value } from '../values/value.ts';
import { CelError } from '../values/value.ts';
import type { FunctionDeclaration, OverloadRow } from './declaration.ts';
import { declare, declareOperator } from './declaration.ts';
import { noSuchOverload } from './errors.ts';

const ORDERED = ['bool', 'int64', 'uint64', 'double', 'string', 'bytes', 'timestamp', 'duration'];
const TYPE_OF: Readonly<Record<string, string>> = { int64: 'int', uint64: 'uint' };
const MIXED = ['int64', 'uint64', 'double'];

const typed = (id: string): string => TYPE_OF[id] ?? id;

/** The overloads of one comparison in the order of cel-go. */
function orderedRows(name: string): OverloadRow[] {
  return ORDERED.flatMap((id): OverloadRow[] => {
    const own: OverloadRow = [`${name}_${id}`, `(${typed(id)}, ${typed(id)}): bool`];
    if (!MIXED.includes(id)) return [own];
    const others = MIXED.filter((other) => other !== id);
    return [
      own,
      ...others.map(
        (other): OverloadRow => [`${name}_${id}_${other}`, `(${typed(id)}, ${typed(other)}): bool`],
      ),
    ];
  });
}

function comparison(
  operator: string,
  id: string,
  holds: (order: number) => boolean,
): FunctionDeclaration {
  const compare = (a: Value, b: Value): boolean => {
    const order = compareValues(a, b);
    if (order === undefined) throw noSuchOverload();
    if (Number.isNaN(order)) throw new CelError('NaN values cannot be ordered');
    return holds(order);
  };
  return declareOperator(operator, compare, ...orderedRows(id));
}

export function contains(item: Value, container: Value): boolean {
  if (container instanceof CelMap) return container.get(item) !== undefined;
  if (!(container instanceof CelList)) throw noSuchOverload();
  for (let index = 0; index < container.length; index++) {
    if (areEqual(container.at(index), item)) return true;
  }
  return false;
}

function size(value: Value): bigint {
  const found = sizeOf(value);
  if (found === undefined) throw noSuchOverload();
  return BigInt(found);
}

export const comparisons: readonly FunctionDeclaration[] = [
  declareOperator('_==_', areEqual, ['equals', '(A, A): bool']),
  declareOperator('_!=_', (a: Value, b: Value) => !areEqual(a, b), ['not_equals', '(A, A): bool']),
  comparison('_<_', 'less', (order) => order < 0),
  comparison('_<=_', 'less_equals', (order) => order <= 0),
  comparison('_>_', 'greater', (order) => order > 0),
  comparison('_>=_', 'greater_equals', (order) => order >= 0),
  declareOperator(
    '@in',
    contains,
    ['in_list', '(A, list(A)): bool'],
    ['in_map', '(A, map(A, B)): bool'],
  ),
  declareOperator(
    'size',
    size,
    ['size_bytes', '(bytes): int'],
    ['bytes_size', 'bytes.(): int'],
    ['size_list', '(list(A)): int'],
    ['list_size', 'list(A).(): int'],
    ['size_map', '(map(A, B)): int'],
    ['map_size', 'map(A, B).(): int'],
    ['size_string', '(string): int'],
    ['string_size', 'string.(): int'],
  ),
  declareOperator(
    '!_',
    (value: Value) => {
      if (typeof value !== 'boolean') throw noSuchOverload();
      return !value;
    },
    ['logical_not', '(bool): bool'],
  ),
  // The evaluator computes these itself: they look at errors, or at only some arguments.
  declare('_&&_', ['logical_and', '(bool, bool): bool']),
  declare('_||_', ['logical_or', '(bool, bool): bool']),
  declare('_?_:_', ['conditional', '(bool, A, A): A']),
  declare('@not_strictly_false', ['not_strictly_false', '(bool): bool']),
  declare(
    '_[_]',
    ['index_list', '(list(A), int): A'],
    ['index_map', '(map(A, B), A): B'],
    ['optional_list_index_int', '(optional_type(list(V)), int): optional_type(V)'],
    ['optional_map_index_value', '(optional_type(map(K, V)), K): optional_type(V)'],
  ),
];
