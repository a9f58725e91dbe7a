import { describe, expect } from 'vitest';
import { configMapNamed, contract, serviceNamed } from './contract.ts';

describe('PUT an object', () => {
  contract('refuses a stale resourceVersion with 409 Conflict', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));
    await api.put(`${path}/colors`, { ...created.body, data: { sky: 'grey' } });

    const stale = await api.put(`${path}/colors`, { ...created.body, data: { sky: 'red' } });

    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({
      kind: 'Status',
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "colors": the object has been modified; ' +
        'please apply your changes to the latest version and try again',
      details: { name: 'colors', kind: 'configmaps' },
    });
    const kept = await api.get(`${path}/colors`);
    expect(kept.body.data).toEqual({ sky: 'grey' });
  });

  contract('without a resourceVersion replaces whatever is there', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const replaced = await api.put(`${path}/colors`, configMapNamed('colors', { sea: 'green' }));

    expect(replaced.status).toBe(200);
    expect(replaced.body.data).toEqual({ sea: 'green' });
    expect(replaced.body.metadata.uid).toBe(created.body.metadata.uid);
    expect(replaced.body.metadata.creationTimestamp).toBe(created.body.metadata.creationTimestamp);
    expect(Number(replaced.body.metadata.resourceVersion)).toBeGreaterThan(
      Number(created.body.metadata.resourceVersion),
    );
  });

  contract('through the other API of an Event forgets who wrote it', async ({ api, namespace }) => {
    const legacy = `/api/v1/namespaces/${namespace}/events`;
    const modern = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
    await api.post(legacy, {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', namespace, name: 'p' },
      reason: 'Seen',
    });

    const labels = { metadata: { labels: { hot: 'yes' } } };
    const event = await api.patch(`${modern}/e`, 'merge', labels);

    expect(event.body.metadata.managedFields).toMatchObject([
      { apiVersion: 'events.k8s.io/v1', fieldsV1: { 'f:metadata': {} } },
    ]);
  });

  contract('that changes nothing keeps the resourceVersion', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const same = await api.put(`${path}/colors`, created.body);

    expect(same.status).toBe(200);
    expect(same.body.metadata.resourceVersion).toBe(created.body.metadata.resourceVersion);
  });

  contract('carries the addresses of a Service over', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    const created = await api.post(path, serviceNamed('web', { type: 'NodePort' }));

    const updated = await api.put(`${path}/web`, serviceNamed('web', { type: 'NodePort' }));

    expect(updated.status).toBe(200);
    expect(updated.body.spec.clusterIP).toBe(created.body.spec.clusterIP);
    expect(updated.body.spec.ports).toEqual(created.body.spec.ports);
  });

  contract('creates kinds that allow it, and no others', async ({ api, namespace }) => {
    const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

    const configMap = await api.put(`${configMaps}/a`, configMapNamed('a'));
    const lease = await api.put(`${leases}/a`, { metadata: { name: 'a' } });

    expect(configMap.status).toBe(404);
    expect(lease.status).toBe(201);
  });

  contract.for<[sentence: string, change: object, code: number, message: string]>([
    [
      'a name that is not that of the path',
      { metadata: { name: 'other' } },
      400,
      'the name of the object (other) does not match the name on the URL (web)',
    ],
    [
      'another uid',
      { metadata: { name: 'web', uid: 'aaaaaaaa-0000-4000-8000-000000000000' } },
      409,
      'Precondition failed: UID in precondition: aaaaaaaa-0000-4000-8000-000000000000',
    ],
    [
      'another ClusterIP',
      { spec: { ports: [{ port: 80 }], clusterIP: '10.96.0.77' } },
      422,
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.77"]: may not change once set',
    ],
    [
      'a port that is none',
      { spec: { ports: [{ port: 70000 }] } },
      422,
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  ])('refuses %s', async ([, change, code, message], { api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    const created = await api.post(path, serviceNamed('web'));

    const refused = await api.put(`${path}/web`, { ...serviceNamed('web'), ...change });

    expect(refused.body.message).toContain(message);
    expect(refused.status).toBe(code);
    const kept = await api.get(`${path}/web`);
    expect(kept.body).toEqual(created.body);
  });
});
