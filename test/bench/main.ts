/**
 * `npm run bench`: what kubedouble does per second, each figure beside a floor that was measured in the
 * same run on the same machine: bare node:https answering the same bytes, and for writes the same with
 * one bare better-sqlite3 INSERT of the same bytes behind it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '../server-process.ts';
import { Connection } from './connection.ts';
import type { FanOut } from './measure.ts';
import { CLIENTS, fanOut, rate, WATCHERS } from './measure.ts';
import type { Started } from './processes.ts';
import { residentMib, startFloor, startKubedouble, stop } from './processes.ts';

const OBJECTS = 5000;
const GETS = 20_000;
const LISTS = 64;
const SERVICES = '/api/v1/namespaces/default/services';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MERGE_PATCH = 'application/merge-patch+json';

interface Figures {
  readonly firstStartMs: number;
  readonly startMs: number;
  readonly idleMib: number;
  readonly loadedMib: number;
  readonly createConfigMaps: number;
  readonly createServices: number;
  readonly get: number;
  readonly list: number;
  readonly patch: number;
  readonly delete: number;
  readonly fanOut: FanOut;
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

buildServer();
const folder = mkdtempSync(join(tmpdir(), 'kubedouble-bench-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  const { figures, bytes } = await measureKubedouble();
  const floor = await measureFloor(bytes);
  table(figures, floor);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function configMap(index: number): string {
  return JSON.stringify({ metadata: { name: `c-${index}` }, data: { key: 'value' } });
}

/** Without a selector: no controller works beside what is measured. */
function service(index: number): string {
  return JSON.stringify({ metadata: { name: `s-${index}` }, spec: { ports: [{ port: 80 }] } });
}

/** What kubedouble answered, for the floor to answer. */
interface Bytes {
  readonly object: string;
  readonly configMap: string;
  readonly list: Buffer;
}

async function measureKubedouble(): Promise<{ figures: Figures; bytes: Bytes }> {
  const first = await startKubedouble(folder, '--data-dir', folder);
  await stop(first);
  const server = await startKubedouble(folder, '--data-dir', folder);
  const idleMib = residentMib(server);
  const createConfigMaps = await rate(server, {
    count: OBJECTS,
    send: (connection, index) => connection.request('POST', CONFIG_MAPS, configMap(index)),
  });
  const createServices = await rate(server, {
    count: OBJECTS,
    send: (connection, index) => connection.request('POST', SERVICES, service(index)),
  });
  const get = await rate(server, {
    count: GETS,
    send: (connection, index) => connection.request('GET', `${SERVICES}/s-${index % OBJECTS}`),
  });
  const list = await rate(server, {
    count: LISTS,
    send: (connection) => connection.request('GET', SERVICES),
  });
  const patch = await rate(server, {
    count: OBJECTS,
    send: (connection, index) => {
      const body = `{"metadata":{"labels":{"round":"r-${index}"}}}`;
      return connection.request('PATCH', `${SERVICES}/s-${index}`, body, MERGE_PATCH);
    },
  });
  const bytes = await bytesOf(server);
  const watched = await fanOut(server, {
    watch: `${CONFIG_MAPS}?watch=1&resourceVersion=0&labelSelector=mark`,
    write: (connection, mark) => {
      const metadata = { name: mark, labels: { mark: 'yes' } };
      return connection.request('POST', CONFIG_MAPS, JSON.stringify({ metadata, data: { mark } }));
    },
  });
  const loadedMib = residentMib(server);
  const deletes = await rate(server, {
    count: OBJECTS,
    send: (connection, index) => connection.request('DELETE', `${SERVICES}/s-${index}`),
  });
  await stop(server);
  return {
    bytes,
    figures: {
      firstStartMs: first.readyMs,
      startMs: server.readyMs,
      idleMib,
      loadedMib,
      createConfigMaps,
      createServices,
      get,
      list,
      patch,
      delete: deletes,
      fanOut: watched,
    },
  };
}

