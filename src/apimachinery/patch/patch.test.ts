import { describe, expect, test } from 'vitest';
import type { Rng } from '../../base/rng.ts';
import { SeededRng } from '../../base/rng.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { ApiError } from '../errors.ts';
import { goPrint } from '../go-format.ts';
import type { FieldSchema, StructSchema } from '../schema.ts';
import type { JsonObject } from './json-value.ts';
import { isObject } from './json-value.ts';
import type { DocumentPatchType } from './patch.ts';
import { applyPatch, undecodablePatch } from './patch.ts';

const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));

function schemaOf(group: string, version: string, kind: string): StructSchema {
  const schema = catalog.findKind(group, version, kind)?.schema;
  if (schema === undefined) throw new Error(`no kind ${kind}`);
  return schema;
}

const deployment = schemaOf('apps', 'v1', 'Deployment');
const configMap = schemaOf('', 'v1', 'ConfigMap');

describe('a patched document that cannot be decoded', () => {
  test('is shown as JSON after a JSON or merge patch', () => {
    const document = { kind: 'ConfigMap', data: { a: '<1>' } };
    const patch = { data: { b: 2 } };

    const { refuse } = applyPatch(document, {
      type: 'merge',
      patch,
      schema: configMap,
      lenient: false,
    });

    const value =
      '"{\\"data\\":{\\"a\\":\\"\\\\u003c1\\\\u003e\\",\\"b\\":2},\\"kind\\":\\"ConfigMap\\"}"';
    expect(refuse('no').status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: ` "" is invalid: patch: Invalid value: ${value}: no`,
      reason: 'Invalid',
      details: {
        causes: [
          { reason: 'FieldValueInvalid', message: `Invalid value: ${value}: no`, field: 'patch' },
        ],
      },
      code: 422,
    });
  });

  test('hides behind the patch after a strategic merge', () => {
    const patch = { spec: { replica: 2, template: { spec: { containerz: [] } } } };

    const { refuse } = applyPatch(
      { spec: {} },
      { type: 'strategic', patch, schema: deployment, lenient: false },
    );

    const why =
      'strict decoding error: unknown field "spec.replica", unknown field "spec.template.spec.containerz"';
    expect(refuse(why).message).toBe(
      ` "" is invalid: patch: Invalid value: "map[spec:map[replica:2 template:map[spec:map[containerz:[]]]]]": ${why}`,
    );
  });
});

describe('violations', () => {
  const document = {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    spec: { replicas: 1, template: { spec: { containers: [{ name: 'z' }] } } },
  };
  const violations = (
    type: DocumentPatchType,
    patch: unknown,
    lenient = false,
  ): readonly string[] =>
    applyPatch(document, {
      type,
      patch,
      findings: ['duplicate field "spec.x"'],
      schema: deployment,
      lenient,
    }).violations;

  test('of a JSON patch are findings and unknown members of operations', () => {
    const patch = [{ op: 'test', path: '/spec/replicas', value: 1, extra: true }];

    expect(violations('json', patch)).toEqual([
      'json patch duplicate field "spec.x"',
      'json patch unknown field "[0].extra"',
    ]);
  });

  test('of a merge patch are findings; the rest is up to the decoder', () => {
    expect(violations('merge', { spec: { zzz: 1 } })).toEqual(['duplicate field "spec.x"']);
  });

  test('of a strategic merge patch are findings and unknown fields, sorted and dropped', () => {
    const patch = {
      zzz: 1,
      spec: {
        yyy: 1,
        aaa: 2,
        template: {
          zz: 1,
          spec: {
            resources: { limits: { cpu: 1 } },
            containers: [{ name: 'a', foo: 1, env: [{ name: 'b', $patch: 'delete' }] }],
          },
        },
      },
      aaa: 3,
    };

    expect(violations('strategic', patch)).toEqual([
      'duplicate field "spec.x"',
      'unknown field "aaa"',
      'unknown field "spec.aaa"',
      'unknown field "spec.template.spec.containers[0].env[0].$patch"',
      'unknown field "spec.template.spec.containers[0].foo"',
      'unknown field "spec.template.zz"',
      'unknown field "spec.yyy"',
      'unknown field "zzz"',
    ]);
    const merged = applyPatch(document, {
      type: 'strategic',
      patch,
      schema: deployment,
      lenient: true,
    });
    expect(merged.document).toEqual({
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      spec: {
        replicas: 1,
        template: {
          spec: {
            resources: { limits: { cpu: 1 } },
            containers: [{ name: 'a', env: [{ name: 'b' }] }, { name: 'z' }],
          },
        },
      },
    });
  });

  test('are nothing to a lenient patch', () => {
    expect(
      violations('json', [{ op: 'test', path: '/spec/replicas', value: 1, x: 1 }], true),
    ).toEqual([]);
    expect(violations('merge', {}, true)).toEqual([]);
    expect(violations('strategic', { x: 1 }, true)).toEqual([]);
  });
});

function container(members: JsonObject): JsonObject {
  return { spec: { template: { spec: { containers: [{ name: 'c', ...members }] } } } };
}

