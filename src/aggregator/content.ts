import type { KubeObject } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { ServedResource } from '../client/client.ts';
import type { ApiServices } from './api-services.ts';
import type { Asker, Document } from './fetch.ts';
import { fetchDocument } from './fetch.ts';
import type { RemoteClients } from './remote-clients.ts';

const TIMEOUT_MS = 60_000;
const CONTROLLER: Asker = {
  user: 'system:serviceaccount:kube-system:namespace-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
};
const LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

const BACKGROUND = '{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}';

/** What other servers keep in namespaces. */
export class RemoteContent {
  readonly #services: ApiServices;
  readonly #clients: RemoteClients;
  readonly #clock: Clock;

  constructor(services: ApiServices, clients: RemoteClients, clock: Clock) {
    this.#services = services;
    this.#clients = clients;
    this.#clock = clock;
  }

  /** The kinds whose objects can be deleted, each in the version that its group prefers. */
  deletable(): ServedResource[] {
    return this.#clients
      .served()
      .filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete'));
  }

  /**
   * Asks for the deletion of all objects of a kind in a namespace.
   * @returns what is left of them
   */
  async empty(resource: ServedResource, namespace: string): Promise<readonly KubeObject[]> {
    const { apiVersion, plural, verbs } = resource;
    const path = `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
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

  async #list(resource: ServedResource, path: string): Promise<readonly KubeObject[]> {
    const { body } = await this.#send(resource, 'GET', path);
    const { items } = JSON.parse(body.toString()) as { items?: readonly KubeObject[] };
    return items ?? [];
  }

  async #send(
    { apiVersion, plural }: ServedResource,
    method: string,
    path: string,
  ): Promise<Document> {
    const [group = '', version = ''] = apiVersion.split('/');
    const remote = this.#services.get(`${version}.${group}`);
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
