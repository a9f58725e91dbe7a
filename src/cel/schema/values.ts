import { durationOf } from '../../apimachinery/go-duration.ts';
import { equalJson } from '../../apimachinery/managed-fields/equal.ts';
import { ExactNumber } from '../../base/json.ts';
import { areEqual } from '../values/equality.ts';
import { fromJson } from '../values/json.ts';
import { JsonList } from '../values/list.ts';
import { CelMap, JsonMap } from '../values/map.ts';
import { shownValue } from '../values/show.ts';
import { parseTimestamp } from '../values/timestamp.ts';
import type { Value } from '../values/value.ts';
import { CelDuration } from '../values/value.ts';
import { escapeProperty, propertyOf } from './escaping.ts';
import { MapList, SetList } from './keyed-lists.ts';
import type { CelSchema } from './schema.ts';
import { asResource, valuesSchema } from './schema.ts';

/** JSON that has been validated against a schema, as expressions see it. */
export function schemaValue(json: unknown, schema: CelSchema, isResource: boolean): Value {
  if (json === null || json === undefined) return null;
  if (schema['x-kubernetes-int-or-string'] === true) return fromJson(json);
  switch (schema.type ?? '') {
    case 'object':
      return objectValue(json, isResource ? asResource(schema) : schema);
    case 'array':
      return listValue(json, schema);
    case 'string':
      return textValue(json, schema.format);
    case 'number':
      return json instanceof ExactNumber ? json.valueOf() : Number(json);
    default:
      return fromJson(json);
  }
}

function inside(json: unknown, schema: CelSchema): Value {
  return schemaValue(json, schema, schema['x-kubernetes-embedded-resource'] === true);
}

function objectValue(json: unknown, schema: CelSchema): Value {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const object = json as Record<string, unknown>;
  const values = valuesSchema(schema);
  if (values !== undefined) return new JsonMap(object, (member) => inside(member, values));
  return new SchemaObject(object, schema.properties ?? {});
}

/** An object: only what its schema knows can be seen of it, and nulls cannot. */
class SchemaObject extends CelMap {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #properties: Readonly<Record<string, CelSchema>>;
  readonly #made = new Map<string, Value>();
  #names: readonly string[] | undefined;
  #all: readonly string[] | undefined;

  constructor(
    object: Readonly<Record<string, unknown>>,
    properties: Readonly<Record<string, CelSchema>>,
  ) {
    super();
    this.#object = object;
    this.#properties = properties;
  }

  /** With what cannot be seen, as upstream counts. */
  get size(): number {
    return this.#members().length;
  }

  /** What no schema knows is compared where both have it. */
  override equals(other: CelMap): boolean | undefined {
    if (!(other instanceof SchemaObject)) return undefined;
    if (this.size !== other.size) return false;
    return this.#members().every((property) => {
      if (!Object.hasOwn(this.#properties, property)) {
        const [value, theirs] = [this.#object[property], other.#object[property]];
        return theirs === undefined || equalJson(value, theirs);
      }
      const [value, theirs] = [this.#value(property), other.#value(property)];
      if (value === undefined || theirs === undefined) return value === theirs;
      return areEqual(value, theirs);
    });
  }

  get(key: Value): Value | undefined {
    const property = typeof key === 'string' ? propertyOf(key) : undefined;
    return property === undefined ? undefined : this.#value(property);
  }

  #value(property: string): Value | undefined {
    const made = this.#made.get(property);
    if (made !== undefined) return made;
    const schema = this.#properties[property];
    if (schema === undefined || !this.#has(property)) return undefined;
    const value = inside(this.#object[property], schema);
    this.#made.set(property, value);
    return value;
  }

  #members(): readonly string[] {
    this.#all ??= Object.keys(this.#object).filter((key) => this.#object[key] !== undefined);
    return this.#all;
  }

  keys(): Iterable<Value> {
    return this.#fields();
  }

  #has(property: string): boolean {
    return (
      Object.hasOwn(this.#properties, property) &&
      Object.hasOwn(this.#object, property) &&
      this.#object[property] !== undefined &&
      this.#object[property] !== null
    );
  }

  #fields(): readonly string[] {
    this.#names ??= Object.keys(this.#object)
      .filter((property) => this.#has(property))
      .map((property) => escapeProperty(property) ?? property);
    return this.#names;
  }
}

function listValue(json: unknown, schema: CelSchema): Value {
  if (!Array.isArray(json)) return null;
  const { items = {} } = schema;
  const list = new JsonList(json, (item) => inside(item, items));
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return new SetList(list);
  if (type !== 'map') return list;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return new MapList(list, (item) => keyOf(item, keys));
}

function keyOf(item: Value, keys: readonly string[]): string {
  if (!(item instanceof CelMap)) return '';
  const shown = keys.map((key) => {
    const value = item.get(escapeProperty(key) ?? key);
    return value === undefined ? '' : shownValue(value);
  });
  return JSON.stringify(shown);
}

function textValue(json: unknown, format: string | undefined): Value {
  if (typeof json !== 'string') return fromJson(json);
  switch (format ?? '') {
    case 'byte':
      return Uint8Array.from(Buffer.from(json, 'base64'));
    case 'duration':
      return new CelDuration(durationOf(json) ?? 0n);
    case 'date':
      return parseTimestamp(`${json}T00:00:00Z`) ?? null;
    case 'date-time':
      return parseTimestamp(json.toUpperCase().replace(' ', 'T')) ?? null;
    default:
      return json;
  }
}
