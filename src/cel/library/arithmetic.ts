import { CelList } from '../values/list.ts';
import { INT64_MAX, INT64_MIN, UINT64_MAX } from '../values/numbers.ts';
import { timestampOf } from '../values/timestamp.ts';
import type { Value } from '../values/value.ts';
import { CelDuration, CelError, CelTimestamp, CelUint } from '../values/value.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { declareOperator } from './declaration.ts';
import { noSuchOverload } from './errors.ts';

function int(value: bigint): bigint {
  if (value < INT64_MIN || value > INT64_MAX) throw new CelError('integer overflow');
  return value;
}

function uint(value: bigint): CelUint {
  if (value < 0n || value > UINT64_MAX) throw new CelError('unsigned integer overflow');
  return new CelUint(value);
}

function duration(nanoseconds: bigint): CelDuration {
  if (nanoseconds < INT64_MIN || nanoseconds > INT64_MAX) {
    throw new CelError('integer overflow');
  }
  return new CelDuration(nanoseconds);
}

function add(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(a + b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a instanceof CelList && b instanceof CelList) return a.concat(b);
  if (a instanceof CelUint && b instanceof CelUint) return uint(a.value + b.value);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return shifted(a, b.nanoseconds);
  if (a instanceof CelDuration && b instanceof CelTimestamp) return shifted(b, a.nanoseconds);
  if (a instanceof CelDuration && b instanceof CelDuration) {
    return duration(a.nanoseconds + b.nanoseconds);
  }
  throw noSuchOverload();
}

function shifted({ nanoseconds, offsetSeconds }: CelTimestamp, by: bigint): CelTimestamp {
  return timestampOf(nanoseconds + by, offsetSeconds);
}

function subtract(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(a - b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof CelUint && b instanceof CelUint) return uint(a.value - b.value);
  if (a instanceof CelTimestamp && b instanceof CelDuration) return shifted(a, -b.nanoseconds);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) {
    return duration(a.nanoseconds - b.nanoseconds);
  }
  if (a instanceof CelDuration && b instanceof CelDuration) {
    return duration(a.nanoseconds - b.nanoseconds);
  }
  throw noSuchOverload();
}

function multiply(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(a * b);
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a instanceof CelUint && b instanceof CelUint) return uint(a.value * b.value);
  throw noSuchOverload();
}

function divide(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) throw new CelError('division by zero');
    return int(a / b);
  }
  if (a instanceof CelUint && b instanceof CelUint) {
    if (b.value === 0n) throw new CelError('division by zero');
    return new CelUint(a.value / b.value);
  }
  throw noSuchOverload();
}

function modulo(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) throw new CelError('modulus by zero');
    if (a === INT64_MIN && b === -1n) throw new CelError('integer overflow');
    return a % b;
  }
  if (a instanceof CelUint && b instanceof CelUint) {
    if (b.value === 0n) throw new CelError('modulus by zero');
    return new CelUint(a.value % b.value);
  }
  throw noSuchOverload();
}

function negate(a: Value): Value {
  if (typeof a === 'bigint') return int(-a);
  if (typeof a === 'number') return -a;
  if (a instanceof CelDuration) return duration(-a.nanoseconds);
  throw noSuchOverload();
}

export const arithmetic: readonly FunctionDeclaration[] = [
  declareOperator(
    '_+_',
    add,
    ['add_bytes', '(bytes, bytes): bytes'],
    ['add_double', '(double, double): double'],
    ['add_duration_duration', '(duration, duration): duration'],
    ['add_duration_timestamp', '(duration, timestamp): timestamp'],
    ['add_timestamp_duration', '(timestamp, duration): timestamp'],
    ['add_int64', '(int, int): int'],
    ['add_list', '(list(A), list(A)): list(A)'],
    ['add_string', '(string, string): string'],
    ['add_uint64', '(uint, uint): uint'],
  ),
  declareOperator(
    '_-_',
    subtract,
    ['subtract_double', '(double, double): double'],
    ['subtract_duration_duration', '(duration, duration): duration'],
    ['subtract_int64', '(int, int): int'],
    ['subtract_timestamp_duration', '(timestamp, duration): timestamp'],
    ['subtract_timestamp_timestamp', '(timestamp, timestamp): duration'],
    ['subtract_uint64', '(uint, uint): uint'],
  ),
  declareOperator(
    '_*_',
    multiply,
    ['multiply_double', '(double, double): double'],
    ['multiply_int64', '(int, int): int'],
    ['multiply_uint64', '(uint, uint): uint'],
  ),
  declareOperator(
    '_/_',
    divide,
    ['divide_double', '(double, double): double'],
    ['divide_int64', '(int, int): int'],
    ['divide_uint64', '(uint, uint): uint'],
  ),
  declareOperator(
    '_%_',
    modulo,
    ['modulo_int64', '(int, int): int'],
    ['modulo_uint64', '(uint, uint): uint'],
  ),
  declareOperator(
    '-_',
    negate,
    ['negate_double', '(double): double'],
    ['negate_int64', '(int): int'],
    ['negate_duration', '(duration): duration'],
  ),
];
