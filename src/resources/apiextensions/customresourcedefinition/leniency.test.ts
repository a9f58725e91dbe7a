import { describe, expect, test } from 'vitest';
import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';
import { setDefaults } from './defaults.ts';
import { validate, validateUpdate } from './validation.ts';

interface Parts {
  readonly schema?: unknown;
  readonly preserves?: boolean;
  readonly served?: boolean;
  readonly title?: string;
}

/** Of a version `v1` with the schema, and another version. */
function definition({ schema, preserves, served = true, title }: Parts): CustomResourceDefinition {
  const other = { type: 'object', ...(title === undefined ? {} : { title }) };
  const made = {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served,
          storage: true,
          ...(schema === undefined ? {} : { schema: { openAPIV3Schema: schema } }),
        },
        { name: 'v2', served: true, storage: false, schema: { openAPIV3Schema: other } },
      ],
      ...(preserves === undefined ? {} : { preserveUnknownFields: preserves }),
    },
    status: { acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] },
  } as unknown as CustomResourceDefinition;
  setDefaults(made);
  return made;
}

const PLACE = 'spec.versions[0].schema.openAPIV3Schema';

function errorsOf(next: Parts, previous?: Parts): string[] {
  const found =
    previous === undefined
      ? validate(definition(next))
      : validateUpdate(definition(next), definition(previous));
  return found.map(({ field, body }) => `${field.replace(PLACE, '$')}: ${body}`);
}

function holding(a: unknown): unknown {
  return { type: 'object', properties: { a } };
}

const item = { type: 'object', properties: { k: { type: 'string' } } };
const costly = {
  type: 'string',
  'x-kubernetes-validations': [{ rule: "self.matches('a') && self.contains(self)" }],
};

describe('an update may keep what the definition has', () => {
  test.each<[string, Parts, RegExp]>([
    [
      'types that OpenAPI does not know',
      { schema: holding({ type: 'text' }) },
      /^\$\.properties\[a\]\.type: Unsupported value: "text"/,
    ],
    [
      'sets of items that are merged member by member',
      { schema: holding({ type: 'array', items: item, 'x-kubernetes-list-type': 'set' }) },
      /must be atomic as item of a list with x-kubernetes-list-type=set$/,
    ],
    [
      'keys that may be missing',
      {
        schema: holding({
          type: 'array',
          items: item,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
        }),
      },
      /must have a default or be a required property$/,
    ],
    [
      'defaults with unknown fields',
      { schema: holding({ type: 'object', default: { b: 1 }, properties: {} }) },
      /must not have unknown fields$/,
    ],
    [
      'expressions that cost too much, in a schema that stays',
      { schema: holding(costly) },
      /^\$\.properties\[a\]\.x-kubernetes-validations\[0\]\.rule: Forbidden: estimated rule cost/,
    ],
    [
      'no structure, where unknown fields are kept',
      { schema: { properties: { a: {} } }, preserves: true },
      /^\$\.type: Required value: must not be empty at the root$/,
    ],
    ['no schema, where nothing is pruned', { preserves: true }, /^\$: Required value$/],
    ['no schema, where nobody is served', { served: false }, /^\$: Required value$/],
  ])('%s', (_, parts, refusal) => {
    expect(errorsOf(parts)).toContainEqual(expect.stringMatching(refusal));
    expect(errorsOf(parts, { schema: { type: 'object' }, preserves: true })).toContainEqual(
      expect.stringMatching(refusal),
    );
    expect(errorsOf({ ...parts, title: 'new' }, parts)).not.toContainEqual(
      expect.stringMatching(refusal),
    );
  });

  test('but expressions of a schema that changes may not cost too much', () => {
    const previous = { schema: holding(costly) };
    const next = { schema: { ...Object(previous.schema), title: 'new' } };

    expect(errorsOf(next, previous)).toContainEqual(
      expect.stringMatching(/estimated rule cost exceeds budget/),
    );
  });

  test('and is told why a version that is served needs a schema', () => {
    expect(errorsOf({ title: 'new' }, {})).toContain(
      '$: Required value: because otherwise all fields are pruned',
    );
  });
});
