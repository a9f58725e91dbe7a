import { describe, expect } from 'vitest';
import { configMapNamed, contract } from './contract.ts';

describe('DELETE an object', () => {
  contract('answers a Status that names what is gone', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors'));

    const deleted = await api.delete(`${path}/colors`);

    expect(deleted.status).toBe(200);
    expect(deleted.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'colors', kind: 'configmaps', uid: created.body.metadata.uid },
    });
    expect((await api.get(`${path}/colors`)).status).toBe(404);
    expect((await api.delete(`${path}/colors`)).status).toBe(404);
  });

  contract('waits for finalizers, which only then may go', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, { metadata: { name: 'held', finalizers: ['example.test/hold'] } });

    const deleted = await api.delete(`${path}/held`);
    const added = await api.patch(`${path}/held`, 'merge', {
      metadata: { finalizers: ['example.test/hold', 'example.test/more'] },
    });
    const released = await api.patch(`${path}/held`, 'merge', { metadata: { finalizers: null } });

    expect(deleted.body.metadata).toMatchObject({
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: expect.any(String),
    });
    expect(added.status).toBe(422);
    expect(added.body.message).toContain(
      'no new finalizers can be added if the object is being deleted',
    );
    expect(released.status).toBe(200);
    expect((await api.get(`${path}/held`)).status).toBe(404);
  });

  contract('refuses preconditions that do not hold', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors'));
    const { uid, resourceVersion } = created.body.metadata;

    const refused = await api.delete(`${path}/colors`, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { uid: 'aaaaaaaa-0000-4000-8000-000000000000' },
    });
    const deleted = await api.delete(`${path}/colors`, { preconditions: { uid, resourceVersion } });

    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ reason: 'Conflict' });
    expect(refused.body.message).toContain('UID in the precondition (aaaaaaaa-');
    expect(deleted.status).toBe(200);
  });
});

describe('DELETE a collection', () => {
  contract('removes what there was at a version', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const first = await api.post(path, { metadata: { name: 'a', labels: { old: 'yes' } } });
    await api.post(path, { metadata: { name: 'b', labels: { old: 'yes' } } });

    const version = first.body.metadata.resourceVersion;
    const removed = await api.delete(`${path}?labelSelector=old&resourceVersion=${version}`);

    expect(removed.status).toBe(200);
    expect(removed.body.items).toHaveLength(1);
    expect((await api.get(`${path}/a`)).status).toBe(404);
    expect((await api.get(`${path}/b`)).status).toBe(200);
  });

  contract('removes what the selector selects', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await Promise.all([
      api.post(path, { metadata: { name: 'a', labels: { old: 'yes' } } }),
      api.post(path, { metadata: { name: 'b', labels: { old: 'yes' } } }),
      api.post(path, { metadata: { name: 'c' } }),
    ]);

    const deleted = await api.delete(`${path}?labelSelector=old%3Dyes`);

    expect(deleted.status).toBe(200);
    const left = await api.get(path);
    const names = left.body.items.map((item: Named) => item.metadata.name);
    expect(names).toEqual(['c']);
  });
});

describe('DELETE a namespace', () => {
  contract('takes its content with it', async ({ api, namespace }) => {
    await api.post(`/api/v1/namespaces/${namespace}/configmaps`, configMapNamed('colors'));

    const deleted = await api.delete(`/api/v1/namespaces/${namespace}`);

    expect(deleted.body.status.phase).toBe('Terminating');
    const late = await api.post(
      `/api/v1/namespaces/${namespace}/configmaps`,
      configMapNamed('late'),
    );
    expect([403, 404]).toContain(late.status);
  });
});

interface Named {
  readonly metadata: { readonly name: string };
}
