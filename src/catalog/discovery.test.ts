import { describe, expect, test } from 'vitest';
import type { Catalog, CustomResource, Resource } from './catalog.ts';
import { loadCatalog } from './catalog.ts';
import { Discovery } from './discovery.ts';
import { aggregatedContentType } from './discovery-aggregated.ts';
import { decodeMessage } from './protobuf/decode.ts';
import { decodeEnvelope, encodeObject } from './protobuf/envelope.ts';
import { rootIndex } from './root-index.ts';

const folder = new URL('../../openapi/kubernetes/', import.meta.url);

/** A catalog that also serves `widgets.example.com`, as a CRD would add it. */
function withWidgets(): Catalog {
  const catalog = loadCatalog(folder);
  const pods = catalog.find('', 'v1', 'pods') as Resource;
  const widgets: Resource = {
    ...pods,
    group: 'example.com',
    version: 'v1',
    kind: 'Widget',
    listKind: 'WidgetList',
    plural: 'widgets',
    singular: 'widget',
    shortNames: [],
    categories: [],
    verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
    storageVersionHash: undefined,
    schema: undefined,
    listSchema: undefined,
    deprecation: undefined,
    custom: { columns: [], definition: 'widgets.example.com' } as unknown as CustomResource,
    subresources: [
      {
        name: 'status',
        group: 'example.com',
        version: 'v1',
        kind: 'Widget',
        verbs: ['get', 'patch', 'update'],
        schema: undefined,
      },
      {
        name: 'scale',
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: ['get', 'patch', 'update'],
        schema: undefined,
      },
    ],
  };
  const group = { group: 'example.com', preferred: 'v1', versions: ['v1'] };
  catalog.replaceCustom([...catalog.groups, group], [], [widgets]);
  return catalog;
}

describe('legacy discovery', () => {
  const discovery = new Discovery(loadCatalog(folder));

  test('/api has no apiVersion and tells where the server is', () => {
    expect(discovery.apiVersions('10.0.0.1:6443').text).toBe(
      '{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[{"clientCIDR":"0.0.0.0/0","serverAddress":"10.0.0.1:6443"}]}',
    );
  });

  test('/apis has every group but the core one, apiregistration first', () => {
    const { groups } = discovery.groupList().object as { groups: { name: string }[] };
    expect(groups).toHaveLength(20);
    expect(groups.slice(0, 2).map(({ name }) => name)).toEqual(['apiregistration.k8s.io', 'apps']);
    expect(groups.find(({ name }) => name === 'autoscaling')).toEqual({
      name: 'autoscaling',
      versions: [
        { groupVersion: 'autoscaling/v2', version: 'v2' },
        { groupVersion: 'autoscaling/v1', version: 'v1' },
      ],
      preferredVersion: { groupVersion: 'autoscaling/v2', version: 'v2' },
    });
  });

  test('/apis/<group> is a group of its own', () => {
    expect(discovery.group('apps')?.object).toEqual({
      kind: 'APIGroup',
      apiVersion: 'v1',
      name: 'apps',
      versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    });
    expect(discovery.group('nope.example.com')).toBeUndefined();
    expect(discovery.group('')).toBeUndefined();
  });

  test('a resource stands before its subresources, and a kind from elsewhere says so', () => {
    const apps = discovery.resourceList('apps', 'v1')?.object as { resources: { name: string }[] };
    expect(apps.resources.slice(3, 6)).toEqual([
      {
        name: 'deployments',
        singularName: 'deployment',
        namespaced: true,
        kind: 'Deployment',
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        shortNames: ['deploy'],
        categories: ['all'],
        storageVersionHash: '8aSe+NMegvE=',
      },
      {
        name: 'deployments/scale',
        singularName: '',
        namespaced: true,
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: ['get', 'patch', 'update'],
      },
      {
        name: 'deployments/status',
        singularName: '',
        namespaced: true,
        kind: 'Deployment',
        verbs: ['get', 'patch', 'update'],
      },
    ]);
  });

  test('the core group has 39 entries and no apiVersion', () => {
    const core = discovery.resourceList('', 'v1')?.object as { resources: object[] };
    expect(core.resources).toHaveLength(39);
    expect(core).not.toHaveProperty('apiVersion');
    expect(discovery.resourceList('', 'v2')).toBeUndefined();
    expect(discovery.resourceList('apps', 'v9')).toBeUndefined();
  });

  test('the documents have a protobuf form', () => {
    const { object, schema } = discovery.resourceList('apps', 'v1') ?? discovery.groupList();
    const wire = encodeObject({ apiVersion: 'v1', kind: 'APIResourceList' }, schema, object);
    expect({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      ...decodeMessage(schema, decodeEnvelope(wire).raw),
    }).toEqual(object);
  });
});

