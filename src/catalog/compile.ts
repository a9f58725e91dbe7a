import type {
  Cardinality,
  FieldSchema,
  InlineSchema,
  JsonUnion,
  ScalarType,
  StructSchema,
} from '../apimachinery/schema.ts';
import type { FieldData, TypeData, TypesData } from './types-data.ts';

/** Compiles types.json into schemas, each type when it is first looked at. */
export class SchemaSet {
  readonly #data: TypesData;
  readonly #compiled = new Map<string, StructSchema>();

  constructor(data: TypesData) {
    this.#data = data;
  }

  /** @param name an OpenAPI definition name, a key of types.json */
  get(name: string): StructSchema {
    let schema = this.#compiled.get(name);
    if (schema === undefined) {
      const data = this.#data.types[name];
      if (data === undefined) throw new Error(`types.json has no type ${name}`);
      schema = new LazyStruct(this, name, data);
      this.#compiled.set(name, schema);
    }
    return schema;
  }

  has(name: string): boolean {
    return this.#data.types[name] !== undefined;
  }
}

class LazyStruct implements StructSchema {
  readonly name: string;
  readonly goName: string;
  readonly typeMeta: boolean;
  readonly atomic: boolean;
  readonly jsonUnion: JsonUnion | undefined;
  readonly unions: readonly unknown[] | undefined;
  readonly noProto: boolean;
  readonly #set: SchemaSet;
  readonly #data: TypeData;
  #fields: ReadonlyMap<string, FieldSchema> | undefined;
  #ownFields: readonly FieldSchema[] | undefined;
  #inline: readonly InlineSchema[] | undefined;
  #wraps: FieldSchema | undefined;

  constructor(set: SchemaSet, name: string, data: TypeData) {
    this.#set = set;
    this.#data = data;
    this.name = name;
    this.goName = name.split('.').slice(-2).join('.');
    this.typeMeta = data.typeMeta === true;
    this.atomic = data.mapType === 'atomic';
    this.jsonUnion = data.jsonUnion;
    this.unions = data.unions;
    this.noProto = data.noProto === true;
  }

  get ownFields(): readonly FieldSchema[] {
    this.#ownFields ??= Object.entries(this.#data.fields ?? {})
      .map(([name, data]) => new LazyField(this.#set, name, data))
      .toSorted((a, b) => a.number - b.number);
    return this.#ownFields;
  }

  get inline(): readonly InlineSchema[] {
    this.#inline ??= (this.#data.inline ?? []).map(({ number, ref }) => ({
      number,
      struct: this.#set.get(ref),
    }));
    return this.#inline;
  }

  get fields(): ReadonlyMap<string, FieldSchema> {
    if (this.#fields === undefined) {
      const groups = [
        ...this.ownFields.map((field) => ({ number: field.number, fields: [field] })),
        ...this.inline.map(({ number, struct }) => ({
          number,
          fields: [...struct.fields.values()],
        })),
      ].toSorted((a, b) => a.number - b.number);
      this.#fields = new Map(
        groups.flatMap(({ fields }) => fields).map((field) => [field.name, field]),
      );
    }
    return this.#fields;
  }

  get wraps(): FieldSchema | undefined {
    if (this.#data.wraps === undefined) return undefined;
    this.#wraps ??= new LazyField(this.#set, 'items', this.#data.wraps);
    return this.#wraps;
  }
}

class LazyField implements FieldSchema {
  readonly name: string;
  readonly number: number;
  readonly card: Cardinality;
  readonly scalar: ScalarType | undefined;
  readonly pointer: boolean;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  readonly required: boolean;
  readonly default: unknown;
  readonly listType: 'atomic' | 'set' | 'map' | undefined;
  readonly listMapKeys: readonly string[];
  readonly mapType: 'atomic' | 'granular' | undefined;
  readonly patchStrategies: readonly string[];
  readonly patchMergeKey: string | undefined;
  readonly named: string | undefined;
  readonly keyNamed: string | undefined;
  readonly #set: SchemaSet;
  readonly #ref: string | undefined;
  #struct: StructSchema | undefined;

  constructor(set: SchemaSet, name: string, data: FieldData) {
    this.#set = set;
    this.#ref = data.ref;
    this.name = name;
    this.number = data.number ?? 0;
    this.card = data.card ?? 'single';
    this.scalar = data.type as ScalarType | undefined;
    this.pointer = data.ptr === true;
    this.omitEmpty = data.omitempty === true;
    this.omitZero = data.omitzero === true;
    this.required = data.required === true;
    this.default = data.default;
    this.listType = data.listType;
    this.listMapKeys = data.listMapKeys ?? [];
    this.mapType = data.mapType;
    this.patchStrategies = data.patchStrategy ?? [];
    this.patchMergeKey = data.patchMergeKey;
    this.named = data.named;
    this.keyNamed = data.keyNamed;
  }

  get struct(): StructSchema | undefined {
    if (this.#ref === undefined) return undefined;
    this.#struct ??= this.#set.get(this.#ref);
    return this.#struct;
  }
}
