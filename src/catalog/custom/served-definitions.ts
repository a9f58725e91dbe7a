import type { CustomResourceDefinition } from '../../apimachinery/types.generated.ts';
import type { ApiGroup, Catalog, Resource } from '../catalog.ts';
import type { BuiltInTypes } from './definition-resources.ts';
import { conditionIsTrue, resourcesOf } from './definition-resources.ts';
import { compareVersions } from './version-order.ts';

interface Served {
  readonly uid: string | undefined;
  readonly resources: readonly Resource[];
  /** Ends the watches of the resource, for each of its versions. */
  readonly end: AbortController;
}

/** Keeps the catalog in step with the definitions in the store. */
export class ServedDefinitions {
  readonly #catalog: Catalog;
  readonly #builtIn: readonly ApiGroup[];
  readonly #types: BuiltInTypes;
  readonly #served = new Map<string, Served>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#builtIn = catalog.groups;
    this.#types = {
      objectMeta: catalog.schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
      scale: catalog.schemaOf('autoscaling', 'v1', 'Scale'),
    };
  }

  /**
   * Serves what a definition says from now on, which is nothing before it is established. Called
   * for every stored state, before anybody can read it.
   * @param definition undefined: it was deleted
   * @param since the revision that created it: nothing of the resource is older
   */
  update(name: string, definition: CustomResourceDefinition | undefined, since: number): void {
    const before = this.#served.get(name);
    const isServed = definition !== undefined && conditionIsTrue(definition, 'Established');
    if (before === undefined && !isServed) return;
    const isSame = before !== undefined && before.uid === definition?.metadata.uid;
    const end = isSame && isServed ? before.end : new AbortController();
    const resources = isServed ? resourcesOf(definition, since, end.signal, this.#types) : [];
    if (isServed) this.#served.set(name, { uid: definition.metadata.uid, resources, end });
    else this.#served.delete(name);
    const gone = before?.resources ?? [];
    this.#catalog.replaceCustom(this.#groups(), gone, resources);
    if (before !== undefined && before.end !== end) before.end.abort();
  }

  /** Built-in groups first, which all have a higher priority; the others by name. */
  #groups(): ApiGroup[] {
    const versions = new Map<string, Set<string>>();
    for (const { resources } of this.#served.values()) {
      for (const { group, version } of resources) {
        const known = versions.get(group) ?? new Set<string>();
        versions.set(group, known.add(version));
      }
    }
    const groups = this.#builtIn.map((each) => {
      const more = [...(versions.get(each.group) ?? [])].filter(
        (version) => !each.versions.includes(version),
      );
      versions.delete(each.group);
      if (more.length === 0) return each;
      return { ...each, versions: [...each.versions, ...more.toSorted(compareVersions)] };
    });
    const custom = [...versions].toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [group, names] of custom) {
      const sorted = [...names].toSorted(compareVersions);
      groups.push({ group, versions: sorted, preferred: sorted[0] ?? '' });
    }
    return groups;
  }
}
