import { CelList } from './list.ts';
import { CelMap } from './map.ts';
import type { Value } from './value.ts';
import {
  CelDuration,
  CelOpaque,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
} from './value.ts';

/** CEL's `==`: numbers are equal across their types, other values of different types never. */
export function areEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isNumber(a)) return isNumber(b) && compareNumbers(a, b) === 0;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof CelList) return b instanceof CelList && areEqualLists(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && areEqualMaps(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof CelTimestamp) {
    return b instanceof CelTimestamp && a.nanoseconds === b.nanoseconds;
  }
  if (a instanceof CelDuration) return b instanceof CelDuration && a.nanoseconds === b.nanoseconds;
  if (a instanceof CelTypeValue) return b instanceof CelTypeValue && a.name === b.name;
  if (a instanceof CelOptional) return b instanceof CelOptional && areEqualOptionals(a, b);
  return a instanceof CelOpaque && a.equals(b);
}

function areEqualLists(a: CelList, b: CelList): boolean {
  const own = a.equals(b);
  if (own !== undefined) return own;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (!areEqual(a.at(index), b.at(index))) return false;
  }
  return true;
}

function areEqualMaps(a: CelMap, b: CelMap): boolean {
  const own = a.equals(b);
  if (own !== undefined) return own;
  if (a.size !== b.size) return false;
  for (const key of a.keys()) {
    const [left, right] = [a.get(key), b.get(key)];
    if (left === undefined || right === undefined || !areEqual(left, right)) return false;
  }
  return true;
}

function areEqualOptionals(a: CelOptional, b: CelOptional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return areEqual(a.value, b.value);
}

export type CelNumber = bigint | number | CelUint;

export function isNumber(value: Value): value is CelNumber {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;
}

/** Negative: `a` is smaller. NaN: one of them is not a number. JavaScript compares both kinds exactly. */
export function compareNumbers(a: CelNumber, b: CelNumber): number {
  const left = a instanceof CelUint ? a.value : a;
  const right = b instanceof CelUint ? b.value : b;
  if (left < right) return -1;
  if (left > right) return 1;
  return Number.isNaN(left) || Number.isNaN(right) ? Number.NaN : 0;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** By code points, as Go compares strings by bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    // Surrogates stand for code points beyond all others.
    const [isHighLeft, isHighRight] = [isSurrogate(left), isSurrogate(right)];
    if (isHighLeft !== isHighRight) return isHighLeft ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** @returns undefined if the two cannot be ordered; NaN if one is not a number */
export function compareValues(a: Value, b: Value): number | undefined {
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) : undefined;
  if (typeof a === 'string') return typeof b === 'string' ? compareStrings(a, b) : undefined;
  if (typeof a === 'boolean') return typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? compareBytes(a, b) : undefined;
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) {
    return compareNumbers(a.nanoseconds, b.nanoseconds);
  }
  if (a instanceof CelDuration && b instanceof CelDuration) {
    return compareNumbers(a.nanoseconds, b.nanoseconds);
  }
  return undefined;
}
