import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../catalog/catalog.ts';
import { ApiError } from '../../errors.ts';
import type { StructSchema } from '../../schema.ts';
import type { JsonObject } from '../json-value.ts';
import { applyStrategicMergePatch } from './strategic.ts';

const catalog = loadCatalog(new URL('../../../../openapi/kubernetes/', import.meta.url));

function schemaOf(kind: string): StructSchema {
  for (const resource of catalog.all()) {
    if (resource.kind === kind && resource.schema !== undefined) return resource.schema;
  }
  throw new Error(`no kind ${kind}`);
}

function merge(kind: string, document: JsonObject, patch: unknown): JsonObject {
  return applyStrategicMergePatch(schemaOf(kind), document, patch).document;
}

function refused(act: () => unknown): ApiError {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

type Case = readonly [
  rule: string,
  kind: string,
  document: JsonObject,
  patch: JsonObject,
  merged: JsonObject,
];

describe('a strategic merge patch', () => {
  // Expected documents were computed by the strategicpatch package of Kubernetes 1.34.
  test.each<Case>([
    [
      'scalars replace, null deletes, null for nothing is nothing',
      'Deployment',
      { spec: { replicas: 1, paused: true } },
      { spec: { replicas: 2, paused: null, gone: null } },
      { spec: { replicas: 2 } },
    ],
    [
      'known elements merge, a new one behind them follows',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'b', image: 'b:2' },
                { name: 'c', image: 'c:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'a:1', name: 'a' },
                { image: 'b:2', name: 'b' },
                { image: 'c:1', name: 'c' },
              ],
            },
          },
        },
      },
    ],
    [
      'a new element that leads the patch comes first',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'n', image: 'n:1' },
                { name: 'b', image: 'b:2' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'n:1', name: 'n' },
                { image: 'a:1', name: 'a' },
                { image: 'b:2', name: 'b' },
              ],
            },
          },
        },
      },
    ],
    [
      'elements stand in the order of the patch, the rest in server order',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
                { name: 'd', image: 'd:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'd', x: 1 },
                { name: 'b', x: 1 },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'a:1', name: 'a' },
                { image: 'c:1', name: 'c' },
                { image: 'd:1', name: 'd', x: 1 },
                { image: 'b:1', name: 'b', x: 1 },
              ],
            },
          },
        },
      },
    ],
    [
      'lists in elements have their own keys; others are replaced',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'a',
                  args: ['1', '2'],
                  ports: [{ containerPort: 80, name: 'http' }],
                  volumeMounts: [{ mountPath: '/v', name: 'v' }],
                },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'a',
                  args: ['3'],
                  ports: [{ containerPort: 80, name: null }, { containerPort: 81 }],
                  volumeMounts: [
                    { mountPath: '/v', readOnly: true },
                    { mountPath: '/w', name: 'v' },
                  ],
                },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  args: ['3'],
                  name: 'a',
                  ports: [{ containerPort: 80 }, { containerPort: 81 }],
                  volumeMounts: [
                    { mountPath: '/v', name: 'v', readOnly: true },
                    { mountPath: '/w', name: 'v' },
                  ],
                },
              ],
            },
          },
        },
      },
    ],
    [
      'the strategy decides, not the shape',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              tolerations: [{ key: 'a' }],
              imagePullSecrets: [{ name: 'a' }],
              hostAliases: [{ ip: '1', hostnames: ['a'] }],
              nodeSelector: { a: '1', b: '2' },
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              tolerations: [{ key: 'b' }],
              imagePullSecrets: [{ name: 'b' }],
              hostAliases: [{ ip: '1', hostnames: ['b'] }, { ip: '2' }],
              nodeSelector: { b: null, c: '3' },
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              hostAliases: [{ hostnames: ['b'], ip: '1' }, { ip: '2' }],
              imagePullSecrets: [{ name: 'b' }, { name: 'a' }],
              nodeSelector: { a: '1', c: '3' },
              tolerations: [{ key: 'b' }],
            },
          },
        },
      },
    ],
    [
      '$patch: delete removes an element',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
              ],
            },
          },
        },
      },
      { spec: { template: { spec: { containers: [{ name: 'b', $patch: 'delete' }] } } } },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'a:1', name: 'a' },
                { image: 'c:1', name: 'c' },
              ],
            },
          },
        },
      },
    ],
    [
      '$patch: delete of nothing is nothing',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
              ],
            },
          },
        },
      },
      { spec: { template: { spec: { containers: [{ name: 'z', $patch: 'delete' }] } } } },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'a:1', name: 'a' },
                { image: 'b:1', name: 'b' },
                { image: 'c:1', name: 'c' },
              ],
            },
          },
        },
      },
    ],
    [
      '$patch: replace in an element replaces the list',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [{ $patch: 'replace' }, { name: 'n' }, { name: 'a', $patch: 'delete' }],
            },
          },
        },
      },
      { spec: { template: { spec: { containers: [{ name: 'n' }] } } } },
    ],
    [
      '$patch: replace replaces a map',
      'Deployment',
      { spec: { template: { spec: { securityContext: { fsGroup: 1, runAsUser: 2 } } } } },
      { spec: { template: { spec: { securityContext: { $patch: 'replace', fsGroup: 3 } } } } },
      { spec: { template: { spec: { securityContext: { fsGroup: 3 } } } } },
    ],
    [
      '$patch: delete empties a map',
      'Deployment',
      { spec: { template: { spec: { securityContext: { fsGroup: 1, runAsUser: 2 } } } } },
      { spec: { template: { spec: { securityContext: { $patch: 'delete', fsGroup: 3 } } } } },
      { spec: { template: { spec: { securityContext: {} } } } },
    ],
    [
      'what has nothing to merge with loses its directives and nulls',
      'Deployment',
      { spec: { template: { spec: {} } } },
      {
        spec: {
          template: {
            spec: {
              securityContext: { $patch: 'delete' },
              nodeSelector: { a: null, b: '1' },
              tolerations: [{ key: 'a', value: null }, { $patch: 'replace' }],
            },
          },
        },
      },
      { spec: { template: { spec: { nodeSelector: { b: '1' }, tolerations: [{ key: 'a' }] } } } },
    ],
    [
      'a new element keeps its nulls and directives, for the decoder',
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      {
        spec: {
          template: {
            spec: {
              containers: [{ name: 'b', command: null, env: [{ name: 'x', $patch: 'delete' }] }],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { command: null, env: [{ $patch: 'delete', name: 'x' }], name: 'b' },
                { image: 'a:1', name: 'a' },
              ],
            },
          },
        },
      },
    ],
    [
      'elements of the patch with one key become one',
      'Deployment',
      { spec: { template: { spec: { containers: [] } } } },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', x: 1 },
                { name: 'a', y: 2 },
              ],
            },
          },
        },
      },
      { spec: { template: { spec: { containers: [{ name: 'a', x: 1, y: 2 }] } } } },
    ],
    [
      '$patch: replace at the root',
      'Deployment',
      { $patch: 'x', a: 1 },
      { $patch: 'replace', metadata: { name: 'd' } },
      { metadata: { name: 'd' } },
    ],
    [
      'primitive lists become one set',
      'ConfigMap',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['c', 'a'] } },
      { metadata: { finalizers: ['c', 'a', 'b'] } },
    ],
    [
      '$deleteFromPrimitiveList removes values',
      'ConfigMap',
      { metadata: { finalizers: ['a', 'b', 'c'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['b', 'z'] } },
      { metadata: { finalizers: ['a', 'c'] } },
    ],
    [
      'a deletion list that is none, or for nothing, is ignored',
      'ConfigMap',
      { metadata: { finalizers: ['a'] } },
      {
        metadata: {
          '$deleteFromPrimitiveList/finalizers': 'a',
          '$deleteFromPrimitiveList/none': ['x'],
        },
      },
      { metadata: { finalizers: ['a'] } },
    ],
    [
      'a deletion list that is null deletes the field',
      'ConfigMap',
      { metadata: { finalizers: ['a'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': null } },
      { metadata: {} },
    ],
    [
      '$setElementOrder orders a set',
      'ConfigMap',
      { metadata: { finalizers: ['a', 'b', 'c'] } },
      { metadata: { '$setElementOrder/finalizers': ['c', 'n', 'a'], finalizers: ['n'] } },
      { metadata: { finalizers: ['b', 'c', 'n', 'a'] } },
    ],
    [
      'maps of strings take directives too',
      'ConfigMap',
      { data: { a: '1', b: '2' } },
      { data: { $patch: 'replace', z: '3' } },
      { data: { z: '3' } },
    ],
    [
      '$retainKeys drops what it does not list',
      'ConfigMap',
      { data: { a: '1', b: '2' } },
      { data: { $retainKeys: ['a', 'c'], c: '3' } },
      { data: { a: '1', c: '3' } },
    ],
    [
      '$retainKeys of a union',
      'Deployment',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      '$retainKeys in an element',
      'Deployment',
      { spec: { template: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } } } },
      {
        spec: {
          template: {
            spec: {
              volumes: [
                { $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'c' } },
              ],
            },
          },
        },
      },
      { spec: { template: { spec: { volumes: [{ configMap: { name: 'c' }, name: 'v' }] } } } },
    ],
    [
      '$setElementOrder orders what it lists, the rest keeps its place',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
                { name: 'd', image: 'd:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'd' }, { name: 'a' }],
              containers: [{ name: 'a', image: 'a:2' }],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'b:1', name: 'b' },
                { image: 'c:1', name: 'c' },
                { image: 'd:1', name: 'd' },
                { image: 'a:2', name: 'a' },
              ],
            },
          },
        },
      },
    ],
    [
      '$setElementOrder alone',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
                { name: 'd', image: 'd:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [
                { name: 'd' },
                { name: 'c' },
                { name: 'b' },
                { name: 'a' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [
                { image: 'd:1', name: 'd' },
                { image: 'c:1', name: 'c' },
                { image: 'b:1', name: 'b' },
                { image: 'a:1', name: 'a' },
              ],
            },
          },
        },
      },
    ],
    [
      'a new element takes the place that a deleted one left',
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'b', image: 'b:1' },
                { name: 'c', image: 'c:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'n' }, { name: 'c' }],
              containers: [{ name: 'a', $patch: 'delete' }, { name: 'n' }],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              containers: [{ image: 'b:1', name: 'b' }, { name: 'n' }, { image: 'c:1', name: 'c' }],
            },
          },
        },
      },
    ],
    [
      '$setElementOrder for a list that is new',
      'Deployment',
      { spec: { template: { spec: {} } } },
      {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
              containers: [
                { name: 'b' },
                { $patch: 'delete', name: 'c' },
                { name: 'a', tty: null },
              ],
            },
          },
        },
      },
      { spec: { template: { spec: { containers: [{ name: 'b' }, { name: 'a', tty: null }] } } } },
    ],
    [
      '$setElementOrder for nothing',
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { '$setElementOrder/volumes': [{ name: 'v' }] } } } },
      { spec: { template: { spec: { containers: [{ image: 'a:1', name: 'a' }] } } } },
    ],
    [
      'keys may be numbers',
      'Service',
      {
        spec: {
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 81 },
          ],
        },
      },
      { spec: { ports: [{ port: 81, targetPort: 8081 }, { port: 82 }] } },
      {
        spec: {
          ports: [{ name: 'a', port: 80 }, { name: 'b', port: 81, targetPort: 8081 }, { port: 82 }],
        },
      },
    ],
    [
      'a key of another type is another key',
      'Service',
      { spec: { ports: [{ name: 'a', port: 80 }] } },
      { spec: { ports: [{ port: '80' }] } },
      { spec: { ports: [{ port: '80' }, { name: 'a', port: 80 }] } },
    ],
    [
      'lists without a key are replaced',
      'CustomResourceDefinition',
      { spec: { versions: [{ name: 'v1' }], names: { plural: 'x' } } },
      { spec: { versions: [{ name: 'v2' }], names: { kind: 'X' } } },
      { spec: { names: { kind: 'X', plural: 'x' }, versions: [{ name: 'v2' }] } },
    ],
    [
      'types are not checked',
      'Deployment',
      { spec: { replicas: 1 } },
      { spec: { replicas: 'x', template: [], selector: 1 } },
      { spec: { replicas: 'x', selector: 1, template: [] } },
    ],
  ])('%s', (_rule, kind, document, patch, merged) => {
    expect(merge(kind, document, patch)).toEqual(merged);
  });

  test.each<readonly [kind: string, document: JsonObject, patch: JsonObject, message: string]>([
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: ['x'] } } } },
      'list element types are not identical: [[map[image:a:1 name:a]] [x]]',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: [['x']] } } } },
      'list element types are not identical: [[map[image:a:1 name:a]] [[x]]]',
    ],
    [
      'ConfigMap',
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: [1] } },
      'list element types are not identical: [[a] [1]]',
    ],
    [
      'ConfigMap',
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: [{ a: null }] } },
      'list element types are not identical: [[a] [map[a:<nil>]]]',
    ],
    [
      'ConfigMap',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { $patch: 'merge', n: '3' } } },
      'unknown patch type: merge in map: map[$patch:merge n:3]',
    ],
    [
      'ConfigMap',
      { metadata: {} },
      { metadata: { $patch: 1 } },
      'unknown patch type: %!s(int64=1) in map: map[$patch:1]',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: [{ name: 'a', $patch: 'merge' }] } } } },
      'merging lists cannot yet be specified in the patch',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: [{ name: 'a', $patch: 'x' }] } } } },
      'unknown patch type: x in map: map[$patch:x name:a]',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: [{ $patch: 'delete' }] } } } },
      'map: map[$patch:delete] does not contain declared merge key: name',
    ],
    [
      'Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'a:1' },
                { name: 'c', image: 'c:1' },
              ],
            },
          },
        },
      },
      {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'a' }, { name: 'c' }],
              containers: [
                { name: 'c', image: 'x' },
                { name: 'a', image: 'y' },
              ],
            },
          },
        },
      },
      "The order in patch list:\n[map[image:x name:c] map[image:y name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:c]]\n",
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      {
        spec: {
          template: {
            spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'c' }] },
          },
        },
      },
      "The order in patch list:\n[map[name:c]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { '$setElementOrder/containers': 'a' } } } },
      'expected a []interface {}, but received a string',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { '$setElementOrder/containers': null } } } },
      'expected a []interface {}, but received a %!s(<nil>)',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { '$setElementOrder/containers': ['a'] } } } },
      'value for key 0 is not a map',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      {
        spec: {
          template: {
            spec: { '$setElementOrder/containers': [{ image: 'a' }], containers: [{ name: 'a' }] },
          },
        },
      },
      'map: map[image:a] does not contain declared merge key: name',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      {
        spec: {
          template: { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: 'a' } },
        },
      },
      'expected a []interface {}, but received a string',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { hostname: 'a' } } } },
      { spec: { template: { spec: { '$setElementOrder/hostname': ['a'] } } } },
      'expected a []interface {}, but received a string',
    ],
    [
      'Deployment',
      { spec: { template: { spec: {} } } },
      { spec: { template: { spec: { '$setElementOrder/hostname': ['a'] } } } },
      'expected slice or array type, but got: struct',
    ],
    [
      'Deployment',
      { spec: { template: { spec: {} } } },
      { spec: { template: { spec: { '$setElementOrder/none': ['a'] } } } },
      'unable to find api field in struct PodSpec for the json field "none"',
    ],
    [
      'Deployment',
      { spec: { template: { spec: {} } } },
      { spec: { template: { spec: { $setElementOrder: ['a'] } } } },
      'invalid patch format of setElementOrder list',
    ],
    [
      'ConfigMap',
      { data: {} },
      { data: { $deleteFromPrimitiveList: ['a'] } },
      'invalid patch format of primitive list',
    ],
    [
      'ConfigMap',
      { data: {} },
      { data: { $retainKeys: 'a' } },
      'invalid patch format of retainKeys',
    ],
    [
      'ConfigMap',
      { data: {} },
      { data: { $retainKeys: ['a'], b: '1' } },
      'invalid patch format of retainKeys',
    ],
    [
      'ConfigMap',
      { data: { a: { b: 1 } } },
      { data: { a: { b: 1 } } },
      'merging an object in json but data type is not struct, instead is: map',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { tolerations: [{ key: 'a' }] } } } },
      { spec: { template: { spec: { '$deleteFromPrimitiveList/tolerations': [{ key: 'a' }] } } } },
      'cannot merge lists without merge key for struct',
    ],
    [
      'ControllerRevision',
      { data: { spec: {} } },
      { data: { spec: {} } },
      'unable to find api field in struct RawExtension for the json field "spec"',
    ],
    [
      'CertificateSigningRequest',
      { spec: { extra: { a: ['x'] } } },
      { spec: { extra: { a: ['y'] } } },
      'merging an object in json but data type is not struct, instead is: map',
    ],
    [
      'CustomResourceDefinition',
      { spec: { unknown: {} } },
      { spec: { unknown: {} } },
      'unable to find api field in struct CustomResourceDefinitionSpec for the json field "unknown"',
    ],
    [
      'Deployment',
      { spec: { unknown: [] } },
      { spec: { unknown: [] } },
      'unable to find api field in struct DeploymentSpec for the json field "unknown"',
    ],
    [
      'Deployment',
      { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } } },
      { spec: { template: { spec: { containers: [null] } } } },
      'list element types are not identical: [[map[image:a:1 name:a]] [<nil>]]',
    ],
    [
      'Deployment',
      { spec: { template: { spec: {} } } },
      { spec: { template: { spec: { '$setElementOrder/containers': [], containers: [] } } } },
      'no elements in any of the given slices',
    ],
  ])('for a %s: %j cannot take %j', (kind, document, patch, message) => {
    const error = refused(() => merge(kind, document, patch));

    expect(error.message).toBe(message);
    expect([error.code, error.reason]).toEqual(
      message.startsWith('invalid patch format of') ? [400, 'BadRequest'] : [500, ''],
    );
  });

  test('cannot merge lists of lists', () => {
    const patch = { metadata: { finalizers: [['a']] } };

    const error = refused(() => merge('ConfigMap', { metadata: { finalizers: [] } }, patch));

    expect(error.status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
      details: {},
    });
  });

  test.each<readonly [unknown, string]>([
    [[], 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['x', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
    [7, 'json: cannot unmarshal number into Go value of type map[string]interface {}'],
  ])('is an object, not %j', (patch, message) => {
    const error = refused(() => merge('ConfigMap', {}, patch));

    expect([error.code, error.message]).toEqual([400, message]);
  });

  test('that is null changes nothing', () => {
    expect(merge('ConfigMap', { data: { a: '1' } }, null)).toEqual({ data: { a: '1' } });
  });

  test('that is nested beyond reason is refused', () => {
    let patch: JsonObject = {};
    for (let i = 0; i < 5_000; i++) patch = { a: patch };

    expect(refused(() => merge('ConfigMap', {}, patch)).code).toBe(400);
  });

  test('cannot reach or set the prototype', () => {
    const patch = JSON.parse(
      '{"__proto__":{"polluted":true},"data":{"__proto__":"1"}}',
    ) as JsonObject;

    const merged = merge('ConfigMap', { data: { a: '1' } }, patch);

    expect(JSON.stringify(merged)).toBe(
      '{"data":{"a":"1","__proto__":"1"},"__proto__":{"polluted":true}}',
    );
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });

  test('prints what is left of it when its directives are done', () => {
    const patch = {
      spec: {
        replicas: 'x',
        strategy: { $retainKeys: ['type'], type: 'Recreate' },
        template: {
          spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'a' }] },
        },
      },
    };
    const document = {
      spec: { strategy: {}, template: { spec: { containers: [{ name: 'a' }] } } },
    };

    const { printPatch } = applyStrategicMergePatch(schemaOf('Deployment'), document, patch);

    expect(printPatch()).toBe(
      'map[spec:map[replicas:x strategy:map[type:Recreate] template:map[spec:map[]]]]',
    );
  });

  test('copies the way to a change and nothing else', () => {
    const document = {
      metadata: { labels: { a: '1' } },
      spec: { template: { spec: { containers: [{ name: 'a', image: '1' }, { name: 'b' }] } } },
    };
    const patch = { spec: { template: { spec: { containers: [{ name: 'a', image: '2' }] } } } };

    const merged = merge('Deployment', document, patch) as typeof document;

    expect(document.spec.template.spec.containers[0]?.image).toBe('1');
    expect(merged.metadata).toBe(document.metadata);
    expect(merged.spec.template.spec.containers[1]).toBe(document.spec.template.spec.containers[1]);
  });

  test('merges large lists in reasonable time', () => {
    const finalizers = Array.from({ length: 50_000 }, (_, i) => `f${i}`);
    const ownerReferences = finalizers.map((uid) => ({ uid }));
    const patch = {
      metadata: {
        finalizers: finalizers.map((each) => `x${each}`),
        ownerReferences: ownerReferences.map(({ uid }, i) =>
          i % 2 === 0 ? { uid, $patch: 'delete' } : { uid: `x${uid}` },
        ),
      },
    };

    const merged = merge('ConfigMap', { metadata: { finalizers, ownerReferences } }, patch);

    expect(merged).toHaveProperty('metadata.finalizers.length', 100_000);
    expect(merged).toHaveProperty('metadata.ownerReferences.length', 50_000);
  });
});
