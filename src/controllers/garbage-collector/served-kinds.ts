import type { ServedResource } from '../../client/client.ts';

/** Events are numerous, own nothing and go by themselves. */
const IGNORED = new Set(['/events', 'events.k8s.io/events']);
const NEEDED_VERBS = ['delete', 'list', 'watch'];

/** The kinds that the server serves now, by group and kind. */
export class ServedKinds {
  #byKind: ReadonlyMap<string, ServedResource> = new Map();

  replace(resources: readonly ServedResource[]): void {
    this.#byKind = new Map(
      resources
        .filter(({ plural }) => !plural.includes('/'))
        .map((resource) => [`${resource.group}/${resource.kind}`, resource]),
    );
  }

  /** Of whatever version: references outlive versions. */
  find(apiVersion: string, kind: string): ServedResource | undefined {
    const slash = apiVersion.indexOf('/');
    const group = slash === -1 ? '' : apiVersion.slice(0, slash);
    return this.#byKind.get(`${group}/${kind}`);
  }

  /** Kinds whose objects can be collected. */
  collectable(): ServedResource[] {
    return [...this.#byKind.values()].filter(
      ({ group, plural, verbs }) =>
        !IGNORED.has(`${group}/${plural}`) && NEEDED_VERBS.every((verb) => verbs.includes(verb)),
    );
  }
}
