/** A client that costs as little as a client can, so that what is measured is the server. */
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';

export interface Target {
  readonly port: number;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** One kept connection with one request at a time. Answers need a Content-Length. */
export class Connection {
  readonly #socket: TLSSocket;
  readonly #token: string;
  #chunks: Buffer[] = [];
  #missing = 0;
  #settle: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: TLSSocket, token: string) {
    this.#socket = socket;
    this.#token = token;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#settle?.reject(error));
    socket.on('close', () => this.#settle?.reject(new Error('the connection was closed')));
  }

  static open({ port, certificateAuthority, token }: Target): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', ca: certificateAuthority }, () => {
        socket.setNoDelay(true);
        resolve(new Connection(socket, token));
      });
      socket.once('error', reject);
    });
  }

  /** @throws unless the answer is a success */
  request(method: string, path: string, body = '', type = 'application/json'): Promise<Buffer> {
    const head =
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${this.#token}\r\n` +
      'Accept: application/json\r\n' +
      (body === ''
        ? '\r\n'
        : `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`);
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
    if (this.#missing > 0) this.#missing -= chunk.length;
    else this.#readHead();
    if (this.#missing > 0 || this.#chunks.length === 0) return;
    const answer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#finish(answer);
  }

  /** Sets how many bytes are still to come; keeps waiting while the head itself is incomplete. */
  #readHead(): void {
    const text = Buffer.concat(this.#chunks);
    this.#chunks = [text];
    const end = text.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.#missing = 1;
      return;
    }
    const head = text.toString('latin1', 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    this.#missing = end + END_OF_HEAD.length + Number(length ?? 0) - text.length;
  }

  #finish(answer: Buffer): void {
    const settle = this.#settle;
    this.#settle = undefined;
    const status = Number(answer.toString('latin1', 9, 12));
    const body = answer.subarray(answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length);
    if (status < 300) settle?.resolve(body);
    else settle?.reject(new Error(`${status} ${body.toString('utf8', 0, 300)}`));
  }
}
