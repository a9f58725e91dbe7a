import { describe, expect, test } from 'vitest';
import { created, NOON, object, owners, stored, track } from './track.suite.ts';

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
