import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../catalog/catalog.ts';
import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import { customMergeSchema } from './crd-merge-schema.ts';
import { mergeSchemaOf } from './struct-merge-schema.ts';
import { settledManagedFields } from './times.ts';
import type { TrackedWrite } from './track.ts';
import { trackUpdate } from './track.ts';

const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));
const NOON = '2026-01-01T12:00:00Z';

function resource(plural: string, group = '') {
  const found = catalog.find(group, group === 'autoscaling' ? 'v2' : 'v1', plural);
  if (found === undefined) throw new Error(plural);
  return found;
}

type Part = Partial<TrackedWrite> & Pick<TrackedWrite, 'next'>;

function track(plural: string, write: Part, group = ''): ManagedFieldsEntry[] | undefined {
  const { schema, resetFields } = resource(plural, group);
  return trackUpdate({
    schema,
    live: undefined,
    manager: 'ann',
    apiVersion: group === '' ? 'v1' : `${group}/v1`,
    subresource: undefined,
    now: NOON,
    resetFields: resetFields[write.subresource ?? 'main'] ?? [],
    ...write,
  });
}

function object(parts: Record<string, unknown>, metadata: Record<string, unknown> = {}): AnyObject {
  return { metadata: { name: 'x', namespace: 'default', ...metadata }, ...parts };
}

/** Who owns what, without what is the same everywhere. */
function owners(entries: ManagedFieldsEntry[] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (entries ?? []).map(({ manager, operation, subresource, fieldsV1 }) => [
      `${manager} ${operation}${subresource === undefined ? '' : ` ${subresource}`}`,
      fieldsV1,
    ]),
  );
}

/** The object as it is stored after a write. */
function stored(next: AnyObject, entries: ManagedFieldsEntry[] | undefined): AnyObject {
  const { managedFields: _sent, ...metadata } = next.metadata;
  const managed = entries === undefined ? {} : { managedFields: entries };
  const text = JSON.stringify({ ...next, metadata: { ...metadata, uid: 'u', ...managed } });
  return JSON.parse(text) as AnyObject;
}

function created(plural: string, parts: Record<string, unknown>, metadata = {}): AnyObject {
  const next = object(parts, metadata);
  return stored(next, track(plural, { next, now: '2026-01-01T00:00:00Z' }));
}

