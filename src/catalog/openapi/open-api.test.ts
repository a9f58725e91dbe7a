import { describe, expect, test } from 'vitest';
import type { Catalog, Resource } from '../catalog.ts';
import { loadCatalog } from '../catalog.ts';
import { loadDescriptions } from './descriptions.ts';
import { negotiateOpenApi } from './media-types.ts';
import { OpenApi } from './open-api.ts';
import type { Schema } from './schemas.ts';

const data = new URL('../../../openapi/kubernetes/', import.meta.url);
const descriptions = loadDescriptions(new URL('../../../openapi/descriptions/', import.meta.url));

interface Document {
  openapi?: string;
  swagger?: string;
  info: Schema;
  paths: Record<string, Record<string, OperationObject> & { parameters?: NamedObject[] }>;
  components: { schemas: Record<string, SchemaObject>; securitySchemes?: Schema };
  definitions: Record<string, SchemaObject>;
  parameters: Record<string, NamedObject>;
}
interface NamedObject {
  name: string;
  $ref?: string;
}
interface OperationObject {
  operationId: string;
  parameters?: NamedObject[];
  responses: Record<string, Schema>;
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string };
}
interface SchemaObject {
  description?: string;
  properties?: Record<string, Schema>;
}

const catalog = loadCatalog(data);
const api = new OpenApi(catalog, descriptions);
const core = JSON.parse(api.documentV3('api/v1')?.text ?? '') as Document;
const v2 = JSON.parse(api.documentV2().text) as Document;

/** As the recorded answers are compared: without words. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => key !== 'description' || typeof member !== 'string')
      .map(([key, member]) => [key, withoutDescriptions(member)]),
  );
}

/** Targets of references that lead nowhere. */
function missing(text: string, reference: RegExp, targets: object): string[] {
  const names = [...text.matchAll(reference)].map(([, target = '']) => target);
  return names.filter((name) => !Object.hasOwn(targets, name));
}

function idOf(path: string, method: string): string | undefined {
  return core.paths[path]?.[method]?.operationId;
}

function withWidgets(): { catalog: Catalog; widgets: Resource } {
  const own = loadCatalog(data);
  const pods = own.find('', 'v1', 'pods') as Resource;
  const widgets: Resource = {
    ...pods,
    group: 'example.com',
    version: 'v1',
    kind: 'Widget',
    listKind: 'WidgetList',
    plural: 'widgets',
    schema: undefined,
    listSchema: undefined,
    deleteReturnsObject: false,
    custom: { definition: 'widgets.example.com', columns: [] } as unknown as Resource['custom'],
    subresources: [],
  };
  const group = { group: 'example.com', preferred: 'v1', versions: ['v1'] };
  own.replaceCustom([...own.groups, group], [], [widgets]);
  return { catalog: own, widgets };
}

describe('the index', () => {
  test('names every group version, and the documents besides', () => {
    const { paths } = JSON.parse(api.indexV3().text) as {
      paths: Record<string, { serverRelativeURL: string }>;
    };
    expect(Object.keys(paths)).toHaveLength(47);
    expect(Object.keys(paths)).toEqual(Object.keys(paths).toSorted());
    expect(paths['apis/apps/v1']?.serverRelativeURL).toMatch(
      /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/,
    );
    expect(paths['apis/apps/v1']?.serverRelativeURL).toBe(api.urlV3('apis/apps/v1'));
    for (const name of Object.keys(paths)) expect(api.documentV3(name)).toBeDefined();
  });

  test.each(['', 'apis', 'apis/', 'api/v2', 'apis/apps/v9', 'apis/nope/v1', 'apis/apps/v1/x', 'x'])(
    'knows no document %j unless there is one',
    (name) => {
      if (name === 'apis') expect(api.documentV3(name)).toBeDefined();
      else expect(api.documentV3(name)).toBeUndefined();
    },
  );

  test('gives each document a hash of its own, the same in every process', () => {
    const again = new OpenApi(loadCatalog(data), descriptions);
    expect(again.documentV3('api/v1')?.hash).toBe(api.documentV3('api/v1')?.hash);
    expect(api.documentV3('apis/apps/v1')?.hash).not.toBe(api.documentV3('api/v1')?.hash);
  });
});

