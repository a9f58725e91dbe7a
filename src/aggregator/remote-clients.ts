import type { KubeObject } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Clock } from '../base/clock.ts';
import { compareVersions } from '../catalog/custom/version-order.ts';
import type { Elsewhere, ResourceClient, ServedResource } from '../client/client.ts';
import type { ApiServices } from './api-services.ts';
import type { RemoteDiscovery } from './discovery.ts';
import { RemoteResource } from './remote-resource.ts';

/** The kinds of other servers, for programs inside this process. */
export class RemoteClients implements Elsewhere {
  readonly #services: ApiServices;
  readonly #discovery: RemoteDiscovery;
  readonly #clock: Clock;

  constructor(services: ApiServices, discovery: RemoteDiscovery, clock: Clock) {
    this.#services = services;
    this.#discovery = discovery;
    this.#clock = clock;
  }

  resource<T extends KubeObject>(
    user: UserInfo,
    apiVersion: string,
    plural: string,
  ): ResourceClient<T> | undefined {
    const [group = '', version = ''] = apiVersion.split('/');
    const services = this.#services;
    if (services.get(`${version}.${group}`) === undefined) return undefined;
    return new RemoteResource<T>({ services, clock: this.#clock, user, group, version, plural });
  }

  /** Each kind once, in the version that its group prefers. */
  served(): ServedResource[] {
    const versions = this.#discovery
      .remote()
      .toSorted(
        (a, b) => b.versionPriority - a.versionPriority || compareVersions(a.version, b.version),
      );
    const found = new Map<string, ServedResource>();
    for (const { group, version, resources = [] } of versions) {
      for (const { resource: plural, responseKind, scope, verbs, subresources = [] } of resources) {
        const key = `${plural}.${group}`;
        if (found.has(key)) continue;
        found.set(key, {
          apiVersion: groupVersion(group, version),
          group,
          kind: responseKind?.kind ?? '',
          plural,
          namespaced: scope === 'Namespaced',
          verbs: verbs ?? [],
          subresources: subresources.map(({ subresource }) => subresource),
        });
      }
    }
    return [...found.values()];
  }
}
