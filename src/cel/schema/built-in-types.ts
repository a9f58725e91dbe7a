import type { FieldSchema, ScalarType, StructSchema } from '../../apimachinery/schema.ts';
import type { StructLookup, StructType } from '../environment.ts';
import type { CelType } from '../types/type.ts';
import * as type from '../types/type.ts';
import { propertyOf } from './escaping.ts';

/**
 * What scalars are to expressions. Undefined: expressions are not shown what has no single type, as
 * OpenAPI has it (quantities are strings or numbers).
 */
const SCALARS: Readonly<Record<ScalarType, CelType | undefined | 'object'>> = {
  bool: type.BOOL,
  bytes: type.BYTES,
  double: type.DOUBLE,
  duration: type.STRING,
  fieldsV1: 'object',
  int32: type.INT,
  int64: type.INT,
  intOrString: type.DYN,
  json: undefined,
  microTime: type.TIMESTAMP,
  quantity: undefined,
  rawExtension: 'object',
  string: type.STRING,
  time: type.TIMESTAMP,
};

/** The object types of a built-in kind, named by the places of their objects, made when asked for. */
export class BuiltInTypes {
  readonly #structs = new Map<string, StructType>();
  readonly root: CelType;

  constructor(name: string, schema: StructSchema) {
    this.root = this.#declare(name, schema, []);
  }

  readonly lookup: StructLookup = (name) => this.#structs.get(name);

  #declare(name: string, schema: StructSchema, above: readonly StructSchema[]): CelType {
    if (!this.#structs.has(name)) {
      const chain = [...above, schema];
      const fields = new Map<string, CelType | undefined>();
      const field = (asked: string): CelType | undefined => {
        if (!fields.has(asked)) fields.set(asked, this.#field(name, schema, chain, asked));
        return fields.get(asked);
      };
      this.#structs.set(name, { name, field });
    }
    return type.struct(name);
  }

  #field(
    name: string,
    schema: StructSchema,
    chain: readonly StructSchema[],
    asked: string,
  ): CelType | undefined {
    const property = propertyOf(asked);
    if (property === undefined) return undefined;
    if (schema.typeMeta && (property === 'apiVersion' || property === 'kind')) return type.STRING;
    const found = schema.fields.get(property);
    return found && this.#typeOf(`${name}.${asked}`, found, chain);
  }

  #typeOf(
    place: string,
    { card, scalar, struct }: FieldSchema,
    chain: readonly StructSchema[],
  ): CelType | undefined {
    const suffix = { single: '', list: '.@idx', map: '.@elem' }[card];
    const item = this.#itemOf(place + suffix, scalar, struct, chain);
    if (item === undefined || card === 'single') return item;
    return card === 'list' ? type.listOf(item) : type.mapOf(type.STRING, item);
  }

  #itemOf(
    place: string,
    scalar: ScalarType | undefined,
    struct: StructSchema | undefined,
    chain: readonly StructSchema[],
  ): CelType | undefined {
    if (scalar !== undefined) {
      const known = SCALARS[scalar];
      return known === 'object' ? this.#empty(place) : known;
    }
    if (struct === undefined || struct.jsonUnion !== undefined) return undefined;
    // What a type holds of itself is empty, but the whole object may be inside of it once more.
    if (chain.indexOf(struct, 1) !== -1) return this.#empty(place);
    const { wraps } = struct;
    if (wraps !== undefined) return this.#typeOf(place, wraps, chain);
    return this.#declare(place, struct, chain);
  }

  #empty(place: string): CelType {
    this.#structs.set(place, { name: place, field: () => undefined });
    return type.struct(place);
  }
}
