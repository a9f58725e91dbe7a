import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listener } from './listen.ts';
import { listen } from './listen.ts';

let listener: Listener;

beforeAll(async () => {
  const app = express();
  app.use(({ method, url, headers }, response, next) => {
    if (url !== '/later') {
      next();
      return;
    }
    setImmediate(() => response.end(`later ${method} ${headers.host}`));
  });
  app.use(({ method, url, headers }, response) => {
    response.status(405).end(`${method} ${url} by ${headers.authorization}`);
  });
  listener = await listen(app, {
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    onUpgrade: () => {},
    direct: () => false,
  });
});

afterAll(() => listener.close());

/** What a connection says until it is closed. */
async function answerTo(text: string): Promise<string> {
  const socket = connect(listener.address.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('A request by a method that Node does not serve', () => {
  for (const method of ['CONNECT', 'FOO', 'GETT', 'get']) {
    test(`gets an answer: ${method}`, async () => {
      const answer = await answerTo(
        `${method} /api/v1/pods?a=b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
      expect(answer).toMatch(/\r\nConnection: close\r\n/);
      expect(answer.endsWith(`${method} /api/v1/pods?a=b by Bearer t`)).toBe(true);
    });
  }

  for (const text of [
    'FOO\r\n\r\n',
    'F(O /api HTTP/1.1\r\n\r\n',
    'FOO /api HTTP/1.1\r\n: x\r\n\r\n',
  ]) {
    test(`is a bad one when it cannot be read: ${JSON.stringify(text)}`, async () => {
      expect(await answerTo(text)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    });
  }
});

describe('A request by the whole URL, as proxies get it', () => {
  test.each([
    ['http://other.example:80/api/v1?a=b', '/api/v1?a=b'],
    ['HTTPS://other.example', '/'],
    ['http://other.example?a=b', '/?a=b'],
    ['/api//http://x', '/api//http://x'],
  ])('is one for what stands behind the host: %s', async (url, expected) => {
    const answer = await answerTo(`PUT ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

    expect(answer.endsWith(`PUT ${expected} by undefined`)).toBe(true);
  });
});

// A body that is longer than its Content-Length says ended the whole server.
describe('What follows a request', () => {
  for (const [what, behind] of [
    ['a body without a length', '{"a":1}'],
    ['a method that nobody knows', 'FOO /x HTTP/1.1\r\n\r\n'],
    ['nothing of HTTP', '\0\0\0\0'],
  ]) {
    test(`is a bad request behind the answer: ${what}`, async () => {
      const request = 'POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';

      const answer = await answerTo(request + behind);

      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(answer).toContain('later POST x');
      expect(answer).toMatch(/HTTP\/1\.1 400 Bad Request\r\n[^]*400 Bad Request$/);
    });
  }

  test('is answered in its turn by CONNECT, too', async () => {
    const request = 'GET /later HTTP/1.1\r\nHost: x\r\n\r\n';

    const answer = await answerTo(`${request}CONNECT /y HTTP/1.1\r\nHost: x\r\n\r\n`);

    expect(answer).toMatch(/later GET x[^]*405 Method Not Allowed[^]*CONNECT \/y/);
  });
});
