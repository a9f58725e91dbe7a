import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import type { Namespace } from '../../apimachinery/types.generated.ts';
import type { Front, Remote } from './remote.suite.ts';
import { AGGREGATED, found, registered, startFront, startRemote } from './remote.suite.ts';

let remote: Remote;
let front: Front;
beforeEach(async () => {
  remote = await startRemote();
  front = await startFront(remote);
});
afterEach(async () => {
  await front.stop();
  await remote.stop();
});

const notFound = (name: string): string =>
  JSON.stringify({
    kind: 'Status',
    status: 'Failure',
    reason: 'NotFound',
    message: `things.things.example.com "${name}" not found`,
    details: { name, group: 'things.example.com', kind: 'things' },
    code: 404,
  });

describe('owners and dependents', () => {
  test('are found in other servers', async () => {
    const things = new Map([
      ['kept', { metadata: { name: 'kept', namespace: 'default', uid: 'k' } }],
      [
        'owned',
        { metadata: { name: 'owned', namespace: 'default', uid: 'o', ownerReferences: [] } },
      ],
    ]);
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: 'n' };
    Object.assign(things.get('owned')?.metadata ?? {}, { ownerReferences: [owner] });
    remote.answer = ({ method, url = '' }, response) => {
      const name = url.replace(/^.*\/things\/?/, '').replace(/\?.*/, '');
      if (url.includes('watch=true')) response.flushHeaders();
      else if (name === '') response.end(JSON.stringify({ items: [...things.values()] }));
      else if (!things.has(name)) response.writeHead(404).end(notFound(name));
      else {
        response.end(JSON.stringify(things.get(name)));
        if (method === 'DELETE') things.delete(name);
      }
    };
    await registered(front);
    const maps = front.client.resource('v1', 'configmaps');
    const owned = (name: string, uid: string): Promise<unknown> =>
      maps.create('default', {
        metadata: {
          name: `of-${name}`,
          ownerReferences: [{ apiVersion: 'things.example.com/v1', kind: 'Thing', name, uid }],
        },
      });
    await owned('kept', 'k');
    await owned('gone', 'g');

    await eventually(async () => {
      await front.clock.advance(1000);
      const { items } = await maps.list('default');
      const names = items.map(({ metadata }) => metadata.name);
      return !names.includes('of-gone') && !things.has('owned');
    });

    await expect(maps.get('default', 'of-kept')).resolves.toBeDefined();
    expect(things.has('kept')).toBe(true);
  });
});

describe('a namespace that is deleted', () => {
  test('takes with it what other servers have in it', async () => {
    let items = [{ metadata: { name: 'one', finalizers: ['example.com/held'] } }];
    const deletions: string[] = [];
    remote.answer = (request, response, body) => {
      if (request.method === 'DELETE') deletions.push(`${request.url} ${body}`);
      response.end(JSON.stringify({ kind: 'ThingList', items }));
    };
    await registered(front);
    const aggregated = { headers: { accept: AGGREGATED } };
    await eventually(async () =>
      (await front.send('/apis', aggregated)).text.includes('singularResource":"thing'),
    );
    const namespaces = front.client.resource<Namespace>('v1', 'namespaces');
    await namespaces.create(undefined, { metadata: { name: 'old' }, spec: {}, status: {} });

    await namespaces.delete(undefined, 'old');

    const messages = await found(async () => {
      const { conditions = [] } = (await namespaces.get(undefined, 'old')).status;
      const problems = conditions.filter(({ status }) => status === 'True');
      return problems.length === 2 ? problems.map(({ message }) => message) : undefined;
    });
    expect(messages).toEqual([
      'Some resources are remaining: things.things.example.com has 1 resource instances',
      'Some content in the namespace has finalizers remaining: example.com/held in 1 resource instances',
    ]);
    expect(deletions[0]).toMatch(
      /^\/apis\/things.example.com\/v1\/namespaces\/old\/things\/one .*"Background"/,
    );
    items = [];
    await eventually(async () => {
      await front.clock.advance(1000);
      return namespaces.get(undefined, 'old').then(
        () => false,
        () => true,
      );
    });
  });
});

/** Of the other server in aggregated discovery, once it has been asked. */
async function entry(freshness: 'Current' | 'Stale'): Promise<unknown> {
  return found(async () => {
    const { text } = await front.send('/apis', { headers: { accept: AGGREGATED } });
    const { items } = JSON.parse(text) as { items: { metadata: { name: string } }[] };
    const group = items.find(({ metadata }) => metadata.name === 'things.example.com');
    const isNew = remote.requests.filter((each) => each === 'GET /apis').length > 0;
    return isNew && JSON.stringify(group)?.includes(`"${freshness}"`) ? group : undefined;
  });
}