describe('a create', () => {
  test('owns every field that is set, maps included, structs not', () => {
    const next = object(
      { data: { b: '1', a: '2' } },
      { labels: { l: '1' }, finalizers: ['example.com/f'], ownerReferences: [{ uid: 'u' }] },
    );

    expect(track('configmaps', { next })).toEqual([
      {
        manager: 'ann',
        operation: 'Update',
        apiVersion: 'v1',
        time: NOON,
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:data': { '.': {}, 'f:a': {}, 'f:b': {} },
          'f:metadata': {
            'f:finalizers': { '.': {}, 'v:"example.com/f"': {} },
            'f:labels': { '.': {}, 'f:l': {} },
            'f:ownerReferences': { '.': {}, 'k:{"uid":"u"}': {} },
          },
        },
      },
    ]);
  });

  test('does not own what objects of the kind always have', () => {
    const next = object({
      spec: {
        containers: [
          {
            name: 'c',
            image: 'i',
            ports: [
              { containerPort: 443, protocol: 'TCP' },
              { containerPort: 80, protocol: 'TCP' },
            ],
            env: [{ name: 'E', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            resources: {},
          },
        ],
        securityContext: {},
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ key: 'k' }],
      },
      status: { phase: 'Pending' },
    });

    const [entry] = track('pods', { next }) ?? [];

    expect(JSON.stringify(entry?.fieldsV1)).toBe(
      JSON.stringify({
        'f:spec': {
          'f:containers': {
            'k:{"name":"c"}': {
              '.': {},
              'f:env': {
                '.': {},
                'k:{"name":"E"}': {
                  '.': {},
                  'f:name': {},
                  'f:valueFrom': { '.': {}, 'f:fieldRef': {} },
                },
              },
              'f:image': {},
              'f:name': {},
              'f:ports': {
                '.': {},
                'k:{"containerPort":80,"protocol":"TCP"}': {
                  '.': {},
                  'f:containerPort': {},
                  'f:protocol': {},
                },
                'k:{"containerPort":443,"protocol":"TCP"}': {
                  '.': {},
                  'f:containerPort': {},
                  'f:protocol': {},
                },
              },
              'f:resources': {},
            },
          },
          'f:nodeSelector': {},
          'f:securityContext': {},
          'f:tolerations': {},
        },
      }),
    );
  });

  test('takes the default of a key that an item leaves out', () => {
    const next = object({ spec: { ports: [{ port: 53 }] } });

    expect(owners(track('services', { next }))['ann Update']).toEqual({
      'f:spec': {
        'f:ports': { '.': {}, 'k:{"port":53,"protocol":"TCP"}': { '.': {}, 'f:port': {} } },
      },
    });
  });

  test('owns an empty list where none is written, and a leaf where names repeat', () => {
    const slice = object({ addressType: 'IPv4', endpoints: [], ports: null });
    expect(
      owners(track('endpointslices', { next: slice }, 'discovery.k8s.io'))['ann Update'],
    ).toEqual({
      'f:addressType': {},
      'f:endpoints': {},
    });

    const twice = object({ spec: { containers: [{ name: 'a' }, { name: 'a', image: 'i' }] } });
    expect(owners(track('pods', { next: twice }))['ann Update']).toEqual({
      'f:spec': { 'f:containers': { 'k:{"name":"a"}': {} } },
    });
  });

  test('owns null where null says something', () => {
    const next = object({ webhooks: [{ name: 'w', rules: [{ resources: null }] }] });
    const fields = owners(
      track('validatingwebhookconfigurations', { next }, 'admissionregistration.k8s.io'),
    );

    expect(fields['ann Update']).toEqual({
      'f:webhooks': {
        '.': {},
        'k:{"name":"w"}': { '.': {}, 'f:name': {}, 'f:rules': {} },
      },
    });
  });

  test('has no entry when there is nothing to own', () => {
    expect(track('configmaps', { next: object({}) })).toBeUndefined();
  });

  test('takes over the entries that the client sent, less what it owns itself', () => {
    const managedFields = [
      {
        manager: 'old',
        operation: 'Apply',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {}, 'f:gone': {} } },
      },
    ];
    const next = object({ data: { a: '1' } }, { managedFields });

    expect(owners(track('configmaps', { next }))).toEqual({
      'old Apply': { 'f:data': { 'f:gone': {} } },
      'ann Update': { 'f:data': { '.': {}, 'f:a': {} } },
    });
  });

  test('names of members that every JavaScript object has are names like others', () => {
    const data = JSON.parse('{"__proto__":"1","constructor":"2","toString":"3"}') as unknown;
    const live = created('configmaps', { data: { constructor: '2' } });

    expect(owners(track('configmaps', { next: object({ data }) }))['ann Update']).toEqual({
      'f:data': { '.': {}, 'f:__proto__': {}, 'f:constructor': {}, 'f:toString': {} },
    });
    expect(owners(track('configmaps', { live, manager: 'ben', next: object({ data }) }))).toEqual({
      'ann Update': { 'f:data': { '.': {}, 'f:constructor': {} } },
      'ben Update': { 'f:data': { 'f:__proto__': {}, 'f:toString': {} } },
    });
  });
});

