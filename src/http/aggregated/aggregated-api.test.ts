import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import type { Namespace } from '../../apimachinery/types.generated.ts';
import type { Front, Remote } from './remote.suite.ts';
import {
  ADMINISTRATOR,
  AGGREGATED,
  condition,
  found,
  registered,
  startFront,
  startRemote,
} from './remote.suite.ts';

const THINGS = '/apis/things.example.com/v1/namespaces/default/things';

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

/** What the other server was sent. */
function seen(): Promise<{ request: IncomingMessage; body: string }> {
  return new Promise((resolve) => {
    remote.answer = (request, response, body) => {
      response.setHeader('X-Answer', 'yes');
      response.end('{"kind":"Thing"}');
      resolve({ request, body });
    };
  });
}

describe('a request for another server', () => {
  test('carries who sends it, and brings back what is answered', async () => {
    await registered(front);
    const arrived = seen();

    const reply = await front.send(`${THINGS}?b=2&a=1&a=0&c`, {
      method: 'POST',
      headers: { 'X-Remote-User': 'eve', 'X-Remote-Extra-Scopes': 'all', Cookie: 'a=b' },
      body: '{"kind":"Thing"}',
    });

    expect([reply.status, reply.text]).toEqual([200, '{"kind":"Thing"}']);
    expect(reply.headers['x-answer']).toBe('yes');
    const { request, body } = await arrived;
    expect(body).toBe('{"kind":"Thing"}');
    expect(`${request.method} ${request.url}`).toBe(`POST ${THINGS}?a=1&a=0&b=2&c=`);
    expect(request.headers).toMatchObject({
      'x-remote-user': ADMINISTRATOR,
      'x-remote-group': 'system:masters, system:authenticated',
      'x-forwarded-host': `127.0.0.1:${remote.port}`,
      'x-forwarded-proto': 'https',
      'x-forwarded-uri': THINGS,
      'x-forwarded-for': '127.0.0.1',
      'audit-id': reply.headers['audit-id'],
      cookie: 'a=b',
    });
    expect(request.headers).not.toHaveProperty('x-remote-extra-scopes');
  });

  test('shows the certificate of the front proxy', async () => {
    await registered(front);
    const arrived = seen();

    await front.send(THINGS);

    const { request } = await arrived;
    expect((request.socket as TLSSocket).getPeerCertificate().raw).toBeInstanceOf(Buffer);
  });

  test('carries whom its sender acts for', async () => {
    await registered(front);
    const arrived = seen();

    await front.send(THINGS, {
      headers: {
        'Impersonate-User': 'bob',
        'Impersonate-Uid': '7',
        'Impersonate-Group': 'system:masters',
        'Impersonate-Extra-Example.com%2fTeam': 'blue',
      },
    });

    const { request } = await arrived;
    expect(request.headers).toMatchObject({
      'x-remote-user': 'bob',
      'x-remote-uid': '7',
      'x-remote-extra-example.com%2fteam': 'blue',
    });
    expect(request.headers).not.toHaveProperty('impersonate-user');
  });

  test('is refused before anybody sees it where the sender may not', async () => {
    await registered(front);
    const before = remote.requests.length;

    const reply = await front.send(THINGS, { headers: { 'Impersonate-User': 'bob' } });

    expect(JSON.parse(reply.text)).toMatchObject({
      code: 403,
      message:
        'things.things.example.com is forbidden: User "bob" cannot list resource "things" in API ' +
        'group "things.example.com" in the namespace "default"',
    });
    expect(remote.requests).toHaveLength(before);
  });

  test('may be larger than objects are, and so may its answer', async () => {
    await registered(front);
    const large = 'x'.repeat(8 * 1024 * 1024);
    remote.answer = (_request, response, body) => response.end(body);

    const reply = await front.send(THINGS, { method: 'PUT', body: large });

    expect(reply.text.length).toBe(large.length);
  });

  test('has its body whatever the method is and however long it will be', async () => {
    await registered(front);
    const arrived = seen();

    await front.send(THINGS, {
      method: 'DELETE',
      headers: { 'Transfer-Encoding': 'chunked' },
      body: '{"kind":"DeleteOptions"}',
    });
    const next = await front.send(THINGS);

    expect((await arrived).body).toBe('{"kind":"DeleteOptions"}');
    expect(next.status).toBe(200);
  });

  test('is answered bit by bit, and ends over there when the client goes', async () => {
    await registered(front);
    const gone = new Promise<void>((resolve) => {
      remote.answer = (_request, response) => {
        response.write('{"type":"ADDED"}\n');
        response.once('close', () => resolve());
      };
    });

    const { port } = front;
    const sent = httpRequest({ host: '127.0.0.1', port, path: `${THINGS}?watch=true` });
    const first = await new Promise<string>((resolve) => {
      sent.on('response', (response) => response.once('data', (chunk) => resolve(String(chunk))));
      sent.end();
    });
    sent.on('error', () => {});
    sent.destroy();

    expect(first).toBe('{"type":"ADDED"}\n');
    await gone;
  });

  test('waits a minute at most, unless it is a stream', async () => {
    await registered(front);
    const arrived = new Promise<void>((resolve) => {
      remote.answer = () => resolve();
    });

    const reply = front.send(THINGS);
    await arrived;
    await front.clock.advance(60_000);

    expect((await reply).status).toBe(504);
    expect(JSON.parse((await reply).text)).toMatchObject({ reason: 'Timeout' });
  });

  test.each([
    ['redirects', 502, 'the backend attempted to redirect this request, which is not permitted'],
    ['hangs up', 503, 'error trying to reach service: EOF\n'],
  ])('says so when the other server %s', async (what, status, text) => {
    await registered(front);
    remote.answer = (request, response) => {
      if (what === 'redirects') response.writeHead(302, { Location: 'https://other/' }).end();
      else request.socket.destroy();
    };

    const reply = await front.send(THINGS);

    expect([reply.status, reply.text]).toEqual([status, text]);
  });

  test('is not sent to a server with a certificate that nobody vouches for', async () => {
    await registered(front, {});

    const reply = await front.send(THINGS);

    expect([reply.status, reply.text]).toEqual([
      503,
      'error trying to reach service: tls: failed to verify certificate: x509: certificate signed ' +
        'by unknown authority\n',
    ]);
  });

  test('is sent to any server where certificates are not looked at', async () => {
    await registered(front, { insecureSkipTLSVerify: true });

    expect((await front.send(THINGS)).status).toBe(200);
  });
});

