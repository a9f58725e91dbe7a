import type { FieldSchema, ScalarType, StructSchema } from '../schema.ts';
import type { ListSchema, MapField, MapSchema, MergeSchema } from './merge-schema.ts';
import {
  Atom,
  deducedSchema,
  freeFormMap,
  NO_FIELDS,
  scalarSchemas,
  untypedAtomic,
} from './merge-schema.ts';

const schemas = new WeakMap<StructSchema, MergeSchema>();
const granularSchemas = new WeakMap<StructSchema, MergeSchema>();

/** The merge schema of a built-in type, compiled when it is first looked at. */
export function mergeSchemaOf(struct: StructSchema): MergeSchema {
  let schema = schemas.get(struct);
  if (schema === undefined) {
    schema = buildStruct(struct);
    schemas.set(struct, schema);
  }
  return schema;
}

function buildStruct(struct: StructSchema): MergeSchema {
  // OpenAPI has no type for these, so every shape is allowed and the value's own counts.
  if (struct.jsonUnion !== undefined) return deducedSchema;
  if (struct.wraps !== undefined) return new Atom({ list: new FieldList(struct.wraps) });
  return new Atom({ map: new StructMap(struct, struct.atomic) });
}

/** `mapType: granular` at a field that holds an atomic struct (`PersistentVolumeSpec.claimRef`). */
function granularSchemaOf(struct: StructSchema): MergeSchema {
  let schema = granularSchemas.get(struct);
  if (schema === undefined) {
    schema = new Atom({ map: new StructMap(struct, false) });
    granularSchemas.set(struct, schema);
  }
  return schema;
}

class StructMap implements MapSchema {
  readonly atomic: boolean;
  readonly element = undefined;
  readonly #struct: StructSchema;
  #fields: ReadonlyMap<string, MapField> | undefined;

  constructor(struct: StructSchema, atomic: boolean) {
    this.#struct = struct;
    this.atomic = atomic;
  }

  get fields(): ReadonlyMap<string, MapField> {
    this.#fields ??= this.#compile();
    return this.#fields;
  }

  #compile(): Map<string, MapField> {
    const fields = new Map<string, MapField>();
    if (this.#struct.typeMeta) {
      for (const name of ['apiVersion', 'kind']) {
        fields.set(name, { element: `f:${name}`, schema: scalarSchemas.string, ignored: false });
      }
    }
    const isMeta = this.#struct.name === OBJECT_META;
    for (const field of this.#struct.fields.values()) {
      fields.set(field.name, {
        element: `f:${field.name}`,
        schema: fieldMergeSchema(field),
        ignored: isMeta && field.name === 'managedFields',
        emptyIsAbsent: field.omitEmpty && isCollection(field),
      });
    }
    return fields;
  }
}

function isCollection({ card, struct }: FieldSchema): boolean {
  return card !== 'single' || struct?.wraps !== undefined;
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

function fieldMergeSchema(field: FieldSchema): MergeSchema {
  if (field.card === 'list') return new Atom({ list: new FieldList(field) });
  if (field.card === 'map') {
    return new Atom({
      map: {
        atomic: field.mapType === 'atomic',
        fields: NO_FIELDS,
        element: new LazySchema(field),
      },
    });
  }
  return valueSchema(field);
}

/** A single value of a field: the field itself, an item of its list, a member of its map. */
function valueSchema(field: FieldSchema): MergeSchema {
  const { struct } = field;
  if (struct === undefined) return SCALARS[field.scalar ?? 'string'];
  if (field.card === 'single' && field.mapType === 'granular' && struct.atomic) {
    return granularSchemaOf(struct);
  }
  return mergeSchemaOf(struct);
}

const SCALARS: Readonly<Record<ScalarType, MergeSchema>> = {
  bool: scalarSchemas.boolean,
  bytes: scalarSchemas.string,
  double: scalarSchemas.numeric,
  duration: scalarSchemas.string,
  fieldsV1: freeFormMap,
  int32: scalarSchemas.numeric,
  int64: scalarSchemas.numeric,
  // These two are published without a type, so the value's own shape counts.
  intOrString: deducedSchema,
  json: deducedSchema,
  microTime: scalarSchemas.untyped,
  quantity: scalarSchemas.untyped,
  rawExtension: untypedAtomic,
  string: scalarSchemas.string,
  time: scalarSchemas.untyped,
};

/** Resolved when looked at: a field of a struct may hold maps of that same struct. */
class LazySchema implements MergeSchema {
  readonly #field: FieldSchema;
  #schema: MergeSchema | undefined;

  constructor(field: FieldSchema) {
    this.#field = field;
  }

  get #resolved(): MergeSchema {
    this.#schema ??= valueSchema(this.#field);
    return this.#schema;
  }

  get scalar(): MergeSchema['scalar'] {
    return this.#resolved.scalar;
  }

  get list(): MergeSchema['list'] {
    return this.#resolved.list;
  }

  get map(): MergeSchema['map'] {
    return this.#resolved.map;
  }
}

