import { IncomingMessage, METHODS, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, Response } from 'express';

/** What somebody hears who does not speak HTTP. */
export const BAD_REQUEST =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n' +
  'Connection: close\r\n\r\n400 Bad Request';

/** Serves one HTTP/1.1 request. */
export type Serve = (request: Request, response: Response) => void;

/** A request line and its headers, as far as a parser that refuses the method has got them. */
const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/1\.[01]\r?\n/;

/** The answer that a connection waits for. Node keeps only one at a time on a socket. */
export function answerOn(socket: Socket): ServerResponse | undefined {
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return answer ?? undefined;
}

/**
 * Serves a request on the socket that it came from, as Go serves CONNECT: like any other method. Node
 * offers a tunnel instead. The connection ends with the answer, as what follows was not parsed.
 */
export function serveOn(request: IncomingMessage, socket: Socket, serve: Serve): void {
  const earlier = answerOn(socket);
  if (earlier !== undefined) {
    earlier.once('finish', () => serveOn(request, socket, serve));
    return;
  }
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  serve(request as Request, response as Response);
}

/**
 * A method that Node's parser does not know is none that is not allowed either, to Go.
 * @param packet what was read from the socket
 * @returns false: that is no request at all, or one of the methods that Node knows
 */
export function serveUnknownMethod(packet: Buffer, socket: Socket, serve: Serve): boolean {
  const [head = ''] = packet.toString('latin1').split('\r\n\r\n', 1);
  const line = REQUEST_LINE.exec(`${head}\r\n`);
  if (line === null) return false;
  const request = new IncomingMessage(socket);
  const [, method = '', url = ''] = line;
  // One that the parser knows has been served: what it could not read stands behind it.
  if (METHODS.includes(method)) return false;
  request.method = method;
  request.url = url;
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 1;
  for (const header of head.split(/\r?\n/).slice(1)) {
    const colon = header.indexOf(':');
    if (colon <= 0) return false;
    const name = header.slice(0, colon).toLowerCase();
    request.headers[name] ??= header.slice(colon + 1).trim();
  }
  request.push(null);
  serveOn(request, socket, serve);
  return true;
}

/**
 * Serves a request that asks for a protocol which is not spoken there, as if it had not asked. Node
 * has taken it for the last one of its kind on the connection, and has not read its body.
 * @param head what was read behind the headers
 */
export function serveWithoutUpgrade(
  asked: IncomingMessage,
  socket: Socket,
  head: Buffer,
  serve: Serve,
): void {
  const request = new IncomingMessage(socket);
  request.method = asked.method ?? 'GET';
  request.url = asked.url ?? '/';
  request.headers = asked.headers;
  request.rawHeaders = asked.rawHeaders;
  request.httpVersionMajor = asked.httpVersionMajor;
  request.httpVersionMinor = asked.httpVersionMinor;
  if (asked.headers['transfer-encoding'] !== undefined) {
    socket.end(BAD_REQUEST);
    return;
  }
  feed(request, socket, head);
  serveOn(request, socket, serve);
}

/** Gives a request as much of a body as it says that it has. */
function feed(request: IncomingMessage, socket: Socket, head: Buffer): void {
  let missing = Number(request.headers['content-length'] ?? 0);
  const take = (chunk: Buffer): void => {
    const part = chunk.subarray(0, missing);
    missing -= part.length;
    if (part.length > 0) request.push(part);
    if (missing > 0) return;
    socket.off('data', take);
    request.complete = true;
    request.push(null);
  };
  if (missing > head.length) socket.on('data', take);
  take(head);
}
