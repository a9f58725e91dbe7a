import { describe, expect, test } from 'vitest';
import type { Rng } from '../../base/rng.ts';
import { SeededRng } from '../../base/rng.ts';
import { ApiError } from '../errors.ts';
import type { FieldSchema, StructSchema } from '../schema.ts';
import type { JsonObject } from './json-value.ts';
import { isObject } from './json-value.ts';
import { configMap, deployment, schemaOf } from './patch.suite.ts';
import type { DocumentPatchType } from './patch.ts';
import { applyPatch } from './patch.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const ROUNDS = 500;

describe(`random patches (FUZZ_SEED=${SEED})`, () => {
  const mergeable = [
    deployment,
    configMap,
    schemaOf('', 'v1', 'Pod'),
    schemaOf('', 'v1', 'Service'),
    schemaOf('', 'v1', 'Node'),
    schemaOf('batch', 'v1', 'CronJob'),
  ];
  // These have maps of lists and of structs, which no strategic merge goes into twice.
  const schemas = [
    ...mergeable,
    schemaOf('certificates.k8s.io', 'v1', 'CertificateSigningRequest'),
    schemaOf('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition'),
  ];
  const types: DocumentPatchType[] = ['json', 'merge', 'strategic'];

  test.each(types)(
    '%s: are applied or refused, change no input and depend on nothing else',
    (type) => {
      const world = new World(new SeededRng(SEED));
      for (let round = 0; round < ROUNDS; round++) {
        const schema = world.pick(schemas);
        const document = deepFreeze(world.struct(schema, 7)) as JsonObject;
        const patch: unknown = deepFreeze(
          type === 'json' ? world.jsonPatch(document) : world.wildPatch(document),
        );
        const before = JSON.stringify([document, patch]);
        const lenient = world.chance(0.3);

        const first = outcome(
          () => applyPatch(document, { type, patch, schema, lenient }).document,
        );
        const [sameDocument, samePatch] = JSON.parse(before) as [JsonObject, unknown];
        const second = outcome(
          () => applyPatch(sameDocument, { type, patch: samePatch, schema, lenient }).document,
        );

        expect(JSON.stringify([document, patch]), `round ${round}`).toBe(before);
        expect(JSON.stringify(second), `round ${round}`).toBe(JSON.stringify(first));
      }
    },
  );

  test('without directives and nulls do nothing the second time', () => {
    const world = new World(new SeededRng(SEED));
    for (let round = 0; round < ROUNDS; round++) {
      const schema = world.pick(mergeable);
      const document = world.struct(schema, 7) as JsonObject;
      const patch = world.struct(schema, 6);
      for (const type of ['merge', 'strategic'] as const) {
        const once = applyPatch(document, {
          type,
          patch,
          schema,
          lenient: false,
        }).document;
        const twice = applyPatch(once as JsonObject, {
          type,
          patch,
          schema,
          lenient: false,
        }).document;

        expect(twice, `${type} patch of round ${round}`).toEqual(once);
      }
    }
  });

  test('leave lists in the order that $setElementOrder wants', () => {
    const world = new World(new SeededRng(SEED));
    for (let round = 0; round < ROUNDS; round++) {
      const names = world.shuffled(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
      const server = names.slice(0, world.int(5)).map((name) => ({ name }));
      const changes = names.filter(() => world.chance(0.4)).map((name) => ({ name, tty: true }));
      const others = server.filter(() => world.chance(0.5));
      const order = [...new Set([...changes, ...others].map(({ name }) => name))];
      const wanted = world.shuffled(order);
      const patch = {
        spec: {
          '$setElementOrder/containers': wanted.map((name) => ({ name })),
          containers: wanted.flatMap((name) => changes.filter((each) => each.name === name)),
        },
      };
      if (wanted.length === 0) continue;
      const document = server.length === 0 ? { spec: {} } : { spec: { containers: server } };
      const pod = schemaOf('', 'v1', 'Pod');

      const merged = applyPatch(document, {
        type: 'strategic',
        patch,
        schema: pod,
        lenient: false,
      });

      const { spec } = merged.document as { spec: { containers: { name: string }[] } };
      const result = spec.containers.map(({ name }) => name);
      const known = new Set([...server, ...changes].map(({ name }) => name));
      const message = `round ${round}: ${JSON.stringify([document, patch, result])}`;
      expect(
        result.filter((name) => wanted.includes(name)),
        message,
      ).toEqual(wanted.filter((name) => known.has(name)));
      expect(result.toSorted(), message).toEqual([...known].toSorted());
      const rest = server.map(({ name }) => name).filter((name) => !wanted.includes(name));
      expect(
        result.filter((name) => !wanted.includes(name)),
        message,
      ).toEqual(rest);
    }
  });
});

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}

const WORDS = ['a', 'b', 'c', 'd', 'name', '__proto__', 'toString', '0'];
const KEYS = ['name', 'port', 'containerPort', 'type', 'uid', 'mountPath', 'ip'];

