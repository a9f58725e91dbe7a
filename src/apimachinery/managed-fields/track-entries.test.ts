import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../meta.ts';
import { customMergeSchema } from './crd-merge-schema.ts';
import { mergeSchemaOf } from './struct-merge-schema.ts';
import { settledManagedFields } from './times.ts';
import { catalog, created, NOON, object, owners, stored, track } from './track.suite.ts';

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
