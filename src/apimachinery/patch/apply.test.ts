import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../catalog/catalog.ts';
import { ApiError } from '../errors.ts';
import { customMergeSchema } from '../managed-fields/crd-merge-schema.ts';
import { mergeSchemaOf } from '../managed-fields/struct-merge-schema.ts';
import { trackUpdate } from '../managed-fields/track.ts';
import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import type { Application, Applied } from './apply.ts';
import { applyPatch, checkApplyConfig } from './apply.ts';

const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));
const NOON = '2026-01-01T12:00:00Z';
const ONE = '2026-01-01T13:00:00Z';

const KINDS: Readonly<Record<string, readonly [string, string, string]>> = {
  ConfigMap: ['', 'v1', 'configmaps'],
  Deployment: ['apps', 'v1', 'deployments'],
  Ingress: ['networking.k8s.io', 'v1', 'ingresses'],
  Service: ['', 'v1', 'services'],
};

function kindOf(kind: string): Pick<Application, 'apiVersion' | 'kind' | 'resetFields' | 'schema'> {
  const [group = '', version = 'v1', plural = ''] = KINDS[kind] ?? [];
  const resource = catalog.find(group, version, plural);
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    schema: resource?.schema,
    resetFields: resource?.resetFields['main'] ?? [],
  };
}

type Options = Partial<Pick<Application, 'force' | 'live' | 'manager' | 'now' | 'subresource'>>;

function apply(
  kind: string,
  parts: Record<string, unknown>,
  options: Options & { readonly metadata?: Record<string, unknown> } = {},
): Applied {
  const type = kindOf(kind);
  const { metadata, ...rest } = options;
  const config = {
    apiVersion: type.apiVersion,
    kind,
    metadata: { name: 'x', ...metadata },
    ...parts,
  };
  return applyPatch({
    ...type,
    live: undefined,
    config,
    manager: 'ann',
    force: false,
    subresource: undefined,
    now: NOON,
    complete: (merged) => merged,
    ...rest,
  });
}

/** What the store answers with later. */
function stored({ object, managedFields }: Applied): AnyObject {
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  const managed = managedFields === undefined ? {} : { managedFields };
  const metadata = { ...object.metadata, uid: 'u', ...managed };
  return JSON.parse(JSON.stringify({ ...rest, metadata })) as AnyObject;
}

function created(kind: string, parts: Record<string, unknown>, manager = 'maker'): AnyObject {
  const next = { metadata: { name: 'x' }, ...parts } as AnyObject;
  const managedFields = trackUpdate({
    ...kindOf(kind),
    live: undefined,
    next,
    manager,
    subresource: undefined,
    now: '2026-01-01T00:00:00Z',
  });
  return stored({ object: next, managedFields, changed: true });
}

function owners(entries: readonly ManagedFieldsEntry[] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (entries ?? []).map(({ manager, operation, fieldsV1 }) => [
      `${manager} ${operation}`,
      fieldsV1,
    ]),
  );
}

function refusal(run: () => unknown): ApiError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const deployment = (container: Record<string, unknown>, spec: Record<string, unknown> = {}) => ({
  spec: {
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } },
    ...spec,
  },
});

