import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Authenticator } from '../../src/auth/authenticator.ts';
import { SystemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { SystemRng } from '../../src/base/rng.ts';
import type { Listener } from '../../src/http/listen.ts';
import { ApiServer } from '../../src/server.ts';
import { MemoryStore } from '../../src/store/memory/memory-store.ts';
import { eventually } from '../eventually.ts';

/* What a client sees of a watch before its first event: that needs a listener and a real clock. */

const PATH = '/api/v1/namespaces/default/configmaps';

/** More than what controllers write by the way. */
const WRITES = 20;
let server: ApiServer;
let store: MemoryStore;
let listener: Listener;
let url: string;

beforeAll(async () => {
  const clock = new SystemClock();
  store = new MemoryStore({ clock });
  server = new ApiServer({
    store,
    clock,
    rng: new SystemRng(),
    log: silentLogger,
    authenticator: new Authenticator([]),
    data: new URL('../../openapi/kubernetes/', import.meta.url),
    certificateAuthority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    serviceClusterIpRange: '10.96.0.0/16',
    serviceNodePortRange: { base: 30000, size: 2768 },
  });
  listener = await server.listen('127.0.0.1', 0, undefined);
  await server.start({ address: '192.0.2.10', port: 6443 });
  url = `http://127.0.0.1:${listener.address.port}`;
});

afterAll(async () => {
  await server.stop();
  await listener.close();
  await store.close();
});

async function version(): Promise<number> {
  const list = (await (await fetch(url + PATH)).json()) as {
    metadata: { resourceVersion: string };
  };
  return Number(list.metadata.resourceVersion);
}

async function create(name: string): Promise<void> {
  const { status } = await fetch(url + PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name } }),
  });
  expect(status).toBe(201);
}

/** The values of the watches of ConfigMaps in a namespace, by metric and code. */
async function watches(): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => /resource="configmaps".*verb="WATCH"/.test(line));
  return Object.fromEntries(
    lines
      .filter((line) => line.includes('scope="namespace"'))
      .filter((line) => /^apiserver_(longrunning_requests|request_total)/.test(line))
      .map((line) => {
        const code = /code="(\d+)"/.exec(line)?.[1] ?? '';
        const name = line.slice('apiserver_'.length, line.indexOf('{'));
        return [`${name} ${code}`.trim(), Number(line.slice(line.lastIndexOf(' ') + 1))];
      }),
  );
}

describe('A watch', () => {
  test('from a version to come is answered when that is reached', async () => {
    // What starts with the server has been written.
    await eventually(async () => (await version()) === (await version()));
    const target = (await version()) + WRITES;
    const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1';
    const request = get(`${url}${PATH}?watch=1&${initial}&resourceVersion=${target}`);
    let isAnswered = false;
    const answer = once(request, 'response').then(([response]) => {
      isAnswered = true;
      return response as IncomingMessage;
    });
    // Answered in the order in which they come: a watch that does not wait would have been.
    await fetch(`${url}/version`);
    expect(isAnswered).toBe(false);

    await Promise.all(Array.from({ length: WRITES }, (_, at) => create(`reached-${at}`)));

    const response = await answer;
    expect(response.statusCode).toBe(200);
    const text = (await response.toArray()).join('');
    expect(text).toContain('"name":"reached-0"');
  });

  test('over a WebSocket is counted while it is open and when it ends', async () => {
    const socket = new WebSocket(`${url}${PATH}?watch=1`, { origin: 'http://client.example' });
    await once(socket, 'open');
    const open = await watches();

    socket.close();

    expect(open['longrunning_requests']).toBe(1);
    await eventually(async () => (await watches())['request_total 0'] === 1);
    expect((await watches())['longrunning_requests']).toBe(0);
  });
});

/** The status and the body of an answer to a request as it is written. */
async function answerTo(lines: readonly string[], body = ''): Promise<[number, string]> {
  const socket = connect(listener.address.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const length = `Content-Length: ${body.length}`;
  const asks = ['Host: x', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAEAAEAA'];
  const [line = '', ...more] = lines;
  socket.write([line, ...asks, ...more, length, '', body.slice(0, 5)].join('\r\n'));
  socket.write(body.slice(5));
  await once(socket, 'close');
  const text = Buffer.concat(chunks).toString();
  return [Number(text.split(' ')[1]), text.slice(text.indexOf('\r\n\r\n') + 4)];
}

// Java's HttpClient asks every server without TLS whether it speaks HTTP/2.
describe('A request for a protocol that is not spoken there', () => {
  test.each(['h2c', 'websocket'])('is served by HTTP/1.1: %s', async (protocol) => {
    const upgrade = `Upgrade: ${protocol}`;
    const object = JSON.stringify({ metadata: { name: `by-${protocol}` } });

    const read = await answerTo([`GET ${PATH}/none HTTP/1.1`, upgrade]);
    const written = await answerTo(
      [`POST ${PATH} HTTP/1.1`, upgrade, 'Content-Type: application/json'],
      object,
    );

    expect([read[0], JSON.parse(read[1]).message]).toEqual([404, 'configmaps "none" not found']);
    expect([written[0], JSON.parse(written[1]).metadata.name]).toEqual([201, `by-${protocol}`]);
  });
});
