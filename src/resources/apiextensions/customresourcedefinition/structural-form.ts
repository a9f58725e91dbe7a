import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { additionalSchema } from '../../../catalog/custom/json-schema.ts';

/** Members that no schema in structural form has a place for, in the order upstream looks for them. */
const WITHOUT_PLACE = [
  'id',
  '$schema',
  '$ref',
  'patternProperties',
  'dependencies',
  'additionalItems',
  'definitions',
] as const;

/** Why a schema cannot even be brought into structural form; undefined: it can. */
export function whyNotStructural(schema: JsonSchema): string | undefined {
  const members = schema as Readonly<Record<string, unknown>>;
  const unplaced = WITHOUT_PLACE.find((name) => isSet(members[name]));
  if (unplaced !== undefined) {
    return `OpenAPIV3Schema '${unplaced.replace('$schema', 'schema')}' is not supported`;
  }
  const { not, allOf = [], anyOf = [], oneOf = [] } = schema;
  const nested = whyNone([...(not === undefined ? [] : [not]), ...allOf, ...anyOf, ...oneOf]);
  if (nested !== undefined) return nested;
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  const { items, properties = {} } = schema;
  if (Array.isArray(items) && items.length > 0) {
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  }
  const additional = additionalSchema(schema);
  return whyNone([
    ...(items === undefined || Array.isArray(items) ? [] : [items]),
    ...Object.values(properties),
    ...(additional === undefined ? [] : [additional]),
  ]);
}

function whyNone(schemas: readonly JsonSchema[]): string | undefined {
  for (const schema of schemas) {
    const why = whyNotStructural(schema);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** As Go tells: an empty text or map is none. */
function isSet(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '';
}
