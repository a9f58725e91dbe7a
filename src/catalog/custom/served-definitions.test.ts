import { describe, expect, test } from 'vitest';
import type { CustomResourceDefinition } from '../../apimachinery/types.generated.ts';
import { loadCatalog } from '../catalog.ts';
import { ServedDefinitions } from './served-definitions.ts';

const DATA = new URL('../../../openapi/kubernetes/', import.meta.url);

function definition(established: boolean, versions: string[] = ['v1']): CustomResourceDefinition {
  return {
    metadata: { name: 'widgets.example.com', uid: 'u' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { type: 'object' } },
      })),
    },
    status: {
      acceptedNames: { plural: 'widgets', kind: 'Widget', listKind: 'WidgetList' },
      storedVersions: [],
      conditions: [{ type: 'Established', status: established ? 'True' : 'False' }],
    },
  };
}

describe('a definition', () => {
  test('is served from the moment it is established', () => {
    const catalog = loadCatalog(DATA);
    const served = new ServedDefinitions(catalog);

    served.update('widgets.example.com', definition(false), 5);
    expect(catalog.find('example.com', 'v1', 'widgets')).toBeUndefined();

    served.update('widgets.example.com', definition(true), 5);
    expect(catalog.find('example.com', 'v1', 'widgets')).toMatchObject({
      kind: 'Widget',
      custom: { since: 5, definition: 'widgets.example.com' },
    });
    expect(catalog.groups.at(-1)).toEqual({
      group: 'example.com',
      versions: ['v1'],
      preferred: 'v1',
    });
  });

  test('lists its versions best first, and those it drops are gone', () => {
    const catalog = loadCatalog(DATA);
    const served = new ServedDefinitions(catalog);
    served.update('widgets.example.com', definition(true, ['v1beta1', 'v1', 'v2']), 5);
    expect(catalog.groups.at(-1)?.versions).toEqual(['v2', 'v1', 'v1beta1']);

    served.update('widgets.example.com', definition(true, ['v1']), 5);

    expect(catalog.serves('example.com', 'v2')).toBe(false);
    expect(catalog.find('example.com', 'v2', 'widgets')).toBeUndefined();
    expect(catalog.findKind('example.com', 'v1', 'Widget')).toBeDefined();
  });

  test('that is deleted takes its group along and ends its watches', () => {
    const catalog = loadCatalog(DATA);
    const groups = catalog.groups.length;
    const served = new ServedDefinitions(catalog);
    served.update('widgets.example.com', definition(true), 5);
    const ended = catalog.find('example.com', 'v1', 'widgets')?.custom?.ended;

    served.update('widgets.example.com', undefined, 0);

    expect(ended?.aborted).toBe(true);
    expect(catalog.groups).toHaveLength(groups);
    expect(catalog.find('example.com', 'v1', 'widgets')).toBeUndefined();
  });
});