describe('a strategically merged document', () => {
  const document = {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: { name: 'd', labels: { a: 'b' } },
    spec: { replicas: 1, template: { spec: { containers: [{ name: 'c' }] } } },
  };
  const merge = (patch: JsonObject, before: JsonObject = document, schema = deployment): unknown =>
    applyPatch(before, { type: 'strategic', patch, schema, lenient: false }).document;

  // Texts of kube-apiserver 1.34.
  test.each<readonly [JsonObject, string]>([
    [{ spec: { replicas: 'x' } }, 'unrecognized type: int32'],
    [{ spec: { replicas: 1.5 } }, 'cannot convert float64 to int32'],
    [{ spec: { replicas: {} } }, 'unrecognized type: int32'],
    [{ spec: { paused: 'x' } }, 'unrecognized type: bool'],
    [{ spec: { paused: 1 } }, 'unrecognized type: bool'],
    [{ kind: 1 }, 'cannot convert int64 to string'],
    [{ metadata: { labels: { a: 1 } } }, 'cannot convert int64 to string'],
    [{ metadata: { labels: { a: 1.5 } } }, 'unrecognized type: string'],
    [{ metadata: { labels: { a: [] } } }, 'unrecognized type: string'],
    [{ metadata: { labels: [] } }, 'cannot restore map from slice'],
    [{ metadata: { uid: 1 } }, 'cannot convert int64 to types.UID'],
    [
      { metadata: { creationTimestamp: 1 } },
      'json: cannot unmarshal number into Go value of type string',
    ],
    [{ spec: { strategy: 'x' } }, 'cannot restore struct from: string'],
    [{ spec: { strategy: { type: 1 } } }, 'cannot convert int64 to v1.DeploymentStrategyType'],
    [
      { spec: { strategy: { rollingUpdate: { maxSurge: true } } } },
      'json: cannot unmarshal bool into Go value of type int32',
    ],
    [
      { spec: { strategy: { rollingUpdate: { maxSurge: 1.5 } } } },
      'json: cannot unmarshal number 1.5 into Go value of type int32',
    ],
    [{ spec: { template: { spec: [] } } }, 'cannot restore struct from: slice'],
    [{ spec: { template: { spec: { containers: 'x' } } } }, 'cannot restore slice from string'],
    [{ spec: { template: { spec: { containers: { a: 1 } } } } }, 'cannot restore slice from map'],
    [container({ imagePullPolicy: 1 }), 'cannot convert int64 to v1.PullPolicy'],
    [container({ args: [1] }), 'cannot convert int64 to string'],
  ])('does not take %j', (patch, why) => {
    const printed = goPrint(patch);

    expect(() => merge(patch)).toThrow(
      ` "" is invalid: patch: Invalid value: "${printed}": ${why}`,
    );
  });

  test('takes what only fits when it wraps around', () => {
    expect(merge({ spec: { replicas: 3_000_000_000 } })).toHaveProperty(
      'spec.replicas',
      -1_294_967_296,
    );
    expect(merge({ metadata: { generation: 3_000_000_000 } })).toHaveProperty(
      'metadata.generation',
      3_000_000_000,
    );
  });

  test('stays what it is, whatever the patch calls it', () => {
    expect(merge({ kind: 'Secret', apiVersion: 'v2' })).toEqual(document);
    expect(merge({ kind: null, apiVersion: null })).toEqual(document);
  });

  test('tells of base64 in which step it failed', () => {
    const secret = schemaOf('', 'v1', 'Secret');
    const patch = { data: { a: 'not base64' } };

    expect(() => merge({ data: { a: 1 } }, {}, secret)).toThrow('cannot restore slice from int64');
    const { refuse } = applyPatch({}, { type: 'strategic', patch, schema: secret, lenient: false });
    expect(refuse('illegal base64 data at input byte 3').message).toBe(
      ' "" is invalid: patch: Invalid value: "map[data:map[a:not base64]]": error decoding from json: illegal base64 data at input byte 3',
    );
  });

  test('takes bytes as a list of their numbers', () => {
    const secret = schemaOf('', 'v1', 'Secret');

    expect(merge({ data: { a: [104, 105, 256, null] } }, {}, secret)).toMatchObject({
      data: { a: 'aGkAAA==' },
    });
    expect(() => merge({ data: { a: [1.5] } }, {}, secret)).toThrow(
      'cannot convert float64 to uint8',
    );
    expect(() => merge({ data: { a: ['x'] } }, {}, secret)).toThrow('unrecognized type: uint8');
  });
});

test('a type without schema takes no strategic merge patch', () => {
  expect(() =>
    applyPatch({}, { type: 'strategic', patch: {}, schema: undefined, lenient: false }),
  ).toThrow('strategic merge patch format is not supported');
});

test.each<readonly [DocumentPatchType, boolean, string]>([
  ['json', false, 'error decoding patch: unexpected end of JSON input'],
  ['json', true, 'unexpected end of JSON input'],
  ['merge', false, 'error decoding patch: unexpected end of JSON input'],
  ['merge', true, 'Invalid JSON Patch'],
  ['strategic', false, 'unexpected end of JSON input'],
  ['strategic', true, 'unexpected end of JSON input'],
])('a body that is no JSON: %s patch, lenient: %s', (type, lenient, message) => {
  const error = undecodablePatch(type, 'unexpected end of JSON input', lenient);

  expect([error.code, error.reason, error.message]).toEqual([400, 'BadRequest', message]);
});

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
