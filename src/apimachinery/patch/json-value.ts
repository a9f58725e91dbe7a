import { ExactNumber, encodeJson } from '../../base/json.ts';
import { sortedByBytes } from '../go-format.ts';
import { escapeHtml } from '../go-print.ts';

export type JsonObject = Record<string, unknown>;

/** No patch and no patched document nests deeper; it bounds every recursion of this folder. */
export const NESTING_MAX = 1_000;

export type Container = JsonObject | unknown[];

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

export function isObject(value: unknown): value is JsonObject {
  return isContainer(value) && !Array.isArray(value);
}

/** JSON as Go writes it, with all digits of all numbers. */
export function goJsonOf(value: unknown): string {
  return escapeHtml(encodeJson(value));
}

export function hasMember(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key);
}

/** The member itself, never what the prototype has under that name (`__proto__`, `toString`). */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a member of any name; a plain assignment to `__proto__` would be lost. */
export function setMember(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    object[key] = value;
  }
}

/**
 * A shallow copy with its members sorted. kube-apiserver takes the objects on the way of a patch
 * apart into Go maps, which are written sorted, and leaves the others as they were; the order is
 * seen in the texts that show a patched document and in the order of field warnings.
 */
export function sortedCopy(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of sortedByBytes(Object.keys(object))) setMember(copy, key, object[key]);
  return copy;
}

/** Sorts the members of an object that grew after it was copied. */
export function sortMembers(object: JsonObject): void {
  const sorted = sortedCopy(object);
  for (const key of Object.keys(object)) delete object[key];
  for (const key of Object.keys(sorted)) setMember(object, key, sorted[key]);
}

/** Whether containers stand more than `max` deep in each other. Needs no stack. */
export function nestsDeeperThan(value: unknown, max: number): boolean {
  let level: Container[] = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > max) return true;
    const next: Container[] = [];
    for (const container of level) {
      for (const child of Object.values(container)) {
        if (isContainer(child)) next.push(child);
      }
    }
    level = next;
  }
  return false;
}

/** What Go's JSON decoder calls the shape of a value. */
export function jsonTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return isObject(value) ? 'object' : 'number';
}

/** The words of Go's JSON decoder for a value that does not fit the type it is decoded into. */
export function cannotUnmarshal(value: unknown, goType: string): string {
  return `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${goType}`;
}