describe('aggregated discovery', () => {
  const discovery = new Discovery(loadCatalog(folder));

  test('of the core group has the entity tag that a real 1.34 server sends', () => {
    expect(discovery.aggregated('api').etag).toBe(
      '"4D7E1BED90B364BC86049DD9E636494980AEF65B7F8CFAA267616FA062B514A8A3CC2C2851CC9337B8D28B4C80960E2353DE5E0B152E87CC223E02EA3C5C37AC"',
    );
  });

  test('nests subresources and leaves out the group they stand in', () => {
    const { items } = discovery.aggregated('api').object as {
      items: { versions: { resources: { resource: string }[] }[] }[];
    };
    expect(
      items[0]?.versions[0]?.resources.find(
        ({ resource }) => resource === 'replicationcontrollers',
      ),
    ).toEqual({
      resource: 'replicationcontrollers',
      responseKind: { group: '', version: '', kind: 'ReplicationController' },
      scope: 'Namespaced',
      singularResource: 'replicationcontroller',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['rc'],
      categories: ['all'],
      subresources: [
        {
          subresource: 'scale',
          responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
          verbs: ['get', 'patch', 'update'],
        },
        {
          subresource: 'status',
          responseKind: { group: '', version: '', kind: 'ReplicationController' },
          verbs: ['get', 'patch', 'update'],
        },
      ],
    });
  });

  test('names its version in the document and in the media type', () => {
    expect(discovery.aggregated('apis').object).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
    });
    expect(aggregatedContentType('application/json')).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
  });
});

describe('custom resources', () => {
  test('always say which group their kind is in', () => {
    const discovery = new Discovery(withWidgets());
    expect(discovery.resourceList('example.com', 'v1')?.object).toMatchObject({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: 'example.com/v1',
      resources: [
        { name: 'widgets', singularName: 'widget', kind: 'Widget' },
        { name: 'widgets/status', singularName: '', kind: 'Widget' },
        { name: 'widgets/scale', group: 'autoscaling', version: 'v1', kind: 'Scale' },
      ],
    });
    const { items } = discovery.aggregated('apis').object as { items: object[] };
    expect(items.at(-1)).toMatchObject({
      metadata: { name: 'example.com' },
      versions: [
        {
          version: 'v1',
          resources: [
            {
              resource: 'widgets',
              responseKind: { group: 'example.com', version: 'v1', kind: 'Widget' },
              subresources: [
                { responseKind: { group: 'example.com', version: 'v1', kind: 'Widget' } },
                { responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } },
              ],
            },
          ],
          freshness: 'Current',
        },
      ],
    });
  });

  test('appear as soon as the catalog has them, and only then is anything made anew', () => {
    const catalog = loadCatalog(folder);
    const discovery = new Discovery(catalog);
    const before = discovery.groupList();
    expect(discovery.groupList()).toBe(before);

    catalog.replaceCustom(
      [...catalog.groups, { group: 'example.com', preferred: 'v1', versions: ['v1'] }],
      [],
      [],
    );

    expect(discovery.groupList().text).toContain('example.com');
    expect(discovery.group('example.com')).toBeDefined();
    expect(rootIndex(discovery.groups).paths).toContain('/apis/example.com/v1');
  });
});
