import type { FieldData, TypeData, TypesData } from '../types-data.ts';
import type { Descriptions } from './descriptions.ts';
import { EVERY_GROUP_VERSION } from './every-group-version.ts';
import { genericFieldDescription, genericTypeDescription } from './generic-description.ts';

/** OpenAPI v2 and v3 publish the same types with small differences. */
export type Dialect = 'v2' | 'v3';

/** A schema, or a part of one, as it stands in a document. */
export type Schema = Record<string, unknown>;

/** The type that stands for the body of every patch. */
export const PATCH_TYPE = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

const TYPE_META_TEXT = {
  apiVersion:
    'The group and version in which this object is written, such as apps/v1. A server converts between the versions it knows and refuses the others.',
  kind: 'What sort of object this is, in CamelCase. The endpoint a request goes to already says it; it cannot be changed.',
};

/** Makes the schemas of built-in types out of the type data, in one dialect. */
export class SchemaWriter {
  readonly #data: TypesData;
  readonly #dialect: Dialect;
  readonly #descriptions: Descriptions;
  readonly #scalarDefinitions = new Map<string, string>();

  constructor(data: TypesData, dialect: Dialect, descriptions: Descriptions) {
    this.#data = data;
    this.#dialect = dialect;
    this.#descriptions = descriptions;
    for (const [scalar, { definition }] of Object.entries(data.scalars)) {
      if (definition !== undefined) this.#scalarDefinitions.set(definition, scalar);
    }
  }

  /** `#/components/schemas/…` or `#/definitions/…` */
  ref(name: string): Schema {
    const folder = this.#dialect === 'v3' ? 'components/schemas' : 'definitions';
    return { $ref: `#/${folder}/${name}` };
  }

  /** The schema of a type, and the names of the types it mentions. */
  define(name: string): { readonly schema: Schema; readonly mentions: readonly string[] } {
    const mentions = new Set<string>();
    const description = this.#descriptions.ofType(name) ?? genericTypeDescription(name);
    const schema = { description, ...this.#body(name, mentions) };
    return { schema, mentions: [...mentions] };
  }

  #body(name: string, mentions: Set<string>): Schema {
    if (name === PATCH_TYPE) return { type: 'object' };
    const scalar = this.#scalarDefinitions.get(name);
    if (scalar !== undefined) return this.#scalarBody(scalar);
    const data = this.#data.types[name];
    if (data === undefined) throw new Error(`OpenAPI mentions an unknown type ${name}`);
    return data.jsonUnion === undefined ? this.#object(name, data, mentions) : {};
  }

  #scalarBody(scalar: string): Schema {
    if (this.#dialect === 'v3') {
      // What v2 cannot say: these two are more than one JSON type.
      if (scalar === 'quantity') return { oneOf: [{ type: 'string' }, { type: 'number' }] };
      if (scalar === 'intOrString') {
        return { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] };
      }
    }
    return { ...this.#data.scalars[scalar]?.openapi };
  }

  #object(name: string, data: TypeData, mentions: Set<string>): Schema {
    const fields = this.#allFields(name, data);
    const required = requiredOf(name, fields);
    const properties = fields.map(([owner, field, facts]): [string, Schema] => [
      field,
      this.#property(owner, field, facts, mentions),
    ]);
    if (data.typeMeta === true) {
      for (const [field, description] of Object.entries(TYPE_META_TEXT)) {
        properties.push([field, { description, type: 'string' }]);
      }
    }
    const sorted = properties.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      ...(sorted.length === 0 ? {} : { properties: Object.fromEntries(sorted) }),
      ...(data.gvk === undefined ? {} : { 'x-kubernetes-group-version-kind': kindsOf(name, data) }),
      ...(data.mapType === undefined ? {} : { 'x-kubernetes-map-type': data.mapType }),
      ...(data.unions === undefined ? {} : { 'x-kubernetes-unions': data.unions.map(unionOf) }),
    };
  }

  /** Fields of the type and of the structs that JSON flattens into it, in the order of Go. */
  #allFields(owner: string, data: TypeData): (readonly [string, string, FieldData])[] {
    const own = Object.entries(data.fields ?? {}).map(([field, facts]) => ({
      number: facts.number ?? 0,
      fields: [[owner, field, facts] as const],
    }));
    const inlined = (data.inline ?? []).map(({ number, ref }) => ({
      number,
      fields: this.#allFields(ref, this.#data.types[ref] ?? {}),
    }));
    return [...own, ...inlined]
      .toSorted((a, b) => a.number - b.number)
      .flatMap(({ fields }) => fields);
  }

  #property(owner: string, field: string, facts: FieldData, mentions: Set<string>): Schema {
    const description = UNDESCRIBED.has(`${owner} ${field}`)
      ? undefined
      : (this.#descriptions.ofField(owner, field) ?? genericFieldDescription(owner, field, facts));
    const around: Schema = {
      ...(description === undefined ? {} : { description }),
      ...(this.#dialect === 'v3' && facts.default !== undefined ? { default: facts.default } : {}),
    };
    const extensions = extensionsOf(facts);
    if (facts.card === undefined) {
      return this.#beside(this.#value(facts, mentions), around, extensions);
    }
    const item = this.#item(facts, mentions);
    const shape =
      facts.card === 'list'
        ? { type: 'array', items: item }
        : { type: 'object', additionalProperties: item };
    return { ...around, ...shape, ...extensions };
  }

  /** In v3 a reference tolerates no neighbours: with any, it moves into an `allOf`. */
  #beside(value: Schema, around: Schema, extensions: Schema): Schema {
    const alone = Object.keys(around).length + Object.keys(extensions).length === 0;
    if (this.#dialect === 'v2' || alone || value['$ref'] === undefined) {
      return { ...around, ...value, ...extensions };
    }
    return { ...around, allOf: [value], ...extensions };
  }

  #item(facts: FieldData, mentions: Set<string>): Schema {
    const value = this.#value(facts, mentions);
    if (this.#dialect === 'v2') return value;
    const zero = this.#zeroOf(facts);
    return zero === undefined ? value : this.#beside(value, { default: zero }, {});
  }

  /** What an element of a list or map is when nothing is said about it. */
  #zeroOf({ ref, type }: FieldData): unknown {
    if (ref !== undefined) {
      const { jsonUnion, wraps } = this.#data.types[ref] ?? {};
      return jsonUnion === undefined && wraps === undefined ? {} : undefined;
    }
    return ZEROS[type ?? ''];
  }

  #value(facts: FieldData, mentions: Set<string>): Schema {
    if (facts.ref !== undefined) {
      const wraps = this.#data.types[facts.ref]?.wraps;
      // A named list is not published; it stands where it is used.
      if (wraps !== undefined) return { type: 'array', items: this.#item(wraps, mentions) };
      mentions.add(facts.ref);
      return this.ref(facts.ref);
    }
    const scalar = this.#data.scalars[facts.type ?? ''];
    if (scalar?.definition !== undefined) {
      mentions.add(scalar.definition);
      return this.ref(scalar.definition);
    }
    const named = this.#data.named[facts.named ?? ''];
    return {
      ...orderedScalar(scalar?.openapi ?? {}),
      ...(named?.enum === true ? { enum: [...(named.values ?? [])].toSorted() } : {}),
    };
  }
}

