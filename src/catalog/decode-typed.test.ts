import { describe, expect, test } from 'vitest';
import { ExactNumber, encodeJson } from '../base/json.ts';
import { canonicalise } from './canonical.ts';
import { loadCatalog } from './catalog.ts';
import { DecodeError } from './decode-state.ts';
import type { TypedObject } from './decode-typed.ts';
import { decodeParsed, decodeTyped } from './decode-typed.ts';
import { parseJson, VIOLATIONS_MAX } from './json-source.ts';

const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));

/** @param type `core.v1.Pod`; groups as in the names of Go packages */
function decode(type: string, text: string): TypedObject {
  const name = type.startsWith('io.') ? type : `io.k8s.api.${type}`;
  return decodeParsed(catalog.schemas.get(name), parseJson(text));
}

function spec(type: string, text: string): unknown {
  return decode(type, `{"spec":${text}}`).object['spec'];
}

const CRD = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition';

describe('a value of the wrong type', () => {
  test.each([
    ['core.v1.ConfigMap', '{"metadata":"x"}', 'string', 'ConfigMap.metadata of type v1.ObjectMeta'],
    ['core.v1.ConfigMap', '{"data":[]}', 'array', 'ConfigMap.data of type map[string]string'],
    ['core.v1.ConfigMap', '{"data":{"a":1}}', 'number', 'ConfigMap.data of type string'],
    ['core.v1.ConfigMap', '{"data":{"a":{"b":1}}}', 'object', 'ConfigMap.data of type string'],
    ['core.v1.ConfigMap', '{"immutable":"true"}', 'string', 'ConfigMap.immutable of type bool'],
    [
      'core.v1.ConfigMap',
      '{"metadata":{"name":5}}',
      'number',
      'ObjectMeta.metadata.name of type string',
    ],
    [
      'core.v1.ConfigMap',
      '{"metadata":{"labels":{"a":true}}}',
      'bool',
      'ObjectMeta.metadata.labels of type string',
    ],
    [
      'core.v1.ConfigMap',
      '{"metadata":{"creationTimestamp":5}}',
      'number',
      'ObjectMeta.metadata.creationTimestamp of type string',
    ],
    [
      'core.v1.Pod',
      '{"spec":{"containers":{"name":"a"}}}',
      'object',
      'PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'core.v1.Pod',
      '{"spec":{"containers":["a"]}}',
      'string',
      'PodSpec.spec.containers of type v1.Container',
    ],
    [
      'core.v1.Pod',
      '{"spec":{"containers":[{"ports":[{"containerPort":"http"}]}]}}',
      'string',
      'ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      'core.v1.Pod',
      '{"spec":{"containers":[{"resources":{"limits":[]}}]}}',
      'array',
      'ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList',
    ],
    // The struct is the one around the inlined VolumeSource.
    [
      'core.v1.Pod',
      '{"spec":{"volumes":[{"emptyDir":5}]}}',
      'number',
      'Volume.spec.volumes.emptyDir of type v1.EmptyDirVolumeSource',
    ],
    [
      'core.v1.Pod',
      '{"status":{"phase":5}}',
      'number',
      'PodStatus.status.phase of type v1.PodPhase',
    ],
    [
      'core.v1.Service',
      '{"spec":{"ports":[{"targetPort":true}]}}',
      'bool',
      'ServicePort.spec.ports.targetPort of type int32',
    ],
    [
      'core.v1.Service',
      '{"spec":{"ports":[{"port":80.5}]}}',
      'number 80.5',
      'ServicePort.spec.ports.port of type int32',
    ],
    [
      'core.v1.Service',
      '{"spec":{"ports":[{"port":80.0}]}}',
      'number 80.0',
      'ServicePort.spec.ports.port of type int32',
    ],
    [
      'core.v1.Service',
      '{"spec":{"ports":[{"port":1e2}]}}',
      'number 1e2',
      'ServicePort.spec.ports.port of type int32',
    ],
    [
      'core.v1.Service',
      '{"spec":{"ports":[{"port":99999999999}]}}',
      'number 99999999999',
      'ServicePort.spec.ports.port of type int32',
    ],
    [
      'apps.v1.ControllerRevision',
      '{"revision":9223372036854775808}',
      'number 9223372036854775808',
      'ControllerRevision.revision of type int64',
    ],
    ['core.v1.Secret', '{"data":{"a":5}}', 'number', 'Secret.data of type []uint8'],
    [
      CRD,
      '{"spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":[]}}}]}}',
      'array',
      'JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties of type map[string]v1.JSONSchemaProps',
    ],
    // A type that parses itself hides what is inside of it.
    [
      CRD,
      '{"spec":{"versions":[{"schema":{"openAPIV3Schema":{"items":{"type":5}}}}]}}',
      'number',
      'JSONSchemaProps.spec.versions.schema.openAPIV3Schema.items of type string',
    ],
  ])('%s %s', (type, text, found, target) => {
    const message = `json: cannot unmarshal ${found} into Go struct field ${target}`;

    expect(() => decode(type, text)).toThrow(new DecodeError(message));
  });

  test.each([
    ['core.v1.Secret', '{"data":{"a":"***"}}', 'illegal base64 data at input byte 0'],
    ['core.v1.Secret', '{"data":{"a":"aGkx$"}}', 'illegal base64 data at input byte 4'],
    [
      'core.v1.Pod',
      '{"metadata":{"creationTimestamp":"yesterday"}}',
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    [
      'core.v1.ResourceQuota',
      '{"spec":{"hard":{"cpu":"lots"}}}',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'core.v1.ResourceQuota',
      '{"spec":{"hard":{"cpu":true}}}',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      CRD,
      '{"spec":{"versions":[{"schema":{"openAPIV3Schema":{"additionalProperties":5}}}]}}',
      'boolean or JSON schema expected',
    ],
  ])('is refused by its own parser: %s %s', (type, text, message) => {
    expect(() => decode(type, text)).toThrow(new DecodeError(message));
  });

  test('is the first one of the document', () => {
    expect(() => decode('core.v1.ConfigMap', '{"data":5,"metadata":{"name":5}}')).toThrow('data');
    expect(() => decode('core.v1.ConfigMap', '{"metadata":{"name":5},"data":5}')).toThrow('name');
    expect(() => decode('core.v1.ConfigMap', '{"data":{"b":1,"1":true}}')).toThrow('number');
  });

  test('gives way to what a parser of its own refuses, which ends the decoding', () => {
    const text = '{"metadata":{"name":5,"creationTimestamp":"x"}}';

    expect(() => decode('core.v1.ConfigMap', text)).toThrow('parsing time "x"');
  });

  test('counts more than unknown fields', () => {
    expect(() => decode('core.v1.ConfigMap', '{"foo":1,"data":5}')).toThrow('cannot unmarshal');
  });
});

describe('null', () => {
  test.each([
    [
      'core.v1.ConfigMap',
      '{"data":{"a":null},"binaryData":{"b":null}}',
      '{"metadata":{},"data":{"a":""},"binaryData":{"b":""}}',
    ],
    ['core.v1.ConfigMap', '{"metadata":null,"data":null,"immutable":null}', '{"metadata":{}}'],
    [
      'core.v1.ResourceQuota',
      '{"spec":{"hard":{"cpu":null}}}',
      '{"metadata":{},"spec":{"hard":{"cpu":"0"}},"status":{}}',
    ],
    [
      'core.v1.Service',
      '{"spec":{"ports":[null]}}',
      '{"metadata":{},"spec":{"ports":[{"port":0,"targetPort":0}]},"status":{"loadBalancer":{}}}',
    ],
    [
      'core.v1.ServiceAccount',
      '{"imagePullSecrets":[null],"metadata":{"finalizers":[null]}}',
      '{"metadata":{"finalizers":[""]},"imagePullSecrets":[{}]}',
    ],
    ['apps.v1.ControllerRevision', '{"data":null}', '{"metadata":{},"data":null,"revision":0}'],
  ])('in %s %s is zero', (type, text, expected) => {
    expect(encodeJson(decode(type, text).object)).toBe(expected);
  });

  test('as a whole body is an empty object', () => {
    expect(decode('core.v1.ConfigMap', 'null').object).toEqual({ metadata: {} });
  });
});

describe('a scalar', () => {
  test('takes the form in which the server shows it', () => {
    const quota = spec(
      'core.v1.ResourceQuota',
      '{"hard":{"b":"0.5","a":"1024Mi","c":2,"d":1e3,"e":" 1 "}}',
    );
    const lease = spec(
      'coordination.v1.Lease',
      '{"acquireTime":"2024-01-02T05:04:05.123456+02:00"}',
    );
    const meta = decode(
      'core.v1.ConfigMap',
      '{"metadata":{"deletionTimestamp":"2024-01-02T03:04:05.9Z"}}',
    );

    expect(encodeJson(quota)).toBe('{"hard":{"a":"1Gi","b":"500m","c":"2","d":"1e3","e":"1"}}');
    expect(lease).toEqual({ acquireTime: '2024-01-02T03:04:05.123456Z' });
    expect(meta.object['metadata']).toEqual({ deletionTimestamp: '2024-01-02T03:04:05Z' });
  });

  test('that holds 64 bits keeps them', () => {
    const { object } = decode('apps.v1.ControllerRevision', '{"revision":9007199254740993}');

    expect(object['revision']).toEqual(new ExactNumber('9007199254740993'));
    expect(decode('apps.v1.ControllerRevision', '{"revision":-0}').object['revision']).toBe(0);
  });

  test('may be an integer or a string', () => {
    const ports = spec('core.v1.Service', '{"ports":[{"targetPort":"http"},{"targetPort":80}]}');

    expect(ports).toMatchObject({ ports: [{ targetPort: 'http' }, { targetPort: 80 }] });
  });

  test('of a named string type may be any string', () => {
    expect(spec('core.v1.Pod', '{"restartPolicy":"Sometimes"}')).toMatchObject({
      restartPolicy: 'Sometimes',
    });
  });

  test('of free form is kept', () => {
    const { object } = decode(
      'apps.v1.ControllerRevision',
      '{"data":{"b":[1.0,null],"a":{"b":{}}}}',
    );

    expect(encodeJson(object['data'])).toBe('{"b":[1,null],"a":{"b":{}}}');
  });

  test('may come as a list of bytes', () => {
    expect(decode('core.v1.Secret', '{"data":{"a":[104,105]}}').object['data']).toEqual({
      a: 'aGk=',
    });
  });
});

describe('an empty list or map', () => {
  test.each([
    ['{"rules":[]}', '{"metadata":{},"rules":[]}', '{"metadata":{},"rules":null}'],
    [
      '{"rules":[{"verbs":[],"resources":[]}],"metadata":{"labels":{},"finalizers":[]}}',
      '{"metadata":{"labels":{},"finalizers":[]},"rules":[{"verbs":[],"resources":[]}]}',
      '{"metadata":{},"rules":[{"verbs":null}]}',
    ],
    [
      '{"rules":null,"metadata":null}',
      '{"metadata":{},"rules":null}',
      '{"metadata":{},"rules":null}',
    ],
  ])('is told from none until it is stored: %s', (sent, decoded, stored) => {
    const schema = catalog.schemas.get('io.k8s.api.rbac.v1.Role');
    const { object } = decode('rbac.v1.Role', sent);

    expect(encodeJson(object)).toBe(decoded);
    expect(encodeJson(canonicalise(schema, object))).toBe(stored);
  });

  test('of managed fields is kept as well: it asks for a reset', () => {
    const { object } = decode('core.v1.ConfigMap', '{"metadata":{"managedFields":[]}}');

    expect(encodeJson(object)).toBe('{"metadata":{"managedFields":[]}}');
  });
});

describe('one of several shapes', () => {
  test.each([
    ['{"items":{"type":"string"}}', '{"items":{"type":"string"}}'],
    ['{"items":[{"type":"string"}]}', '{"items":[{"type":"string"}]}'],
    ['{"additionalProperties":true}', '{"additionalProperties":true}'],
    ['{"additionalProperties":false}', '{"additionalProperties":false}'],
    [
      '{"additionalProperties":{"Type":"string","foo":1}}',
      '{"additionalProperties":{"type":"string"}}',
    ],
    [
      '{"dependencies":{"a":["b"],"c":{"type":"x"}}}',
      '{"dependencies":{"a":["b"],"c":{"type":"x"}}}',
    ],
  ])('%s', (text, expected) => {
    const version = `{"name":"v1","schema":{"openAPIV3Schema":${text}}}`;
    const typed = decode(CRD, `{"spec":{"versions":[${version}]}}`);

    expect(typed.violations).toEqual([]);
    expect(encodeJson(typed.object)).toContain(`"openAPIV3Schema":${expected}`);
  });
});

describe('unknown and repeated fields', () => {
  test('are reported by path, in document order, each once, and dropped', () => {
    const text = `{"Spec":1,"metadata":{"label":{},"labels":{"a":"1","a":"2"}},"spec":{
      "containers":[{"name":"a","foo":{"x":1,"x":2}},{"ports":[{"hostPorts":1,"name":"a","name":"b"}]}],
      "containers":[{"foo":null}],"nodeSelector":{"k":"1","k":"2"}},"q\\"":1,"1":2}`;

    const { object, violations } = decode('core.v1.Pod', text);

    expect(violations).toEqual([
      'unknown field "Spec"',
      'unknown field "metadata.label"',
      'duplicate field "metadata.labels.a"',
      'unknown field "spec.containers[0].foo"',
      'unknown field "spec.containers[1].ports[0].hostPorts"',
      'duplicate field "spec.containers[1].ports[0].name"',
      'duplicate field "spec.containers"',
      'duplicate field "spec.nodeSelector.k"',
      'unknown field "q\\""',
      'unknown field "1"',
    ]);
    expect(encodeJson(object)).not.toMatch(/foo|hostPorts|label":/);
  });

  test('are reported up to a bound', () => {
    const members = Array.from({ length: 300 }, (_, at) => `"x${at}":${at}`);

    expect(decode('core.v1.ConfigMap', `{${members.join(',')}}`).violations).toHaveLength(
      VIOLATIONS_MAX,
    );
  });

  test('that repeat a struct, a map or a list are laid over what was there', () => {
    const { object } = decode(
      'core.v1.Service',
      `{"metadata":{"name":"a","labels":{"x":"1"}},"metadata":{"name":"b","labels":{"y":"2"}},
        "spec":{"ports":[{"port":80,"name":"http"},{"port":81}],"ports":[{"port":82}]},"spec":{"type":"x"}}`,
    );

    expect(object).toMatchObject({
      metadata: { name: 'b', labels: { x: '1', y: '2' } },
      spec: { ports: [{ name: 'http', port: 82 }], type: 'x' },
    });
    expect((object['spec'] as { ports: unknown[] }).ports).toHaveLength(1);
  });

  test('are no matter inside of free form', () => {
    const typed = decode('apps.v1.ControllerRevision', '{"data":{"a":1,"a":2,"b":3}}');

    expect(typed.violations).toEqual([]);
    expect(typed.object['data']).toEqual({ a: 2, b: 3 });
  });

  test('called __proto__ touch no prototype', () => {
    const text =
      '{"__proto__":{"polluted":1},"data":{"__proto__":"x","a":"b"},"metadata":{"__proto__":5}}';
    const { object, violations } = decode('core.v1.ConfigMap', text);

    expect(violations).toEqual(['unknown field "__proto__"', 'unknown field "metadata.__proto__"']);
    expect(encodeJson(object)).toBe('{"metadata":{},"data":{"__proto__":"x","a":"b"}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a value that comes from elsewhere than a text', () => {
  test('is decoded the same', () => {
    const value = { metadata: { name: 'a' }, data: { b: '1', a: null }, foo: 1 };
    const { object, violations } = decodeTyped(
      catalog.schemas.get('io.k8s.api.core.v1.ConfigMap'),
      value,
    );

    expect(encodeJson(object)).toBe('{"metadata":{"name":"a"},"data":{"a":"","b":"1"}}');
    expect(violations).toEqual(['unknown field "foo"']);
    expect(value).toEqual({ metadata: { name: 'a' }, data: { b: '1', a: null }, foo: 1 });
  });
});
