import { describe, expect } from 'vitest';
import { configMapNamed, contract, serviceNamed } from './contract.ts';

describe('dryRun=All', () => {
  contract('answers a create, and keeps nothing', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const created = await api.post(`${path}?dryRun=All`, configMapNamed('colors', { sky: 'blue' }));

    expect(created.status).toBe(201);
    expect(created.body.metadata.uid).toEqual(expect.any(String));
    expect((await api.get(`${path}/colors`)).status).toBe(404);
  });

  contract('takes no node port', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    const body = serviceNamed('web', { type: 'NodePort', ports: [{ port: 80, nodePort: 30084 }] });

    const tried = await api.post(`${path}?dryRun=All`, body);
    const created = await api.post(path, body);

    expect(tried.status).toBe(201);
    expect(created.status).toBe(201);
  });

  contract(
    'answers updates, patches and deletes, and keeps nothing',
    async ({ api, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

      const updated = await api.put(
        `${path}/colors?dryRun=All`,
        configMapNamed('colors', { a: 'b' }),
      );
      const patched = await api.patch(`${path}/colors?dryRun=All`, 'merge', { data: { c: 'd' } });
      const deleted = await api.delete(`${path}/colors?dryRun=All`);

      expect(updated.body.data).toEqual({ a: 'b' });
      expect(patched.body.data).toEqual({ sky: 'blue', c: 'd' });
      expect(deleted.status).toBe(200);
      expect((await api.get(`${path}/colors`)).body).toEqual(created.body);
    },
  );

  contract('refuses what the real request would be refused for', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors'));

    const taken = await api.post(`${path}?dryRun=All`, configMapNamed('colors'));
    const unknown = await api.post(`${path}?dryRun=Some`, configMapNamed('more'));

    expect(taken.status).toBe(409);
    expect(unknown.status).toBe(422);
    expect(unknown.body.message).toContain('dryRun: Unsupported value: ["Some"]: supported');
  });

  contract('of a create answers with the version it was sent', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const versioned = { metadata: { name: 'colors', resourceVersion: '5' } };

    const tried = await api.post(`${path}?dryRun=All`, versioned);
    const refused = await api.post(path, versioned);

    expect(tried.status).toBe(201);
    expect(tried.body.metadata.resourceVersion).toBe('5');
    expect(refused.status).toBe(500);
  });

  contract('refuses the uid of another object', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/colors`;
    await api.post(path.replace('/colors', ''), configMapNamed('colors'));
    const metadata = { name: 'colors', uid: 'u' };

    const updated = await api.put(`${path}?dryRun=All`, { metadata });
    const applied = await api.patch(`${path}-not?fieldManager=ann`, 'apply', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colors-not', uid: 'u' },
    });

    expect(updated.status).toBe(409);
    expect(updated.body.message).toContain(`Key: /configmaps/${namespace}/colors, Resource`);
    expect(applied.status).toBe(409);
    expect(applied.body.message).toBe(
      'Operation cannot be fulfilled on configmaps "colors-not": uid mismatch: the provided ' +
        'object specified uid u, and no existing object was found',
    );
  });
});
