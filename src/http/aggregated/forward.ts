import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Request, Response } from 'express';
import type { RemoteServer } from '../../aggregator/remote-server.ts';
import { dialError } from '../../aggregator/remote-server.ts';
import { quote } from '../../apimachinery/go-print.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import type { Clock } from '../../base/clock.ts';
import { splitUrl } from '../api.ts';
import { sendPlain } from '../respond.ts';
import { answeredHeaders, passedOnHeaders } from './headers.ts';
import { passedOnUrl } from './location.ts';

/** The document of a version has to come soon: every client asks for it. */
const DISCOVERY_MS = 5000;
/** How often a request finds that a kept connection has been closed by the other side. */
const STALE_MAX = 64;
const TIMEOUT = {
  code: 504,
  message: 'Timeout: request did not complete within the allotted timeout',
};
/** Headers that HTTP/2 has one value for; the first one counts. */
const SINGLE: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'tk',
  'x-content-type-options',
]);
const REDIRECTED = 'the backend attempted to redirect this request, which is not permitted';

/** Why a request is not passed on, in plain text. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

export interface Forwarded {
  readonly remote: RemoteServer;
  readonly user: UserInfo;
  readonly clock: Clock;
  /** Aborted when the server shuts down. */
  readonly shutdown: AbortSignal;
  /** How long the client waits for its answer; undefined: it is a stream. */
  readonly patienceMs: number | undefined;
}

/** A request that is on its way to another server. */
interface Passage extends Forwarded {
  readonly request: Request;
  readonly response: Response;
  readonly authority: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly hasBody: boolean;
}

/** What keeps requests from a server before anything is sent; else the address it is known under. */
export async function reach(
  remote: RemoteServer,
): Promise<{ readonly authority: string } | Refusal> {
  if (!remote.isAvailable) return UNAVAILABLE;
  if (remote.problem !== undefined) return { code: 500, text: remote.problem };
  try {
    return { authority: await remote.authority() };
  } catch {
    return UNAVAILABLE;
  }
}

const UNAVAILABLE: Refusal = { code: 503, text: 'service unavailable' };

/** Passes a request on, whatever its method, and the answer back as it comes. */
export async function forward(
  forwarded: Forwarded,
  request: Request,
  response: Response,
): Promise<void> {
  const { remote, user } = forwarded;
  const reached = await reach(remote);
  if ('text' in reached) {
    sendPlain(response, reached.code, `${reached.text}\n`);
    return;
  }
  const { authority } = reached;
  const [urlPath, search] = splitUrl(request.url);
  const { path, forwardedUri } = passedOnUrl(urlPath, search);
  const hasBody = bodyOf(request);
  const headers = {
    Host: authority,
    ...passedOnHeaders({
      headers: request.headers,
      user,
      remoteAddress: request.socket.remoteAddress ?? '',
      auditId: String(response.getHeader('Audit-Id') ?? ''),
    }),
    ...framing(hasBody, request.headers['content-length']),
    'X-Forwarded-Host': authority,
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Uri': forwardedUri,
  };
  await pass({ ...forwarded, request, response, authority, path, headers, hasBody });
}

/** Resolves when the answer has ended, one way or the other. */
function pass(passage: Passage): Promise<void> {
  const { response, shutdown, clock, patienceMs } = passage;
  return new Promise((resolve) => {
    let tries = 0;
    let current: ClientRequest | undefined;
    const stop = (): void => {
      current?.destroy();
    };
    const cancel =
      patienceMs === undefined
        ? () => {}
        : clock.setTimer(patienceMs, () => {
            timedOut(response);
            stop();
          });
    const done = (): void => {
      cancel();
      shutdown.removeEventListener('abort', stop);
      resolve();
    };
    shutdown.addEventListener('abort', stop, { once: true });
    // The client went away, or has everything: the other side need not go on.
    response.once('close', () => {
      if (!response.writableFinished) stop();
      done();
    });
    const attempt = (): void => {
      current = send(passage, () => {
        tries++;
        if (tries > STALE_MAX) return false;
        attempt();
        return true;
      });
    };
    attempt();
  });
}

