/** A client that costs as little as a client can, so that what is measured is the server. */
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';

/** A server and who asks it. */
export interface Target {
  /** 127.0.0.1 unless told. */
  readonly host?: string | undefined;
  readonly port: number;
  /** PEM. */
  readonly certificateAuthority: string | Buffer;
  /** Without one the certificate says who asks. */
  readonly token?: string | undefined;
  readonly certificate?: Buffer | undefined;
  readonly key?: Buffer | undefined;
  /** Whatever certificate it shows. */
  readonly insecure?: boolean;
}

export interface Form {
  /** Of the body; JSON unless told. */
  readonly type?: string;
  /** JSON unless told. */
  readonly accept?: string;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** How a socket for this target is made; also what `node:https` takes. */
export function socketOptions(target: Target) {
  return {
    port: target.port,
    host: target.host ?? '127.0.0.1',
    ca: target.certificateAuthority,
    cert: target.certificate,
    key: target.key,
    rejectUnauthorized: target.insecure !== true,
  };
}

export function authorizationOf({ token }: Target): string {
  return token === undefined ? '' : `Bearer ${token}`;
}

/** One kept connection with one request at a time. */
export class Connection {
  readonly #socket: TLSSocket;
  readonly #head: string;
  #chunks: Buffer[] = [];
  /** What is still to come: a head, so many bytes, or chunks. */
  #left: number | 'head' | 'chunks' = 'head';
  #settle: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;
  #isClosed = false;

  private constructor(socket: TLSSocket, target: Target) {
    this.#socket = socket;
    const authorization = authorizationOf(target);
    this.#head =
      `Host: ${target.host ?? 'localhost'}\r\n` +
      (authorization === '' ? '' : `Authorization: ${authorization}\r\n`);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#settle?.reject(error));
    socket.on('close', () => {
      this.#isClosed = true;
      this.#settle?.reject(closed());
    });
  }

  static open(target: Target): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(socketOptions(target), () => {
        socket.setNoDelay(true);
        resolve(new Connection(socket, target));
      });
      socket.once('error', reject);
    });
  }

  /** @throws unless the answer is a success */
  request(
    method: string,
    path: string,
    body = '',
    { type = 'application/json', accept = 'application/json' }: Form = {},
  ): Promise<Buffer> {
    const head =
      `${method} ${path} HTTP/1.1\r\n${this.#head}Accept: ${accept}\r\n` +
      (body === ''
        ? '\r\n'
        : `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`);
    if (this.#isClosed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(head + body);
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#left === 'head') this.#readHead();
    else if (this.#left !== 'chunks') this.#left -= chunk.length;
    const left = this.#left;
    if (left === 'chunks' ? this.#endsWithLastChunk() : left === 0) this.#finish();
  }

  /** Keeps waiting while the head itself is incomplete. */
  #readHead(): void {
    const text = Buffer.concat(this.#chunks);
    this.#chunks = [text];
    const end = text.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = text.toString('latin1', 0, end);
    if (/\r\ntransfer-encoding: chunked/i.test(head)) {
      this.#left = 'chunks';
      return;
    }
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    this.#left = end + END_OF_HEAD.length + Number(length ?? 0) - text.length;
  }

  #endsWithLastChunk(): boolean {
    const tail = Buffer.concat(this.#chunks.slice(-2)).subarray(-LAST_CHUNK.length);
    return tail.equals(LAST_CHUNK);
  }

  #finish(): void {
    const answer = Buffer.concat(this.#chunks);
    const settle = this.#settle;
    this.#chunks = [];
    this.#left = 'head';
    this.#settle = undefined;
    const status = Number(answer.toString('latin1', 9, 12));
    const body = answer.subarray(answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length);
    if (status < 300) settle?.resolve(body);
    else settle?.reject(new Error(`${status} ${body.toString('utf8', 0, 300)}`));
  }
}

function closed(): Error {
  return new Error('the connection was closed');
}
