import { describe, expect, test } from 'vitest';
import { goPrint } from '../go-format.ts';
import type { JsonObject } from './json-value.ts';
import { configMap, deployment, schemaOf } from './patch.suite.ts';
import type { DocumentPatchType } from './patch.ts';
import { applyPatch, undecodablePatch } from './patch.ts';

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
