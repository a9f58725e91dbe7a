import type {
  APIGroupDiscoveryList,
  APIResource,
  APIResourceDiscovery,
  APIResourceList,
  APISubresourceDiscovery,
} from '../apimachinery/types.generated.ts';
import type { Clock } from '../base/clock.ts';
import type { Registrations, RemoteVersion } from '../catalog/registrations.ts';
import type { ApiServices } from './api-services.ts';
import type { Document } from './fetch.ts';
import { fetchDocument } from './fetch.ts';
import { Refresher } from './refresher.ts';
import type { RemoteServer } from './remote-server.ts';

const TIMEOUT_MS = 5000;
const AGAIN_MS = 60_000;
const RETRY = { minMs: 5, maxMs: AGAIN_MS };
const AGGREGATED = ['v2', 'v2beta1']
  .map((v) => `application/json;g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`)
  .join(',');
const AGGREGATOR = { user: 'system:kube-aggregator', groups: ['system:masters'] };
/** Only the first question is asked in the name of the masters. */
const PLAIN_AGGREGATOR = { ...AGGREGATOR, groups: [] };

type Found = Pick<RemoteVersion, 'resources' | 'freshness'>;

/** Knows what the servers behind APIServices offer, and asks them again each minute. */
export class RemoteDiscovery implements Registrations {
  readonly #services: ApiServices;
  readonly #clock: Clock;
  readonly #refresher: Refresher;
  readonly #found = new Map<string, Found>();
  #generation = 0;

