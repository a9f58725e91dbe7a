import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';

const SERVICES = 1000;
const CLIENTS = 16;
const WATCHERS = 50;
const PATH = '/api/v1/namespaces/default/services';
/** What a Service leaves behind, and what it holds. */
const KEPT = [
  '/api/v1/services',
  '/api/v1/endpoints',
  '/apis/discovery.k8s.io/v1/endpointslices',
  '/apis/networking.k8s.io/v1/ipaddresses',
  '/api/v1/namespaces',
  '/api/v1/serviceaccounts',
  '/api/v1/configmaps',
];

const folder = mkdtempSync(join(tmpdir(), 'kubedouble-stress-'));
const running: ServerProcess[] = [];

afterAll(async () => {
  await Promise.all(running.map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
});

interface Seen {
  readonly name: string;
  readonly version: number;
  readonly type: string;
}

interface ServiceList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly clusterIP: string };
  }[];
}

test('1,000 Services by 16 clients reach 50 watchers whole, and survive kill -9', async () => {
  const first = await start();
  const client = clientOf(first);
  const before = await list(client, PATH);
  const seen = await follow(client, before.metadata.resourceVersion);

  await createAll(client);

  await eventually(() => seen.every((each) => each.length >= SERVICES), 'all events');
  expectEachOnceInOrder(seen);
  const created = await list(client, PATH);
  const addresses = created.items.map(({ spec }) => spec.clusterIP);
  expect(created.items).toHaveLength(SERVICES + 1);
  expect(new Set(addresses).size).toBe(addresses.length);

  const kept = await settled(client);
  client.close();
  await first.kill();
  const second = await start('--secure-port', new URL(first.url).port);
  const again = clientOf(second);
  expect(await settled(again)).toEqual(kept);

  const late = await again.json('POST', PATH, service('late'));
  const { metadata, spec } = JSON.parse(late.text) as {
    metadata: { resourceVersion: string };
    spec: { clusterIP: string };
  };
  expect(late.status).toBe(201);
  expect(addresses).not.toContain(spec.clusterIP);
  expect(Number(metadata.resourceVersion)).toBeGreaterThan(versionIn(kept));
  again.close();
  expect(first.errors() + second.errors()).toBe('');
});

async function start(...options: readonly string[]): Promise<ServerProcess> {
  const server = await startServer('--data-dir', join(folder, 'data'), '--nodes', '0', ...options);
  running.push(server);
  return server;
}

function clientOf(server: ServerProcess): HttpClient {
  return new HttpClient(server.url, { ...server, connections: CLIENTS + WATCHERS });
}

function service(name: string): object {
  return { metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } };
}

async function list(client: HttpClient, path: string): Promise<ServiceList> {
  return JSON.parse((await client.json('GET', path)).text) as ServiceList;
}

/** Opens the watchers; each fills a list of its own. */
function follow(client: HttpClient, after: string): Promise<Seen[][]> {
  return Promise.all(
    Array.from({ length: WATCHERS }, async () => {
      const seen: Seen[] = [];
      await client.lines(`${PATH}?watch=1&resourceVersion=${after}`, (line) => {
        const { type, object } = JSON.parse(line) as {
          type: string;
          object: { metadata: { name: string; resourceVersion: string } };
        };
        const { name, resourceVersion } = object.metadata;
        seen.push({ type, name, version: Number(resourceVersion) });
      });
      return seen;
    }),
  );
}

async function createAll(client: HttpClient): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < SERVICES) {
      const name = `s-${next++}`;
      // oxlint-disable-next-line no-await-in-loop -- a client has one request at a time
      const { status, text } = await client.json('POST', PATH, service(name));
      if (status !== 201) throw new Error(`${name}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
}

function expectEachOnceInOrder(seen: readonly (readonly Seen[])[]): void {
  const [one = []] = seen;
  expect(one).toHaveLength(SERVICES);
  expect(new Set(one.map(({ name }) => name)).size).toBe(SERVICES);
  expect(one.every(({ type }) => type === 'ADDED')).toBe(true);
  expect(one.every(({ version }, index) => version > (one[index - 1]?.version ?? 0))).toBe(true);
  const told = JSON.stringify(one);
  expect(seen.every((each) => JSON.stringify(each) === told)).toBe(true);
}

/** Everything that is kept, once the controllers have nothing left to write. */
async function settled(client: HttpClient): Promise<string[]> {
  let previous: string[] = [];
  let now: string[] = [];
  await eventually(async () => {
    previous = now;
    now = await Promise.all(KEPT.map(async (path) => (await client.json('GET', path)).text));
    const full = JSON.parse(now[1] ?? '') as ServiceList;
    return full.items.length > SERVICES && now.every((text, index) => text === previous[index]);
  }, 'controllers come to rest');
  return now;
}

function versionIn(kept: readonly string[]): number {
  return Number((JSON.parse(kept[0] ?? '') as ServiceList).metadata.resourceVersion);
}
