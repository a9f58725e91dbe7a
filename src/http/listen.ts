import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { Express, Request, Response } from 'express';
import type { DirectHandler } from './app.ts';
import { fastClasses } from './h1-classes.ts';
import { h2Handler } from './h2-view.ts';
import type { Serve } from './odd-methods.ts';
import { answerOn, BAD_REQUEST, serveOn, serveUnknownMethod } from './odd-methods.ts';

/** A client has so long to send its headers, and so long for a whole request (kube-apiserver: 60 s). */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than client-go keeps its idle connections, so that it never writes into a closing one. */
const KEEP_ALIVE_MS = 120_000;
const HEADER_BYTES_MAX = 64 * 1024;
/** Megabytes of one HTTP/2 session; client-go runs all informers of a program over one. */
const H2_SESSION_MEMORY_MB = 10_000;
const H2_STREAMS_MAX = 1000;

export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  /** Signs the client certificates that are believed. */
  readonly ca: string;
}

export interface Listener {
  /** `127.0.0.1:6443` */
  readonly address: AddressInfo;
  readonly server: NetServer;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Undefined: plain HTTP/1.1. */
  readonly tls: TlsMaterial | undefined;
  readonly onUpgrade: (server: NetServer) => void;
  /** Asked before the app. */
  readonly direct: DirectHandler;
}

/** HTTPS with HTTP/2 and HTTP/1.1 by ALPN, or plain HTTP/1.1. */
export async function listen(app: Express, options: ListenOptions): Promise<Listener> {
  const server =
    options.tls === undefined ? plainServer(app, options) : secureServer(app, options, options.tls);
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  server.on('connection', remember);
  options.onUpgrade(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    address: server.address() as AddressInfo,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

type Direct = Pick<ListenOptions, 'direct'>;

function plainServer(app: Express, { direct }: Direct): HttpServer {
  const serve: Serve = (request, response) => {
    toOriginForm(request);
    if (!direct(request, response)) app(request, response);
  };
  const options = { ...fastClasses(app), maxHeaderSize: HEADER_BYTES_MAX };
  const server = createServer(options, (request, response) =>
    serve(request as Request, response as Response),
  );
  limit(server, serve);
  return server;
}

function secureServer(app: Express, { direct }: Direct, { key, cert, ca }: TlsMaterial): NetServer {
  const classes = fastClasses(app);
  const h2 = h2Handler(app);
  const server = createSecureServer(
    {
      key,
      cert,
      ca,
      allowHTTP1: true,
      // As node:https does; otherwise an event waits until the one before it is acknowledged.
      noDelay: true,
      requestCert: true,
      // Whoever shows no certificate, or a stranger's, may still have a token.
      rejectUnauthorized: false,
      maxSessionMemory: H2_SESSION_MEMORY_MB,
      settings: { maxConcurrentStreams: H2_STREAMS_MAX, maxHeaderListSize: HEADER_BYTES_MAX },
      handshakeTimeout: HEADERS_TIMEOUT_MS,
      ...(classes.IncomingMessage === undefined
        ? {}
        : {
            Http1IncomingMessage: classes.IncomingMessage,
            Http1ServerResponse: classes.ServerResponse,
          }),
    },
    (request, response) => {
      const isH2 = request.httpVersionMajor === 2;
      // The authority takes the place of the Host header, where everybody looks for it.
      if (isH2) request.headers.host ??= request.headers[':authority'] ?? '';
      else toOriginForm(request as never);
      if (direct(request as never, response as never)) return;
      // HTTP/1.1 requests come with the classes of node:http.
      if (isH2) h2(request as never, response as never);
      else app(request as never, response as never);
    },
  );
  server.on('sessionError', () => {});
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  limit(server as unknown as HttpServer, (request, response) => {
    toOriginForm(request);
    if (!direct(request, response)) app(request, response);
  });
  return server;
}

/** Clients of proxies send the whole URL. */
function toOriginForm(request: Request): void {
  if (request.url.startsWith('/')) return;
  const rest = /^https?:\/\/[^/?#]*(.*)$/i.exec(request.url)?.[1];
  if (rest !== undefined) request.url = rest.startsWith('/') ? rest : `/${rest}`;
}

/** Bounds what a client may do to a connection, and answers what Node would not. */
function limit(server: HttpServer, serve: Serve): void {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('connect', (request, socket: Socket) => {
    // HTTP/2 offers a response of its own instead.
    if (request.httpVersionMajor === 1) serveOn(request, socket, serve);
    else (socket as unknown as Http2ServerResponse).writeHead(405).end();
  });
  server.on('clientError', (error: ClientError, socket: Socket) => {
    const { code, rawPacket } = error;
    const earlier = answerOn(socket);
    if (earlier?.req.complete === true) {
      // What follows a whole request is no request; the answer to that one comes first.
      earlier.once('finish', () => socket.end(BAD_REQUEST));
      return;
    }
    if (code === 'HPE_INVALID_METHOD' && rawPacket !== undefined && socket.writable) {
      if (serveUnknownMethod(rawPacket, socket, serve)) return;
    }
    if (socket.writable) socket.end(BAD_REQUEST);
    else socket.destroy();
  });
}