/** What comes back for a request to upgrade, until the connection ends. */
function upgrade(path: string, then = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(front.port, '127.0.0.1');
    let text = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('close', () => resolve(text));
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n${then}`,
    );
  });
}

describe('a strange answer', () => {
  test.each([
    ['a code that there is not', 'HTTP/1.1 799 Odd\r\nContent-Length: 2\r\n\r\nhi'],
    ['no code', 'HTTP/1.1 000 Odd\r\nContent-Length: 2\r\n\r\nhi'],
    [
      'two types',
      'HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 2\r\n\r\nhi',
    ],
    [
      'headers of its connection',
      'HTTP/1.1 200 OK\r\nConnection: x\r\nX: y\r\nUpgrade: z\r\nContent-Length: 2\r\n\r\nhi',
    ],
    ['bytes in a header', 'HTTP/1.1 200 OK\r\nX-Odd: \u00ff\u0001\r\nContent-Length: 2\r\n\r\nhi'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['less than it says', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    [
      'an upgrade that nobody wants',
      'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    ],
  ])('with %s harms nobody', async (_what, text) => {
    await registered(front);
    remote.answer = (request) => request.socket.end(text, 'latin1');

    for (const version of [1, 2] as const) {
      await front.ask(THINGS, version).catch(() => {});
    }

    remote.answer = (_request, response) => response.end('fine');
    expect(await front.ask(THINGS, 2)).toBe('fine');
  });
});

describe('an upgrade', () => {
  test('is passed on with all that follows', async () => {
    await registered(front);
    remote.onUpgrade = ({ headers }, socket) => {
      const who = String(headers['x-remote-user']);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Who: ${who}\r\n\r\n`,
      );
      socket.on('data', (chunk) => socket.end(`you said ${String(chunk)}`));
    };

    const answer = await upgrade(THINGS, 'hello');

    expect(answer).toContain('101 Switching Protocols');
    expect(answer).toContain(`X-Who: ${ADMINISTRATOR}`);
    expect(answer).toMatch(/\r\n\r\nyou said hello$/);
  });

  test('that the other server refuses is refused in its words', async () => {
    await registered(front);
    remote.onUpgrade = (_request, socket) =>
      socket.end('HTTP/1.1 418 Teapot\r\nContent-Length: 5\r\n\r\nshort');

    expect(await upgrade(THINGS)).toMatch(/^HTTP\/1\.1 418 Teapot\r\n[^]*\r\n\r\nshort$/);
  });

  test('finds nobody where the server is not available', async () => {
    await front.register({ service: { namespace: 'apps', name: 'nobody' } });

    const answer = await upgrade(THINGS);

    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer).toMatch(/\r\n\r\nservice unavailable\n$/);
  });
});