describe('an update', () => {
  const live = created('configmaps', { data: { a: '1', b: '2' } }, { labels: { l: '1' } });

  test('takes what it changes from those who owned it', () => {
    const next = object({ data: { a: '1', b: '3', c: '4' } }, { labels: { l: '2' } });

    expect(owners(track('configmaps', { live, next, manager: 'ben' }))).toEqual({
      'ann Update': { 'f:data': { '.': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': {} } },
      'ben Update': {
        'f:data': { 'f:b': {}, 'f:c': {} },
        'f:metadata': { 'f:labels': { 'f:l': {} } },
      },
    });
  });

  test('takes what it removes from everybody, and owns nothing for that', () => {
    const next = object({ data: { a: '1' } });

    expect(track('configmaps', { live, next, manager: 'ben' })).toEqual([
      {
        ...live.metadata.managedFields?.[0],
        fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
      },
    ]);
  });

  test('adds to what the same manager owned, with a new time', () => {
    const next = object({ data: { a: '1', b: '2', c: '3' } }, { labels: { l: '1' } });

    expect(track('configmaps', { live, next })).toEqual([
      {
        ...live.metadata.managedFields?.[0],
        time: NOON,
        fieldsV1: {
          'f:data': { '.': {}, 'f:a': {}, 'f:b': {}, 'f:c': {} },
          'f:metadata': { 'f:labels': { '.': {}, 'f:l': {} } },
        },
      },
    ]);
  });

  test('that changes nothing changes no entry', () => {
    const next = object({ data: { b: '2', a: '1' } }, { labels: { l: '1' } });

    expect(track('configmaps', { live, next, manager: 'ben' })).toEqual(
      live.metadata.managedFields,
    );
  });

  test('the order of a list with keys does not matter, that of another does', () => {
    const pod = created('pods', {
      spec: { containers: [{ name: 'a' }, { name: 'b', args: ['1', '2'] }] },
    });
    const next = object({
      spec: { containers: [{ name: 'b', args: ['2', '1'] }, { name: 'a' }] },
    });

    expect(owners(track('pods', { live: pod, next, manager: 'ben' }))['ben Update']).toEqual({
      'f:spec': { 'f:containers': { 'k:{"name":"b"}': { 'f:args': {} } } },
    });
  });

  test('of an object that nobody is tracked on starts nothing', () => {
    const untracked = stored(object({ data: { a: '1' } }), undefined);

    expect(
      track('configmaps', { live: untracked, next: object({ data: { a: '2' } }) }),
    ).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['', 'unknown', 'v1'],
    ['kubectl-edit', 'kubectl-edit', 'v1'],
  ])('by %j is one by %j', (manager, name, apiVersion) => {
    const entries = track('configmaps', { live, next: object({ data: { z: '1' } }), manager });

    expect(entries?.at(-1)).toMatchObject({ manager: name, apiVersion });
  });
});

describe('endpoints', () => {
  const live = created('pods', {
    spec: { containers: [{ name: 'a', image: 'i' }] },
    status: {},
  });

  test('status owns no spec, and its managers are others', () => {
    const next = object(
      { spec: { containers: [{ name: 'a', image: 'j' }] }, status: { phase: 'Running' } },
      { labels: { l: '1' }, ownerReferences: [{ uid: 'u' }] },
    );

    expect(owners(track('pods', { live, next, subresource: 'status' }))).toEqual({
      'ann Update': {
        'f:spec': {
          'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
        },
      },
      'ann Update status': {
        'f:metadata': { 'f:labels': { '.': {}, 'f:l': {} } },
        'f:status': { 'f:phase': {} },
      },
    });
  });

  test('whoever sends a resize owns all that differs, though only resources are taken', () => {
    const next = object({
      spec: { containers: [{ name: 'a', image: 'j', resources: { limits: { cpu: '1' } } }] },
    });

    expect(
      owners(track('pods', { live, next, subresource: 'resize', manager: 'ben' })),
    ).toMatchObject({
      'ben Update resize': {
        'f:spec': {
          'f:containers': {
            'k:{"name":"a"}': {
              'f:image': {},
              'f:resources': { '.': {}, 'f:limits': { '.': {}, 'f:cpu': {} } },
            },
          },
        },
      },
    });
  });
});

describe('managedFields sent by a client', () => {
  const live = created('configmaps', { data: { a: '1' } });
  const entry = {
    manager: 'me',
    operation: 'Apply',
    apiVersion: 'v1',
    time: '2020-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': { 'f:a': {} } },
  };
  const put = (managedFields: unknown) => {
    const next = { data: { a: '1' }, metadata: { name: 'x', managedFields } } as AnyObject;
    return track('configmaps', { live, manager: 'ben', next });
  };

  test('well-formed ones are taken as they are', () => {
    expect(put([entry])).toEqual([entry]);
  });

  test.each([['none'], ['one that is empty']])('%s ends the tracking', (which) => {
    expect(put(which === 'none' ? [] : [{}])).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['another operation', { ...entry, operation: 'Patch' }],
    ['no version', { ...entry, apiVersion: '' }],
    ['no type', { ...entry, fieldsType: undefined }],
    ['another type', { ...entry, fieldsType: 'FieldsV2' }],
    ['fields that cannot be read', { ...entry, fieldsV1: { 'k:{': {} } }],
    ['something else altogether', 'x'],
  ])('with %s the stored ones stay', (_name, bad) => {
    expect(put([entry, bad])).toEqual(live.metadata.managedFields);
  });

  test('an entry that owns nothing goes', () => {
    expect(put([{ ...entry, fieldsV1: { 'q:a': {} } }])).toBeUndefined();
  });

  test('what lies below a value of one owner becomes that value', () => {
    const service = created('services', { spec: { selector: { a: '1' } } });
    const fieldsV1 = { 'f:spec': { 'f:selector': { 'f:a': {} } } };
    const next = object(
      { spec: { selector: { a: '1' } } },
      { managedFields: [{ ...entry, fieldsV1 }] },
    );

    expect(owners(track('services', { live: service, next }))).toEqual({
      'me Apply': { 'f:spec': { 'f:selector': {} } },
    });
  });

  test('they do not count on a subresource', () => {
    const next = object({ data: { a: '1' } }, { managedFields: [entry] });

    expect(track('configmaps', { live, next, subresource: 'status' })).toEqual(
      live.metadata.managedFields,
    );
  });

  test('entries of versions that are gone go as well', () => {
    const managedFields = [entry, { ...entry, apiVersion: 'v0', manager: 'old' }];
    const next = object({ data: { a: '1' } }, { managedFields });

    expect(owners(track('configmaps', { live, next, otherVersion: () => undefined }))).toEqual({
      'me Apply': entry.fieldsV1,
    });
  });
});

function horizontalOf(cpu: number): AnyObject {
  return object({ spec: { maxReplicas: 1, metrics: [{ cpu }] } });
}

test('entries of another version are compared in that version', () => {
  const horizontal = catalog.find('autoscaling', 'v1', 'horizontalpodautoscalers');
  const managedFields = [
    {
      manager: 'old',
      operation: 'Update',
      apiVersion: 'autoscaling/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:maxReplicas': {}, 'f:targetCPUUtilizationPercentage': {} } },
    },
  ];
  const live = stored(horizontalOf(50), managedFields);

  const entries = track(
    'horizontalpodautoscalers',
    {
      live,
      next: horizontalOf(60),
      apiVersion: 'autoscaling/v2',
      otherVersion: () => ({
        schema: horizontal?.schema,
        convert: (each) => {
          const { metrics } = each['spec'] as { metrics: { cpu: number }[] };
          return object({
            spec: { maxReplicas: 1, targetCPUUtilizationPercentage: metrics[0]?.cpu },
          });
        },
      }),
    },
    'autoscaling',
  );

  expect(owners(entries)).toEqual({
    'old Update': { 'f:spec': { 'f:maxReplicas': {} } },
    'ann Update': { 'f:spec': { 'f:metrics': {} } },
  });
});

