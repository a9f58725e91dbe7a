import { describe, expect, test } from 'vitest';
import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';
import { setDefaults } from './defaults.ts';
import { strategy } from './strategy.ts';
import { validate, validateUpdate } from './validation.ts';

type Changes = Readonly<Record<string, unknown>>;

const CONTEXT = {
  now: 0,
  uid: () => 'u',
  user: 'test',
  dryRun: false,
  apiVersion: 'apiextensions.k8s.io/v1',
  subresource: undefined,
};

function definition(
  changes: Changes = {},
  schema: unknown = { type: 'object' },
): CustomResourceDefinition {
  const made = {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      ...changes,
    },
    status: {},
  } as unknown as CustomResourceDefinition;
  setDefaults(made);
  strategy.prepareForCreate?.(made, CONTEXT);
  return made;
}

function errorsOf(made: CustomResourceDefinition): string[] {
  return validate(made).map(({ field, body }) => `${field}: ${body}`);
}

const SCHEMA = 'spec.validation.openAPIV3Schema';

function withSpec(spec: unknown): unknown {
  return { type: 'object', properties: { spec } };
}

function version(name: string, storage: boolean, type: string): unknown {
  const schema = { type: 'object', properties: { a: { type } } };
  return { name, served: true, storage, schema: { openAPIV3Schema: schema } };
}

describe('a definition', () => {
  test('is accepted when nothing is wrong with it', () => {
    expect(errorsOf(definition())).toEqual([]);
  });

  test.each<[Changes, string]>([
    [{ group: '' }, 'spec.group: Required value'],
    [
      { scope: 'Everywhere' },
      'spec.scope: Unsupported value: "Everywhere": supported values: "Cluster", "Namespaced"',
    ],
    [
      { names: { plural: 'widgets', kind: 'Widget', listKind: 'Widget' } },
      'spec.names.listKind: Invalid value: "Widget": kind and listKind may not be the same',
    ],
    [
      { names: { plural: 'widgets', kind: 'Widget', shortNames: ['W'] } },
      "spec.names.shortNames[0]: Invalid value: \"W\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
    [{ names: { plural: 'widgets', kind: '' } }, 'spec.names.kind: Required value'],
    [
      { preserveUnknownFields: true },
      'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    ],
  ])('with %j is refused', (changes, message) => {
    expect(errorsOf(definition(changes))).toContain(message);
  });

  test.each<[unknown, string]>([
    [{ type: 'string' }, `${SCHEMA}.type: Invalid value: "string": must be object at the root`],
    [
      { type: 'object', nullable: true },
      `${SCHEMA}.nullable: Forbidden: nullable cannot be true at the root`,
    ],
    [
      { type: 'object', additionalProperties: true },
      `${SCHEMA}.additionalProperties: Forbidden: must not be used at the root`,
    ],
    [
      withSpec({ type: 'text' }),
      `${SCHEMA}.properties[spec].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
    [
      withSpec({ type: 'string', default: 1 }),
      `${SCHEMA}.properties[spec].default: Invalid value: "integer":  in body must be of type string: "integer"`,
    ],
    [
      withSpec({ type: 'object', default: { a: 1 } }),
      `${SCHEMA}.properties[spec].default: Invalid value: {"a":1}: must not have unknown fields`,
    ],
    [
      withSpec({ type: 'array', items: { type: 'string' }, uniqueItems: true }),
      `${SCHEMA}.properties[spec].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ],
    [
      withSpec({ type: 'array', items: {} }),
      `${SCHEMA}.properties[spec].items.type: Required value: must not be empty for specified array items`,
    ],
    [
      withSpec({ type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' }),
      `${SCHEMA}.properties[spec].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
    [
      withSpec({ type: 'string', pattern: '(' }),
      `${SCHEMA}.properties[spec].pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(\``,
    ],
    [
      withSpec({
        'x-kubernetes-int-or-string': true,
        'x-kubernetes-preserve-unknown-fields': true,
      }),
      `${SCHEMA}.properties[spec].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true`,
    ],
    [
      withSpec({ type: 'object', anyOf: [{ type: 'object' }] }),
      `${SCHEMA}.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural`,
    ],
    [
      withSpec({ type: 'object', oneOf: [{ properties: { metadata: {} } }] }),
      `${SCHEMA}.properties[spec].oneOf[0].properties[metadata]: Forbidden: must not be specified in a nested context`,
    ],
    [
      { type: 'object', allOf: [{ properties: { a: { minimum: 1 } } }] },
      `${SCHEMA}.properties[a]: Required value: because it is defined in ${SCHEMA}.allOf[0].properties[a]`,
    ],
    [
      {
        type: 'object',
        properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
      },
      `${SCHEMA}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
    ],
  ])('with the schema %j is refused', (schema, message) => {
    expect(errorsOf(definition({}, schema))).toContain(message);
  });

  test('may let integers and strings stand in one place', () => {
    const port = {
      'x-kubernetes-int-or-string': true,
      anyOf: [{ type: 'integer' }, { type: 'string' }],
    };

    expect(errorsOf(definition({}, withSpec(port)))).toEqual([]);
  });

  test('whose versions differ is told of them one by one', () => {
    const made = definition({
      versions: [version('v1', true, 'string'), version('v2', false, 'x')],
    });

    expect(errorsOf(made)).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.properties[a].type: Unsupported value: "x": supported values: "array", "boolean", "integer", "number", "object", "string"',
    ]);
  });

  test('of a protected group needs an approval', () => {
    const made = definition({ group: 'storage.k8s.io' });
    made.metadata.name = 'widgets.storage.k8s.io';

    expect(errorsOf(made)).toEqual([
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    ]);
    made.metadata.annotations = { 'api-approved.kubernetes.io': 'https://example.com/pull/1' };
    expect(errorsOf(made)).toEqual([]);
  });

  test('keeps its scope once it is established', () => {
    const previous = definition();
    previous.status.conditions = [{ type: 'Established', status: 'True' }];
    const next = definition({ scope: 'Cluster' });

    expect(validateUpdate(next, previous).map(({ field, body }) => `${field}: ${body}`)).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
    ]);
  });

  test('however deep its schema is answers', () => {
    let schema: unknown = { type: 'object' };
    for (let i = 0; i < 5000; i++) schema = withSpec(schema);

    expect(errorsOf(definition({}, schema))).not.toEqual([]);
  });
});