/** Makes documents that fit a schema, and patches that more or less fit a document. */
class World {
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  int(below: number): number {
    return this.#rng.int(below);
  }

  chance(probability: number): boolean {
    return this.#rng.int(1_000) < probability * 1_000;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.#rng.int(list.length)] as T;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const rest = [...list];
    return list.map(() => rest.splice(this.int(rest.length), 1)[0] as T);
  }

  struct(schema: StructSchema, depth: number): unknown {
    if (schema.wraps !== undefined) return [this.pick(WORDS)];
    const made: JsonObject = {};
    if (depth <= 0) return made;
    for (const field of schema.fields.values()) {
      const isHot =
        field.patchStrategies.length > 0 || ['spec', 'template', 'metadata'].includes(field.name);
      if (!this.chance(isHot ? 0.5 : 0.08)) continue;
      const value = this.#field(field, depth);
      if (!Array.isArray(value) || value.length > 0) made[field.name] = value;
    }
    return made;
  }

  #field(field: FieldSchema, depth: number): unknown {
    const one = (): unknown =>
      field.struct === undefined ? this.#scalar(field) : this.struct(field.struct, depth - 1);
    if (field.card === 'single') return one();
    if (field.card === 'map') {
      return Object.fromEntries(
        Array.from({ length: this.int(3) }, () => [this.pick(WORDS), one()]),
      );
    }
    const list = Array.from({ length: this.int(4) }, one);
    const { patchMergeKey: key } = field;
    if (key === undefined) return field.struct === undefined ? [...new Set(list)] : list;
    return list.map((item, i) => ({
      ...(item as JsonObject),
      [key]: key.endsWith('ort') ? i : `k${i}`,
    }));
  }

  #scalar({ scalar }: FieldSchema): unknown {
    if (scalar === 'bool') return this.chance(0.5);
    if (scalar === 'int32' || scalar === 'int64') return this.int(5);
    return this.pick(WORDS);
  }

  /** Anything at all. */
  junk(depth: number): unknown {
    const kind = this.int(depth <= 0 ? 6 : 10);
    if (kind < 6) return this.pick<unknown>(['a', '', 1, 1.5, true, null]);
    if (kind < 8) return Array.from({ length: this.int(3) }, () => this.junk(depth - 1));
    const keys = [...WORDS, '$patch', '$retainKeys'].filter(() => this.chance(0.2));
    return Object.fromEntries(keys.map((key) => [key, this.junk(depth - 1)]));
  }

  wildPatch(document: unknown): unknown {
    if (this.chance(0.03)) return this.junk(3);
    if (Array.isArray(document)) {
      const kept = this.shuffled(document).filter(() => this.chance(0.6));
      return [
        ...kept.map((each) => this.#wildElement(each)),
        ...(this.chance(0.2) ? [this.junk(2)] : []),
      ];
    }
    if (!isObject(document))
      return this.chance(0.1) ? null : this.pick<unknown>([document, 'a', 1]);
    const patch: JsonObject = {};
    for (const key of Object.keys(document)) {
      if (this.chance(0.6)) patch[key] = this.wildPatch(document[key]);
      if (this.chance(0.1)) patch[`$setElementOrder/${key}`] = this.wildPatch(document[key]);
      if (this.chance(0.1))
        patch[`$deleteFromPrimitiveList/${key}`] = this.wildPatch(document[key]);
    }
    if (this.chance(0.04))
      patch['$patch'] = this.pick<unknown>(['replace', 'delete', 'merge', 1, null]);
    if (this.chance(0.04))
      patch['$retainKeys'] = this.chance(0.8) ? Object.keys(patch) : this.junk(2);
    return patch;
  }

  #wildElement(element: unknown): unknown {
    const patch = this.wildPatch(element);
    if (!isObject(element) || !isObject(patch)) return patch;
    for (const key of KEYS) if (key in element && this.chance(0.95)) patch[key] = element[key];
    if (this.chance(0.1)) patch['$patch'] = this.pick(['delete', 'replace']);
    return patch;
  }

  jsonPatch(document: JsonObject): unknown {
    return Array.from({ length: this.int(6) }, () => {
      const operation: JsonObject = {
        op: this.pick(['add', 'remove', 'replace', 'move', 'copy', 'test', 'x']),
        path: this.#pointer(document),
        from: this.#pointer(document),
      };
      if (this.chance(0.9)) operation['value'] = this.junk(3);
      if (this.chance(0.05)) operation[this.pick(['op', 'path', 'from', 'more'])] = this.junk(1);
      return operation;
    });
  }

  #pointer(document: unknown): string {
    let path = '';
    for (let at = document; typeof at === 'object' && at !== null && !this.chance(0.2); ) {
      const known = Object.keys(at);
      const key =
        this.chance(0.8) && known.length > 0
          ? this.pick(known)
          : this.pick([...WORDS, '-', '-1', '01', '']);
      path += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      at = (at as JsonObject)[key];
    }
    return path;
  }
}