  constructor(services: ApiServices, clock: Clock) {
    this.#services = services;
    this.#clock = clock;
    this.#refresher = new Refresher(clock, RETRY, (name) => this.#sync(name));
    services.onRemoteChange((name) => this.#refresher.look(name));
  }

  get generation(): string {
    return `${this.#services.generation}/${this.#generation}`;
  }

  all(): ReturnType<Registrations['all']> {
    return this.#services.registrations();
  }

  remote(): readonly RemoteVersion[] {
    return this.all().flatMap((each) => {
      const found = each.isRemote ? this.#found.get(each.name) : undefined;
      return found === undefined ? [] : [{ ...each, ...found }];
    });
  }

  start(): void {
    this.#refresher.start();
  }

  stop(): void {
    this.#refresher.stop();
  }

  async #sync(name: string): Promise<number | undefined> {
    const remote = this.#services.get(name);
    if (remote === undefined) {
      if (this.#found.delete(name)) this.#generation++;
      return undefined;
    }
    const found = await this.#ask(remote);
    if (JSON.stringify(this.#found.get(name)) !== JSON.stringify(found)) {
      this.#found.set(name, found);
      this.#generation++;
    }
    return AGAIN_MS;
  }

  async #ask(remote: RemoteServer): Promise<Found> {
    // A server that has just been named is not bothered before it is known to answer.
    const isNew = !this.#found.has(remote.name);
    if (isNew && !remote.isAvailable) return STALE;
    try {
      return { resources: await resourcesOf(remote, this.#clock), freshness: 'Current' };
    } catch {
      return STALE;
    }
  }
}

const STALE: Found = { resources: undefined, freshness: 'Stale' };

/** @throws whatever keeps the answer from being understood */
async function resourcesOf(
  remote: RemoteServer,
  clock: Clock,
): Promise<readonly APIResourceDiscovery[] | undefined> {
  if (remote.problem !== undefined) throw new Error(remote.problem);
  const question = { path: '/apis', accept: AGGREGATED, asker: AGGREGATOR, timeoutMs: TIMEOUT_MS };
  const answer = await fetchDocument(remote, question, clock);
  if (answer.status === 503) throw new Error('service unavailable');
  if (answer.status === 200 && isAggregated(answer)) {
    const { items } = JSON.parse(answer.body.toString()) as APIGroupDiscoveryList;
    return checked(
      items
        .find(({ metadata }) => metadata?.name === remote.group)
        ?.versions?.find(({ version }) => version === remote.version)
        ?.resources?.map(withKinds),
    );
  }
  const path = `/apis/${remote.group}/${remote.version}`;
  const legacy = await fetchDocument(
    remote,
    { path, accept: 'application/json', asker: PLAIN_AGGREGATOR, timeoutMs: TIMEOUT_MS },
    clock,
  );
  if (legacy.status !== 200) throw new Error(`failed to download legacy discovery for ${path}`);
  const { kind, resources } = JSON.parse(legacy.body.toString()) as Partial<APIResourceList>;
  if (kind !== 'APIResourceList') throw new Error(`${path} answers with no APIResourceList`);
  return checked(fromLegacy(resources ?? []));
}

/** @throws for what is no list of resources: everybody reads it, and nobody looks twice */
function checked(
  resources: readonly APIResourceDiscovery[] | undefined,
): readonly APIResourceDiscovery[] | undefined {
  const isWrong = resources?.some((each) => {
    const { resource, scope, verbs, subresources = [] } = each;
    if (!isText(resource) || !isText(scope)) return true;
    if (!isNamed({ ...each, verbs }) || !Array.isArray(subresources)) return true;
    return !subresources.every((sub) => isText(sub.subresource) && isNamed(sub));
  });
  if (isWrong === true) throw new Error('the resources are not understood');
  return resources;
}

function isNamed(
  each: Pick<APIResourceDiscovery, 'responseKind' | 'verbs' | 'shortNames' | 'categories'>,
): boolean {
  const { responseKind = NO_KIND, verbs, shortNames, categories } = each;
  const { group, version, kind } = responseKind;
  const lists = [verbs, shortNames, categories].map((list) => list ?? []);
  return (
    [group, version, kind].every(isText) &&
    lists.every((list) => Array.isArray(list) && list.every(isText))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isAggregated({ headers }: Document): boolean {
  const parameters = (headers['content-type'] ?? '').split(';').map((each) => each.trim());
  return (
    parameters.includes('g=apidiscovery.k8s.io') &&
    parameters.includes('as=APIGroupDiscoveryList') &&
    (parameters.includes('v=v2') || parameters.includes('v=v2beta1'))
  );
}

const NO_KIND = { group: '', version: '', kind: '' };

/** Older clients stumble over resources without a kind. */
function withKinds(resource: APIResourceDiscovery): APIResourceDiscovery {
  const { responseKind, subresources } = resource;
  return {
    ...resource,
    responseKind: responseKind ?? NO_KIND,
    ...(subresources === undefined
      ? {}
      : {
          subresources: subresources.map((each) => ({
            ...each,
            responseKind: each.responseKind ?? NO_KIND,
          })),
        }),
  };
}

/** The resources of a legacy list, with their subresources below them. */
function fromLegacy(list: readonly APIResource[]): APIResourceDiscovery[] {
  const byName = new Map<string, APIResourceDiscovery>();
  for (const each of list) {
    if (!each.name.includes('/')) byName.set(each.name, entryOf(each));
  }
  for (const each of list) {
    const at = each.name.indexOf('/');
    if (at === -1) continue;
    const name = each.name.slice(0, at);
    const scope = scopeOf(each);
    const parent = byName.get(name) ?? {
      resource: name,
      responseKind: NO_KIND,
      scope,
      singularResource: '',
      verbs: [],
    };
    if (parent.scope !== scope) throw new Error(`the scope of ${each.name} is not its parent's`);
    byName.set(name, {
      ...parent,
      subresources: [...(parent.subresources ?? []), subresourceOf(each, at)],
    });
  }
  return [...byName.values()];
}

function entryOf(resource: APIResource): APIResourceDiscovery {
  const { name, singularName, verbs, shortNames = [], categories = [] } = resource;
  return {
    resource: name,
    responseKind: kindOf(resource),
    scope: scopeOf(resource),
    singularResource: singularName ?? '',
    verbs: verbs ?? [],
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

function subresourceOf(resource: APIResource, at: number): APISubresourceDiscovery {
  return {
    subresource: resource.name.slice(at + 1),
    responseKind: kindOf(resource),
    verbs: resource.verbs ?? [],
  };
}

function kindOf({ group = '', version = '', kind }: APIResource): typeof NO_KIND {
  return { group, version, kind };
}

function scopeOf({ namespaced }: APIResource): 'Namespaced' | 'Cluster' {
  return namespaced ? 'Namespaced' : 'Cluster';
}
