import { describe, expect, test } from 'vitest';
import { customMergeSchema } from '../managed-fields/crd-merge-schema.ts';
import { mergeSchemaOf } from '../managed-fields/struct-merge-schema.ts';
import { apply, catalog, deployment, kindOf, NOON, refusal } from './apply.suite.ts';
import { applyPatch, checkApplyConfig } from './apply.ts';

describe('configurations that the schema cannot read are a 500', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ['an unknown field', 'ConfigMap', { spec: {} }, '.spec: field not declared in schema'],
    [
      'a number for a text',
      'ConfigMap',
      { data: { a: 1 } },
      '.data.a: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'a map for a text',
      'ConfigMap',
      { data: { a: { b: [null, 'x'] } } },
      '.data.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}' +
        '{"b":[]interface {}{interface {}(nil), "x"}}}',
    ],
    ['a list for a map', 'ConfigMap', { data: ['a'] }, '.data: expected map, got &{[a]}'],
    [
      'a map for a list',
      'Ingress',
      { spec: { rules: { b: 1, a: [null] } } },
      '.spec.rules: expected list, got &{map[a:[<nil>] b:1]}',
    ],
    [
      'a text for a flag',
      'ConfigMap',
      { immutable: 'x' },
      '.immutable: expected boolean, got &{x}',
    ],
    [
      'a text for a number',
      'Deployment',
      { spec: { replicas: 'x' } },
      '.spec.replicas: expected numeric (int or float), got string',
    ],
    [
      'a list for a quantity',
      'Deployment',
      deployment({ name: 'a', resources: { limits: { cpu: [1] } } }),
      '.spec.template.spec.containers[name="a"].resources.limits.cpu: expected any scalar, got &{[1]}',
    ],
    [
      'an item twice',
      'Service',
      { spec: { ports: [{ port: 80 }, { port: 80, protocol: 'TCP' }] } },
      '.spec.ports: duplicate entries for key [port=80,protocol="TCP"]',
    ],
    [
      'an item that is null',
      'Service',
      { spec: { ports: [null] } },
      '.spec.ports: element 0: associative list with keys may not have a null element',
    ],
    [
      'several mistakes',
      'Deployment',
      { spec: { replicas: true, paused: 1 } },
      'errors:\n  .spec.replicas: expected numeric (int or float), got bool\n  .spec.paused: expected boolean, got &{1}',
    ],
  ])('%s', (_name, kind, parts, message) => {
    const error = refusal(() => apply(kind, parts, { metadata: { namespace: 'ns' } }));

    expect(error.code).toBe(500);
    const type = kindOf(kind);
    const group = type.apiVersion.includes('/') ? type.apiVersion : `/${type.apiVersion}`;
    expect(error.message).toBe(
      `failed to create typed patch object (ns/x; ${group}, Kind=${kind}): ${message}`,
    );
  });

  test.each([
    ['patch', {}, undefined],
    ['live', { list: [{ k: 'a' }] }, { metadata: { name: 'x', uid: 'u' }, list: [{}] }],
  ])('items of custom resources without any key, in the %s object', (which, parts, live) => {
    const objectMeta = mergeSchemaOf(
      catalog.schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
    );
    const list = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: { type: 'object', properties: { k: { type: 'string' } } },
    };
    const type = { apiVersion: 'e.x/v1', kind: 'Kit' };
    const config = { ...type, metadata: { name: 'x' }, list: [{}], ...parts };

    const error = refusal(() =>
      applyPatch({
        ...type,
        schema: undefined,
        mergeSchema: customMergeSchema({ type: 'object', properties: { list } }, objectMeta),
        live,
        config,
        manager: 'ann',
        force: false,
        subresource: undefined,
        now: NOON,
        resetFields: [],
        complete: (merged) => merged,
      }),
    );

    expect(error.message).toBe(
      `failed to create typed ${which} object (/x; e.x/v1, Kind=Kit): .list: element 0: associative list ` +
        'with keys has an element that omits all key fields ["k"] (and doesn\'t have default values for any key fields)',
    );
  });
});

describe('bodies that are no configuration of the kind are a 400', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 5000; i++) deep = { x: deep };

  test.each<[Record<string, unknown>, string]>([
    [{}, 'invalid object type: /, Kind='],
    [{ apiVersion: 'v1' }, 'invalid object type: /v1, Kind='],
    [{ apiVersion: 'v1', kind: 'Secret' }, 'invalid object type: /v1, Kind=Secret'],
    [{ apiVersion: 'apps/v1', kind: 'ConfigMap' }, 'invalid object type: apps/v1, Kind=ConfigMap'],
    [{ apiVersion: 'a/b/c', kind: 'ConfigMap' }, 'invalid object type: /, Kind='],
    [{ apiVersion: 1, kind: {} }, 'invalid object type: /, Kind='],
    [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { managedFields: [] } },
      'metadata.managedFields must be nil',
    ],
    [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: deep },
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: exceeded max depth',
    ],
  ])('%#', (config, message) => {
    const error = refusal(() => checkApplyConfig(config, { apiVersion: 'v1', kind: 'ConfigMap' }));

    expect(error.code).toBe(400);
    expect(error.message).toBe(message);
  });

  test('managedFields of null are as good as none', () => {
    const metadata = { name: 'x', managedFields: null };

    expect(() =>
      checkApplyConfig(
        { apiVersion: 'v1', kind: 'ConfigMap', metadata },
        { apiVersion: 'v1', kind: 'ConfigMap' },
      ),
    ).not.toThrow();
  });
});