class FieldList implements ListSchema {
  readonly atomic: boolean;
  readonly #field: FieldSchema;
  #keys: ListSchema['keys'] | undefined;
  #element: MergeSchema | undefined;

  constructor(field: FieldSchema) {
    this.#field = field;
    this.atomic = field.listType === undefined || field.listType === 'atomic';
  }

  get keys(): ListSchema['keys'] {
    this.#keys ??=
      this.#field.listType === 'map'
        ? this.#field.listMapKeys.map((name) => ({
            name,
            default: this.#field.struct?.fields.get(name)?.default,
          }))
        : [];
    return this.#keys;
  }

  get element(): MergeSchema {
    this.#element ??= valueSchema(this.#field);
    return this.#element;
  }
}

const empties = new WeakMap<StructSchema, Readonly<Record<string, unknown>>>();

/**
 * An object of the type with nothing set, in canonical form: what a create is compared with. Members
 * that canonical objects always have are there (`spec: {}`, `containers: null`), so that a creator
 * does not come to own them by leaving them alone.
 */
export function emptyObject(struct: StructSchema): Readonly<Record<string, unknown>> {
  let empty = empties.get(struct);
  if (empty === undefined) {
    const made: Record<string, unknown> = {};
    for (const field of struct.fields.values()) {
      const value = zeroOf(field);
      if (value !== undefined) made[field.name] = value;
    }
    empty = made;
    empties.set(struct, empty);
  }
  return empty;
}

/** The zero value as Go's encoder writes it; undefined: left out. */
function zeroOf(field: FieldSchema): unknown {
  const isOmitted = field.omitEmpty || field.omitZero;
  if (field.card !== 'single' || field.pointer) return isOmitted ? undefined : null;
  const { struct } = field;
  if (struct !== undefined) {
    if (field.omitZero) return undefined;
    if (struct.wraps !== undefined) return isOmitted ? undefined : null;
    return emptyObject(struct);
  }
  const scalar = field.scalar ?? 'string';
  if (ALWAYS_WRITTEN.has(scalar)) return field.omitZero ? undefined : (ZEROS[scalar] ?? null);
  return isOmitted ? undefined : (ZEROS[scalar] ?? null);
}

/** Go structs and values with an encoder of their own: `omitempty` never leaves them out. */
const ALWAYS_WRITTEN: ReadonlySet<ScalarType> = new Set([
  'duration',
  'fieldsV1',
  'intOrString',
  'json',
  'microTime',
  'quantity',
  'rawExtension',
  'time',
]);

/** What is not null. */
const ZEROS: Readonly<Partial<Record<ScalarType, unknown>>> = {
  bool: false,
  double: 0,
  duration: '0s',
  int32: 0,
  int64: 0,
  intOrString: 0,
  quantity: '0',
  string: '',
};