/** @param again is called when nobody has seen the request; false: not once more */
function send(passage: Passage, again: () => boolean): ClientRequest {
  const { remote, clock, request, response, authority, hasBody, path, headers } = passage;
  const outgoing = httpsRequest({
    ...remote.destination,
    agent: remote.agent,
    method: request.method,
    path,
    headers,
  });
  let isLate = false;
  const cancel = isVersionDocument(request.url)
    ? clock.setTimer(DISCOVERY_MS, () => {
        isLate = true;
        outgoing.destroy(new Error('too late'));
      })
    : () => {};
  outgoing.on('response', (answer) => {
    answer.once('end', cancel);
    answerWith(answer, response);
  });
  outgoing.on('upgrade', ({ headers: { upgrade = '' } }, socket: Duplex) => {
    cancel();
    socket.destroy();
    const why = `backend tried to switch protocol ${quote(upgrade)} when "" was requested`;
    if (!response.headersSent) sendPlain(response, 503, `${why}\n`);
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    cancel();
    if (response.destroyed || response.writableEnded) return;
    const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
    if (isStale && !hasBody && !isLate && !response.headersSent && again()) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const why = isLate ? 'context deadline exceeded' : dialError(error, authority);
    sendPlain(response, 503, `error trying to reach service: ${why}\n`);
  });
  if (hasBody) request.pipe(outgoing);
  else outgoing.end();
  return outgoing;
}

/** Too late for an answer: upstream's last words are written past its encoders. */
function timedOut(response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { message } = TIMEOUT;
  response.removeHeader('Content-Encoding');
  const status = { metadata: {}, status: 'Failure', message, reason: 'Timeout', details: {} };
  sendPlain(
    response,
    TIMEOUT.code,
    `${JSON.stringify({ ...status, code: TIMEOUT.code })}\n`,
    false,
  );
}

function answerWith(answer: IncomingMessage, response: Response): void {
  const { statusCode: status = 502, headers } = answer;
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    answer.resume();
    sendPlain(response, 502, REDIRECTED, false);
    return;
  }
  answer.on('error', () => response.destroy());
  try {
    writeHead(answer, response);
  } catch (error) {
    // Codes and headers that HTTP/1.1 lets pass and HTTP/2 does not.
    answer.destroy();
    if (response.headersSent) response.destroy();
    else refuseAnswer(response, error);
    return;
  }
  answer.pipe(response);
}

function writeHead(
  { statusCode = 502, headers, rawHeaders }: IncomingMessage,
  response: Response,
): void {
  response.statusCode = statusCode;
  for (const [name, values] of answeredHeaders(rawHeaders, headers.connection)) {
    const [first = ''] = values;
    const own = response.getHeader(name);
    if (SINGLE.has(name)) response.setHeader(name, first);
    // What this server has said already is said twice, as upstream does.
    else response.setHeader(name, own === undefined ? values : [own, ...values].flat().map(String));
  }
  // Whoever watches wants to know that the watch has begun.
  response.flushHeaders();
}

function refuseAnswer(response: Response, error: unknown): void {
  for (const name of response.getHeaderNames()) {
    if (name !== 'audit-id' && name !== 'cache-control') response.removeHeader(name);
  }
  const why = error instanceof Error ? error.message : String(error);
  sendPlain(response, 503, `error trying to reach service: ${why}\n`);
}

/** Said in any case: for some methods Node would send a body that nobody can tell the end of. */
function framing(hasBody: boolean, length: string | undefined): OutgoingHttpHeaders {
  if (length !== undefined) return { 'Content-Length': length };
  return hasBody ? { 'Transfer-Encoding': 'chunked' } : {};
}

/** HTTP/2 requests of Node end at once without a body. */
function bodyOf(request: Request): boolean {
  const { headers, httpVersionMajor } = request;
  if (headers['content-length'] !== undefined) return headers['content-length'] !== '0';
  if (httpVersionMajor === 1) return headers['transfer-encoding'] !== undefined;
  const { stream } = request as unknown as { stream?: { endAfterHeaders?: boolean } };
  return stream?.endAfterHeaders !== true;
}

/** `/apis/<group>/<version>` */
function isVersionDocument(url: string): boolean {
  const [path] = splitUrl(url);
  return path.replaceAll(/^\/+|\/+$/g, '').split('/').length === 3;
}
