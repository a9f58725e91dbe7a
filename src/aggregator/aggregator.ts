import type { APIService } from '../apimachinery/types.generated.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import type { Client, ServedResource } from '../client/client.ts';
import type { ServiceAddresses } from '../webhooks/services.ts';
import { serviceLocator, serviceResolver } from '../webhooks/services.ts';
import { ApiServices } from './api-services.ts';
import type { CheckDiscovery } from './availability.ts';
import { discoveryCheck } from './availability.ts';
import { RemoteContent } from './content.ts';
import { RemoteDiscovery } from './discovery.ts';
import { RemoteOpenApi } from './open-api.ts';
import { RemoteClients } from './remote-clients.ts';
import type { Network, ProxyIdentity } from './remote-server.ts';

export interface AggregatorParts {
  /** For Services and their endpoints. */
  readonly client: () => Client;
  readonly clock: Clock;
  readonly rng: Rng;
  /** `--webhook-service` */
  readonly standIns: ServiceAddresses | undefined;
  /** Undefined: nobody. */
  readonly identity: ProxyIdentity | undefined;
}

/** The APIServices of one server, and what the servers behind them offer. */
export class Aggregator {
  readonly services: ApiServices;
  readonly discovery: RemoteDiscovery;
  readonly openApi: RemoteOpenApi;
  readonly content: RemoteContent;
  readonly elsewhere: RemoteClients;
  /** Asks a server whether it is available. */
  readonly check: CheckDiscovery;
  readonly #standIns: ServiceAddresses;

  constructor({ client, clock, rng, standIns = new Map(), identity }: AggregatorParts) {
    const network: Network = {
      resolve: (...of) => serviceResolver(client(), rng, standIns)(...of),
      locate: (...of) => serviceLocator(client(), standIns)(...of),
      identity,
    };
    this.#standIns = standIns;
    this.services = new ApiServices(network);
    this.discovery = new RemoteDiscovery(this.services, clock);
    this.openApi = new RemoteOpenApi(this.services, clock);
    this.elsewhere = new RemoteClients(this.services, this.discovery, clock);
    this.content = new RemoteContent(this.services, this.elsewhere, clock);
    this.check = discoveryCheck(network, clock);
  }

  /** For every stored state of an APIService. */
  readonly follow = (name: string, apiService: APIService | undefined): void =>
    this.services.set(name, apiService);

  /** Somebody stands in for a Service, which need not exist then. */
  isStandIn(namespace: string, name: string): boolean {
    return this.#standIns.has(`${namespace}/${name}`);
  }

  /** The versions of groups that nobody knows the resources of: `metrics.k8s.io/v1beta1`. */
  undiscovered(): string[] {
    return this.discovery
      .remote()
      .filter(({ freshness }) => freshness === 'Stale')
      .map(({ group, version }) => `${group}/${version}`)
      .toSorted();
  }

  /** The kinds of other servers, each in the version that its group prefers. */
  served(): ServedResource[] {
    return this.elsewhere.served();
  }

  start(): void {
    this.discovery.start();
    this.openApi.start();
  }

  stop(): void {
    this.discovery.stop();
    this.openApi.stop();
    this.services.stop();
  }
}
