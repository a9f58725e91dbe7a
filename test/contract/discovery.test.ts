import { describe, expect } from 'vitest';
import { contract } from './contract.ts';

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

describe('Discovery', () => {
  contract('says which version this is', async ({ api }) => {
    const version = await api.get('/version');

    expect(version.body).toMatchObject({ major: '1', minor: expect.stringMatching(/^3\d/) });
  });

  contract('lists versions and groups', async ({ api }) => {
    const core = await api.get('/api');
    const groups = await api.get('/apis');

    expect(core.body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    expect(groups.body.kind).toBe('APIGroupList');
    const names = groups.body.groups.map((group: { name: string }) => group.name);
    expect(names).toEqual(
      expect.arrayContaining(['apps', 'discovery.k8s.io', 'networking.k8s.io']),
    );
  });

  contract('lists the resources of a version', async ({ api }) => {
    const core = await api.get('/api/v1');

    expect(core.body.kind).toBe('APIResourceList');
    expect(core.body.resources).toContainEqual(
      expect.objectContaining({
        name: 'services',
        singularName: 'service',
        namespaced: true,
        kind: 'Service',
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        shortNames: ['svc'],
        categories: ['all'],
      }),
    );
  });

  contract('answers in one document to those who ask for it', async ({ api }) => {
    const groups = await api.get('/apis', { accept: AGGREGATED });

    expect(groups.headers['content-type']).toContain('as=APIGroupDiscoveryList');
    expect(groups.body.kind).toBe('APIGroupDiscoveryList');
    const again = await api.get('/apis', {
      accept: AGGREGATED,
      'if-none-match': groups.headers['etag'] ?? '',
    });
    expect(again.status).toBe(304);
  });

  contract.for(['/healthz', '/livez', '/readyz'])('%s is ok', async (path, { api }) => {
    const health = await api.get(path);

    expect(health.status).toBe(200);
    expect(health.text).toBe('ok');
  });

  contract('tells each check to those who ask', async ({ api }) => {
    const health = await api.get('/readyz?verbose');

    expect(health.text).toMatch(/^\[\+\]ping ok\n/);
    expect(health.text).toMatch(/\nreadyz check passed\n$/);
  });
});
