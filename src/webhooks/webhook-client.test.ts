import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { WebhookClient } from './webhook-client.ts';

const { ca, certificate, key } = JSON.parse(
  readFileSync(
    new URL('../../test/conformance/lib/webhook-certificate.json', import.meta.url),
    'utf8',
  ),
) as { ca: string; certificate: string; key: string };
const caBundle = Buffer.from(ca).toString('base64');
/** More than Go keeps for one host, and as many as clients of a test are likely to be. */
const AT_A_TIME = 32;
const CALL = { body: '{}', timeoutSeconds: 10 };

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Seen {
  readonly port: number;
  readonly requests: { url: string; host: string }[];
  readonly sockets: Set<Socket>;
}

/** @param onceEach every connection is closed when a second request comes */
async function serve({ onceEach = false } = {}): Promise<Seen> {
  const requests: Seen['requests'] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    if (onceEach && sockets.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    requests.push({ url: request.url ?? '', host: request.headers.host ?? '' });
    sockets.add(request.socket);
    request.resume().on('end', () => response.end('{"ok":true}'));
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, requests, sockets };
}

function clientOf(
  resolve: ConstructorParameters<typeof WebhookClient>[0]['resolve'],
): WebhookClient {
  return new WebhookClient({ clock: new ManualClock(), resolve });
}

const nowhere = (): Promise<never> => Promise.reject(new Error('service "hooks" not found'));

describe('a call of a webhook', () => {
  test('says its timeout, and keeps the connection for the next', async () => {
    const { port, requests, sockets } = await serve();
    const client = clientOf(nowhere);
    const config = { url: `https://127.0.0.1:${port}/x`, caBundle };

    const { body, status } = await client.post(config, CALL);
    await client.post(config, CALL);
    client.close();

    expect([status, body.toString()]).toEqual([200, '{"ok":true}']);
    expect(requests.map(({ url }) => url)).toEqual(['/x?timeout=10s', '/x?timeout=10s']);
    expect(sockets.size).toBe(1);
  });

  test('finds all connections kept that many calls at a time have needed', async () => {
    const { port, sockets } = await serve();
    const client = clientOf(nowhere);
    const config = { url: `https://127.0.0.1:${port}/x`, caBundle };
    const calls = (): Promise<unknown> =>
      Promise.all(Array.from({ length: AT_A_TIME }, () => client.post({ ...config }, CALL)));

    await calls();
    const needed = sockets.size;
    await calls();
    client.close();

    expect(needed).toBeGreaterThan(AT_A_TIME / 2);
    expect(sockets.size).toBe(needed);
  });

  test('is made again where a kept connection turns out to be closed', async () => {
    const { port, requests, sockets } = await serve({ onceEach: true });
    const client = clientOf(nowhere);
    const config = { url: `https://127.0.0.1:${port}/x`, caBundle };

    await client.post(config, CALL);
    const { status } = await client.post(config, CALL);
    client.close();

    expect(status).toBe(200);
    expect(requests).toHaveLength(2);
    expect(sockets.size).toBe(2);
  });

  test('trusts nobody but its bundle', async () => {
    const { port, requests } = await serve();
    const url = `https://127.0.0.1:${port}`;

    await expect(clientOf(nowhere).post({ url }, CALL)).rejects.toThrow(
      `Post "${url}/?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    );
    expect(requests).toEqual([]);
  });

  describe('of a Service', () => {
    const service = { namespace: 'apps', name: 'hooks', path: '/x', port: 8443 };

    test('goes to who answers for it, under its name', async () => {
      const { port, requests } = await serve();
      const asked: unknown[] = [];
      const client = clientOf((...of) => {
        asked.push(of);
        return Promise.resolve({ host: '127.0.0.1', port, isStandIn: true });
      });

      await client.post({ service, caBundle }, CALL);
      await client.post({ service, caBundle }, CALL);
      client.close();

      // Who answers is asked for a connection, not for a call.
      expect(asked).toEqual([['apps', 'hooks', 8443]]);
      const request = { url: '/x?timeout=10s', host: 'hooks.apps.svc:8443' };
      expect(requests).toEqual([request, request]);
    });

    test('wants a certificate for its name from an endpoint', async () => {
      const { port } = await serve();
      const client = clientOf(() => Promise.resolve({ host: '127.0.0.1', port }));

      await expect(client.post({ service, caBundle }, CALL)).rejects.toThrow(
        'x509: certificate is valid for localhost, not hooks.apps.svc',
      );
    });

    test('that is not there tells so', async () => {
      await expect(clientOf(nowhere).post({ service }, CALL)).rejects.toThrow(
        'Post "https://hooks.apps.svc:8443/x?timeout=10s": service "hooks" not found',
      );
    });
  });
});
