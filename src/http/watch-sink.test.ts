import type { Server } from 'node:http';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { Response } from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { WarningSet } from '../apimachinery/warnings.ts';
import { PLAIN_OUTPUT } from './negotiate.ts';
import type { WatchSink } from './watch-sink.ts';
import { chunkedSink } from './watch-sink.ts';

const ADDED = '{"type":"ADDED","object":{"name":"ä"}}\n';
const DELETED = '{"type":"DELETED","object":{}}\n';

function read(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

describe('a watch as a chunked answer', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that gives every request to `answer`; resolves with its port. */
  function serve(answer: (sink: WatchSink) => void): Promise<number> {
    const server = createServer((_request, response) => {
      const exchange = { output: PLAIN_OUTPUT, warnings: new WarningSet() };
      answer(chunkedSink({ ...exchange, response: response as Response }));
    });
    servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }

  test('has all events in their order, and an end', async () => {
    const port = await serve((sink) => {
      sink.write(Buffer.from(ADDED));
      sink.write(Buffer.from(DELETED));
      setImmediate(() =>
        setImmediate(() => {
          sink.write(Buffer.from(ADDED));
          sink.end();
        }),
      );
    });

    expect(await read(port)).toBe(`${ADDED}${DELETED}${ADDED}`);
  });

  test('is the same for every watcher of a tick', async () => {
    const sinks: WatchSink[] = [];
    const port = await serve((sink) => {
      sinks.push(sink);
      if (sinks.length < 3) return;
      for (const each of sinks) each.write(Buffer.from(ADDED));
      sinks[0]?.write(Buffer.from(DELETED));
      for (const each of sinks) each.end();
    });

    const texts = await Promise.all([read(port), read(port), read(port)]);

    expect(texts.toSorted()).toEqual([ADDED, ADDED, `${ADDED}${DELETED}`]);
  });

  test('has no chunks for a client of HTTP/1.0', async () => {
    const port = await serve((sink) => {
      sink.write(Buffer.from(ADDED));
      sink.end();
    });

    const text = await new Promise<string>((resolve) => {
      let got = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
      socket.setEncoding('utf8').on('data', (part: string) => (got += part));
      socket.on('close', () => resolve(got));
    });

    expect(text.split('\r\n\r\n')[1]).toBe(ADDED);
  });

  test('is over when the client has gone', async () => {
    const refused = new Promise<boolean>((resolve) => {
      void serve((sink) => {
        const look = (): void => {
          if (sink.write(Buffer.from(ADDED))) setImmediate(look);
          else resolve(true);
        };
        look();
      }).then((port) => {
        const request = get({ port, host: '127.0.0.1', agent: false }, () => request.destroy());
        request.on('error', () => {});
      });
    });

    expect(await refused).toBe(true);
  });
});
