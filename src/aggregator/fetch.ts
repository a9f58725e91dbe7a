import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { RemoteServer } from './remote-server.ts';
import { dialError } from './remote-server.ts';

/** Documents about what a server offers are not larger than this; upstream has no bound. */
const DOCUMENT_BYTES_MAX = 32 * 1024 * 1024;

/** As whom the aggregator asks. */
export interface Asker {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface Question {
  /** Undefined: GET. */
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  /** Undefined: JSON. */
  readonly contentType?: string;
  readonly accept: string | undefined;
  readonly asker: Asker;
  readonly timeoutMs: number;
}

export interface Document {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Gets a document that this server asks for on its own account.
 * @throws Error in upstream's words for a failed connection
 */
export async function fetchDocument(
  remote: RemoteServer,
  { method = 'GET', path, accept, asker, timeoutMs, body, contentType }: Question,
  clock: Clock,
): Promise<Document> {
  const authority = await remote.authority();
  return new Promise((resolve, reject) => {
    const sent = request({
      ...remote.destination,
      agent: remote.agent,
      method,
      path,
      headers: {
        Host: authority,
        ...(accept === undefined ? {} : { Accept: accept }),
        ...(body === undefined
          ? {}
          : {
              'Content-Type': contentType ?? 'application/json',
              'Content-Length': Buffer.byteLength(body),
            }),
        'X-Forwarded-Host': authority,
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Uri': path,
        ...(asker.groups.length === 0 ? {} : { 'X-Remote-Group': [...asker.groups] }),
        'X-Remote-User': asker.user,
      },
    });
    const cancel = clock.setTimer(timeoutMs, () => sent.destroy(new Error('request timed out')));
    const fail = (error: Error): void => {
      cancel();
      reject(new Error(dialError(error, authority), { cause: error }));
    };
    sent.on('error', fail);
    // Who switches protocols unasked does not answer.
    sent.on('upgrade', (_response, socket: Duplex) => {
      socket.destroy();
      fail(new Error('the protocol was switched'));
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > DOCUMENT_BYTES_MAX) sent.destroy(new Error('the document is too large'));
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        cancel();
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks) });
      });
    });
    sent.end(body);
  });
}
