import { describe, expect, test } from 'vitest';
import type { Resource } from '../catalog/catalog.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { Item } from './item.ts';
import { builtInTable, customTable, loadColumns } from './table.ts';
import {
  bookmarkTable,
  eventTable,
  listTable,
  objectTable,
  partialList,
  partialListOfObject,
  partialOfList,
  readIncludeObject,
  rowText,
} from './table-body.ts';
import { customColumn } from './table-columns.ts';

const FOLDER = new URL('../../openapi/kubernetes/', import.meta.url);
const catalog = loadCatalog(FOLDER);
const columns = loadColumns(FOLDER);
const OPTIONS = {
  version: 'v1',
  includeObject: 'Metadata',
  now: Date.parse('2026-01-01T00:00:00Z'),
} as const;

function resource(group: string, version: string, plural: string): Resource {
  const found = catalog.find(group, version, plural);
  if (found === undefined) throw new Error(plural);
  return found;
}

const configMaps = resource('', 'v1', 'configmaps');
const table = builtInTable(columns, configMaps, { cells: { Data: () => 1 } });
const metadata = { name: 'bowl', resourceVersion: '7', creationTimestamp: '2025-12-31T23:59:50Z' };
const item = Item.ofObject(configMaps, { metadata, data: { a: '1' } });

const parse = (text: string): Record<string, unknown> =>
  JSON.parse(text) as Record<string, unknown>;

describe('tables', () => {
  test('show one object with the metadata of the object', () => {
    expect(parse(objectTable(table, item, item, OPTIONS))).toEqual({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: '7' },
      columnDefinitions: table.columns,
      rows: [
        {
          cells: ['bowl', 1, '10s'],
          object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata },
        },
      ],
    });
  });

  test('show whole objects, or none, when they are asked to', () => {
    const whole = parse(rowText(table, item, item, { ...OPTIONS, includeObject: 'Object' }));
    const none = parse(rowText(table, item, item, { ...OPTIONS, includeObject: 'None' }));

    expect(whole['object']).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata,
      data: { a: '1' },
    });
    expect(none['object']).toBeNull();
  });

  test('carry columns only in the first event of a watch', () => {
    const first = parse(eventTable(table, item, item, { ...OPTIONS, isFirst: true }));
    const second = parse(eventTable(table, item, item, { ...OPTIONS, isFirst: false }));

    expect(first['columnDefinitions']).toHaveLength(3);
    expect(second['columnDefinitions']).toBeNull();
  });

  test('have no rows, or null for kinds without a printer', () => {
    const limits = builtInTable(columns, resource('', 'v1', 'limitranges'), {});

    expect(parse(listTable(table, [], { resourceVersion: '9' }, 'v1'))['rows']).toEqual([]);
    expect(parse(listTable(limits, [], { resourceVersion: '9' }, 'v1'))['rows']).toBeNull();
  });

  test('show a bookmark as a row of an empty object', () => {
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const text = bookmarkTable(
      table,
      configMaps,
      item,
      { resourceVersion: '9', annotations },
      {
        ...OPTIONS,
        includeObject: 'None',
        isFirst: false,
      },
    );

    expect(parse(text)['rows']).toEqual([
      {
        cells: ['', 1, '<unknown>'],
        object: {
          kind: 'PartialObjectMetadata',
          apiVersion: 'meta.k8s.io/v1',
          metadata: { resourceVersion: '9', annotations },
        },
      },
    ]);
  });

  test('of custom resources print the columns of the definition', () => {
    const custom = customTable(columns, [
      customColumn({ name: 'Size', type: 'integer', jsonPath: '.spec.size' }),
      customColumn({ name: 'All', type: 'string', jsonPath: '.spec', description: 'All of it.' }),
      customColumn({ name: 'Since', type: 'date', jsonPath: '.spec.since' }),
    ]);
    const object = { metadata: { name: 'x' }, spec: { size: 3, since: 'yesterday', a: null } };

    expect(custom.cells(object, OPTIONS)).toEqual([
      'x',
      3,
      '{"a":null,"since":"yesterday","size":3}',
      '<invalid>',
    ]);
    expect(customTable(columns, []).columns.map(({ name }) => name)).toEqual(['Name', 'Age']);
  });
});

describe('PartialObjectMetadata', () => {
  test('has items: null for an empty list', () => {
    expect(parse(partialList([], { resourceVersion: '9' }, 'v1beta1'))).toEqual({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1beta1',
      metadata: { resourceVersion: '9' },
      items: null,
    });
  });

  test('names the internal type when one was asked for and a list found', () => {
    expect(partialOfList(configMaps).message).toBe(
      'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
    );
    expect(partialListOfObject(resource('rbac.authorization.k8s.io', 'v1', 'roles')).message).toBe(
      'you requested PartialObjectMetadataList, but the requested object is not a list (*rbac.Role)',
    );
  });
});

test('includeObject is one of three words or nothing', () => {
  expect([undefined, '', 'Metadata', 'Object', 'None'].map(readIncludeObject)).toEqual([
    'Metadata',
    'Metadata',
    'Metadata',
    'Object',
    'None',
  ]);
  expect(() => readIncludeObject('All')).toThrow(
    `Unable to convert to Table as requested: includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`,
  );
});
