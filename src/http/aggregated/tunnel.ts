import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { dialError } from '../../aggregator/remote-server.ts';
import { splitUrl } from '../api.ts';
import type { Forwarded, Refusal } from './forward.ts';
import { reach } from './forward.ts';
import { passedOnHeaders } from './headers.ts';
import { passedOnUrl } from './location.ts';

/** A refusal of an upgrade that is passed on says no more than this. */
const REFUSAL_BYTES_MAX = 1024 * 1024;

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client has sent behind its request. */
  readonly head: Buffer;
  readonly auditId: string;
}

/** Passes an upgrade on: WebSockets, SPDY, or whatever both sides agree on. */
export async function tunnel(forwarded: Forwarded, upgrade: Upgrade): Promise<void> {
  const { request, socket, head, auditId } = upgrade;
  const { remote, user, shutdown } = forwarded;
  const reached = await reach(remote);
  if ('text' in reached) {
    refuse(socket, auditId, reached);
    return;
  }
  const { authority } = reached;
  const [urlPath, search] = splitUrl(request.url ?? '');
  const outgoing = httpsRequest({
    ...remote.destination,
    agent: remote.agent,
    method: request.method,
    path: passedOnUrl(urlPath, search).path,
    headers: {
      Host: authority,
      ...passedOnHeaders({
        headers: request.headers,
        user,
        remoteAddress: request.socket.remoteAddress ?? '',
        auditId,
      }),
      Connection: 'Upgrade',
      Upgrade: request.headers.upgrade ?? '',
    },
  });
  const stop = (): void => {
    outgoing.destroy();
    socket.destroy();
  };
  shutdown.addEventListener('abort', stop, { once: true });
  socket.once('close', () => {
    shutdown.removeEventListener('abort', stop);
    outgoing.destroy();
  });
  outgoing.on('upgrade', (answer, other: Duplex, first: Buffer) => {
    socket.write(headOf(answer));
    join(socket, other, { head, first });
  });
  outgoing.on('response', (answer) => refusedBy(answer, socket, auditId));
  outgoing.on('error', (error) => {
    const text = `error dialing backend: ${dialError(error, authority)}`;
    refuse(socket, auditId, { code: 503, text });
  });
  outgoing.end();
}

/** Once one side has ended, so does the other. */
function join(
  socket: Duplex,
  other: Duplex,
  { head, first }: { readonly head: Buffer; readonly first: Buffer },
): void {
  if (first.length > 0) socket.write(first);
  if (head.length > 0) other.write(head);
  const end = (): void => {
    socket.destroy();
    other.destroy();
  };
  other.on('error', end);
  other.once('close', () => socket.end());
  socket.once('close', end);
  socket.pipe(other);
  other.pipe(socket);
}

/** The other server does not want to: what it says reaches the client, unless it makes no sense. */
function refusedBy(answer: IncomingMessage, socket: Duplex, auditId: string): void {
  const { statusCode: status = 0 } = answer;
  if (status < 400) {
    answer.destroy();
    const text = `invalid upgrade response: status code ${status}`;
    refuse(socket, auditId, { code: 503, text });
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > REFUSAL_BYTES_MAX) answer.destroy();
    else chunks.push(chunk);
  });
  answer.on('close', () => {
    const body = Buffer.concat(chunks);
    socket.write(headOf(answer, body.length));
    socket.end(body);
  });
}

/** The beginning of an answer as it came. @param length of a body that is written as a whole */
function headOf(
  { statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage,
  length?: number,
): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const isAboutBody = /^(?:content-length|transfer-encoding|connection)$/i.test(name);
    if (length === undefined || !isAboutBody) lines.push(`${name}: ${rawHeaders[i + 1] ?? ''}`);
  }
  if (length !== undefined) lines.push(`Content-Length: ${length}`, 'Connection: close');
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function refuse(socket: Duplex, auditId: string, { code, text }: Refusal): void {
  if (!socket.writable) return;
  const body = `${text}\n`;
  const title = code === 503 ? 'Service Unavailable' : 'Internal Server Error';
  socket.end(
    `HTTP/1.1 ${code} ${title}\r\nAudit-Id: ${auditId}\r\nCache-Control: no-cache, private\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
