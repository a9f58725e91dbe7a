import type { Resource } from '../catalog.ts';
import type { Dialect, Schema } from './schemas.ts';

/** What a CustomResourceDefinition says about the objects of one version. */
export interface CustomSchema {
  /** `schema.openAPIV3Schema` of the version; undefined when there is none or it is not structural. */
  readonly schema: Schema | undefined;
  /** JSON paths without the leading dot. */
  readonly selectableFields: readonly string[];
}

/** Schemas nest no deeper than the decoder lets them; this guards against those made by hand. */
const DEPTH_MAX = 250;

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const LIST_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';

/** What custom schemas mention among the built-in types. */
export const CUSTOM_MENTIONS: readonly string[] = [OBJECT_META, LIST_META];

/** `com.example.v1.Widget` for kind Widget of example.com/v1. */
export function customTypeName(resource: Resource, kind: string): string {
  return [...resource.group.split('.').toReversed(), resource.version, kind].join('.');
}

/** The schemas under which a custom resource and its list are published. */
export function customSchemas(
  resource: Resource,
  { schema, selectableFields }: CustomSchema,
  dialect: Dialect,
): [string, Schema][] {
  const name = customTypeName(resource, resource.kind);
  const list = customTypeName(resource, resource.listKind);
  return [
    [
      name,
      {
        ...objectSchema(schema, dialect),
        ...extensions(resource, resource.kind, selectableFields),
      },
    ],
    [
      list,
      {
        ...listSchema(resource, name, dialect),
        ...extensions(resource, resource.listKind, selectableFields),
      },
    ],
  ];
}

function extensions(resource: Resource, kind: string, selectableFields: readonly string[]): Schema {
  const { group, version } = resource;
  return {
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
    ...(selectableFields.length === 0
      ? {}
      : {
          'x-kubernetes-selectable-fields': selectableFields.map((fieldPath) => ({ fieldPath })),
        }),
  };
}

function objectSchema(schema: Schema | undefined, dialect: Dialect): Schema {
  // kubectl takes an object with properties for one that has no others, so that nothing may be
  // said about one that takes anything.
  const takesAnything = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema === undefined || (dialect === 'v2' && takesAnything)) return { type: 'object' };
  const converted = convert(schema, dialect, 0);
  return { ...converted, properties: withTypeMeta(converted, dialect) };
}

function listSchema(resource: Resource, item: string, dialect: Dialect): Schema {
  return {
    description: `A list of objects of kind ${resource.kind}.`,
    type: 'object',
    required: ['items'],
    properties: {
      ...typeMeta(),
      items: {
        description: `The ${resource.plural}.`,
        type: 'array',
        items: reference(item, dialect),
      },
      metadata: described('Metadata of the list.', LIST_META, dialect),
    },
  };
}

function reference(name: string, dialect: Dialect): Schema {
  return { $ref: `#/${dialect === 'v3' ? 'components/schemas' : 'definitions'}/${name}` };
}

function described(description: string, name: string, dialect: Dialect): Schema {
  return dialect === 'v3'
    ? { description, allOf: [reference(name, dialect)] }
    : { description, ...reference(name, dialect) };
}

function typeMeta(): Schema {
  return {
    apiVersion: {
      description: 'The group and version in which this object is written.',
      type: 'string',
    },
    kind: { description: 'What sort of object this is, in CamelCase.', type: 'string' },
  };
}

function withTypeMeta(schema: Schema, dialect: Dialect): Schema {
  const properties = {
    ...(schema['properties'] as Schema | undefined),
    ...typeMeta(),
    metadata: described('Standard metadata of an object.', OBJECT_META, dialect),
  };
  return Object.fromEntries(Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Members of a structural schema that are published as they are. */
const KEPT = [
  'description',
  'type',
  'format',
  'title',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'enum',
  'maxProperties',
  'minProperties',
  'required',
  'nullable',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
] as const;
/** What OpenAPI v2 has no word for. */
const BEYOND_V2: ReadonlySet<string> = new Set([
  'allOf',
  'anyOf',
  'default',
  'not',
  'nullable',
  'oneOf',
]);

function convert(schema: Schema, dialect: Dialect, depth: number): Schema {
  if (depth > DEPTH_MAX) return {};
  const converted: Schema = {};
  for (const key of KEPT) {
    const value = schema[key];
    if (value === undefined || value === false) continue;
    if (dialect === 'v3' || !BEYOND_V2.has(key)) converted[key] = value;
  }
  const { properties, items, additionalProperties } = schema as Record<string, Schema | undefined>;
  if (properties !== undefined) {
    converted['properties'] = mapValues(properties, (each) => convert(each, dialect, depth + 1));
  }
  if (items !== undefined) converted['items'] = convert(items, dialect, depth + 1);
  if (typeof additionalProperties === 'object') {
    converted['additionalProperties'] = convert(additionalProperties, dialect, depth + 1);
  } else if (additionalProperties !== undefined) {
    converted['additionalProperties'] = additionalProperties;
  }
  if (dialect === 'v3') allowIntOrString(converted);
  else simplifyForV2(schema, converted);
  if (converted['x-kubernetes-embedded-resource'] === true) embed(converted, dialect);
  return converted;
}

function mapValues(record: Schema, change: (value: Schema) => Schema): Schema {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value as Schema)]),
  );
}

/** Says in words of OpenAPI what the extension means, unless the author did. */
function allowIntOrString(schema: Schema): void {
  if (schema['x-kubernetes-int-or-string'] !== true) return;
  const both = [{ type: 'integer' }, { type: 'string' }];
  const allOf = (schema['allOf'] as Schema[] | undefined) ?? [];
  const isBoth = (anyOf: unknown): boolean => JSON.stringify(anyOf) === JSON.stringify(both);
  if (isBoth(schema['anyOf']) || isBoth(allOf[0]?.['anyOf'])) return;
  if (schema['anyOf'] === undefined) schema['anyOf'] = both;
  else schema['allOf'] = [{ anyOf: both }, ...allOf];
}

/** kubectl's reader of v2 stumbles over types that admit more than one shape; they lose theirs. */
function simplifyForV2(original: Schema, converted: Schema): void {
  const preserves = converted['x-kubernetes-preserve-unknown-fields'] === true;
  if (original['nullable'] === true || preserves) {
    delete converted['items'];
    delete converted['properties'];
  }
  if (original['nullable'] === true) delete converted['type'];
  if (preserves && converted['type'] === 'object') delete converted['type'];
  if (converted['type'] === 'array' && converted['items'] === undefined) delete converted['type'];
  const properties = (original['properties'] ?? {}) as Record<string, Schema>;
  const required = ((converted['required'] as string[] | undefined) ?? []).filter(
    (name) => properties[name]?.['nullable'] !== true,
  );
  if (required.length === 0) delete converted['required'];
  else converted['required'] = required;
  if (typeof original['additionalProperties'] === 'object') {
    const values = original['additionalProperties'] as Schema;
    if (values['nullable'] === true) delete converted['required'];
  }
}

/** An object within an object has the members that every object has. */
function embed(schema: Schema, dialect: Dialect): void {
  if (dialect === 'v2' && schema['x-kubernetes-preserve-unknown-fields'] === true) return;
  schema['properties'] = withTypeMeta(schema, dialect);
  const required = (schema['required'] as string[] | undefined) ?? [];
  schema['required'] = [
    ...required,
    ...['kind', 'apiVersion'].filter((name) => !required.includes(name)),
  ];
}
