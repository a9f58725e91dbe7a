import type { KubeObject } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import { compareVersions } from '../catalog/custom/version-order.ts';
import type { ApiServices } from './api-services.ts';
import type { RemoteDiscovery } from './discovery.ts';
import type { Asker, Document } from './fetch.ts';
import { fetchDocument } from './fetch.ts';

const TIMEOUT_MS = 60_000;
const CONTROLLER: Asker = {
  user: 'system:serviceaccount:kube-system:namespace-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
};
const LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

const BACKGROUND = '{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}';

/** A kind of another server that namespaces have objects of. */
export interface RemoteResource {
  readonly apiService: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly verbs: readonly string[];
}

/** What other servers keep in namespaces. */
export class RemoteContent {
  readonly #services: ApiServices;
  readonly #discovery: RemoteDiscovery;
  readonly #clock: Clock;

  constructor(services: ApiServices, discovery: RemoteDiscovery, clock: Clock) {
    this.#services = services;
    this.#discovery = discovery;
    this.#clock = clock;
  }

  /** The kinds whose objects can be deleted, each in the version that its group prefers. */
  deletable(): RemoteResource[] {
    const found = new Map<string, RemoteResource>();
    const versions = this.#discovery
      .remote()
      .toSorted(
        (a, b) => b.versionPriority - a.versionPriority || compareVersions(a.version, b.version),
      );
    for (const { name: apiService, group, version, resources = [] } of versions) {
      for (const { resource: plural, scope, verbs = [] } of resources) {
        if (scope !== 'Namespaced' || !verbs.includes('delete')) continue;
        const key = `${plural}.${group}`;
        if (!found.has(key)) found.set(key, { apiService, group, version, plural, verbs });
      }
    }
    return [...found.values()];
  }

  /**
   * Asks for the deletion of all objects of a kind in a namespace.
   * @returns what is left of them
   */
  async empty(resource: RemoteResource, namespace: string): Promise<readonly KubeObject[]> {
    const { group, version, plural, verbs } = resource;
    const path = `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
    if (!verbs.includes('list')) {
      if (verbs.includes('deletecollection')) await this.#send(resource, 'DELETE', path);
      return [];
    }
    const items = await this.#list(resource, path);
    if (items.length === 0) return [];
    if (verbs.includes('deletecollection')) await this.#send(resource, 'DELETE', path);
    else {
      for (const { metadata } of items) {
        if (metadata.deletionTimestamp !== undefined) continue;
        await this.#send(resource, 'DELETE', `${path}/${metadata.name ?? ''}`);
      }
    }
    return this.#list(resource, path);
  }

  async #list(resource: RemoteResource, path: string): Promise<readonly KubeObject[]> {
    const { body } = await this.#send(resource, 'GET', path);
    const { items } = JSON.parse(body.toString()) as { items?: readonly KubeObject[] };
    return items ?? [];
  }

  async #send(
    { apiService, plural }: RemoteResource,
    method: string,
    path: string,
  ): Promise<Document> {
    const remote = this.#services.get(apiService);
    if (remote === undefined || !remote.isAvailable) {
      throw new Error('the server is currently unable to handle the request');
    }
    const body = method === 'DELETE' ? BACKGROUND : undefined;
    const question = { method, path, body, accept: LIST, asker: CONTROLLER, timeoutMs: TIMEOUT_MS };
    const answer = await fetchDocument(remote, question, this.#clock);
    // What has gone in the meantime need not be deleted.
    const isFine = answer.status < 300 || (method === 'DELETE' && answer.status === 404);
    if (!isFine) throw new Error(`${plural}: the server answers with ${answer.status}`);
    return answer;
  }
}