describe('an apply', () => {
  test('creates the object and owns what the configuration says', () => {
    const { object, managedFields, changed } = apply(
      'ConfigMap',
      { data: { a: '1' } },
      { metadata: { labels: { l: '1' }, finalizers: [] } },
    );

    expect(changed).toBe(true);
    expect(object).toMatchObject({ data: { a: '1' }, metadata: { labels: { l: '1' } } });
    expect(managedFields).toEqual([
      {
        manager: 'ann',
        operation: 'Apply',
        apiVersion: 'v1',
        time: NOON,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {} }, 'f:metadata': { 'f:labels': { 'f:l': {} } } },
      },
    ]);
  });

  test('once more changes nothing, not even the time', () => {
    const live = stored(apply('ConfigMap', { data: { a: '1' } }));

    const again = apply('ConfigMap', { data: { a: '1' } }, { live, now: ONE });

    expect(again.changed).toBe(false);
    expect(again.managedFields).toEqual(live.metadata.managedFields);
    expect(stored(again)).toEqual(live);
  });

  test('removes what the same manager does not apply any more', () => {
    const live = stored(apply('ConfigMap', { data: { a: '1', b: '2' }, immutable: true }));

    const { object, managedFields } = apply('ConfigMap', { data: { b: '2' } }, { live, now: ONE });

    expect(object['data']).toEqual({ b: '2' });
    expect(object).not.toHaveProperty('immutable');
    expect(managedFields?.[0]).toMatchObject({ time: ONE, fieldsV1: { 'f:data': { 'f:b': {} } } });
  });

  test('leaves what another manager owns as well, or alone', () => {
    const first = stored(apply('ConfigMap', { data: { a: '1', b: '2' } }));
    const second = stored(
      apply('ConfigMap', { data: { a: '1', c: '3' } }, { live: first, manager: 'ben' }),
    );

    const { object, managedFields } = apply('ConfigMap', {}, { live: second });

    expect(object['data']).toEqual({ a: '1', c: '3' });
    expect(owners(managedFields)).toEqual({ 'ben Apply': { 'f:data': { 'f:a': {}, 'f:c': {} } } });
  });

  test('removes the last member of a map to null', () => {
    const live = stored(apply('ConfigMap', { data: { a: '1' } }));

    expect(apply('ConfigMap', {}, { live }).object['data'] ?? null).toBeNull();
  });

  test('shares an equal value, without a time of its own', () => {
    const live = created('ConfigMap', { data: { a: '1' } });

    const { changed, managedFields } = apply('ConfigMap', { data: { a: '1' } }, { live });

    expect(changed).toBe(false);
    expect(managedFields?.[0]).not.toHaveProperty('time');
    expect(owners(managedFields)).toEqual({
      'ann Apply': { 'f:data': { 'f:a': {} } },
      'maker Update': { 'f:data': { '.': {}, 'f:a': {} } },
    });
  });

  test('with force takes the fields from the others', () => {
    const live = created('ConfigMap', { data: { a: '1', b: '2' } });

    const { object, managedFields } = apply(
      'ConfigMap',
      { data: { a: '9' } },
      { live, force: true },
    );

    expect(object['data']).toEqual({ a: '9', b: '2' });
    expect(owners(managedFields)).toEqual({
      'ann Apply': { 'f:data': { 'f:a': {} } },
      'maker Update': { 'f:data': { '.': {}, 'f:b': {} } },
    });
  });

  test('to an object that nobody is tracked on finds everything owned', () => {
    const live = { metadata: { name: 'x', uid: 'u' }, data: { a: '1' } } as AnyObject;

    expect(refusal(() => apply('ConfigMap', { data: { a: '2' } }, { live })).message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
    );
    expect(owners(apply('ConfigMap', { data: { b: '2' } }, { live }).managedFields)).toEqual({
      'ann Apply': { 'f:data': { 'f:b': {} } },
      'before-first-apply Update': { 'f:data': { '.': {}, 'f:a': {} } },
    });
  });

  test('owns an explicit null, and does not own what the endpoint resets', () => {
    const { managedFields } = apply('Deployment', {
      ...deployment({ name: 'a', image: null }),
      status: { replicas: 1 },
    });

    expect(owners(managedFields)['ann Apply']).toEqual({
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
          },
        },
      },
    });
  });

  test('never changes the stored object', () => {
    const live = created('Deployment', deployment({ name: 'a', image: 'i' }));
    const before = JSON.stringify(live);

    const { object } = apply('Deployment', deployment({ name: 'a', image: 'j' }), {
      live,
      force: true,
    });
    object.metadata.labels = { changed: 'yes' };

    expect(JSON.stringify(live)).toBe(before);
  });
});

