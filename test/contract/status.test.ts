import { describe, expect } from 'vitest';
import { contract, serviceNamed } from './contract.ts';

describe('The status subresource', () => {
  contract('changes the status and nothing else', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    const created = await api.post(path, serviceNamed('web', { type: 'LoadBalancer' }));
    const status = { loadBalancer: { ingress: [{ ip: '203.0.113.7', ipMode: 'VIP' }] } };

    const updated = await api.put(`${path}/web/status`, {
      ...created.body,
      spec: { ...created.body.spec, sessionAffinity: 'ClientIP' },
      status,
    });

    expect(updated.status).toBe(200);
    expect(updated.body.status).toEqual(status);
    expect(updated.body.spec).toEqual(created.body.spec);
  });

  contract('is the only way to the status', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    const status = { loadBalancer: { ingress: [{ ip: '203.0.113.7', ipMode: 'VIP' }] } };

    const created = await api.post(path, {
      ...serviceNamed('web', { type: 'LoadBalancer' }),
      status,
    });
    const updated = await api.put(`${path}/web`, { ...created.body, status });

    expect(created.body.status).toEqual({ loadBalancer: {} });
    expect(updated.body.status).toEqual({ loadBalancer: {} });
  });

  contract('takes patches', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    await api.post(path, {
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'main', image: 'registry.example.com/app' }] },
    });

    const patched = await api.patch(`${path}/a/status`, 'merge', {
      status: { phase: 'Running', podIP: '10.244.0.7', podIPs: [{ ip: '10.244.0.7' }] },
    });

    expect(patched.status).toBe(200);
    expect(patched.body.status).toMatchObject({ phase: 'Running', podIP: '10.244.0.7' });
  });

  contract('is missing where a kind has none', async ({ api, namespace }) => {
    const missing = await api.get(`/api/v1/namespaces/${namespace}/configmaps/a/status`);

    expect(missing.status).toBe(404);
  });
});