async function bytesOf(server: Started): Promise<Bytes> {
  const connection = await Connection.open(server);
  const object = (await connection.request('GET', `${SERVICES}/s-1`)).toString('utf8');
  const read = await connection.request('GET', `${CONFIG_MAPS}/c-1`);
  const list = await connection.request('GET', SERVICES);
  connection.close();
  return { object, configMap: read.toString('utf8').trim(), list };
}

/** The same requests; writes reach SQLite, reads do not. */
async function measureFloor({ object, configMap: text, list: all }: Bytes): Promise<Figures> {
  const listFile = join(folder, 'list.json');
  writeFileSync(listFile, all);
  const server = await startFloor(folder, {
    object,
    list: listFile,
    database: join(folder, 'floor.db'),
  });
  const idleMib = residentMib(server);
  const write = (method: string, path: string, body?: string): Promise<number> =>
    rate(server, {
      count: OBJECTS,
      send: (connection, index) => connection.request(method, `${path}/${index}`, body),
    });
  const createConfigMaps = await write('POST', '/create', configMap(1));
  const createServices = await write('POST', '/create', service(1));
  const get = await rate(server, {
    count: GETS,
    send: (connection, index) => connection.request('GET', `/object/${index}`),
  });
  const list = await rate(server, {
    count: LISTS,
    send: (connection) => connection.request('GET', '/list'),
  });
  const patch = await write('PATCH', '/patch', '{"metadata":{"labels":{"round":"r-1"}}}');
  const deletes = await write('DELETE', '/delete');
  const watched = await fanOut(server, {
    watch: '/watch',
    write: (connection, mark, index) => {
      const event = `{"type":"ADDED","object":${text.replace('"key":"value"', `"mark":"${mark}"`)}}`;
      return connection.request('POST', `/event/${index}`, event);
    },
  });
  const loadedMib = residentMib(server);
  await stop(server);
  return {
    firstStartMs: server.readyMs,
    startMs: server.readyMs,
    idleMib,
    loadedMib,
    createConfigMaps,
    createServices,
    get,
    list,
    patch,
    delete: deletes,
    fanOut: watched,
  };
}

function table(ours: Figures, floor: Figures): void {
  print(`${CLIENTS} clients over TLS, ${OBJECTS} objects of a kind, SQLite`);
  print(
    `${''.padEnd(40)}${'kubedouble'.padStart(12)}${'floor'.padStart(12)}${'ratio'.padStart(8)}`,
  );
  line('first start to ready, ms', ours.firstStartMs, floor.firstStartMs);
  line('start to ready, ms', ours.startMs, floor.startMs);
  line('resident memory when idle, MiB', ours.idleMib, floor.idleMib);
  line('resident memory after load, MiB', ours.loadedMib, floor.loadedMib);
  faster('create ConfigMap /s', ours.createConfigMaps, floor.createConfigMaps);
  faster('create Service /s', ours.createServices, floor.createServices);
  faster('GET Service /s', ours.get, floor.get);
  faster(`LIST of ${OBJECTS} Services /s`, ours.list, floor.list);
  faster('PATCH Service /s', ours.patch, floor.patch);
  faster('DELETE Service /s', ours.delete, floor.delete);
  const { eventsPerSecond, p99Ms } = ours.fanOut;
  faster(`events to ${WATCHERS} watchers /s`, eventsPerSecond, floor.fanOut.eventsPerSecond);
  line(`p99 of an event to ${WATCHERS} watchers, ms`, p99Ms, floor.fanOut.p99Ms);
}

/** What should be small: how many times the floor. */
function line(what: string, ours: number, floor: number): void {
  row(what, ours, floor, ours / floor);
}

/** What should be large: how many times the floor would do. */
function faster(what: string, ours: number, floor: number): void {
  row(what, ours, floor, floor / ours);
}

function figure(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0).padStart(12);
}

function row(what: string, ours: number, floor: number, ratio: number): void {
  print(`${what.padEnd(40)}${figure(ours)}${figure(floor)}${`${ratio.toFixed(1)}×`.padStart(8)}`);
}