/** A container's list after a configuration was applied to it, as words. */
function mergedList(field: 'args' | 'env', live: string, config: string): string {
  const [before, after] = [live, config].map((text) => {
    const words = text.split(' ').filter((each) => each !== '');
    return deployment({
      name: 'a',
      [field]: field === 'env' ? words.map((name) => ({ name })) : words,
    });
  });
  const { object } = apply('Deployment', after ?? {}, {
    live: created('Deployment', before ?? {}),
    force: true,
  });
  const { template } = object['spec'] as {
    template: { spec: { containers: Record<string, (string | { name: string })[]>[] } };
  };
  const items = template.spec.containers[0]?.[field] ?? [];
  return items.map((item) => (typeof item === 'string' ? item : item.name)).join(' ');
}

describe('lists', () => {
  test.each([
    ['a b', 'c a', 'c a b'],
    ['a', 'b', 'a b'],
    ['a b c', 'c a', 'b c a'],
    ['a b c', 'd b e', 'a d b c e'],
    ['a b', 'b a', 'b a'],
    ['', 'a b', 'a b'],
    ['a b', '', 'a b'],
  ])('with names: %j and %j make %j', (live, config, expected) => {
    expect(mergedList('env', live, config)).toBe(expected);
  });

  test('without names are replaced', () => {
    expect(mergedList('args', 'a b', 'c')).toBe('c');
  });

  test('without names belong to whoever applies one, even if it is empty', () => {
    const { managedFields } = apply('Ingress', { spec: { tls: [] } });
    expect(managedFields?.[0]?.fieldsV1).toEqual({ 'f:spec': { 'f:tls': {} } });
    const live = apply('Ingress', { spec: { tls: [{ hosts: ['a.example'] }] } }).object;
    expect(() => apply('Ingress', { spec: { tls: [] } }, { live, manager: 'bob' })).toThrow(
      'Apply failed with 1 conflict: conflict with "ann": .spec.tls',
    );
  });

  test('sets are united', () => {
    const live = stored(apply('ConfigMap', {}, { metadata: { finalizers: ['e.x/a', 'e.x/b'] } }));
    const metadata = { finalizers: ['e.x/c', 'e.x/a'] };

    const { object, managedFields } = apply('ConfigMap', {}, { live, metadata, manager: 'ben' });

    expect(object.metadata.finalizers).toEqual(['e.x/c', 'e.x/a', 'e.x/b']);
    expect(owners(managedFields)['ben Apply']).toEqual({
      'f:metadata': { 'f:finalizers': { 'v:"e.x/a"': {}, 'v:"e.x/c"': {} } },
    });
  });

  test('an item goes with its manager unless others own a part of it', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ];
    const first = stored(apply('Deployment', deployment({ name: 'a', env })));
    const other = { name: 'a', env: [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'x' } } }] };
    const second = stored(apply('Deployment', deployment(other), { live: first, manager: 'ben' }));

    const { object } = apply('Deployment', deployment({ name: 'a' }), { live: second });

    expect(JSON.stringify(object['spec'])).toContain(
      '"env":[{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"x"}}}]',
    );
  });

  test('the default of a key names the item', () => {
    const live = created('Service', {
      spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 1 }] },
    });

    const { object, managedFields } = apply(
      'Service',
      { spec: { ports: [{ port: 80 }] } },
      { live },
    );

    expect(object['spec']).toEqual({ ports: [{ port: 80, protocol: 'TCP', targetPort: 1 }] });
    expect(owners(managedFields)['ann Apply']).toEqual({
      'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
    });
  });

  test('items that share a name in the stored list both stay', () => {
    const ports = [
      { port: 80, name: 'a' },
      { port: 80, name: 'b' },
    ];
    const live = created('Service', { spec: { ports } });

    expect(apply('Service', { spec: { ports: [{ port: 81 }] } }, { live }).object['spec']).toEqual({
      ports: [...ports, { port: 81 }],
    });
  });
});

