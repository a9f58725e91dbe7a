import type { IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import { request } from 'node:https';
import type { Deadline } from './deadline.ts';
import { goNetworkError } from './go-errors.ts';
import type { HttpAnswer } from './status-text.ts';
import { STALE_SOCKETS_MAX } from './target-agent.ts';

/** Upstream reads answers to their end. A patch that replaces the largest object fits in here four times. */
export const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

const HEADERS = {
  Accept: 'application/json, */*',
  'Content-Type': 'application/json',
  'User-Agent': 'kube-apiserver-admission',
} as const;

/** A call that brought no review back; the message is upstream's. */
export class WebhookCallError extends Error {}

/** Where a request goes; made once for many calls. */
export interface Place {
  readonly url: URL;
  /** As errors print it. */
  readonly shown: string;
  /** What the Host header says. */
  readonly authority: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** @param shown a URL that can be parsed */
export function placeOf(shown: string): Place {
  const url = new URL(shown);
  return {
    url,
    shown,
    authority: /^https:\/\/([^/?#]*)/.exec(shown)?.[1] ?? url.host,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 443 : Number(url.port),
    path: `${url.pathname}${url.search}`,
  };
}

/** One request of a call. */
export interface Hop {
  readonly place: Place;
  readonly method: 'POST' | 'GET';
  readonly body: string | undefined;
}

export interface Received {
  readonly answer: HttpAnswer;
  readonly location: string;
  readonly retryAfterSeconds: number | undefined;
}

/** A kept connection that the other side had given up when the request came: nobody has seen it. */
class StaleConnection extends Error {}

/**
 * Sends a request and reads the answer; on another connection, as Go does, where a kept one turns
 * out to be closed, at most until all that were kept have been tried.
 */
export async function exchange(hop: Hop, agent: Agent, deadline: Deadline): Promise<Received> {
  for (let tries = 0; ; tries++) {
    try {
      return await send(hop, agent, deadline);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      if (tries >= STALE_SOCKETS_MAX) throw error.cause;
    }
  }
}

function send({ place, method, body }: Hop, agent: Agent, deadline: Deadline): Promise<Received> {
  const { host, port, path, authority } = place;
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request({
      agent,
      method,
      host,
      port,
      path,
      headers: { ...HEADERS, Host: authority, ...length },
    });
    const forget = deadline.onOver(() => sent.destroy(new Error('the time of the call is over')));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      forget();
      const isStale = sent.reusedSocket && error.code === 'ECONNRESET' && !deadline.isOver;
      reject(isStale ? new StaleConnection('', { cause: error }) : error);
    });
    sent.on('response', (response) => {
      read(response, (result) => {
        forget();
        if ('received' in result) resolve(result.received);
        else if (result.error instanceof WebhookCallError) reject(result.error);
        else reject(brokenBody(result.error, deadline));
      });
    });
    sent.end(body);
  });
}

/** An answer that began well and did not end so. */
function brokenBody(error: unknown, deadline: Deadline): WebhookCallError {
  const { code } = error as { code?: string };
  const why = deadline.isOver
    ? 'context deadline exceeded'
    : code === 'ECONNRESET'
      ? 'unexpected EOF'
      : goNetworkError(error);
  return unreadable(why);
}

function unreadable(why: string): WebhookCallError {
  return new WebhookCallError(
    `unexpected error when reading response body. Please retry. Original error: ${why}`,
  );
}

type Result = { readonly received: Received } | { readonly error: unknown };

/** @param settle is called once or more; only the first call counts */
function read(response: IncomingMessage, settle: (result: Result) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) {
      settle({ error: unreadable(`response body is larger than ${ANSWER_BYTES_MAX} bytes`) });
      response.destroy();
    } else chunks.push(chunk);
  });
  response.on('error', (error) => settle({ error }));
  response.on('end', () => {
    const { statusCode: status = 0, headers } = response;
    const [first = Buffer.alloc(0)] = chunks;
    const body = chunks.length > 1 ? Buffer.concat(chunks) : first;
    settle({
      received: {
        answer: { status, contentType: headers['content-type'] ?? '', body },
        location: headers.location ?? '',
        retryAfterSeconds: patienceOf(status, headers['retry-after']),
      },
    });
  });
}

function patienceOf(status: number, retryAfter: string | undefined): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  return /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined;
}
