import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { checkServerIdentity } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import type { WebhookClientConfig, WebhookTarget } from './client-config.ts';
import { targetOf } from './client-config.ts';
import { goNetworkError } from './go-errors.ts';
import type { HttpAnswer } from './status-text.ts';
import { statusText } from './status-text.ts';

/** Connections to one webhook at a time; more calls wait, each no longer than its timeout. */
const SOCKETS_MAX = 64;
const FREE_SOCKETS_MAX = 8;
/** Webhooks whose connections are kept, as upstream keeps clients. */
const TARGETS_MAX = 200;
const REDIRECTS_MAX = 10;
/** How often a webhook may ask for patience (429 or 5xx with Retry-After). */
const RETRIES_MAX = 10;
/** Upstream reads answers to their end. A patch that replaces the largest object fits in here four times. */
export const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

const HEADERS = {
  Accept: 'application/json, */*',
  'Content-Type': 'application/json',
  'User-Agent': 'kube-apiserver-admission',
} as const;

/** A call that brought no review back; the message is upstream's. */
export class WebhookCallError extends Error {}

/** Whom to connect to. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Somebody stands in for a Service: the certificate may be for this host as well. */
  readonly isStandIn?: boolean;
}

/** Finds who answers for a Service. Throws an Error with upstream's text. */
export type ResolveService = (namespace: string, name: string, port: number) => Promise<Address>;

export interface WebhookCall {
  /** JSON. */
  readonly body: string;
  /** Whole seconds. */
  readonly timeoutSeconds: number;
}

interface Connection {
  readonly target: WebhookTarget;
  readonly agent: Agent;
}

/**
 * Calls webhooks over HTTPS, as upstream's client does: connections are kept, answers are bounded,
 * and no call outlives its timeout.
 */
export class WebhookClient {
  readonly #clock: Clock;
  readonly #resolve: ResolveService;
  /** The oldest first. */
  readonly #connections = new Map<string, Connection>();

  constructor({ clock, resolve }: { readonly clock: Clock; readonly resolve: ResolveService }) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /**
   * Posts a review and gives what came back with a code of success.
   * @throws ClientConfigError before anything is sent, WebhookCallError
   */
  async post(config: WebhookClientConfig, call: WebhookCall): Promise<HttpAnswer> {
    const connection = this.#connectionOf(config);
    const deadline = new AbortController();
    const cancel = this.#clock.setTimer(call.timeoutSeconds * 1000, () => deadline.abort());
    try {
      return await this.#withPatience(connection, call, deadline.signal);
    } finally {
      cancel();
      deadline.abort();
    }
  }

  /** Ends all connections. */
  close(): void {
    for (const { agent } of this.#connections.values()) agent.destroy();
    this.#connections.clear();
  }

  #connectionOf(config: WebhookClientConfig): Connection {
    const key = JSON.stringify([config.url, config.service, config.caBundle]);
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      const target = targetOf(config);
      const agent = new Agent({
        keepAlive: true,
        maxSockets: SOCKETS_MAX,
        maxFreeSockets: FREE_SOCKETS_MAX,
        ca: target.ca,
        servername: target.service === undefined ? undefined : target.host,
      });
      connection = { target, agent };
    }
    this.#connections.delete(key);
    this.#connections.set(key, connection);
    this.#forgetOldest();
    return connection;
  }

  #forgetOldest(): void {
    if (this.#connections.size <= TARGETS_MAX) return;
    const [oldest] = this.#connections;
    if (oldest === undefined) return;
    const [key, { agent }] = oldest;
    this.#connections.delete(key);
    // Calls that are under way end by themselves; idle connections are let go.
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }

  async #withPatience(
    connection: Connection,
    call: WebhookCall,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const url = `${connection.target.origin}${connection.target.path}?timeout=${call.timeoutSeconds}s`;
    for (let tries = 0; ; tries++) {
      const { answer, retryAfterSeconds } = await this.#follow(connection, url, call, signal);
      if (answer.status >= 200 && answer.status <= 206) return answer;
      if (retryAfterSeconds === undefined || tries >= RETRIES_MAX) {
        throw new WebhookCallError(statusText(answer));
      }
      if (retryAfterSeconds > 0) await this.#wait(retryAfterSeconds * 1000, signal);
      if (signal.aborted) throw new WebhookCallError(exceeded(url));
    }
  }

  /** One request and what it is redirected to. */
  async #follow(
    connection: Connection,
    url: string,
    { body }: WebhookCall,
    signal: AbortSignal,
  ): Promise<Received> {
    const { target } = connection;
    let hop: Hop = { url: new URL(url), shown: url, method: 'POST', body };
    for (let hops = 0; ; hops++) {
      const home = hop.url.host === new URL(url).host;
      try {
        const address =
          home && target.service !== undefined ? await this.#addressOf(target) : undefined;
        const received = await sendFresh(hop, { agent: connection.agent, address, signal });
        const next = redirected(hop, received);
        if (next === undefined) return received;
        if (hops + 1 >= REDIRECTS_MAX) {
          const stopped = `Post "${received.location}": stopped after ${REDIRECTS_MAX} redirects`;
          throw new WebhookCallError(stopped);
        }
        hop = next;
      } catch (error) {
        if (error instanceof WebhookCallError) throw error;
        if (signal.aborted) throw new WebhookCallError(exceeded(hop.shown));
        throw new WebhookCallError(`Post "${hop.shown}": ${goNetworkError(error)}`);
      }
    }
  }

  async #addressOf({ service, port }: WebhookTarget): Promise<Address> {
    return this.#resolve(service?.namespace ?? '', service?.name ?? '', port);
  }

  #wait(afterMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.setTimer(afterMs, done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

