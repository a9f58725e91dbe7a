import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { Aggregator } from '../../aggregator/aggregator.ts';
import type { RemoteServer } from '../../aggregator/remote-server.ts';
import { parseDuration } from '../../apimachinery/go-duration.ts';
import { parseQuery } from '../../apimachinery/query.ts';
import type { RequestInfo } from '../../apimachinery/request-info.ts';
import { parseRequestInfo } from '../../apimachinery/request-info.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import type { Clock } from '../../base/clock.ts';
import type { OpenApi } from '../../catalog/openapi/open-api.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { splitUrl } from '../api.ts';
import { authorizeResource } from '../authorize.ts';
import { forward } from './forward.ts';
import type { Upgrade } from './tunnel.ts';
import { tunnel } from './tunnel.ts';

export interface AggregatedParts {
  readonly aggregator: Aggregator;
  /** The documents of this server. */
  readonly openApi: OpenApi;
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  /** Aborted when the server shuts down. */
  readonly shutdown: AbortSignal;
}

const DOCUMENTS = '/openapi/v3/';
/** No request takes longer, unless it is a stream. */
const REQUEST_MS = 60_000;
const STREAMED: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** What other servers answer: authorized here, then passed on. */
export class AggregatedApi {
  readonly #parts: AggregatedParts;

  constructor(parts: AggregatedParts) {
    this.#parts = parts;
  }

  /** Undefined: this server answers for the path itself. */
  find(path: string): RemoteServer | undefined {
    const { aggregator, openApi } = this.#parts;
    if (!path.startsWith(DOCUMENTS)) return aggregator.services.at(path);
    const remote = aggregator.openApi.serverOf(path);
    // What this server has itself nobody else is asked for.
    return remote === undefined || openApi.has(path.slice(DOCUMENTS.length)) ? undefined : remote;
  }

  /** @throws 403 */
  async serve(
    remote: RemoteServer,
    user: UserInfo,
    { request, response }: { readonly request: Request; readonly response: Response },
  ): Promise<void> {
    const info = this.#authorize(request, user);
    const { clock, shutdown } = this.#parts;
    const [, search] = splitUrl(request.url);
    const patienceMs = patienceFor(info, parseQuery(search).get('timeout') ?? '');
    await forward({ remote, user, clock, shutdown, patienceMs }, request, response);
  }

  /** @throws 403 */
  async upgrade(remote: RemoteServer, user: UserInfo, upgrade: Upgrade): Promise<void> {
    this.#authorize(upgrade.request, user);
    const { clock, shutdown } = this.#parts;
    await tunnel({ remote, user, clock, shutdown, patienceMs: undefined }, upgrade);
  }

  /** @returns what the request means; undefined: it is about no resource */
  #authorize(
    { method = 'GET', url = '' }: IncomingMessage,
    user: UserInfo,
  ): RequestInfo | undefined {
    const { pipeline } = this.#parts;
    const [path, search] = splitUrl(url);
    if (!/^\/apis\/[^/]+\/[^/]+\/+[^/]/.test(path)) {
      pipeline.authorize({ user, verb: method.toLowerCase(), path });
      return undefined;
    }
    const info = parseRequestInfo(method, path, parseQuery(search));
    authorizeResource(pipeline, info, user);
    return info;
  }
}

/** Undefined: as long as it likes. @param timeout what the client asks for, which has been checked */
function patienceFor(info: RequestInfo | undefined, timeout: string): number | undefined {
  if (info?.verb === 'watch' || STREAMED.has(info?.subresource ?? '')) return undefined;
  const asked = timeout === '' ? 0 : Number(parseDuration(timeout) / 1_000_000n);
  return asked > 0 ? Math.min(asked, REQUEST_MS) : REQUEST_MS;
}