describe('a server that is not available', () => {
  test('is asked nothing', async () => {
    await front.register({ service: { namespace: 'apps', name: 'nobody' } });
    await eventually(async () => (await condition(front)).reason === 'ServiceNotFound');

    const replies = await Promise.all(
      [THINGS, '/apis/things.example.com/v1'].map((path) => front.send(path)),
    );

    for (const { status, text, headers } of replies) {
      expect([status, text]).toEqual([503, 'service unavailable\n']);
      expect(headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
    }
    expect(remote.requests).toEqual([]);
    expect((await front.send('/metrics')).text).toContain(
      'aggregator_unavailable_apiservice{name="v1.things.example.com"} 1\n',
    );
  });

  test('is looked at again and again', async () => {
    await registered(front);
    await remote.stop();
    await eventually(async () => {
      await front.clock.advance(30_000);
      return (await condition(front)).message?.includes('dial') === true;
    });

    expect(await condition(front)).toMatchObject({
      reason: 'FailedDiscoveryCheck',
      message:
        `failing or missing response from https://127.0.0.1:${remote.port}/apis/things.example.com/v1: ` +
        `Get "https://127.0.0.1:${remote.port}/apis/things.example.com/v1": ` +
        `dial tcp 127.0.0.1:${remote.port}: connect: connection refused`,
    });
  });

  test('keeps namespaces from going, because something may be left in them', async () => {
    await front.register({ service: { namespace: 'apps', name: 'nobody' } });
    const aggregated = async (): Promise<string> =>
      (await front.send('/apis', { headers: { accept: AGGREGATED } })).text;
    await eventually(async () => (await aggregated()).includes('Stale'));
    const namespaces = front.client.resource<Namespace>('v1', 'namespaces');
    await namespaces.create(undefined, { metadata: { name: 'old' }, spec: {}, status: {} });

    await namespaces.delete(undefined, 'old');

    const failure = await found(async () => {
      const { status } = await namespaces.get(undefined, 'old');
      return status.conditions?.find(({ type }) => type === 'NamespaceDeletionDiscoveryFailure');
    });
    expect(failure).toMatchObject({
      status: 'True',
      reason: 'DiscoveryFailed',
      message:
        'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of ' +
        'server APIs: things.example.com/v1: stale GroupVersion discovery: things.example.com/v1',
    });
    await front.client
      .resource('apiregistration.k8s.io/v1', 'apiservices')
      .delete(undefined, 'v1.things.example.com');
    await eventually(async () => !(await aggregated()).includes('Stale'));
    await front.clock.advance(1000);
    await eventually(() =>
      namespaces.get(undefined, 'old').then(
        () => false,
        () => true,
      ),
    );
  });
});
