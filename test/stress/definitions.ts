/** Random CustomResourceDefinitions: most have something wrong with them, some are accepted. */
import type { Rng } from '../../src/base/rng.ts';

type Schema = Record<string, unknown>;
type Make = (rng: Rng, depth: number) => unknown;

const DEPTH_MAX = 3;
const TYPES = ['object', 'object', 'array', 'string', 'integer', 'number', 'boolean', 'null', 'x'];
const NAMES = ['a', 'b', 'name', 'metadata', 'apiVersion', 'kind', 'status', 'x-y', '__proto__'];
const VALUES = [1, 'a', {}, [], { a: 1 }, { b: { c: 'x' } }, null, true, 1.5, ['a'], -1, 1e300];

/** Keywords, how often of a hundred they are there, and what they say. */
const KEYWORDS: readonly (readonly [name: string, percent: number, make: Make])[] = [
  ['nullable', 8, () => true],
  ['default', 10, (rng) => pick(rng, VALUES)],
  ['enum', 8, (rng) => pick(rng, [['a'], [1, 2], [], [{ a: 1 }], [null]])],
  ['x-kubernetes-preserve-unknown-fields', 4, (rng) => rng.int(3) > 0],
  ['x-kubernetes-int-or-string', 3, () => true],
  ['x-kubernetes-embedded-resource', 3, () => true],
  ['anyOf', 4, nested],
  ['allOf', 4, nested],
  ['oneOf', 4, nested],
  ['not', 3, (rng) => (rng.int(2) === 0 ? { required: ['a'] } : schema(rng, DEPTH_MAX))],
  ['$ref', 1, () => '#/x'],
  ['definitions', 1, () => ({ a: { type: 'string' } })],
  ['dependencies', 1, () => ({ a: ['b'] })],
  ['patternProperties', 1, () => ({ '(': { type: 'string' } })],
  ['required', 10, (rng) => pick(rng, [['a'], ['zz'], [], ['a', 'a']])],
  ['x-kubernetes-map-type', 4, (rng) => pick(rng, ['atomic', 'granular', 'x'])],
  ['x-kubernetes-list-type', 8, (rng) => pick(rng, ['atomic', 'set', 'map', 'x'])],
  ['x-kubernetes-list-map-keys', 5, (rng) => pick(rng, [['a'], ['name'], [], ['zz']])],
  ['format', 10, (rng) => pick(rng, ['date', 'byte', 'int32', 'uuid', 'duration', 'cidr', 'x'])],
  ['pattern', 8, (rng) => pick(rng, ['^a$', '(', '(?=a)', '(a+)+$', '*', '\\p{Greek}'])],
  ['maxLength', 5, (rng) => pick(rng, [1, -1, 2 ** 40])],
  ['maximum', 5, (rng) => pick(rng, [10, -1e300, 1.5])],
  ['multipleOf', 4, (rng) => pick(rng, [2, 0, -1, 1e-300])],
  ['maxItems', 5, (rng) => pick(rng, [1, 0, -1])],
  ['minProperties', 4, (rng) => pick(rng, [1, -1])],
  ['x-kubernetes-validations', 6, (rng) => [{ rule: pick(rng, RULES), message: 'no' }]],
];

const RULES = [
  'self == self',
  'self.a > 1',
  'self.all(x, x.all(y, y == x))',
  'self.matches("(a+)+$")',
  '((((((((((1))))))))))',
  'self.',
  'oldSelf == self',
  '"x".repeat(10000000)',
  `${'!'.repeat(5000)}true`,
  '['.repeat(5000),
];

function pick<T>(rng: Rng, from: readonly T[]): T {
  const chosen = from[rng.int(from.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

function nested(rng: Rng): Schema[] {
  return Array.from({ length: rng.int(3) }, () =>
    rng.int(2) === 0 ? { required: ['a'] } : schema(rng, DEPTH_MAX),
  );
}

function members(rng: Rng, depth: number): Schema {
  const chosen = NAMES.filter(() => rng.int(4) === 0);
  return Object.fromEntries(chosen.map((name) => [name, schema(rng, depth + 1)]));
}

function schema(rng: Rng, depth = 0): Schema {
  const type = pick(rng, TYPES);
  const made: Schema = rng.int(20) === 0 ? {} : { type };
  if (depth < DEPTH_MAX && type === 'object') made['properties'] = members(rng, depth);
  if (depth < DEPTH_MAX && type === 'array') {
    const items = schema(rng, depth + 1);
    made['items'] = rng.int(20) === 0 ? [items] : items;
  }
  if (rng.int(12) === 0) {
    made['additionalProperties'] = rng.int(3) === 0 ? true : schema(rng, DEPTH_MAX);
  }
  for (const [name, percent, make] of KEYWORDS) {
    if (rng.int(300) < percent) made[name] = make(rng, depth);
  }
  return made;
}

export interface Definition {
  readonly name: string;
  readonly plural: string;
  readonly object: object;
}

export const GROUP = 'stress.example.com';

/** A definition of one version, `v1`, of a kind with namespaces. */
export function definition(rng: Rng, index: number): Definition {
  const plural = `things${index}`;
  const name = `${plural}.${GROUP}`;
  const root = { ...schema(rng), type: 'object' };
  const version: Schema = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: root },
  };
  if (rng.int(4) === 0) version['subresources'] = { status: {} };
  if (rng.int(6) === 0) {
    const jsonPath = pick(rng, ['.spec.a', 'spec', '.spec[', '.metadata.name', '.a[*]', '.a..b']);
    version['additionalPrinterColumns'] = [{ name: 'A', type: 'string', jsonPath }];
    version['selectableFields'] = [{ jsonPath }];
  }
  const names = { plural, kind: `Thing${index}` };
  const spec = { group: GROUP, scope: 'Namespaced', names, versions: [version] };
  return { name, plural, object: { metadata: { name }, spec } };
}

/** Something to send as a custom resource; it may or may not fit. */
export function customObject(rng: Rng, name: string): object {
  const entries = NAMES.filter((key) => key !== 'metadata' && rng.int(2) === 0).map(
    (key) => [key, pick(rng, VALUES)] as const,
  );
  return { ...Object.fromEntries(entries), metadata: { name } };
}
