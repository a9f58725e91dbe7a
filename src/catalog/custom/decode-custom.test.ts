import { expect, test } from 'vitest';
import { loadCatalog } from '../catalog.ts';
import { CustomType } from './custom-type.ts';
import { decodeCustom } from './decode-custom.ts';

const catalog = loadCatalog(new URL('../../../openapi/kubernetes/', import.meta.url));
const objectMeta = catalog.schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
const version = {
  name: 'v1',
  served: true,
  storage: true,
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        part: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          'x-kubernetes-preserve-unknown-fields': true,
        },
      },
    },
  },
};
const cup = new CustomType(
  { group: 'example.com', kind: 'Cup', namespaced: true },
  version,
  objectMeta,
);

test('empty metadata goes, an empty spec stays', () => {
  const empty = { labels: {}, annotations: {}, finalizers: [], ownerReferences: [] };
  const { object } = decodeCustom(cup, {
    apiVersion: 'example.com/v1',
    kind: 'Cup',
    metadata: { name: 'a', ...empty },
    spec: { list: [], map: {} },
    part: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b', ...empty } },
  });

  expect(object).toEqual({
    metadata: { name: 'a' },
    spec: { list: [], map: {} },
    part: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } },
  });
});

const document = (): Record<string, unknown> => ({
  apiVersion: 'example.com/v1',
  kind: 'Cup',
  metadata: { name: 'a' },
  colour: 'blue',
  part: null,
});

// Upstream prunes what clients send and what is stored, but not what a webhook makes of it.
test('what a webhook adds stays for those who are asked next', () => {
  expect(decodeCustom(cup, document()).object).toEqual({ metadata: { name: 'a' } });
  expect(decodeCustom(cup, document(), { keepsUnknown: true }).object).toEqual({
    metadata: { name: 'a' },
    colour: 'blue',
    part: null,
  });
});