test('at most ten updates are told apart, the oldest go into one entry', () => {
  let live = created('configmaps', { data: { k0: '1' } });
  for (let i = 1; i < 13; i++) {
    const data = { ...(live['data'] as Record<string, string>), [`k${i}`]: '1' };
    const next = object({ data });
    const now = `2026-01-01T00:${String(i).padStart(2, '0')}:00Z`;
    live = stored(next, track('configmaps', { live, next, now, manager: `m${i}` }));
  }

  const entries = live.metadata.managedFields ?? [];
  expect(entries.map(({ manager }) => manager)).toEqual([
    'ancient-changes',
    'm4',
    'm5',
    'm6',
    'm7',
    'm8',
    'm9',
    'm10',
    'm11',
    'm12',
  ]);
  expect(entries[0]).toMatchObject({
    time: '2026-01-01T00:03:00Z',
    fieldsV1: { 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {}, 'f:k3': {} } },
  });
});

describe('custom resources', () => {
  const objectMeta = mergeSchemaOf(
    catalog.schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
  );
  const mergeSchema = customMergeSchema(
    {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            size: { type: 'integer' },
            plain: { type: 'array', items: { type: 'string' } },
            free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            keyed: {
              type: 'array',
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['k'],
              items: { type: 'object', properties: { k: { type: 'string' } } },
            },
          },
        },
      },
    },
    objectMeta,
  );
  const next = object({
    spec: { size: 1, plain: ['a'], free: { a: { b: [1] } }, keyed: [{ k: 'x' }] },
  });
  const parts = {
    schema: undefined,
    apiVersion: 'example.com/v1',
    manager: 'ann',
    resetFields: [],
  };

  test('own their structs as well', () => {
    expect(owners(track('configmaps', { ...parts, next, mergeSchema }))['ann Update']).toEqual({
      'f:spec': {
        '.': {},
        'f:free': { '.': {}, 'f:a': { '.': {}, 'f:b': {} } },
        'f:keyed': { '.': {}, 'k:{"k":"x"}': { '.': {}, 'f:k': {} } },
        'f:plain': {},
        'f:size': {},
      },
    });
  });

  test('without a schema are owned as they look', () => {
    expect(owners(track('configmaps', { ...parts, next }))['ann Update']).toEqual({
      'f:spec': {
        '.': {},
        'f:free': { '.': {}, 'f:a': { '.': {}, 'f:b': {} } },
        'f:keyed': {},
        'f:plain': {},
        'f:size': {},
      },
    });
  });

  test('whose items have no names are not tracked', () => {
    const nameless = object({ spec: { keyed: [{}] } });

    expect(track('configmaps', { ...parts, next: nameless, mergeSchema })).toBeUndefined();
  });

  test('may be nested deeper than anybody reads', () => {
    let value: unknown = 1;
    for (let i = 0; i < 3000; i++) value = { x: value };
    const deep = object({ spec: { free: value } });

    const entries = track('configmaps', { ...parts, next: deep, mergeSchema });
    const live = { ...deep, metadata: { ...deep.metadata, managedFields: entries ?? [] } };

    expect(entries).toHaveLength(1);
    expect(track('configmaps', { ...parts, live, next: deep, mergeSchema })).toEqual(entries);
  });
});

describe('a write that changed nothing in the end', () => {
  const live = created('configmaps', { data: { a: '1' } });
  const touched = (time: string, data: unknown): AnyObject => {
    const managedFields = live.metadata.managedFields?.map((each) => ({ ...each, time }));
    return { ...live, data, metadata: { ...live.metadata, managedFields: managedFields ?? [] } };
  };

  test('keeps the times that are stored', () => {
    expect(settledManagedFields(live, touched(NOON, { a: '1' }))).toBe(live.metadata.managedFields);
  });

  test('is none when the object differs', () => {
    const next = touched(NOON, { a: '2' });

    expect(settledManagedFields(live, next)).toBe(next.metadata.managedFields);
  });
});