describe('discovery', () => {
  test('tells of the groups of other servers in the order of their priorities', async () => {
    await registered(front, { groupPriorityMinimum: 17_350 });

    const { groups } = JSON.parse((await front.send('/apis')).text) as {
      groups: { name: string; preferredVersion: object }[];
    };

    const names = groups.map(({ name }) => name);
    expect(names.slice(6, 9)).toEqual(['batch', 'things.example.com', 'certificates.k8s.io']);
    expect(groups[7]?.preferredVersion).toEqual({
      groupVersion: 'things.example.com/v1',
      version: 'v1',
    });
    const group = JSON.parse((await front.send('/apis/things.example.com')).text) as object;
    expect(group).toMatchObject({ kind: 'APIGroup', name: 'things.example.com' });
    expect((await front.send('/apis/things.example.com/v2')).text).toBe('404 page not found\n');
    expect((await front.send('/')).text).toContain('"/apis/things.example.com/v1"');
    const curl = { headers: { accept: AGGREGATED, 'user-agent': 'curl/8' } };
    expect((await front.send('/apis', curl)).text).toMatch(/^\{\n {2}"kind": /);
  });

  test('has in its aggregated form what other servers say they have', async () => {
    await registered(front);

    const group = await entry('Current');

    const kind = { group: '', version: '', kind: 'Thing' };
    expect(group).toEqual({
      metadata: { name: 'things.example.com' },
      versions: [
        {
          version: 'v1',
          resources: [
            {
              resource: 'things',
              responseKind: kind,
              scope: 'Namespaced',
              singularResource: 'thing',
              verbs: ['delete', 'list', 'watch'],
              subresources: [{ subresource: 'status', responseKind: kind, verbs: ['get'] }],
            },
          ],
          freshness: 'Current',
        },
      ],
    });
  });

  test('takes over what other servers say in the aggregated form', async () => {
    const resources = [
      {
        resource: 'things',
        scope: 'Cluster',
        verbs: ['get'],
        subresources: [{ subresource: 'a' }],
      },
    ];
    const items = [
      { metadata: { name: 'others.example.com' }, versions: [{ version: 'v1' }] },
      { metadata: { name: 'things.example.com' }, versions: [{ version: 'v1', resources }] },
    ];
    remote.documents.set('/apis', { type: AGGREGATED, text: JSON.stringify({ items }) });
    await registered(front);

    const responseKind = { group: '', version: '', kind: '' };
    expect(await entry('Current')).toEqual({
      metadata: { name: 'things.example.com' },
      versions: [
        {
          version: 'v1',
          resources: [
            { ...resources[0], responseKind, subresources: [{ subresource: 'a', responseKind }] },
          ],
          freshness: 'Current',
        },
      ],
    });
  });

  test.each([
    ['no JSON', 'x'],
    ['another kind', '{"kind":"Status"}'],
    ['resources that are none', '{"kind":"APIResourceList","resources":[5]}'],
    ['no names', '{"kind":"APIResourceList","resources":[{"name":{},"verbs":[]}]}'],
    ['odd verbs', '{"kind":"APIResourceList","resources":[{"name":"a","kind":"A","verbs":7}]}'],
    [
      'odd words',
      '{"kind":"APIResourceList","resources":[{"name":"a","kind":"A","shortNames":"b"}]}',
    ],
    [
      'odd kinds',
      '{"kind":"APIResourceList","resources":[{"name":"a","kind":{"x":1},"verbs":[]}]}',
    ],
    [
      'two scopes',
      '{"kind":"APIResourceList","resources":[{"name":"a","kind":"A","verbs":[],"namespaced":true},' +
        '{"name":"a/b","kind":"A","verbs":[]}]}',
    ],
  ])('knows nothing of a server that says %s', async (_what, text) => {
    remote.documents.set('/apis/things.example.com/v1', { type: 'application/json', text });
    await registered(front);

    expect(await entry('Stale')).toEqual({
      metadata: { name: 'things.example.com' },
      versions: [{ version: 'v1', freshness: 'Stale' }],
    });
  });

  test('of OpenAPI names the documents of other servers, and gets them there', async () => {
    const path = '/apis/things.example.com/v1/things';
    const responses = { 200: { schema: { $ref: '#/definitions/com.example.Thing' } } };
    const version2 = {
      swagger: '2.0',
      paths: { [path]: { get: { responses } }, '/version': {} },
      definitions: { 'com.example.Thing': { type: 'object' }, Unused: {} },
    };
    remote.answer = (request, response) => {
      if (request.url === '/openapi/v2') {
        response.end(JSON.stringify(version2));
        return;
      }
      const url = '/openapi/v3/apis/things.example.com/v1?hash=1';
      const index = { paths: { 'apis/things.example.com/v1': { serverRelativeURL: url } } };
      const isIndex = request.url === '/openapi/v3';
      response.end(JSON.stringify(isIndex ? index : { openapi: '3.0.0', asked: request.url }));
    };
    await registered(front);
    await front.clock.advance(1000);

    const { serverRelativeURL } = await found(async () => {
      const { paths } = JSON.parse((await front.send('/openapi/v3')).text) as {
        paths: Record<string, { serverRelativeURL: string }>;
      };
      return paths['apis/things.example.com/v1'];
    });

    expect(JSON.parse((await front.send(serverRelativeURL)).text)).toEqual({
      openapi: '3.0.0',
      asked: serverRelativeURL,
    });
    const merged = JSON.parse((await front.send('/openapi/v2')).text) as {
      paths: Record<string, object>;
      definitions: Record<string, object>;
    };
    expect(merged.paths[path]).toEqual({ get: { responses } });
    expect(merged.paths).toHaveProperty(['/api/v1/pods']);
    expect(merged.definitions['com.example.Thing']).toEqual({ type: 'object' });
    expect(merged.definitions).not.toHaveProperty('Unused');
  });
});
