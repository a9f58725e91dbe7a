import type { APIService } from '../apimachinery/types.generated.ts';
import type { Registration } from '../catalog/registrations.ts';
import type { Network } from './remote-server.ts';
import { isAvailable, RemoteServer } from './remote-server.ts';

const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';

/** Told of every change of an APIService that names a Service, or did so before. */
export type RemoteListener = (name: string, remote: RemoteServer | undefined) => void;

/**
 * The APIServices in the store, and the servers behind those that name a Service. Every change
 * counts from its commit on.
 */
export class ApiServices {
  readonly #network: Network;
  readonly #known = new Map<string, APIService>();
  readonly #remotes = new Map<string, RemoteServer>();
  readonly #listeners: RemoteListener[] = [];
  #generation = 0;

  constructor(network: Network) {
    this.#network = network;
  }

  /** Raised by every change that discovery shows. */
  get generation(): number {
    return this.#generation;
  }

  onRemoteChange(listener: RemoteListener): void {
    this.#listeners.push(listener);
  }

  /** @param apiService undefined: it was deleted */
  set(name: string, apiService: APIService | undefined): void {
    const before = this.#known.get(name);
    if (apiService === undefined) this.#known.delete(name);
    else this.#known.set(name, apiService);
    if (JSON.stringify(before?.spec) !== JSON.stringify(apiService?.spec)) this.#generation++;
    const remote = this.#remotes.get(name);
    const isRemote = apiService?.spec.service !== undefined;
    if (!isRemote && remote === undefined) return;
    const next = isRemote ? new RemoteServer(apiService, this.#network, remote) : undefined;
    if (next === undefined) {
      this.#remotes.delete(name);
      remote?.agent.forgetIdle();
    } else this.#remotes.set(name, next);
    for (const listener of this.#listeners) listener(name, next);
  }

  get(name: string): RemoteServer | undefined {
    return this.#remotes.get(name);
  }

  remotes(): IterableIterator<RemoteServer> {
    return this.#remotes.values();
  }

  /** The server that paths below `/apis/<group>/<version>` are passed on to. */
  at(path: string): RemoteServer | undefined {
    if (this.#remotes.size === 0 || !path.startsWith('/apis/')) return undefined;
    const [, , group = '', version = ''] = path.split('/', 4);
    if (group === '') return undefined;
    return this.#remotes.get(`${version}.${group}`);
  }

  registrations(): Registration[] {
    return [...this.#known.values()].map(({ metadata, spec }) => ({
      name: metadata.name ?? '',
      group: spec.group ?? '',
      version: spec.version ?? '',
      groupPriority: spec.groupPriorityMinimum,
      versionPriority: spec.versionPriority,
      isRemote: spec.service !== undefined,
      isAutomanaged: metadata.labels?.[AUTOMANAGED] === 'true',
    }));
  }

  /** Of every APIService by its name: whether it is available. */
  availabilities(): [name: string, isAvailable: boolean][] {
    return [...this.#known].map(([name, apiService]) => [name, isAvailable(apiService)]);
  }

  stop(): void {
    for (const { agent } of this.#remotes.values()) agent.destroy();
  }
}
