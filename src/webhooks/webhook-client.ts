import type { Clock } from '../base/clock.ts';
import type { WebhookClientConfig } from './client-config.ts';
import { targetOf } from './client-config.ts';
import { Deadline } from './deadline.ts';
import type { Hop, Place, Received } from './exchange.ts';
import { exchange, placeOf, WebhookCallError } from './exchange.ts';
import { goNetworkError } from './go-errors.ts';
import type { HttpAnswer } from './status-text.ts';
import { statusText } from './status-text.ts';
import type { ResolveService } from './target-agent.ts';
import { TargetAgent } from './target-agent.ts';

/** Webhooks whose connections are kept, as upstream keeps clients. */
const TARGETS_MAX = 200;
const REDIRECTS_MAX = 10;
/** How often a webhook may ask for patience (429 or 5xx with Retry-After). */
const RETRIES_MAX = 10;

export interface WebhookCall {
  /** JSON. */
  readonly body: string;
  /** Whole seconds. */
  readonly timeoutSeconds: number;
}

/** One webhook: its connections, and its URLs by the timeout that they tell. */
interface Connection {
  readonly key: string;
  readonly base: string;
  readonly agent: TargetAgent;
  readonly places: Map<number, Place>;
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
  /** Configurations are never changed, only replaced: what they come to is looked up by them. */
  #known = new WeakMap<WebhookClientConfig, Connection>();

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
    const deadline = new Deadline(this.#clock, call.timeoutSeconds * 1000);
    try {
      return await this.#withPatience(connection, call, deadline);
    } finally {
      deadline.stop();
    }
  }

  /** Ends all connections. */
  close(): void {
    for (const { agent } of this.#connections.values()) agent.destroy();
    this.#connections.clear();
    this.#known = new WeakMap();
  }

  #connectionOf(config: WebhookClientConfig): Connection {
    let connection = this.#known.get(config);
    if (connection === undefined) {
      connection = this.#open(config);
      this.#known.set(config, connection);
    }
    const { key } = connection;
    this.#connections.delete(key);
    this.#connections.set(key, connection);
    this.#forgetOldest();
    return connection;
  }

  /** Configurations that say the same share their connections. */
  #open(config: WebhookClientConfig): Connection {
    const key = JSON.stringify([config.url, config.service, config.caBundle]);
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const target = targetOf(config);
    return {
      key,
      base: `${target.origin}${target.path}`,
      agent: new TargetAgent(target, this.#resolve),
      places: new Map(),
    };
  }

  #forgetOldest(): void {
    if (this.#connections.size <= TARGETS_MAX) return;
    const [oldest] = this.#connections;
    if (oldest === undefined) return;
    const [key, { agent }] = oldest;
    this.#connections.delete(key);
    agent.forgetIdle();
  }

  async #withPatience(
    connection: Connection,
    call: WebhookCall,
    deadline: Deadline,
  ): Promise<HttpAnswer> {
    const place = placeFor(connection, call.timeoutSeconds);
    for (let tries = 0; ; tries++) {
      const received = await this.#follow(connection, place, call, deadline);
      const { answer, retryAfterSeconds } = received;
      if (answer.status >= 200 && answer.status <= 206) return answer;
      if (retryAfterSeconds === undefined || tries >= RETRIES_MAX) {
        throw new WebhookCallError(statusText(answer));
      }
      if (retryAfterSeconds > 0) await this.#wait(retryAfterSeconds * 1000, deadline);
      if (deadline.isOver) throw new WebhookCallError(exceeded(place));
    }
  }

  /** One request and what it is redirected to. */
  async #follow(
    { agent }: Connection,
    place: Place,
    { body }: WebhookCall,
    deadline: Deadline,
  ): Promise<Received> {
    let hop: Hop = { place, method: 'POST', body };
    for (let hops = 0; ; hops++) {
      try {
        const received = await exchange(hop, agent, deadline);
        const next = redirected(hop, received);
        if (next === undefined) return received;
        if (hops + 1 >= REDIRECTS_MAX) {
          const stopped = `Post "${received.location}": stopped after ${REDIRECTS_MAX} redirects`;
          throw new WebhookCallError(stopped);
        }
        hop = next;
      } catch (error) {
        if (error instanceof WebhookCallError) throw error;
        if (deadline.isOver) throw new WebhookCallError(exceeded(hop.place));
        throw new WebhookCallError(`Post "${hop.place.shown}": ${goNetworkError(error)}`);
      }
    }
  }

  #wait(afterMs: number, deadline: Deadline): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        forget();
        resolve();
      };
      const cancel = this.#clock.setTimer(afterMs, done);
      const forget = deadline.onOver(done);
    });
  }
}

function placeFor({ base, places }: Connection, timeoutSeconds: number): Place {
  let place = places.get(timeoutSeconds);
  if (place === undefined) {
    place = placeOf(`${base}?timeout=${timeoutSeconds}s`);
    places.set(timeoutSeconds, place);
  }
  return place;
}

function exceeded({ shown }: Place): string {
  return `Post "${shown}": context deadline exceeded`;
}

function redirected({ place, method, body }: Hop, { answer, location }: Received): Hop | undefined {
  const { status } = answer;
  if (location === '' || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  let url: URL;
  try {
    url = new URL(location, place.url);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'https:') return undefined;
  const keeps = status === 307 || status === 308;
  const next = placeOf(url.href);
  return { place: next, method: keeps ? method : 'GET', body: keeps ? body : undefined };
}
