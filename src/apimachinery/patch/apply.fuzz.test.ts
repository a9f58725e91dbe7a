import { expect, test } from 'vitest';
import { SeededRng } from '../../base/rng.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { ApiError } from '../errors.ts';
import { compare, fieldsOf } from '../managed-fields/compare.ts';
import { customMergeSchema } from '../managed-fields/crd-merge-schema.ts';
import type { FieldSet } from '../managed-fields/field-set.ts';
import {
  difference,
  has,
  intersection,
  parseFieldSet,
  paths,
  union,
} from '../managed-fields/field-set.ts';
import { mergeSchemaOf } from '../managed-fields/struct-merge-schema.ts';
import { trackUpdate } from '../managed-fields/track.ts';
import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import type { Applied } from './apply.ts';
import { applyPatch } from './apply.ts';

const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));
const text = { type: 'string' };
const mergeSchema = customMergeSchema(
  {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          text,
          struct: {
            type: 'object',
            properties: { a: text, deep: { type: 'object', properties: { b: text } } },
          },
          map: {
            type: 'object',
            additionalProperties: { type: 'object', properties: { a: text } },
          },
          whole: { type: 'object', additionalProperties: text, 'x-kubernetes-map-type': 'atomic' },
          plain: { type: 'array', items: text },
          set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
          keyed: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
            items: {
              type: 'object',
              properties: {
                k: text,
                a: text,
                set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
              },
            },
          },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
  },
  mergeSchemaOf(catalog.schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')),
);

const TYPE = { apiVersion: 'e.x/v1', kind: 'Kit' };

/** Configurations that say something about everything now and then. */
class Writer {
  readonly #rng: SeededRng;

  constructor(seed: number) {
    this.#rng = new SeededRng(seed);
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.#rng.int(values.length)] ?? values[0];
  }

  #word(): string {
    return this.pick(['a', 'b', 'c']);
  }

  #words(): string[] {
    return ['a', 'b', 'c'].filter(() => this.#rng.int(2) === 0);
  }

  #map<T>(value: () => T): Record<string, T> {
    return Object.fromEntries(this.#words().map((word) => [word, value()]));
  }

  /** An empty list with named items sets nothing, and two applies in a row may disagree on it. */
  #names(): [string, ...string[]] {
    const [first = 'b', ...rest] = this.#words();
    return [first, ...rest];
  }

  #some(parts: Record<string, () => unknown>): Record<string, unknown> {
    const chosen = Object.entries(parts).filter(() => this.#rng.int(2) === 0);
    return Object.fromEntries(chosen.map(([name, make]) => [name, make()]));
  }

  #free(depth: number): unknown {
    if (depth > 2 || this.#rng.int(3) === 0) return this.#word();
    return this.#rng.int(4) === 0 ? this.#words() : this.#map(() => this.#free(depth + 1));
  }

  config(): Record<string, unknown> {
    const word = () => this.#word();
    return {
      ...TYPE,
      metadata: { name: 'x', ...this.#some({ labels: () => this.#map(word) }) },
      spec: this.#some({
        text: word,
        struct: () => this.#some({ a: word, deep: () => this.#some({ b: word }) }),
        map: () => this.#map(() => this.#some({ a: word })),
        whole: () => this.#map(word),
        plain: () => this.#words(),
        set: () => this.#names(),
        keyed: () =>
          this.#names().map((k) => ({ k, ...this.#some({ a: word, set: () => this.#names() }) })),
        free: () => this.#map(() => this.#free(0)),
      }),
    };
  }
}

const endpoint = {
  ...TYPE,
  schema: undefined,
  mergeSchema,
  subresource: undefined,
  resetFields: [],
  now: '2026-01-01T00:00:00Z',
};

/** Undefined: refused, for a conflict or because the result is no valid object. */
function run(
  live: AnyObject | undefined,
  config: Record<string, unknown>,
  manager: string,
  force: boolean,
): Applied | undefined {
  try {
    return applyPatch({ ...endpoint, live, config, manager, force, complete: refuseNull });
  } catch (error) {
    if (error instanceof ApiError && [409, 422].includes(error.code)) return undefined;
    throw error;
  }
}

/** What is pruned until nothing is left becomes null, which this schema allows nowhere. */
function refuseNull(merged: AnyObject): AnyObject {
  const text = JSON.stringify(merged);
  if (text.includes('null')) throw new ApiError(422, 'Invalid', 'null');
  return JSON.parse(text) as AnyObject;
}

