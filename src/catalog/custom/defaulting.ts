import { setMember } from '../json-exact.ts';
import type { JsonSchema } from './json-schema.ts';
import { additionalSchema, isMap, memberSchema, namedSchema } from './json-schema.ts';

/** Removes nulls where none may stand and no default takes their place. */
export function pruneNulls(value: unknown, schema: JsonSchema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema.items);
    return;
  }
  if (!isMap(value)) return;
  for (const key of Object.keys(value)) {
    const member = memberSchema(schema, key);
    if (isRefusedNull(value[key], member) && member?.default === undefined) delete value[key];
    else pruneNulls(value[key], member);
  }
}

/** Fills in the defaults of a schema, also inside of what it has filled in. */
export function applyDefaults(value: unknown, schema: JsonSchema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      if (isRefusedNull(item, schema.items)) value[index] = copyOf(schema.items?.default);
      applyDefaults(value[index], schema.items);
    });
    return;
  }
  if (!isMap(value)) return;
  for (const [key, member] of Object.entries(schema.properties ?? {})) {
    if (member.default === undefined || member.default === null) continue;
    if (!Object.hasOwn(value, key) || isRefusedNull(value[key], member)) {
      setMember(value, key, copyOf(member.default));
    }
  }
  for (const key of Object.keys(value)) {
    const own = namedSchema(schema, key);
    if (own !== undefined) {
      applyDefaults(value[key], own);
      continue;
    }
    const other = additionalSchema(schema);
    if (isRefusedNull(value[key], other)) setMember(value, key, copyOf(other?.default));
    applyDefaults(value[key], other);
  }
}

function isRefusedNull(value: unknown, schema: JsonSchema | undefined): boolean {
  return value === null && schema !== undefined && schema.nullable !== true;
}

function copyOf(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}
