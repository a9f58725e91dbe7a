/** A small HTTP client for tests that ask much: connections are kept, bodies are text. */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** So long may a server say nothing. */
const SILENCE_MS_MAX = 30_000;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface ClientOptions {
  /** PEM; unused with plain HTTP. */
  readonly certificateAuthority?: string;
  readonly token?: string;
  /** Connections at once. */
  readonly connections: number;
}

interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export class HttpClient {
  readonly #base: URL;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, { certificateAuthority, token, connections }: ClientOptions) {
    this.#base = new URL(url);
    const pool = { keepAlive: true, maxSockets: connections };
    this.#agent =
      this.#base.protocol === 'https:'
        ? new HttpsAgent({ ...pool, ca: certificateAuthority })
        : new HttpAgent(pool);
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  send(question: Question): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#open(question, reject, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
    });
  }

  json(method: string, path: string, body?: object): Promise<Reply> {
    if (body === undefined) return this.send({ method, path });
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return this.send({
      method,
      path,
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
  }

  /** Calls `onLine` for every line until `stop`; resolves when the answer has begun. */
  lines(path: string, onLine: (line: string) => void): Promise<{ stop: () => void }> {
    return new Promise((resolve, reject) => {
      this.#open({ path }, reject, (response) => {
        let rest = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          const parts = (rest + chunk).split('\n');
          rest = parts.pop() ?? '';
          for (const line of parts) onLine(line);
        });
        response.on('error', () => {});
        resolve({ stop: () => response.destroy() });
      });
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(
    { method = 'GET', path, headers, body }: Question,
    onError: (error: Error) => void,
    onResponse: (response: IncomingMessage) => void,
  ): void {
    const options: RequestOptions = {
      method,
      host: this.#base.hostname,
      port: this.#base.port,
      path,
      agent: this.#agent,
      headers: {
        ...this.#headers,
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
    };
    const send = this.#base.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(options, onResponse);
    request.on('error', onError);
    request.setTimeout(SILENCE_MS_MAX, () => request.destroy(new Error('no answer')));
    request.end(body);
  }
}
