import { goJson } from '../../apimachinery/go-print.ts';
import type { JsonSchema } from './json-schema.ts';
import { isMap } from './json-schema.ts';

/** What stood in the place of a value before an update. */
export interface Previous {
  readonly value: unknown;
}

/** A member that was not there before has no previous value. */
export function previousMember(previous: Previous | undefined, key: string): Previous | undefined {
  if (previous === undefined || !isMap(previous.value)) return undefined;
  return Object.hasOwn(previous.value, key) ? { value: previous.value[key] } : undefined;
}

const NOTHING = (): undefined => undefined;

/** Finds the previous item of a list that is keyed; items of other lists have none. */
export function previousItem(
  previous: Previous | undefined,
  schema: JsonSchema,
): (item: unknown) => Previous | undefined {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (schema['x-kubernetes-list-type'] !== 'map' || keys.length === 0) return NOTHING;
  if (previous === undefined || !Array.isArray(previous.value)) return NOTHING;
  const known = new Map<string, Previous>();
  for (const item of previous.value as readonly unknown[]) {
    const key = keyOf(item, keys);
    if (key !== undefined && !known.has(key)) known.set(key, { value: item });
  }
  return (item) => {
    const key = keyOf(item, keys);
    return key === undefined ? undefined : known.get(key);
  };
}

function keyOf(item: unknown, keys: readonly string[]): string | undefined {
  if (!isMap(item)) return undefined;
  return goJson(keys.map((key) => (Object.hasOwn(item, key) ? [item[key]] : [])));
}
