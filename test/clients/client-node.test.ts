import type { V1ConfigMap, V1Secret } from '@kubernetes/client-node';
import {
  CoreV1Api,
  KubeConfig,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';

const as = (strategy: string) => setHeaderOptions('Content-Type', strategy);
const port = (number: number) => ({ port: number, name: `p${number}` });

describe('@kubernetes/client-node over TLS', () => {
  const config = new KubeConfig();
  let server: ServerProcess;
  let api: CoreV1Api;

  beforeAll(async () => {
    server = await startServer('--ephemeral', '--nodes', '0');
    config.loadFromFile(server.kubeconfig);
    api = config.makeApiClient(CoreV1Api);
  });
  afterAll(async () => {
    await server?.stop();
  });

  test('writes, reads and lists', async () => {
    const created = await api.createNamespacedService({
      namespace: 'default',
      body: {
        metadata: { name: 'web' },
        spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
      },
    });
    const read = await api.readNamespacedService({ namespace: 'default', name: 'web' });
    const list = await api.listNamespacedService({ namespace: 'default' });

    expect(created.spec?.clusterIP).toMatch(/^10\.96\./);
    expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
    expect(read).toEqual(created);
    expect(list.items.map(({ metadata }) => metadata?.name)).toEqual(['kubernetes', 'web']);
  });

  test('is told of errors', async () => {
    const missing = api.readNamespacedService({ namespace: 'default', name: 'ghost' });

    await expect(missing).rejects.toMatchObject({ code: 404 });
  });

  test('patches and applies', async () => {
    const at = { namespace: 'default', name: 'patched' };
    const manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: at.name } };

    const applied = await api.patchNamespacedService(
      { ...at, fieldManager: 'node', body: { ...manifest, spec: { ports: [port(80)] } } },
      as(PatchStrategy.ServerSideApply),
    );
    await api.patchNamespacedService(
      { ...at, body: { spec: { ports: [port(81)] } } },
      as(PatchStrategy.StrategicMergePatch),
    );
    const patched = await api.patchNamespacedService(
      { ...at, body: [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }] },
      as(PatchStrategy.JsonPatch),
    );

    expect(applied.metadata?.managedFields?.[0]?.manager).toBe('node');
    expect(patched.spec?.ports?.map((each) => each.port)).toEqual([81, 80]);
    expect(patched.metadata?.labels).toEqual({ a: 'b' });
    const refused = api.patchNamespacedService(
      {
        ...at,
        fieldManager: 'other',
        body: { ...manifest, spec: { ports: [{ ...port(80), name: 'x' }] } },
      },
      as(PatchStrategy.ServerSideApply),
    );
    await expect(refused).rejects.toMatchObject({ code: 409 });
    await api.deleteNamespacedService(at);
  });

  test('watches from a version on', async () => {
    const path = '/api/v1/namespaces/default/secrets';
    const { metadata } = await api.listNamespacedSecret({ namespace: 'default' });
    const heard: string[] = [];
    const request = await new Watch(config).watch(
      path,
      { resourceVersion: metadata?.resourceVersion, allowWatchBookmarks: true },
      (type: string, object: V1Secret) => heard.push(`${type} ${object.metadata?.name}`),
      () => undefined,
    );

    await api.createNamespacedSecret({ namespace: 'default', body: { metadata: { name: 'key' } } });
    await api.deleteNamespacedSecret({ namespace: 'default', name: 'key' });

    await eventually(() => heard.length >= 2, 'both events');
    expect(heard).toEqual(['ADDED key', 'DELETED key']);
    request.abort();
  });

  test('follows objects with an informer', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const list = () => api.listNamespacedConfigMap({ namespace: 'default' });
    const heard: string[] = [];
    const informer = makeInformer<V1ConfigMap>(config, path, list);
    for (const event of ['add', 'update', 'delete'] as const) {
      informer.on(event, ({ metadata }) => heard.push(`${event} ${metadata?.name}`));
    }
    const failures: unknown[] = [];
    informer.on('error', (error) => failures.push(error));
    await informer.start();

    const at = { namespace: 'default', name: 'colors' };
    await api.createNamespacedConfigMap({
      namespace: 'default',
      body: { metadata: { name: 'colors' } },
    });
    await eventually(() => heard.includes('add colors'), 'the new object');
    await api.patchNamespacedConfigMap(
      { ...at, body: { data: { sky: 'blue' } } },
      as(PatchStrategy.MergePatch),
    );
    await eventually(() => heard.includes('update colors'), 'its change');
    expect(informer.get('colors', 'default')?.data).toEqual({ sky: 'blue' });
    await api.deleteNamespacedConfigMap(at);
    await eventually(() => heard.includes('delete colors'), 'its end');

    expect(informer.get('colors', 'default')).toBeUndefined();
    expect(failures).toEqual([]);
    await informer.stop();
  });
});
