import { goJson } from '../../apimachinery/go-print.ts';
import { ExactNumber } from '../../base/json.ts';
import type { CelSchema } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** An object of JSON, and no list. */
export function isObject(value: unknown): value is Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof ExactNumber);
}

/** A list has keys that tell its items apart, also across an update. */
export function isKeyed(schema: CelSchema): boolean {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return schema['x-kubernetes-list-type'] === 'map' && keys.length > 0;
}

const NOTHING = (): undefined => undefined;

/**
 * Finds the item of a list that has the same keys as another: the first of several. Items of lists
 * that are not keyed, and items that lack a key, are never found.
 */
export function itemsByKey(schema: CelSchema, list: unknown): (item: unknown) => unknown {
  if (!isKeyed(schema) || !Array.isArray(list)) return NOTHING;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const known = new Map<string, unknown>();
  for (const item of list as readonly unknown[]) {
    const key = keyOf(item, keys);
    if (key !== undefined && !known.has(key)) known.set(key, item);
  }
  return (item) => {
    const key = keyOf(item, keys);
    return key === undefined ? undefined : known.get(key);
  };
}

function keyOf(item: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(item)) return undefined;
  const values: unknown[] = [];
  for (const key of keys) {
    const value = Object.hasOwn(item, key) ? item[key] : undefined;
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object' && !(value instanceof ExactNumber)) return undefined;
    values.push(value);
  }
  return goJson(values);
}
