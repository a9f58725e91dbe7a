import type { ListKey, ListSchema, MapField, MapSchema, MergeSchema } from './merge-schema.ts';
import { Atom, deducedSchema, freeFormMap, scalarSchemas, untypedAtomic } from './merge-schema.ts';

/** The parts of a structural schema (`openAPIV3Schema` of a CRD version) that matter to an apply. */
export interface StructuralSchema {
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: boolean | StructuralSchema;
  readonly items?: StructuralSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
}

/**
 * The merge schema of a custom resource. Built lazily: keep it with the CRD's version.
 * @param schema undefined: the version has none
 * @param objectMeta of the built-in ObjectMeta, which every object has whatever the schema says
 */
export function customMergeSchema(
  schema: StructuralSchema | undefined,
  objectMeta: MergeSchema,
): MergeSchema {
  if (schema === undefined) return freeFormMap;
  return new Atom({
    map: new StructuralMap(schema, { objectMeta, preserving: false, isResource: true }),
  });
}

interface Setting {
  readonly objectMeta: MergeSchema;
  /** This or an outer schema preserves unknown fields. */
  readonly preserving: boolean;
  /** The root and embedded resources have type and object meta. */
  readonly isResource: boolean;
}

function schemaOf(schema: StructuralSchema, outer: Setting): MergeSchema {
  const setting = {
    objectMeta: outer.objectMeta,
    preserving: outer.preserving || schema['x-kubernetes-preserve-unknown-fields'] === true,
    isResource: schema['x-kubernetes-embedded-resource'] === true,
  };
  switch (schema.type ?? '') {
    case '':
      return new Atom({
        scalar: 'untyped',
        list: new StructuralList(schema, setting),
        map: new StructuralMap(schema, setting),
      });
    case 'object':
      return new Atom({ map: new StructuralMap(schema, setting) });
    case 'array':
      return new Atom({ list: new StructuralList(schema, setting) });
    case 'boolean':
      return scalarSchemas.boolean;
    case 'integer':
    case 'number':
      return scalarSchemas.numeric;
    case 'string':
      return ['', 'byte'].includes(schema.format ?? '')
        ? scalarSchemas.string
        : scalarSchemas.untyped;
    default:
      return scalarSchemas.untyped;
  }
}

class StructuralMap implements MapSchema {
  readonly atomic: boolean;
  readonly #schema: StructuralSchema;
  readonly #setting: Setting;
  #fields: ReadonlyMap<string, MapField> | undefined;
  #element: MergeSchema | undefined;

  constructor(schema: StructuralSchema, setting: Setting) {
    this.#schema = schema;
    this.#setting = setting.preserving
      ? setting
      : { ...setting, preserving: schema['x-kubernetes-preserve-unknown-fields'] === true };
    this.atomic = schema['x-kubernetes-map-type'] === 'atomic';
  }

  get fields(): ReadonlyMap<string, MapField> {
    this.#fields ??= this.#compile();
    return this.#fields;
  }

  get element(): MergeSchema | undefined {
    this.#element ??= this.#elementSchema();
    return this.#element;
  }

  #compile(): Map<string, MapField> {
    const fields = new Map<string, MapField>();
    const add = (name: string, schema: MergeSchema) =>
      fields.set(name, { element: `f:${name}`, schema, ignored: false });
    for (const [name, schema] of Object.entries(this.#schema.properties ?? {})) {
      add(name, schemaOf(schema, this.#setting));
    }
    if (this.#setting.isResource) {
      add('apiVersion', scalarSchemas.string);
      add('kind', scalarSchemas.string);
      add('metadata', this.#setting.objectMeta);
    }
    return fields;
  }

  #elementSchema(): MergeSchema | undefined {
    const { properties, additionalProperties } = this.#schema;
    if (additionalProperties === undefined) {
      const { preserving, isResource } = this.#setting;
      const isFree = !isResource && Object.keys(properties ?? {}).length === 0;
      return preserving || isFree ? deducedSchema : undefined;
    }
    if (typeof additionalProperties === 'boolean') {
      return additionalProperties ? deducedSchema : undefined;
    }
    return schemaOf(additionalProperties, this.#setting);
  }
}

class StructuralList implements ListSchema {
  readonly atomic: boolean;
  readonly keys: readonly ListKey[];
  readonly #schema: StructuralSchema;
  readonly #setting: Setting;
  #element: MergeSchema | undefined;

  constructor(schema: StructuralSchema, setting: Setting) {
    this.#schema = schema;
    this.#setting = setting;
    const type = schema['x-kubernetes-list-type'];
    const names = type === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
    this.atomic = type !== 'set' && names.length === 0;
    this.keys = names.map((name) => ({
      name,
      default: schema.items?.properties?.[name]?.default ?? undefined,
    }));
  }

  get element(): MergeSchema {
    const { items } = this.#schema;
    this.#element ??= items === undefined ? untypedAtomic : schemaOf(items, this.#setting);
    return this.#element;
  }
}
