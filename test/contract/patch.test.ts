import { describe, expect } from 'vitest';
import { configMapNamed, contract, serviceNamed } from './contract.ts';

describe('PATCH an object', () => {
  contract('merges JSON: null removes, lists are replaced', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue', sea: 'green' }));

    const patched = await api.patch(`${path}/colors`, 'merge', {
      data: { sky: null, sun: 'yellow' },
    });

    expect(patched.status).toBe(200);
    expect(patched.body.data).toEqual({ sea: 'green', sun: 'yellow' });
  });

  contract('runs the operations of a JSON patch, all or none', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const patched = await api.patch(`${path}/colors`, 'json', [
      { op: 'test', path: '/data/sky', value: 'blue' },
      { op: 'replace', path: '/data/sky', value: 'grey' },
      { op: 'add', path: '/metadata/labels', value: {} },
      { op: 'add', path: '/metadata/labels/example.test~1a', value: 'b' },
    ]);
    const refused = await api.patch(`${path}/colors`, 'json', [
      { op: 'remove', path: '/data/sky' },
      { op: 'remove', path: '/data/ghost' },
    ]);

    expect(patched.body.data).toEqual({ sky: 'grey' });
    expect(patched.body.metadata.labels).toEqual({ 'example.test/a': 'b' });
    expect(refused.status).toBe(422);
    const kept = await api.get(`${path}/colors`);
    expect(kept.body.data).toEqual({ sky: 'grey' });
  });

  // Go's patch library takes JSON for text; a client that prints floats was hit.
  contract.for([
    ['merge', { spec: { ports: [{ port: 80 }] } }, 'cannot unmarshal number 80.0 into Go struct'],
    ['json', [{ op: 'test', path: '/spec/ports/0/port', value: 80 }], 'the server rejected our'],
    ['strategic', { spec: { healthCheckNodePort: 80 } }, 'healthCheckNodePort: Invalid value: 80'],
  ] as const)(
    '%s knows a number as it is written',
    async ([type, patch, words], { api, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/services`;
      await api.post(path, serviceNamed('web', { ports: [{ port: 80 }] }));

      const refused = await api.patch(
        `${path}/web`,
        type,
        JSON.stringify(patch).replace(/80/, '80.0'),
      );

      expect(refused.status).toBe(422);
      expect(refused.body.message).toContain(words);
    },
  );

  contract('merges lists strategically, by their key', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    await api.post(path, serviceNamed('web', { ports: [{ name: 'http', port: 80 }] }));

    const patched = await api.patch(`${path}/web`, 'strategic', {
      spec: {
        ports: [
          { name: 'https', port: 443 },
          { port: 80, targetPort: 8080 },
        ],
      },
    });

    const ports = patched.body.spec.ports.map((each: Port) => [
      each.name,
      each.port,
      each.targetPort,
    ]);
    expect(ports.toSorted()).toEqual([
      ['http', 80, 8080],
      ['https', 443, 443],
    ]);
  });

  contract('gets back what an ExternalName service hides', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/services`;
    const ports = [{ port: 80 }];
    await api.post(path, serviceNamed('a', { internalTrafficPolicy: 'Local', ports }));

    const external = { type: 'ExternalName', externalName: 'a.b' };
    const hidden = await api.patch(`${path}/a`, 'merge', { spec: external });
    const read = await api.get(`${path}/a`);
    const tested = await api.patch(`${path}/a`, 'json', [
      { op: 'test', path: '/spec/internalTrafficPolicy', value: 'Local' },
    ]);
    const clusterIp = { type: 'ClusterIP', externalName: null };
    const back = await api.patch(`${path}/a`, 'merge', { spec: clusterIp });

    expect(hidden.body.spec).not.toHaveProperty('internalTrafficPolicy');
    expect(read.body.spec).toEqual(hidden.body.spec);
    expect(tested.status).toBe(200);
    expect(back.body.spec.internalTrafficPolicy).toBe('Local');
  });

  contract('that changes nothing keeps the resourceVersion', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const patched = await api.patch(`${path}/colors`, 'merge', { data: { sky: 'blue' } });

    expect(patched.body.metadata.resourceVersion).toBe(created.body.metadata.resourceVersion);
  });

  contract('with a resourceVersion in it is a conflict when stale', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));
    const { resourceVersion } = created.body.metadata;
    await api.patch(`${path}/colors`, 'merge', { data: { sky: 'grey' } });

    const stale = await api.patch(`${path}/colors`, 'merge', {
      metadata: { resourceVersion },
      data: { sky: 'red' },
    });

    expect(stale.status).toBe(409);
    expect((await api.get(`${path}/colors`)).body.data).toEqual({ sky: 'grey' });
  });

  contract('of a missing object is 404', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/ghost`;

    expect((await api.patch(path, 'merge', {})).status).toBe(404);
    expect((await api.patch(path, 'json', [])).status).toBe(404);
    expect((await api.patch(path, 'strategic', {})).status).toBe(404);
  });

  contract.for<
    [sentence: string, type: 'json' | 'merge' | 'strategic', body: string, code: number]
  >([
    ['no JSON', 'merge', '{', 400],
    ['a list as a merge patch', 'merge', '[]', 400],
    ['an object as a JSON patch', 'json', '{}', 400],
    ['an operation nobody knows', 'json', '[{"op":"paint","path":"/data"}]', 422],
    ['a strategic patch of a wrong shape', 'strategic', '{"data":7}', 422],
    ['an unknown directive', 'strategic', '{"$patch":"paint"}', 500],
  ])('refuses %s', async ([, type, body, code], { api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const created = await api.post(path, configMapNamed('colors', { sky: 'blue' }));

    const refused = await api.patch(`${path}/colors`, type, body);

    expect(refused.body).toMatchObject({ kind: 'Status', status: 'Failure' });
    expect(refused.status).toBe(code);
    expect((await api.get(`${path}/colors`)).body).toEqual(created.body);
  });
});

interface Port {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}