function stored(object: AnyObject, managedFields: ManagedFieldsEntry[] | undefined): AnyObject {
  const { managedFields: _managed, ...metadata } = object.metadata;
  const managed = managedFields === undefined ? {} : { managedFields };
  return JSON.parse(
    JSON.stringify({ ...object, metadata: { ...metadata, uid: 'u', ...managed } }),
  ) as AnyObject;
}

function setOfManager(
  object: AnyObject | undefined,
  manager: string,
  operation = 'Apply',
): FieldSet {
  const entry = object?.metadata.managedFields?.find(
    (each) => each.manager === manager && each.operation === operation,
  );
  return (entry?.fieldsV1 ?? {}) as FieldSet;
}

function ownedByOthers(object: AnyObject | undefined, manager: string): FieldSet {
  return (object?.metadata.managedFields ?? [])
    .filter((each) => each.manager !== manager || each.operation !== 'Apply')
    .reduce<FieldSet>((set, { fieldsV1 }) => union(set, fieldsV1 as FieldSet), {});
}

const STRIPPED = parseFieldSet({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': { '.': {}, 'f:name': {}, 'f:uid': {} },
});

function checkApplied(
  before: AnyObject | undefined,
  config: Record<string, unknown>,
  manager: string,
  applied: Applied,
): void {
  const after = stored(applied.object, applied.managedFields);
  const mine = setOfManager(after, manager);
  const wanted = difference(fieldsOf(mergeSchema, config), STRIPPED ?? {});

  // A field belongs to whoever set it, and the object has it as it was set.
  expect(mine).toEqual(wanted);
  const { changed, removed } = compare(mergeSchema, config, after, false);
  expect(paths(intersection(removed, wanted))).toEqual([]);
  expect(paths(intersection(changed, wanted)).filter((path) => isScalarAt(config, path))).toEqual(
    [],
  );

  // Nobody else loses a field but to a value that this manager has set now, or with an item or an
  // entry that was this manager's alone.
  const owned = ownedByOthers(before, manager);
  const last = setOfManager(before, manager);
  for (const path of paths(owned)) {
    if (has(ownedByOthers(after, manager), path)) continue;
    const ways = path.map((_element, i) => path.slice(0, i + 1));
    const isTaken = (way: string[]) => has(wanted, way) || (has(last, way) && !has(owned, way));
    expect(ways.filter(isTaken), path.join(' ')).not.toEqual([]);
  }
  const gone = compare(mergeSchema, before ?? {}, after, false).removed;
  const kept = ownedByOthers(after, manager);
  expect(paths(intersection(gone, kept))).toEqual([]);

  // Entries are printed in the one way in which they are read.
  for (const { fieldsV1 } of applied.managedFields ?? []) {
    expect(JSON.stringify(parseFieldSet(fieldsV1))).toBe(JSON.stringify(fieldsV1));
  }
}

/** Whether a path leads to a plain value by names alone. */
function isScalarAt(object: unknown, path: readonly string[]): boolean {
  let value = object;
  for (const element of path) {
    if (!element.startsWith('f:') || typeof value !== 'object' || value === null) return false;
    value = (value as Record<string, unknown>)[element.slice(2)];
  }
  return typeof value === 'string';
}

const seeds = [11, 12, 13, 14, 15, 16].map((each) => each * 104_729);

test.each(seeds)('random applies keep the rules of ownership, seed %i', (seed) => {
  const writer = new Writer(seed);
  let live: AnyObject | undefined;
  for (let step = 0; step < 80; step++) {
    const config = writer.config();
    const manager = writer.pick(['ann', 'ben', 'cleo']);
    if (live !== undefined && writer.pick([0, 0, 0, 1]) === 1) {
      const next = stored({ ...live, ...config }, undefined);
      live = stored(next, trackUpdate({ ...endpoint, live, next, manager }));
      continue;
    }
    const applied = run(live, config, manager, writer.pick([true, false]));
    if (applied === undefined) continue;
    checkApplied(live, config, manager, applied);

    const after = stored(applied.object, applied.managedFields);
    const again = run(after, config, manager, false);
    expect(again?.changed).toBe(false);
    expect(again?.managedFields).toEqual(applied.managedFields);
    live = after;
  }
});
