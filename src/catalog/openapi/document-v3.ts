import { CUSTOM_MENTIONS } from './custom-schema.ts';
import type { Operation, PathItem } from './operations.ts';
import { responseText } from './operations.ts';
import type { Parameter } from './parameters.ts';
import type { Schema, SchemaWriter } from './schemas.ts';

export interface DocumentOptions {
  readonly title: string;
  readonly version: string;
  /** Says that requests carry a token. */
  readonly authenticated: boolean;
  /** Schemas of custom resources, by name. */
  readonly custom?: ReadonlyMap<string, Schema>;
}

const SECURITY_SCHEMES = {
  BearerToken: {
    type: 'apiKey',
    description: 'A bearer token.',
    name: 'authorization',
    in: 'header',
  },
};

/** Writes one OpenAPI v3 document. Its schemas are those that its paths mention, and theirs. */
export function documentV3(
  paths: readonly PathItem[],
  writer: SchemaWriter,
  options: DocumentOptions,
): Schema {
  const { title, version, authenticated, custom = new Map<string, Schema>() } = options;
  const rendered = paths.map((item): [string, Schema] => [item.path, pathV3(item, writer)]);
  const schemas = reachable(mentionedBy(paths), writer, custom);
  return {
    openapi: '3.0.0',
    info: { title, version },
    paths: Object.fromEntries(rendered.toSorted(byFirst)),
    components: {
      ...(schemas.length === 0 ? {} : { schemas: Object.fromEntries(schemas) }),
      ...(authenticated ? { securitySchemes: SECURITY_SCHEMES } : {}),
    },
  };
}

/** The names of the types that operations mention. */
export function mentionedBy(paths: readonly PathItem[]): string[] {
  const names = new Set<string>();
  for (const { operations } of paths) {
    for (const { body, responses } of operations) {
      if (body !== undefined) names.add(body.type);
      for (const { type } of responses)
        if (type !== undefined && type !== 'string') names.add(type);
    }
  }
  return [...names];
}

/** The schemas of these types and of all that they mention, sorted by name. */
export function reachable(
  names: readonly string[],
  writer: SchemaWriter,
  custom: ReadonlyMap<string, Schema>,
): [string, Schema][] {
  const found = new Map<string, Schema>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const own = custom.get(name);
    if (own !== undefined) {
      found.set(name, own);
      waiting.push(...CUSTOM_MENTIONS);
      continue;
    }
    const { schema, mentions } = writer.define(name);
    found.set(name, schema);
    waiting.push(...mentions);
  }
  return [...found].toSorted(byFirst);
}

export function byFirst(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function pathV3({ operations, parameters }: PathItem, writer: SchemaWriter): Schema {
  return {
    ...Object.fromEntries(operations.map((each) => [each.method, operationV3(each, writer)])),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameterV3) }),
  };
}

function operationV3(operation: Operation, writer: SchemaWriter): Schema {
  const { tag, description, id, parameters, body, action, gvk, consumes, produces } = operation;
  const schemaOf = (type: string): Schema => (type === 'string' ? { type } : writer.ref(type));
  const contentOf = (types: readonly string[], type: string): Schema =>
    Object.fromEntries(types.toSorted().map((media) => [media, { schema: schemaOf(type) }]));
  const responses = operation.responses.map(({ code, type }) => [
    code,
    {
      description: responseText(code),
      ...(type === undefined ? {} : { content: contentOf(produces, type) }),
    },
  ]);
  return {
    tags: [tag],
    description,
    operationId: id,
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameterV3) }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            content: contentOf(consumes, body.type),
            ...(body.required ? { required: true } : {}),
          },
        }),
    responses: Object.fromEntries(responses),
    ...(action === undefined ? {} : { 'x-kubernetes-action': action }),
    ...(gvk === undefined ? {} : { 'x-kubernetes-group-version-kind': { ...gvk } }),
  };
}

function parameterV3({ name, in: place, type, description }: Parameter): Schema {
  return {
    name,
    in: place,
    description,
    ...(place === 'path' ? { required: true } : {}),
    schema: { type, uniqueItems: true },
  };
}
