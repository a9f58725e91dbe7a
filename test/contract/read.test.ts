import { describe, expect } from 'vitest';
import { configMapNamed, contract } from './contract.ts';

describe('GET an object', () => {
  contract('answers 404 for a name that nobody has', async ({ api, namespace }) => {
    const missing = await api.get(`/api/v1/namespaces/${namespace}/configmaps/ghost`);

    expect(missing.status).toBe(404);
    expect(missing.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'configmaps "ghost" not found',
      reason: 'NotFound',
      details: { name: 'ghost', kind: 'configmaps' },
      code: 404,
    });
  });

  contract.for([
    ['an unknown group', '/apis/nobody.example/v1/things/a'],
    ['a path outside the API', '/etc/passwd'],
  ])('answers 404 for %s', async ([, path = ''], { api }) => {
    const missing = await api.get(path);

    expect(missing.status).toBe(404);
    expect(missing.text).toContain('404 page not found');
  });
});

describe('GET what is no resource', () => {
  contract.for([
    ['an unknown version', '/api/v7/namespaces/default/configmaps/a'],
    ['an unknown resource', '/api/v1/namespaces/default/gadgets/a'],
    ['a path that climbs', '/api/v1/../../../etc/passwd'],
  ])('answers a Status for %s', async ([, path = ''], { api }) => {
    const missing = await api.get(path);

    expect(missing.status).toBe(404);
    expect(missing.body).toMatchObject({
      message: 'the server could not find the requested resource',
      reason: 'NotFound',
    });
  });
});

describe('GET a list', () => {
  contract('is ordered by name, and is one revision', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    for (const name of ['b', 'c', 'a']) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      await api.post(path, configMapNamed(name));
    }

    const list = await api.get(`${path}?fieldSelector=metadata.name!=kube-root-ca.crt`);

    expect(list.body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
    const names = list.body.items.map((item: Named) => item.metadata.name);
    expect(names).toEqual(['a', 'b', 'c']);
    expect(Number(list.body.metadata.resourceVersion)).toBeGreaterThan(0);
    expect(list.body.items[0].kind).toBeUndefined();
  });

  contract('comes in pages that belong together', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) => api.post(path, { metadata: { name } })),
    );

    const first = await api.get(`${path}?limit=2`);
    await api.delete(`${path}/e`);
    const token = encodeURIComponent(first.body.metadata.continue);
    const second = await api.get(`${path}?limit=2&continue=${token}`);

    expect(first.body.items.map((item: Named) => item.metadata.name)).toEqual(['a', 'b']);
    expect(first.body.metadata.remainingItemCount).toBe(3);
    expect(second.body.items.map((item: Named) => item.metadata.name)).toEqual(['c', 'd']);
    // The pages are of one revision, in which `e` was still there.
    expect(second.body.metadata.remainingItemCount).toBe(1);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  contract.for<[selector: string, names: string[]]>([
    ['labelSelector=tier=front', ['a', 'b']],
    ['labelSelector=tier!=front', ['c', 'd']],
    ['labelSelector=tier in (back,front),app', ['a', 'c']],
    ['labelSelector=!tier', ['d']],
    ['labelSelector=app=x,tier=back', ['c']],
    ['fieldSelector=metadata.name=b', ['b']],
    ['fieldSelector=metadata.name!=b,type=Opaque', ['a', 'c', 'd']],
  ])('keeps what %s selects', async ([selector, names], { api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const labels = {
      a: { tier: 'front', app: 'x' },
      b: { tier: 'front' },
      c: { tier: 'back', app: 'x' },
      d: {},
    };
    await Promise.all(
      Object.entries(labels).map(([name, each]) =>
        api.post(path, { metadata: { name, labels: each } }),
      ),
    );

    const list = await api.get(`${path}?${encodeURI(selector)}`);

    expect(list.body.items.map((item: Named) => item.metadata.name)).toEqual(names);
  });

  contract('ends with the page that version 0 asks for', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    for (const name of ['a', 'b', 'c', 'd']) {
      // oxlint-disable-next-line no-await-in-loop -- in this order
      await api.post(path, { metadata: { name } });
    }
    const first = await api.get(`${path}?limit=1`);

    const next = `${path}?limit=1&continue=${first.body.metadata.continue}`;
    const rest = await api.get(`${next}&resourceVersion=0`);
    const told = await api.get(`${next}&fieldSelector=metadata.name%3Da`);

    expect(rest.body.items.map((item: Named) => item.metadata.name)).toEqual(['b', 'c', 'd']);
    expect(rest.body.metadata.continue).toBeUndefined();
    expect(told.body.items).toEqual([]);
  });

  contract.for<[query: string, code: number, message: string]>([
    ['labelSelector=a%3D%3D%3Db', 400, 'unable to parse requirement'],
    ['labelSelector=a+in', 400, 'unable to parse requirement'],
    ['fieldSelector=spec.color%3Dred', 400, 'field label not supported'],
    ['limit=many', 400, 'strconv.ParseInt'],
    ['continue=nonsense', 400, 'continue key is not valid'],
    ['resourceVersion=abc', 400, 'Invalid value: "abc"'],
    [
      'resourceVersionMatch=Exact',
      422,
      'resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
  ])('refuses ?%s', async ([query, code, message], { api, namespace }) => {
    const refused = await api.get(`/api/v1/namespaces/${namespace}/secrets?${query}`);

    expect(refused.status).toBe(code);
    expect(refused.body).toMatchObject({ kind: 'Status', status: 'Failure' });
    expect(refused.body.message).toContain(message);
  });
});

interface Named {
  readonly metadata: { readonly name: string };
}
