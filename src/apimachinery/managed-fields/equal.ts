import { ExactNumber } from '../../base/json.ts';

/** Deeper values count as different rather than being followed. */
const DEPTH_MAX = 1000;

/** Whether maps and lists are nested deeper than `max`; looks no deeper than that itself. */
export function isNestedDeeper(value: unknown, max: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (max === 0) return true;
  const map = value as JsonMap;
  for (const name in map) if (isNestedDeeper(map[name], max - 1)) return true;
  return false;
}

/**
 * The same JSON; an undefined member is an absent one, and the order of members does not matter.
 * @param without a member of both that is not looked at
 */
export function equalJson(a: unknown, b: unknown, { without }: Without = {}): boolean {
  return equalValues(a, b, 0, without);
}

interface Without {
  readonly without?: string;
}

function equalValues(a: unknown, b: unknown, depth: number, without?: string): boolean {
  if (a === b) return true;
  if (a instanceof ExactNumber || b instanceof ExactNumber) {
    return a instanceof ExactNumber && b instanceof ExactNumber && a.text === b.text;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > DEPTH_MAX) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b, depth);
  return !Array.isArray(b) && equalMaps(a as JsonMap, b as JsonMap, depth, without);
}

export type JsonMap = Readonly<Record<string, unknown>>;

/** A map of JSON; numbers with more digits than a double are none. */
export function isMap(value: unknown): value is JsonMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

function equalLists(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!equalValues(a[i], b[i], depth + 1)) return false;
  }
  return true;
}

function equalMaps(a: JsonMap, b: JsonMap, depth: number, without?: string): boolean {
  let count = 0;
  for (const name in a) {
    const value = a[name];
    if (value === undefined || name === without) continue;
    count++;
    const other = b[name];
    if (value === other) continue;
    if (!Object.hasOwn(b, name) || !equalValues(value, other, depth + 1)) return false;
  }
  for (const name in b) if (b[name] !== undefined && name !== without) count--;
  return count === 0;
}
