import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { RemoteServer } from '../aggregator/remote-server.ts';
import type { Status } from '../apimachinery/errors.ts';
import {
  ApiError,
  internalError,
  PageNotFoundError,
  unauthorized,
} from '../apimachinery/errors.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { ANONYMOUS } from '../auth/authenticator.ts';
import type { AggregatedApi } from './aggregated/aggregated-api.ts';
import type { ApiHandler, Prepared } from './api.ts';
import { Progress, splitUrl } from './api.ts';
import { credentialsOf } from './credentials.ts';
import { actingUser } from './impersonation.ts';
import { serveWithoutUpgrade } from './odd-methods.ts';
import type { WatchParts } from './verbs/watch.ts';
import { prepareWatch, serveWatch } from './verbs/watch.ts';
import type { WatchSink } from './watch-sink.ts';
import { SINK_BYTES_MAX } from './watch-sink.ts';

/** A client that sends more than this in one message wants something else than a watch. */
const MESSAGE_BYTES_MAX = 1024 * 1024;

export interface UpgradeParts {
  readonly api: ApiHandler;
  readonly aggregated: AggregatedApi;
  readonly watch: WatchParts;
  readonly authenticator: Authenticator;
  /** Strangers are `system:anonymous`, whom the authorizer judges; otherwise they are refused. */
  readonly anonymous: boolean;
  /** Nobody needs credentials on this listener. */
  readonly trusted: boolean;
  readonly shutdown: AbortSignal;
}

/** The code under which kube-apiserver counts what has left HTTP. */
const UPGRADED = 0;

/** Serves watches over WebSockets on a listener; everything else keeps its HTTP answer. */
export function serveUpgrades(server: Server, parts: UpgradeParts): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const plain = (): void =>
      serveWithoutUpgrade(request, socket as Socket, head, (each, response) => {
        server.emit('request', each, response);
      });
    const remote = parts.aggregated.find(splitUrl(request.url ?? '')[0]);
    if (protocolOf(request) === undefined && remote === undefined) plain();
    else void upgrade(parts, sockets, { request, socket, head, remote }, plain);
  });
}

interface Asked {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** Who answers instead of this server. */
  readonly remote: RemoteServer | undefined;
}

/** Undefined: one that is spoken nowhere; upstream does not even see that it was asked for. */
function protocolOf({ headers }: IncomingMessage): 'websocket' | 'spdy' | undefined {
  const asked = (headers.upgrade ?? '').toLowerCase();
  if (asked.includes('websocket')) return 'websocket';
  return asked.includes('spdy/') ? 'spdy' : undefined;
}

async function upgrade(
  parts: UpgradeParts,
  sockets: WebSocketServer,
  { request, socket, head, remote }: Asked,
  plain: () => void,
): Promise<void> {
  try {
    const user = await userOf(parts, request);
    if (remote !== undefined) {
      const { 'audit-id': given } = request.headers;
      const auditId = typeof given === 'string' && given !== '' ? given : parts.watch.rng.uuid();
      await parts.aggregated.upgrade(remote, user, { request, socket, head, auditId });
      return;
    }
    const prepared = prepare(parts, request, user);
    if (prepared.verb.upgrade !== undefined) {
      await prepared.verb.upgrade(prepared, request, socket, head);
      return;
    }
    if (!prepared.verb.stream || protocolOf(request) !== 'websocket') {
      plain();
      return;
    }
    // The WebSocket library of kube-apiserver insists on an origin.
    if (request.headers.origin === undefined) {
      throw new ApiError(403, 'Forbidden', 'missing Origin');
    }
    const watch = prepareWatch(prepared);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { signal, sink } = attach(webSocket, prepared, parts.shutdown);
      const ended = parts.api.count(request, prepared);
      void serveWatch(parts.watch, { ...prepared, signal }, watch, () => sink).finally(() =>
        ended(UPGRADED),
      );
    });
  } catch (error) {
    refuse(socket, error);
  }
}

/** @throws 401, 403 */
async function userOf(parts: UpgradeParts, request: IncomingMessage): Promise<UserInfo> {
  const who = await parts.authenticator.authenticate(credentialsOf(request, parts.trusted));
  if (who === 'refused' || (who === 'anonymous' && !parts.anonymous)) throw unauthorized();
  const caller = who === 'anonymous' ? ANONYMOUS : who;
  return actingUser(request, caller, parts.watch.pipeline);
}

function prepare(parts: UpgradeParts, request: IncomingMessage, user: UserInfo): Prepared {
  const progress = new Progress(request.url ?? '', request.headers['user-agent']);
  return parts.api.prepare(request, user, progress);
}

function attach(
  webSocket: WebSocket,
  { output }: Prepared,
  shutdown: AbortSignal,
): { signal: AbortSignal; sink: WatchSink } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  shutdown.addEventListener('abort', abort, { once: true });
  webSocket.on('error', () => webSocket.terminate());
  webSocket.once('close', () => {
    shutdown.removeEventListener('abort', abort);
    abort();
  });
  const binary = output.format === 'protobuf';
  const sink: WatchSink = {
    write(event) {
      if (webSocket.readyState !== webSocket.OPEN) return false;
      // A message is one event; the line end belongs to the chunked form.
      webSocket.send(binary ? event : event.subarray(0, event.length - 1), { binary });
      return webSocket.bufferedAmount < SINK_BYTES_MAX;
    },
    end: () => webSocket.close(1000),
  };
  return { signal: controller.signal, sink };
}

function refuse(socket: Duplex, error: unknown): void {
  if (error instanceof PageNotFoundError) {
    const text = `${error.message}\n`;
    socket.end(
      'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n' +
        'X-Content-Type-Options: nosniff\r\n' +
        `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    );
    return;
  }
  const failure = error instanceof ApiError ? error : internalError(String(error));
  const body = `${JSON.stringify(failure.status satisfies Status)}\n`;
  socket.end(
    `HTTP/1.1 ${failure.code} ${failure.reason || 'Error'}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