function exceeded(url: string): string {
  return `Post "${url}": context deadline exceeded`;
}

interface Hop {
  readonly url: URL;
  /** As errors print it. */
  readonly shown: string;
  readonly method: 'POST' | 'GET';
  readonly body: string | undefined;
}

interface Received {
  readonly answer: HttpAnswer;
  readonly location: string;
  readonly retryAfterSeconds: number | undefined;
}

interface Way {
  readonly agent: Agent;
  /** Whom to connect to instead of the host of the URL. */
  readonly address: Address | undefined;
  readonly signal: AbortSignal;
}

/** A kept connection that the other side had given up when the request came: nobody has seen it. */
class StaleConnection extends Error {}

/** Tries again on another connection as Go does, at most until all that were kept have been tried. */
async function sendFresh(hop: Hop, way: Way): Promise<Received> {
  for (let tries = 0; ; tries++) {
    try {
      return await send(hop, way);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      if (tries >= FREE_SOCKETS_MAX) throw error.cause;
    }
  }
}

function send(
  { url, method, body, shown }: Hop,
  { agent, address, signal }: Way,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        signal,
        method,
        host: address?.host ?? url.hostname.replace(/^\[|\]$/g, ''),
        port: address?.port ?? (url.port === '' ? 443 : Number(url.port)),
        path: `${url.pathname}${url.search}`,
        ...(address?.isStandIn === true ? { checkServerIdentity: either(address.host) } : {}),
        headers: {
          ...HEADERS,
          Host: /^https:\/\/([^/?#]*)/.exec(shown)?.[1] ?? url.host,
          ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
        },
      },
      (response) => {
        read(response).then(resolve, (error: unknown) =>
          reject(error instanceof WebhookCallError ? error : brokenBody(error, signal)),
        );
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleConnection('', { cause: error }) : error);
    });
    sent.end(body);
  });
}

/** Accepts a certificate for the name of the Service or for the host that stands in for it. */
function either(host: string): typeof checkServerIdentity {
  return (name, certificate) =>
    checkServerIdentity(host, certificate) && checkServerIdentity(name, certificate);
}

/** An answer that began well and did not end so. */
function brokenBody(error: unknown, signal: AbortSignal): WebhookCallError {
  const { code } = error as { code?: string };
  const why = signal.aborted
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

async function read(response: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) {
      response.destroy();
      throw unreadable(`response body is larger than ${ANSWER_BYTES_MAX} bytes`);
    }
    chunks.push(chunk);
  }
  const { statusCode: status = 0, headers } = response;
  return {
    answer: { status, contentType: headers['content-type'] ?? '', body: Buffer.concat(chunks) },
    location: headers.location ?? '',
    retryAfterSeconds: patienceOf(status, headers['retry-after']),
  };
}

function patienceOf(status: number, retryAfter: string | undefined): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  return /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined;
}

function redirected(hop: Hop, { answer, location }: Received): Hop | undefined {
  const { status } = answer;
  if (location === '' || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  let url: URL;
  try {
    url = new URL(location, hop.url);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'https:') return undefined;
  const keeps = status === 307 || status === 308;
  return {
    url,
    shown: url.href,
    method: keeps ? hop.method : 'GET',
    body: keeps ? hop.body : undefined,
  };
}
