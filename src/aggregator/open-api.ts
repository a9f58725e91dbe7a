import type { Clock } from '../base/clock.ts';
import type { ApiServices } from './api-services.ts';
import { fetchDocument } from './fetch.ts';
import { Refresher } from './refresher.ts';
import type { RemoteServer } from './remote-server.ts';

const TIMEOUT_MS = 60_000;
const AGAIN_MS = 60_000;
const RETRY = { minMs: AGAIN_MS, maxMs: 60 * AGAIN_MS };
/** A server that has just been named is asked after this time. */
const FIRST_MS = 1000;
const AGGREGATOR = { user: 'system:aggregator', groups: [] };
/** More documents than any server has. */
const DOCUMENTS_MAX = 10_000;

/** Name of a document, such as `apis/metrics.k8s.io/v1beta1`, → its URL with the hash. */
type Index = ReadonlyMap<string, string>;

/** Knows which OpenAPI documents of version 3 the servers behind APIServices have. */
export class RemoteOpenApi {
  readonly #services: ApiServices;
  readonly #clock: Clock;
  readonly #refresher: Refresher;
  readonly #indexes = new Map<string, Index>();
  #generation = 0;

  constructor(services: ApiServices, clock: Clock) {
    this.#services = services;
    this.#clock = clock;
    this.#refresher = new Refresher(clock, RETRY, (name) => this.#sync(name));
    services.onRemoteChange((name, remote) => {
      if (remote === undefined) this.#forget(name);
      else if (!this.#indexes.has(name)) this.#refresher.look(name, FIRST_MS);
    });
  }

  /** Raised when the index changes. */
  get generation(): number {
    return this.#generation;
  }

  /** All documents with their URLs. */
  documents(): Map<string, string> {
    const all = new Map<string, string>();
    for (const index of this.#indexes.values()) {
      for (const [name, url] of index) if (!all.has(name)) all.set(name, url);
    }
    return all;
  }

  /** Who has a document. @param path of its URL, from `/openapi/v3/` on */
  serverOf(path: string): RemoteServer | undefined {
    const document = path.slice('/openapi/v3/'.length);
    for (const [name, index] of this.#indexes) {
      if (index.has(document)) return this.#services.get(name);
    }
    return undefined;
  }

  start(): void {
    this.#refresher.start();
  }

  stop(): void {
    this.#refresher.stop();
  }

  #forget(name: string): void {
    if (this.#indexes.delete(name)) this.#generation++;
  }

  async #sync(name: string): Promise<number | undefined> {
    const remote = this.#services.get(name);
    if (remote === undefined) return undefined;
    if (!remote.isAvailable || remote.problem !== undefined) throw new Error('service unavailable');
    const { status, body } = await fetchDocument(
      remote,
      { path: '/openapi/v3', accept: undefined, asker: AGGREGATOR, timeoutMs: TIMEOUT_MS },
      this.#clock,
    );
    // Servers older than version 3 have none.
    if (status === 404) this.#forget(name);
    else if (status !== 200) throw new Error('could not get list of group versions for APIService');
    else this.#keep(name, indexOf(body));
    return AGAIN_MS;
  }

  #keep(name: string, index: Index): void {
    const before = this.#indexes.get(name);
    this.#indexes.set(name, index);
    if (JSON.stringify([...(before ?? [])]) !== JSON.stringify([...index])) this.#generation++;
  }
}

/** @throws for what is no index */
function indexOf(body: Buffer): Index {
  const { paths } = JSON.parse(body.toString()) as {
    paths?: Readonly<Record<string, { readonly serverRelativeURL?: unknown } | null>>;
  };
  const entries = Object.entries(paths ?? {}).slice(0, DOCUMENTS_MAX);
  return new Map(
    entries.flatMap(([name, found]) => {
      const url = found?.serverRelativeURL;
      return typeof url === 'string' ? [[name, url] as const] : [];
    }),
  );
}
