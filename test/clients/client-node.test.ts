import type { V1ConfigMap } from '@kubernetes/client-node';
import {
  CoreV1Api,
  KubeConfig,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';

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
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
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
