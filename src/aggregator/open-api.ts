import type { Clock } from '../base/clock.ts';
import { encodeGnosticV2 } from '../catalog/openapi/gnostic-v2.ts';
import type { PartV2 } from '../catalog/openapi/merge-v2.ts';
import { partOfV2 } from '../catalog/openapi/merge-v2.ts';
import type { ApiServices } from './api-services.ts';
import type { Document } from './fetch.ts';
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

/** What a document has beside the parts of others. */
const FRAME = { swagger: '2.0', info: {}, security: [], securityDefinitions: {} };

/** Name of a document, such as `apis/metrics.k8s.io/v1beta1`, → its URL with the hash. */
type Index = ReadonlyMap<string, string>;

/** What one server documents. */
interface Found {
  readonly index: Index;
  /** Of the document of version 2; undefined: there is none. */
  readonly part: PartV2 | undefined;
}

/** Knows which OpenAPI documents the servers behind APIServices have. */
export class RemoteOpenApi {
  readonly #services: ApiServices;
  readonly #clock: Clock;
  readonly #refresher: Refresher;
  readonly #found = new Map<string, Found>();
  #generation = 0;

  constructor(services: ApiServices, clock: Clock) {
    this.#services = services;
    this.#clock = clock;
    this.#refresher = new Refresher(clock, RETRY, (name) => this.#sync(name));
    services.onRemoteChange((name, remote) => {
      if (remote === undefined) this.#forget(name);
      else if (!this.#found.has(name)) this.#refresher.look(name, FIRST_MS);
    });
  }

  /** Raised when the index changes. */
  get generation(): number {
    return this.#generation;
  }

  /** All documents with their URLs. */
  documents(): Map<string, string> {
    const all = new Map<string, string>();
    for (const { index } of this.#found.values()) {
      for (const [name, url] of index) if (!all.has(name)) all.set(name, url);
    }
    return all;
  }

  parts(): PartV2[] {
    return [...this.#found]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { part }]) => (part === undefined ? [] : [part]));
  }

  /** Who has a document. @param path of its URL, from `/openapi/v3/` on */
  serverOf(path: string): RemoteServer | undefined {
    const document = path.slice('/openapi/v3/'.length);
    for (const [name, { index }] of this.#found) {
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
    if (this.#found.delete(name)) this.#generation++;
  }

  async #sync(name: string): Promise<number | undefined> {
    const remote = this.#services.get(name);
    if (remote === undefined) return undefined;
    if (!remote.isAvailable || remote.problem !== undefined) throw new Error('service unavailable');
    const index = await this.#index(remote);
    const part = await this.#part(remote).catch(() => undefined);
    this.#keep(name, { index, part });
    return AGAIN_MS;
  }

  async #index(remote: RemoteServer): Promise<Index> {
    const { status, body } = await this.#fetch(remote, '/openapi/v3', undefined);
    // Servers older than version 3 have none.
    if (status === 404) return new Map();
    if (status !== 200) throw new Error('could not get list of group versions for APIService');
    return indexOf(body);
  }

  async #part(remote: RemoteServer): Promise<PartV2 | undefined> {
    const { status, body } = await this.#fetch(remote, '/openapi/v2', 'application/json');
    if (status !== 200) return undefined;
    const prefix = `/apis/${remote.group}/${remote.version}/`;
    const part = partOfV2(JSON.parse(body.toString()), prefix);
    // What cannot be encoded would take the document of this server with it.
    encodeGnosticV2({ ...FRAME, ...part });
    return part;
  }

  #fetch(remote: RemoteServer, path: string, accept: string | undefined): Promise<Document> {
    const question = { path, accept, asker: AGGREGATOR, timeoutMs: TIMEOUT_MS };
    return fetchDocument(remote, question, this.#clock);
  }

  #keep(name: string, found: Found): void {
    const before = this.#found.get(name);
    this.#found.set(name, found);
    if (before === undefined || textOf(before) !== textOf(found)) this.#generation++;
  }
}

function textOf({ index, part }: Found): string {
  return JSON.stringify([...index, part]);
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