describe('conflicts', () => {
  const live = created('Deployment', {
    ...deployment({
      name: 'a',
      image: 'i',
      args: ['1'],
      env: [{ name: 'X', value: '1' }],
      ports: [{ containerPort: 80, protocol: 'TCP', name: 'h' }],
    }),
    metadata: { name: 'x', labels: { 'example.com/x.y': '1' } },
  });

  test('one is told in one line, with a cause', () => {
    const error = refusal(() => apply('Deployment', { spec: { selector: {} } }, { live }));

    expect(error.status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Apply failed with 1 conflict: conflict with "maker" using apps/v1: .spec.selector',
      reason: 'Conflict',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "maker" using apps/v1',
            field: '.spec.selector',
          },
        ],
      },
      code: 409,
    });
  });

  test('of several, leaves come before branches at every level', () => {
    const container = {
      name: 'a',
      image: 'j',
      env: [{ name: 'X', value: '2' }],
      args: ['2'],
      ports: [{ containerPort: 80, name: 'g' }],
    };
    const metadata = { labels: { 'example.com/x.y': '2' } };

    expect(
      refusal(() => apply('Deployment', deployment(container), { live, metadata })).message,
    ).toBe(
      [
        'Apply failed with 5 conflicts: conflicts with "maker" using apps/v1:',
        '- .metadata.labels.example.com/x.y',
        '- .spec.template.spec.containers[name="a"].args',
        '- .spec.template.spec.containers[name="a"].image',
        '- .spec.template.spec.containers[name="a"].env[name="X"].value',
        '- .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].name',
      ].join('\n'),
    );
  });

  test('a field of two managers conflicts with both', () => {
    const first = created('ConfigMap', { data: { a: '1' } });
    const second = stored(apply('ConfigMap', { data: { a: '1' } }, { live: first }));

    const error = refusal(() =>
      apply('ConfigMap', { data: { a: '2' } }, { live: second, manager: 'ben' }),
    );

    expect(error.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "ann":\n- .data.a\nconflicts with "maker" using v1:\n- .data.a',
    );
    expect(error.status.details?.causes).toHaveLength(2);
  });

  test('with the manager of a subresource say so', () => {
    const managedFields = [
      {
        manager: 'scaler',
        operation: 'Update',
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        subresource: 'scale',
      },
    ];
    const scaled = {
      metadata: { name: 'x', uid: 'u', managedFields },
      spec: { replicas: 3 },
    } as unknown as AnyObject;

    expect(
      refusal(() => apply('Deployment', { spec: { replicas: 1 } }, { live: scaled })).message,
    ).toBe(
      'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
    );
  });
});

function record(data: unknown): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data });
}

describe('from client-side to server-side apply', () => {
  const name = 'kubectl.kubernetes.io/last-applied-configuration';
  const live = created(
    'ConfigMap',
    {
      metadata: { name: 'x', annotations: { [name]: record({ a: '1', b: '2' }) } },
      data: { a: '1', b: '3' },
    },
    'kubectl-client-side-apply',
  );

  test('kubectl takes over what its record says, and renews the record', () => {
    const { object, managedFields } = apply(
      'ConfigMap',
      { data: { a: '9' } },
      { live, manager: 'kubectl' },
    );

    expect(object['data']).toEqual({ a: '9', b: '3' });
    expect(object.metadata.annotations?.[name]).toBe(
      '{"apiVersion":"v1","data":{"a":"9"},"kind":"ConfigMap","metadata":{"name":"x"}}\n',
    );
    expect(owners(managedFields)['kubectl Apply']).toEqual({ 'f:data': { 'f:a': {} } });
  });

  test('what has changed since conflicts', () => {
    const error = refusal(() =>
      apply('ConfigMap', { data: { a: '9', b: '9' } }, { live, manager: 'kubectl' }),
    );

    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.b',
    );
  });

  test('other managers do not profit from it', () => {
    expect(refusal(() => apply('ConfigMap', { data: { a: '9' } }, { live })).message).toContain(
      '.data.a',
    );
  });

  test.each([
    '',
    '{',
    '[]',
    '{"apiVersion":"v2"}',
    '{"apiVersion":"v1","kind":"ConfigMap","data":[]}',
  ])('a record that reads %j is none', (text) => {
    const garbled = created('ConfigMap', {
      metadata: { name: 'x', annotations: { [name]: text } },
      data: { a: '1' },
    });

    expect(
      refusal(() => apply('ConfigMap', { data: { a: '9' } }, { live: garbled, manager: 'kubectl' }))
        .message,
    ).toContain('.data.a');
  });
});

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
