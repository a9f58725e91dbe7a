import { isObject, itemsByKey } from './keyed-items.ts';
import type { CelSchema } from './schema.ts';
import { valuesSchema } from './schema.ts';
import type { Visit } from './visit.ts';
import { correlatedItem, correlatedMember } from './visit.ts';

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
        for (const name of Object.keys(visit.value)) {
          const own = members.get(name);
          if (own !== undefined) yield [own, member(visit, name, named(visit.path, name))];
          else if (value !== undefined) {
            yield [value, member(visit, name, `${visit.path}[${name}]`)];
          }
        }
      }
    },
  };
}

function named(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function member(visit: Visit, name: string, path: string): Visit {
  const { value, old } = visit;
  return {
    path,
    value: isObject(value) ? value[name] : undefined,
    old: isObject(old) && Object.hasOwn(old, name) ? old[name] : undefined,
    ...correlatedMember(visit, name),
  };
}

/** Items of lists that are keyed are the same if their keys are; others cannot be told apart. */
function* itemsOf<T>(schema: CelSchema, child: T, visit: Visit): Generator<readonly [T, Visit]> {
  const oldItem = itemsByKey(schema, visit.old);
  for (const [index, value] of (visit.value as readonly unknown[]).entries()) {
    const path = `${visit.path}[${index}]`;
    yield [child, { path, value, old: oldItem(value), ...correlatedItem(visit, index) }];
  }
}
