import { goJson } from '../../apimachinery/go-print.ts';
import type { CelSchema } from './schema.ts';
import { valuesSchema } from './schema.ts';
import type { Before, Visit } from './visit.ts';

type Json = Readonly<Record<string, unknown>>;

/** What is below a place of an object, with what validates it. */
export interface Children<T> {
  /** Whether anything below has rules. */
  readonly some: boolean;
  of(visit: Visit): Generator<readonly [T, Visit]>;
}

/** @param make undefined: nothing there has rules */
export function childrenOf<T>(
  schema: CelSchema,
  make: (schema: CelSchema) => T | undefined,
): Children<T> {
  const items = schema.items && make(schema.items);
  const values = valuesSchema(schema);
  const value = values && make(values);
  const members = new Map<string, T>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const made = make(property);
    if (made !== undefined) members.set(name, made);
  }
  const some = items !== undefined || value !== undefined || members.size > 0;
  return {
    some,
    *of(visit) {
      if (!some) return;
      if (Array.isArray(visit.value)) {
        if (items !== undefined) yield* itemsOf(schema, items, visit);
      } else if (isObject(visit.value)) {
        for (const [name, place] of membersOf(visit, visit.value)) {
          const own = members.get(name);
          if (own !== undefined) yield [own, { ...place, path: named(visit.path, name) }];
          else if (value !== undefined) {
            yield [value, { ...place, path: `${visit.path}[${name}]` }];
          }
        }
      }
    },
  };
}

function named(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* membersOf(visit: Visit, value: Json): Generator<readonly [string, Visit]> {
  const old = visit.before?.value;
  for (const name of Object.keys(value)) {
    // Both sides are shown in the same version, so these two never differ.
    const isType = visit.path === '' && (name === 'apiVersion' || name === 'kind');
    const had = !isType && isObject(old) && Object.hasOwn(old, name);
    const before = had ? { value: old[name] } : undefined;
    yield [name, below(visit, value[name], before)];
  }
}

function below(visit: Visit, value: unknown, before: Before | undefined): Visit {
  const above =
    visit.before === undefined ? visit.above : { value: visit.value, before: visit.before };
  return { path: visit.path, value, before, above };
}

/** Items of lists that are keyed are the same if their keys are; others cannot be told apart. */
function* itemsOf<T>(schema: CelSchema, child: T, visit: Visit): Generator<readonly [T, Visit]> {
  const list = visit.value as readonly unknown[];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const isKeyed = schema['x-kubernetes-list-type'] === 'map';
  const old = visit.before?.value;
  const known = new Map<string, Before>();
  if (isKeyed && Array.isArray(old)) {
    for (const item of old as readonly unknown[]) {
      const key = keyOf(item, keys);
      if (key !== undefined && !known.has(key)) known.set(key, { value: item });
    }
  }
  for (const [index, item] of list.entries()) {
    const key = isKeyed ? keyOf(item, keys) : undefined;
    const before = key === undefined ? undefined : known.get(key);
    yield [child, { ...below(visit, item, before), path: `${visit.path}[${index}]` }];
  }
}

function keyOf(item: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(item)) return undefined;
  return goJson(keys.map((key) => (Object.hasOwn(item, key) ? [item[key]] : [])));
}
