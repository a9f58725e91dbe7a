import { typeNameOf } from './values/kinds.ts';
import { CelList } from './values/list.ts';
import { CelMap } from './values/map.ts';
import { INT64_MAX } from './values/numbers.ts';
import { shownValue } from './values/show.ts';
import type { Value } from './values/value.ts';
import { CelError, CelOptional, CelUint } from './values/value.ts';

/** `target.field` */
export function fieldOf(target: Value, field: string): Value {
  if (target instanceof CelMap) {
    const found = target.get(field);
    if (found === undefined) throw noSuchKey(field);
    return found;
  }
  return indexInto(target, field, false);
}

/** `target[key]`; what is selected from an optional is an optional. */
export function indexInto(target: Value, key: Value, isOptional: boolean): Value {
  if (target instanceof CelOptional) {
    if (target.value === undefined) return target;
    return optional(find(target.value, key, true));
  }
  if (isOptional) return optional(find(target, key, true));
  return find(target, key, false) ?? null;
}

/** `has(target.field)` */
export function isPresent(target: Value, field: string): boolean {
  if (target instanceof CelOptional) {
    return target.value !== undefined && isPresent(target.value, field);
  }
  if (target instanceof CelMap) return target.get(field) !== undefined;
  if (target instanceof CelList) throw indexError(field);
  // Kubernetes' cel-go answers a presence test of something without fields with an absence.
  return false;
}

function optional(value: Value | undefined): CelOptional {
  return value === undefined ? CelOptional.none : CelOptional.of(value);
}

function find(target: Value, key: Value, mayMiss: boolean): Value | undefined {
  if (target instanceof CelMap) {
    const found = target.get(key);
    if (found === undefined && !mayMiss) throw noSuchKey(key);
    return found;
  }
  if (target instanceof CelList) {
    const index = listIndex(key);
    if (index >= 0n && index < BigInt(target.length)) return target.at(Number(index));
    if (mayMiss) return undefined;
    throw new CelError(`index out of bounds: ${shownValue(key)}`);
  }
  if (mayMiss) return undefined;
  throw noSuchKey(key);
}

function listIndex(key: Value): bigint {
  if (typeof key === 'bigint') return key;
  if (typeof key === 'number') {
    if (Number.isInteger(key)) return BigInt(key);
    throw new CelError(`unsupported index value ${shownValue(key)} in list`);
  }
  if (key instanceof CelUint) {
    if (key.value <= INT64_MAX) return key.value;
    throw new CelError(`unsupported index value ${shownValue(key)} in list`);
  }
  throw indexError(key);
}

function indexError(key: Value): CelError {
  return new CelError(`unsupported index type '${typeNameOf(key)}' in list`);
}

function noSuchKey(key: Value): CelError {
  return new CelError(`no such key: ${shownValue(key)}`);
}
