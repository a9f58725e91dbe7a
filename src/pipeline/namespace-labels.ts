import type { KubeObject } from '../apimachinery/meta.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { followObjects } from '../registry/objects-feed.ts';
import type { ObservableStore } from '../store/store.ts';

/** The labels of every namespace as they are now, for checks that cannot wait. */
export class NamespaceLabels {
  readonly #labels = new Map<string, Readonly<Record<string, string>>>();

  /** Begins to follow the namespaces; labels count from their commit on. @returns stops */
  follow(store: ObservableStore, catalog: Catalog): Promise<() => void> {
    const resource = catalog.find('', 'v1', 'namespaces');
    if (resource === undefined) throw new Error('the catalog has no namespaces');
    return followObjects<KubeObject>(store, resource, (name, namespace) => {
      if (namespace === undefined) this.#labels.delete(name);
      else this.#labels.set(name, namespace.metadata.labels ?? {});
    });
  }

  /** Undefined: there is no such namespace. */
  of(namespace: string): Readonly<Record<string, string>> | undefined {
    return this.#labels.get(namespace);
  }
}
