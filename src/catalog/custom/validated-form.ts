import { knownFormat } from './formats.ts';
import type { JsonSchema } from './json-schema.ts';
import { additionalSchema } from './json-schema.ts';

/** The schema that objects are validated against: of formats that nobody checks it says nothing. */
export function instanceForm(schema: JsonSchema): JsonSchema {
  return changed(schema, ({ format, ...rest }) =>
    format === undefined || knownFormat({ format }) !== undefined ? undefined : rest,
  );
}

/** The schema that defaults are validated against: their format counts, whatever it is. */
export function defaultsForm(schema: JsonSchema): JsonSchema {
  return changed(schema, ({ 'x-kubernetes-int-or-string': isEither, ...rest }) =>
    isEither === undefined ? undefined : rest,
  );
}

type Change = (schema: JsonSchema) => JsonSchema | undefined;

/** Changes a schema and all inside of it; what nothing changes in is shared. */
function changed(schema: JsonSchema, change: Change): JsonSchema {
  const inside: Record<string, unknown> = {};
  const put = <T>(key: string, before: T | undefined, after: (value: T) => T): void => {
    if (before === undefined) return;
    const value = after(before);
    if (value !== before) inside[key] = value;
  };
  const one = (each: JsonSchema): JsonSchema => changed(each, change);
  const list = (each: readonly JsonSchema[]): readonly JsonSchema[] => sharing(each, each.map(one));
  put('items', schema.items, one);
  put('not', schema.not, one);
  put('additionalProperties', additionalSchema(schema), one);
  put('properties', schema.properties, (before) => changedMembers(before, one));
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) put(key, schema[key], list);
  const own = change(schema) ?? schema;
  return Object.keys(inside).length === 0 ? own : { ...own, ...inside };
}

function changedMembers(
  before: Readonly<Record<string, JsonSchema>>,
  one: (schema: JsonSchema) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  const entries = Object.entries(before);
  const after = entries.map(([, each]) => one(each));
  if (entries.every(([, each], index) => each === after[index])) return before;
  // Not by assignment: a member may have the name of what every object inherits.
  return Object.fromEntries(entries.map(([name, each], index) => [name, after[index] ?? each]));
}

function sharing<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return before.every((each, index) => each === after[index]) ? before : after;
}