const JSON_SCHEMA = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';
/** References that upstream does not describe, which is why they stand without an `allOf` in v3. */
const UNDESCRIBED: ReadonlySet<string> = new Set([
  ...['additionalItems', 'additionalProperties', 'example', 'externalDocs', 'items', 'not'].map(
    (field) => `${JSON_SCHEMA} ${field}`,
  ),
  'io.k8s.api.networking.v1.IngressRuleValue http',
]);

/** Upstream lists required fields as Go declares them, which here is not by their numbers. */
const REQUIRED_FIRST: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.discovery.v1.EndpointSlice': ['addressType'],
  'io.k8s.api.networking.v1.HTTPIngressPath': ['pathType'],
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIResource': ['name', 'singularName'],
  'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference': ['apiVersion'],
  'io.k8s.apimachinery.pkg.version.Info': [
    'major',
    'minor',
    'gitVersion',
    'gitCommit',
    'gitTreeState',
    'buildDate',
    'goVersion',
  ],
};

function requiredOf(
  name: string,
  fields: readonly (readonly [string, string, FieldData])[],
): string[] {
  const required = fields
    .filter(([, , { required }]) => required === true)
    .map(([, field]) => field);
  const first = REQUIRED_FIRST[name] ?? [];
  return [...first, ...required.filter((field) => !first.includes(field))];
}

const ZEROS: Readonly<Record<string, unknown>> = {
  bool: false,
  double: 0,
  int32: 0,
  int64: 0,
  string: '',
};

function orderedScalar({ type, format }: Readonly<Record<string, unknown>>): Schema {
  return { type, ...(format === undefined ? {} : { format }) };
}

function extensionsOf(facts: FieldData): Schema {
  const { listType, listMapKeys, mapType, patchStrategy, patchMergeKey } = facts;
  return {
    ...(listMapKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': listMapKeys }),
    ...(listType === undefined ? {} : { 'x-kubernetes-list-type': listType }),
    ...(mapType === undefined ? {} : { 'x-kubernetes-map-type': mapType }),
    ...(patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': patchMergeKey }),
    ...(patchStrategy === undefined
      ? {}
      : { 'x-kubernetes-patch-strategy': patchStrategy.join(',') }),
  };
}

function kindsOf(name: string, { gvk }: TypeData): Schema[] {
  if (gvk === undefined) return [];
  if (gvk !== 'every') {
    const [group, version, kind] = gvk;
    return [{ group, kind, version }];
  }
  const kind = name.slice(name.lastIndexOf('.') + 1);
  return EVERY_GROUP_VERSION.map(([group, version]) => ({ group, kind, version }));
}

function unionOf(union: unknown): Schema {
  const { discriminator, fields } = union as { discriminator?: string; fields: object };
  return {
    ...(discriminator === undefined ? {} : { discriminator }),
    'fields-to-discriminateBy': fields,
  };
}
