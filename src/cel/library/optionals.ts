import { ArrayList, CelList } from '../values/list.ts';
import { CelMap } from '../values/map.ts';
import type { Value } from '../values/value.ts';
import { CelDuration, CelError, CelOptional, CelTimestamp, CelUint } from '../values/value.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { declare } from './declaration.ts';

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof Uint8Array || value instanceof CelList) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof CelTimestamp) return value.nanoseconds === ZERO_TIME;
  return value instanceof CelDuration && value.nanoseconds === 0n;
}

/** Go's zero time is the first moment of year 1. */
const ZERO_TIME = -62_135_596_800_000_000_000n;

function nth(list: CelList, index: 0 | -1): CelOptional {
  if (list.length === 0) return CelOptional.none;
  return CelOptional.of(list.at(index === 0 ? 0 : list.length - 1));
}

function unwrap(list: CelList): CelList {
  const present: Value[] = [];
  for (const item of list) {
    if (item instanceof CelOptional && item.value !== undefined) present.push(item.value);
  }
  return new ArrayList(present);
}

export const optionals: readonly FunctionDeclaration[] = [
  declare('optional.of', [
    'optional_of',
    '(V): optional_type(V)',
    (value: Value) => CelOptional.of(value),
  ]),
  declare('optional.ofNonZeroValue', [
    'optional_ofNonZeroValue',
    '(V): optional_type(V)',
    (value: Value) => (isZero(value) ? CelOptional.none : CelOptional.of(value)),
  ]),
  declare('optional.none', ['optional_none', '(): optional_type(V)', () => CelOptional.none]),
  declare('value', [
    'optional_value',
    'optional_type(V).(): V',
    ({ value }: CelOptional) => {
      if (value === undefined) throw new CelError('optional.none() dereference');
      return value;
    },
  ]),
  declare('hasValue', [
    'optional_hasValue',
    'optional_type(V).(): bool',
    ({ value }: CelOptional) => value !== undefined,
  ]),
  declare('last', ['list_last', 'list(V).(): optional_type(V)', (list: CelList) => nth(list, -1)]),
  declare('first', ['list_first', 'list(V).(): optional_type(V)', (list: CelList) => nth(list, 0)]),
  declare('optional.unwrap', ['optional_unwrap', '(list(optional_type(V))): list(V)', unwrap]),
  declare('unwrapOpt', ['optional_unwrapOpt', 'list(optional_type(V)).(): list(V)', unwrap]),
  // The evaluator computes the rest: they look at only as much as they need.
  declare('or', ['optional_or_optional', 'optional_type(V).(optional_type(V)): optional_type(V)']),
  declare('orValue', ['optional_orValue_value', 'optional_type(V).(V): V']),
  declare('_?._', ['select_optional_field', '(dyn, string): optional_type(V)']),
  declare(
    '_[?_]',
    ['list_optindex_optional_int', '(list(V), int): optional_type(V)'],
    ['optional_list_optindex_optional_int', '(optional_type(list(V)), int): optional_type(V)'],
    ['map_optindex_optional_value', '(map(K, V), K): optional_type(V)'],
    ['optional_map_optindex_optional_value', '(optional_type(map(K, V)), K): optional_type(V)'],
  ),
];
