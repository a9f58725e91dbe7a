import { describe, expect } from 'vitest';
import type { WatchEvent } from './contract.ts';
import { configMapNamed, contract } from './contract.ts';

const brief = ({ type, object }: WatchEvent): string => `${type} ${object.metadata['name']}`;

describe('GET with watch', () => {
  contract('tells what happens after a resourceVersion', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const list = await api.get(path);
    await api.post(path, { metadata: { name: 'a' } });

    const from = list.body.metadata.resourceVersion;
    const events = await api.watchWhile(`${path}?resourceVersion=${from}`, async () => {
      await api.patch(`${path}/a`, 'merge', { data: { k: 'dg==' } });
      await api.delete(`${path}/a`);
      await api.post(path, { metadata: { name: 'b' } });
    });

    expect(events.map(brief)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b']);
    const versions = events.map(({ object }) => Number(object.metadata['resourceVersion']));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
  });

  contract('without a resourceVersion begins with what is there', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await api.post(path, { metadata: { name: 'a' } });
    await api.post(path, { metadata: { name: 'b' } });

    const events = await api.watchWhile(path, async () => {});

    expect(events.map(brief)).toEqual(['ADDED a', 'ADDED b']);
  });

  contract('without a resourceVersion does so below watch/ as well', async ({ api, namespace }) => {
    await api.post(`/api/v1/namespaces/${namespace}/secrets`, { metadata: { name: 'a' } });

    const path = `/api/v1/watch/namespaces/${namespace}/secrets`;
    const [some, none] = await Promise.all([
      api.watch(`${path}?allowWatchBookmarks=true&timeoutSeconds=1`),
      api.watch(`${path}?timeoutSeconds=-1`),
      // Lets the second pass.
      api.watchWhile(`/api/v1/namespaces/${namespace}/configmaps`, async () => {}),
    ]);

    expect(some.map(brief)[0]).toBe('ADDED a');
    expect(some.filter(({ object }) => object.metadata.annotations !== undefined)).toEqual([]);
    expect(none).toEqual([]);
  });

  contract('of a selector tells arrivals and departures', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await api.post(path, { metadata: { name: 'a' } });
    const list = await api.get(path);

    const from = list.body.metadata.resourceVersion;
    const watch = `${path}?resourceVersion=${from}&labelSelector=hot%3Dyes`;
    const events = await api.watchWhile(watch, async () => {
      await api.patch(`${path}/a`, 'merge', { metadata: { labels: { hot: 'yes' } } });
      await api.patch(`${path}/a`, 'merge', { data: { k: 'dg==' } });
      await api.patch(`${path}/a`, 'merge', { metadata: { labels: { hot: null } } });
      await api.delete(`${path}/a`);
    });

    expect(events.map(brief)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  contract('marks the end of the initial events', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await api.post(path, { metadata: { name: 'a' } });

    const query =
      'sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
    const events = await api.watchWhile(`${path}?${query}`, async () => {});

    // What the client knows is not told again before the end.
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(events[1]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  contract('of one name tells of no other', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;

    const watch = `${path}?fieldSelector=metadata.name%3Db`;
    const events = await api.watchWhile(watch, async () => {
      await api.post(path, configMapNamed('a'));
      await api.post(path, configMapNamed('b'));
    });

    expect(events.map(brief)).toEqual(['ADDED b']);
  });

  contract('sees a pod that goes at once terminating first', async ({ api, namespace }) => {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const spec = { containers: [{ name: 'c', image: 'i' }], automountServiceAccountToken: false };
    for (const name of ['unbound', 'bound']) {
      const nodeName = name === 'bound' ? { nodeName: 'none' } : {};
      await api.post(path, { metadata: { name }, spec: { ...spec, ...nodeName } });
    }
    const list = await api.get(path);

    const from = list.body.metadata.resourceVersion;
    const events = await api.watchWhile(`${path}?resourceVersion=${from}`, async () => {
      await api.delete(`${path}/unbound`);
      await api.delete(`${path}/bound?gracePeriodSeconds=0`);
    });

    expect(events.map(brief)).toEqual([
      'MODIFIED unbound',
      'DELETED unbound',
      'MODIFIED bound',
      'DELETED bound',
    ]);
    for (const { object } of events) {
      expect(object.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 });
    }
  });

  contract('ends after timeoutSeconds', async ({ api, namespace }) => {
    const events = await api.watchWhile(`/api/v1/namespaces/${namespace}/secrets`, async () => {});

    expect(events).toEqual([]);
  });

  contract(
    'answers a resourceVersion that is no number with a Status',
    async ({ api, namespace }) => {
      const path = `/api/v1/namespaces/${namespace}/secrets?watch=1&resourceVersion=abc`;

      const refused = await api.get(path);

      expect(refused.status).toBe(500);
      expect(refused.body).toMatchObject({
        kind: 'Status',
        message:
          'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
      });
    },
  );
});
