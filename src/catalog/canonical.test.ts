import { describe, expect, test } from 'vitest';
import type { StructSchema } from '../apimachinery/schema.ts';
import { encodeJson } from '../base/json.ts';
import { canonicalise, zeroObject } from './canonical.ts';
import { canonicalFields } from './canonical-order.ts';
import { loadCatalog } from './catalog.ts';
import { decodeTyped } from './decode-typed.ts';

const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));
function schemaOf(type: string): StructSchema {
  return catalog.schemas.get(`io.k8s.api.${type}`);
}

describe('the zero object of a type', () => {
  test.each([
    ['core.v1.Pod', '{"metadata":{},"spec":{"containers":null},"status":{}}'],
    [
      'apps.v1.Deployment',
      '{"metadata":{},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}',
    ],
    ['core.v1.ConfigMap', '{"metadata":{}}'],
    ['rbac.v1.Role', '{"metadata":{},"rules":null}'],
    [
      'core.v1.Event',
      '{"metadata":{},"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":""}',
    ],
  ])('%s', (type, expected) => {
    expect(encodeJson(zeroObject(schemaOf(type)))).toBe(expected);
  });
});

describe('the canonical form', () => {
  test('orders members as the server does and drops what Go leaves out', () => {
    const pod = {
      status: { phase: '' },
      spec: {
        containers: [
          { image: 'i', name: 'c', ports: [], env: [{ value: '', name: 'A' }], tty: false },
        ],
        hostNetwork: false,
        initContainers: [],
        nodeSelector: { b: '1', a: '2' },
        priority: 0,
        hostUsers: undefined,
      },
      foo: 1,
      metadata: { labels: {}, name: 'p', generation: 0 },
      apiVersion: 'v1',
      kind: 'Pod',
    };

    expect(encodeJson(canonicalise(schemaOf('core.v1.Pod'), pod))).toBe(
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A"}],"resources":{}}],' +
        '"nodeSelector":{"a":"2","b":"1"},"priority":0},"status":{}}',
    );
    expect(pod.spec.containers[0]?.ports).toEqual([]);
  });

  test('keeps zeros that are pointed to, and shows those that may not be left out', () => {
    const deployment = { spec: { replicas: 0, paused: false, minReadySeconds: 0, selector: {} } };

    expect(encodeJson(canonicalise(schemaOf('apps.v1.Deployment'), deployment))).toBe(
      '{"metadata":{},"spec":{"replicas":0,"selector":{},"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}',
    );
  });

  test('does not tell an empty list from none', () => {
    expect(canonicalise(schemaOf('rbac.v1.Role'), { rules: [] })).toEqual({
      metadata: {},
      rules: null,
    });
  });

  test('is that of the decoder, and stays the same when taken again', () => {
    const schema = schemaOf('core.v1.Service');
    const { object } = decodeTyped(schema, {
      spec: {
        type: 'ClusterIP',
        clusterIPs: ['10.0.0.1'],
        ports: [{ port: 80, targetPort: 'http' }],
        selector: { b: '', a: 'x' },
      },
      metadata: { deletionTimestamp: '0001-01-01T00:00:00Z', annotations: { z: '1', y: '2' } },
    });

    expect(encodeJson(canonicalise(schema, object))).toBe(encodeJson(object));
    expect(encodeJson(object)).toBe(
      '{"metadata":{"deletionTimestamp":null,"annotations":{"y":"2","z":"1"}},"spec":{"ports":[{"port":80,"targetPort":"http"}],' +
        '"selector":{"a":"x","b":""},"clusterIPs":["10.0.0.1"],"type":"ClusterIP"},"status":{"loadBalancer":{}}}',
    );
  });
});

function names(type: string): string[] {
  return canonicalFields(schemaOf(type)).map(({ name }) => name);
}

describe('the order of members', () => {
  test('is that of the Go structs where it is not that of the protobuf numbers', () => {
    expect(names('core.v1.ConfigMap')).toEqual(['metadata', 'immutable', 'data', 'binaryData']);
    expect(names('core.v1.Secret')).toEqual([
      'metadata',
      'immutable',
      'data',
      'stringData',
      'type',
    ]);
    expect(names('core.v1.ServicePort')).toEqual([
      'name',
      'protocol',
      'appProtocol',
      'port',
      'targetPort',
      'nodePort',
    ]);
  });

  test('loses and gains no member of any type', () => {
    for (const name of Object.keys(catalog.types.types)) {
      const schema = catalog.schemas.get(name);
      const ordered = canonicalFields(schema).map((field) => field.name);

      expect(ordered.toSorted(), name).toEqual([...schema.fields.keys()].toSorted());
    }
  });
});