describe('a version 3 document', () => {
  test('has defaults, enums and the extensions of lists', () => {
    expect(withoutDescriptions(core.components.schemas['io.k8s.api.core.v1.ServicePort'])).toEqual({
      type: 'object',
      required: ['port'],
      properties: {
        appProtocol: { type: 'string' },
        name: { type: 'string' },
        nodePort: { type: 'integer', format: 'int32' },
        port: { type: 'integer', format: 'int32', default: 0 },
        protocol: { type: 'string', default: 'TCP', enum: ['SCTP', 'TCP', 'UDP'] },
        targetPort: {
          allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString' }],
        },
      },
    });
    const { ports, ipFamilies, selector } =
      core.components.schemas['io.k8s.api.core.v1.ServiceSpec']?.properties ?? {};
    expect(withoutDescriptions(ports)).toEqual({
      type: 'array',
      items: {
        default: {},
        allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ServicePort' }],
      },
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'port',
      'x-kubernetes-patch-strategy': 'merge',
    });
    expect(withoutDescriptions(ipFamilies)).toEqual({
      type: 'array',
      items: { type: 'string', default: '', enum: ['', 'IPv4', 'IPv6'] },
      'x-kubernetes-list-type': 'atomic',
    });
    expect(withoutDescriptions(selector)).toEqual({
      type: 'object',
      additionalProperties: { type: 'string', default: '' },
      'x-kubernetes-map-type': 'atomic',
    });
  });

  test('names the kind of a schema', () => {
    expect(core.components.schemas['io.k8s.api.core.v1.Service']).toMatchObject({
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Service' }],
    });
  });

  test('refers to nothing that it does not have', () => {
    for (const name of ['api/v1', 'apis/apps/v1', 'apis/apiextensions.k8s.io/v1', 'version']) {
      const { text } = api.documentV3(name) ?? { text: '' };
      const { components } = JSON.parse(text) as Document;
      expect(missing(text, /"#\/components\/schemas\/([^"]+)"/g, components.schemas)).toEqual([]);
    }
  });

  test('offers fieldValidation wherever an object of a kind can be patched', () => {
    for (const resource of catalog.all()) {
      if (!resource.verbs.includes('patch')) continue;
      const { group, version, kind } = resource;
      const name = group === '' ? `api/${version}` : `apis/${group}/${version}`;
      const { paths } = JSON.parse(api.documentV3(name)?.text ?? '') as Document;
      const patches = Object.values(paths).flatMap(({ patch }) => (patch ? [patch] : []));
      const own = patches.filter(
        (patch) =>
          patch['x-kubernetes-group-version-kind']?.kind === kind &&
          patch['x-kubernetes-action'] === 'patch',
      );
      expect(own.length, `${group} ${kind}`).toBeGreaterThan(0);
      for (const { parameters = [] } of own) {
        expect(parameters.map((each) => each.name)).toContain('fieldValidation');
      }
    }
  });

  test('moves what all operations of a path share to the path', () => {
    const item = core.paths['/api/v1/namespaces/{namespace}/services/{name}'];
    expect(item?.parameters?.map(({ name }) => name)).toEqual(['name', 'namespace', 'pretty']);
    expect(item?.['get']).not.toHaveProperty('parameters');
    const alone = core.paths['/api/v1/services'];
    expect(alone?.parameters?.map(({ name }) => name)).toContain('labelSelector');
  });

  test('names operations as upstream does', () => {
    const pod = '/api/v1/namespaces/{namespace}/pods/{name}';
    expect(idOf(pod, 'put')).toBe('replaceCoreV1NamespacedPod');
    expect(idOf(`${pod}/eviction`, 'post')).toBe('createCoreV1NamespacedPodEviction');
    expect(idOf(`${pod}/proxy/{path}`, 'get')).toBe('connectCoreV1GetNamespacedPodProxyWithPath');
    expect(idOf('/api/v1/watch/pods', 'get')).toBe('watchCoreV1PodListForAllNamespaces');
    expect(idOf('/api/v1/nodes', 'delete')).toBe('deleteCoreV1CollectionNode');
    const { paths } = JSON.parse(
      api.documentV3('apis/rbac.authorization.k8s.io/v1')?.text ?? '',
    ) as Document;
    expect(paths['/apis/rbac.authorization.k8s.io/v1/roles']?.['get']).toMatchObject({
      operationId: 'listRbacAuthorizationV1RoleForAllNamespaces',
      tags: ['rbacAuthorization_v1'],
      'x-kubernetes-action': 'list',
    });
  });

  test('describes every type and every field but those upstream leaves bare', () => {
    const bare = Object.entries(core.components.schemas).flatMap(
      ([name, { description, properties = {} }]) => [
        ...(description ? [] : [name]),
        ...Object.entries(properties).flatMap(([field, schema]) =>
          schema['description'] ? [] : [`${name} ${field}`],
        ),
      ],
    );
    expect(bare).toEqual([]);
  });
});

