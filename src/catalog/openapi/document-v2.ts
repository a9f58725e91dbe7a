import { createHash } from 'node:crypto';
import { byFirst, mentionedBy, reachable } from './document-v3.ts';
import type { Operation, PathItem } from './operations.ts';
import { responseText } from './operations.ts';
import type { Parameter } from './parameters.ts';
import type { Schema, SchemaWriter } from './schemas.ts';

/** Eight characters tell the shared parameters of one name apart. */
const HASH_BYTES = 6;
/** kubectl up to 1.27 looks for these two in place, to learn what the server can do. */
const NEVER_SHARED: ReadonlySet<string> = new Set(['dryRun', 'fieldValidation', 'name']);

/** Writes the one OpenAPI v2 document that describes everything. */
export function documentV2(
  paths: readonly PathItem[],
  writer: SchemaWriter,
  options: { readonly version: string; readonly custom: ReadonlyMap<string, Schema> },
): Schema {
  const shared = new SharedParameters();
  const rendered = paths.map((item): [string, Schema] => [item.path, pathV2(item, writer, shared)]);
  const names = [...mentionedBy(paths), ...options.custom.keys()];
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: options.version },
    paths: Object.fromEntries(rendered.toSorted(byFirst)),
    definitions: Object.fromEntries(reachable(names, writer, options.custom)),
    parameters: shared.all(),
    securityDefinitions: {
      BearerToken: {
        description: 'A bearer token.',
        type: 'apiKey',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  };
}

function pathV2(
  { operations, parameters }: PathItem,
  writer: SchemaWriter,
  shared: SharedParameters,
): Schema {
  return {
    ...Object.fromEntries(
      operations.map((each) => [each.method, operationV2(each, writer, shared)]),
    ),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map((each) => shared.of(each)) }),
  };
}

function operationV2(operation: Operation, writer: SchemaWriter, shared: SharedParameters): Schema {
  const { tag, description, id, body, action, gvk, consumes, produces } = operation;
  const schemaOf = (type: string): Schema => (type === 'string' ? { type } : writer.ref(type));
  const parameters = [
    // `body` comes where its name puts it, among the others.
    ...operation.parameters.map((each) => ({ name: each.name, schema: shared.of(each) })),
    ...(body === undefined
      ? []
      : [{ name: 'body', schema: shared.body(schemaOf(body.type), body) }]),
  ].toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  const responses = operation.responses.map(({ code, type }) => [
    code,
    {
      description: responseText(code),
      ...(type === undefined ? {} : { schema: schemaOf(type) }),
    },
  ]);
  return {
    description,
    ...(consumes.length === 0 ? {} : { consumes }),
    produces,
    schemes: ['https'],
    tags: [tag],
    operationId: id,
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(({ schema }) => schema) }),
    responses: Object.fromEntries(responses),
    ...(action === undefined ? {} : { 'x-kubernetes-action': action }),
    ...(gvk === undefined
      ? {}
      : {
          'x-kubernetes-group-version-kind': {
            group: gvk.group,
            kind: gvk.kind,
            version: gvk.version,
          },
        }),
  };
}

function parameterV2({ name, in: place, type, description }: Parameter): Schema {
  return {
    uniqueItems: true,
    type,
    description,
    name,
    in: place,
    ...(place === 'path' ? { required: true } : {}),
  };
}

/** Parameters that many operations have stand once in the document and are referred to. */
class SharedParameters {
  readonly #rendered = new Map<Parameter, Schema>();
  readonly #references = new Map<string, Schema>();
  readonly #shared = new Map<string, Schema>();

  all(): Schema {
    return Object.fromEntries([...this.#shared].toSorted(byFirst));
  }

  of(parameter: Parameter): Schema {
    let schema = this.#rendered.get(parameter);
    if (schema === undefined) {
      const whole = parameterV2(parameter);
      schema = NEVER_SHARED.has(parameter.name) ? whole : this.#refer(whole);
      this.#rendered.set(parameter, schema);
    }
    return schema;
  }

  body(schema: Schema, { type, required }: { type: string; required: boolean }): Schema {
    const whole = { name: 'body', in: 'body', ...(required ? { required } : {}), schema };
    return type.startsWith('io.k8s.apimachinery') ? this.#refer(whole) : whole;
  }

  #refer(whole: Schema): Schema {
    const text = JSON.stringify(whole);
    let reference = this.#references.get(text);
    if (reference === undefined) {
      const hash = createHash('sha256').update(text).digest().subarray(0, HASH_BYTES);
      const key = `${String(whole['name'])}-${hash.toString('base64url')}`;
      this.#shared.set(key, whole);
      reference = { $ref: `#/parameters/${key}` };
      this.#references.set(text, reference);
    }
    return reference;
  }
}
