import type { RequestOptions } from 'node:https';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { checkServerIdentity } from 'node:tls';
import type { WebhookTarget } from './client-config.ts';

/**
 * Connections to one webhook at a time; more calls wait, each no longer than its timeout. All are
 * kept when they are idle: a TLS handshake costs more than ten calls.
 */
const SOCKETS_MAX = 64;

/** How often a call can find that a kept connection has been closed by the other side. */
export const STALE_SOCKETS_MAX = SOCKETS_MAX;

/** Whom to connect to. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Somebody stands in for a Service: the certificate may be for this host as well. */
  readonly isStandIn?: boolean;
}

/** Finds who answers for a Service. Throws an Error with upstream's text. */
export type ResolveService = (namespace: string, name: string, port: number) => Promise<Address>;

/** How a connection differs from that to a webhook. */
export interface AgentSettings {
  /** Connections at a time; undefined: as many as a webhook gets. */
  readonly socketsMax?: number;
  /** Idle connections are closed after this time, or sooner where the other side says when it will. */
  readonly idleMs?: number;
  /** Any certificate will do. */
  readonly insecure?: boolean;
  /** Whom to show as the client, as PEM; undefined: nobody. */
  readonly identity?: { readonly key: string; readonly certificate: string };
}

/** Keeps the connections to one webhook, and those to wherever it redirects. */
export class TargetAgent extends Agent {
  readonly #target: WebhookTarget;
  readonly #resolve: ResolveService;

  constructor(target: WebhookTarget, resolve: ResolveService, settings: AgentSettings = {}) {
    const { socketsMax = SOCKETS_MAX, idleMs, insecure = false, identity } = settings;
    super({
      keepAlive: true,
      maxSockets: socketsMax,
      maxFreeSockets: SOCKETS_MAX,
      timeout: idleMs,
      ca: target.ca,
      rejectUnauthorized: !insecure,
      cert: identity?.certificate,
      key: identity?.key,
      servername: target.service === undefined ? undefined : target.host,
    });
    this.#target = target;
    this.#resolve = resolve;
  }

  /** All connections have the same settings; Node's own name would hold the whole bundle of CAs. */
  override getName({ host = '', port = '' }: RequestOptions = {}): string {
    return `${host}:${port}`;
  }

  /** Upstream asks who answers for a Service when it connects, not at every call. */
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const { service, host, port } = this.#target;
    if (service === undefined || options.host !== host || Number(options.port) !== port) {
      return super.createConnection(options, callback);
    }
    this.#resolve(service.namespace, service.name, port).then(
      (address) => {
        const own = address.isStandIn === true ? either(address.host) : undefined;
        const there = { ...options, host: address.host, port: address.port };
        const socket = super.createConnection(
          own === undefined ? there : { ...there, checkServerIdentity: own },
        );
        if (socket) callback?.(null, socket);
      },
      (error: Error) => callback?.(error, undefined as never),
    );
    return undefined;
  }

  /** Calls that are under way end by themselves; idle connections are let go. */
  forgetIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }
}

/** Accepts a certificate for the name of the Service or for the host that stands in for it. */
function either(host: string): typeof checkServerIdentity {
  return (name, certificate) =>
    checkServerIdentity(host, certificate) && checkServerIdentity(name, certificate);
}