describe('the version 2 document', () => {
  test('has plain references and no defaults', () => {
    const { properties } = v2.definitions['io.k8s.api.core.v1.ServicePort'] ?? {};
    expect(withoutDescriptions(properties?.['protocol'])).toEqual({
      type: 'string',
      enum: ['SCTP', 'TCP', 'UDP'],
    });
    expect(withoutDescriptions(properties?.['targetPort'])).toEqual({
      $ref: '#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    });
    expect(
      withoutDescriptions(v2.definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString']),
    ).toEqual({ type: 'string', format: 'int-or-string' });
    const properties2 = Object.values(v2.definitions).flatMap((definition) =>
      Object.values(definition.properties ?? {}),
    );
    expect(properties2.filter((property) => 'default' in property)).toEqual([]);
  });

  test('shares parameters, but not those by which old kubectl knows the server', () => {
    const { patch } = v2.paths['/api/v1/namespaces/{namespace}/configmaps/{name}'] ?? {};
    const names = patch?.parameters?.map(({ name, $ref }) => name ?? $ref?.replace(/-.{8}$/, ''));
    expect(names).toEqual([
      '#/parameters/body',
      'dryRun',
      '#/parameters/fieldManager',
      'fieldValidation',
      '#/parameters/force',
    ]);
  });

  test('refers to nothing that it does not have', () => {
    const { text } = api.documentV2();
    expect(missing(text, /"#\/definitions\/([^"]+)"/g, v2.definitions)).toEqual([]);
    expect(missing(text, /"#\/parameters\/([^"]+)"/g, v2.parameters)).toEqual([]);
  });

  test('has a protobuf form of its definitions', () => {
    const wire = api.documentV2Protobuf();
    expect(wire.subarray(0, 5).toString('hex')).toBe('0a03322e30');
    expect(wire.includes('io.k8s.api.core.v1.ServiceSpec')).toBe(true);
    expect(wire.includes('x-kubernetes-patch-merge-key')).toBe(true);
    expect(api.documentV2Protobuf()).toBe(wire);
  });
});

describe('custom resources', () => {
  const structural = {
    type: 'object',
    required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        required: ['size', 'maybe'],
        properties: {
          size: { type: 'integer', default: 1 },
          maybe: { type: 'string', nullable: true },
          port: { 'x-kubernetes-int-or-string': true },
          any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {} },
          inner: { type: 'object', 'x-kubernetes-embedded-resource': true },
        },
      },
    },
  };

  test('appear in the index and in both documents with the schema of their definition', () => {
    const own = new OpenApi(withWidgets().catalog, descriptions, () => ({
      schema: structural,
      selectableFields: ['spec.size'],
    }));

    const { paths, components } = JSON.parse(
      own.documentV3('apis/example.com/v1')?.text ?? '',
    ) as Document;

    expect(own.indexV3().text).toContain('"apis/example.com/v1"');
    expect(own.indexV3().text).not.toContain('"apis/example.com"');
    expect(Object.keys(paths)).toContain('/apis/example.com/v1/namespaces/{namespace}/widgets');
    const widget = components.schemas['com.example.v1.Widget'];
    expect(widget).toMatchObject({
      'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
      'x-kubernetes-selectable-fields': [{ fieldPath: 'spec.size' }],
    });
    expect(withoutDescriptions(widget?.properties?.['spec'])).toEqual({
      type: 'object',
      required: ['size', 'maybe'],
      properties: {
        size: { type: 'integer', default: 1 },
        maybe: { type: 'string', nullable: true },
        port: {
          'x-kubernetes-int-or-string': true,
          anyOf: [{ type: 'integer' }, { type: 'string' }],
        },
        any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {} },
        inner: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          required: ['kind', 'apiVersion'],
          properties: {
            apiVersion: { type: 'string' },
            kind: { type: 'string' },
            metadata: {
              allOf: [
                { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
              ],
            },
          },
        },
      },
    });
    const { definitions } = JSON.parse(own.documentV2().text) as Document;
    const old = definitions['com.example.v1.Widget']?.properties?.['spec'];
    expect(withoutDescriptions(old)).toMatchObject({
      required: ['size'],
      properties: {
        size: { type: 'integer' },
        maybe: {},
        port: { 'x-kubernetes-int-or-string': true },
        any: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    });
  });

  test('take anything while nothing is known of their schema', () => {
    const own = new OpenApi(withWidgets().catalog, descriptions);
    const { components } = JSON.parse(
      own.documentV3('apis/example.com/v1')?.text ?? '',
    ) as Document;
    expect(components.schemas['com.example.v1.Widget']).toEqual({
      type: 'object',
      'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
    });
  });

  test('change the hashes of what they are in, and of nothing else', () => {
    const { catalog: own, widgets } = withWidgets();
    let size = 1;
    const openApi = new OpenApi(own, descriptions, () => ({
      schema: { type: 'object', description: `Size ${size}.` },
      selectableFields: [],
    }));
    const before = ['apis/example.com/v1', 'api/v1'].map((name) => openApi.documentV3(name)?.hash);
    const index = openApi.indexV3();
    expect(openApi.indexV3()).toBe(index);

    size = 2;
    own.replaceCustom(own.groups, [widgets], [widgets]);

    expect(openApi.documentV3('apis/example.com/v1')?.hash).not.toBe(before[0]);
    expect(openApi.documentV3('api/v1')?.hash).toBe(before[1]);
    expect(openApi.indexV3()).not.toEqual(index);
    expect(openApi.documentV2().text).toContain('Size 2.');
  });
});

describe('negotiation', () => {
  test.each([
    [undefined, 'v2', 'json'],
    ['', 'v2', 'json'],
    ['*/*', 'v2', 'json'],
    ['application/json', 'v2', 'json'],
    ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', 'v2', 'protobuf'],
    ['application/com.github.proto-openapi.spec.v2.v1.0+protobuf', 'v2', 'protobuf'],
    ['text/html', 'v2', undefined],
    ['text/html, application/json;q=0.5', 'v2', 'json'],
    ['application/json', 'v3', 'json'],
    ['application/com.github.proto-openapi.spec.v3@v1.0+protobuf', 'v3', 'protobuf'],
    ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', 'v3', undefined],
  ] as const)('%j asks %s for %s', (accept, dialect, encoding) => {
    expect(negotiateOpenApi(accept, dialect)).toBe(encoding);
  });
});
