import type { CustomResourceDefinition } from '../apimachinery/types.generated.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { ServedDefinitions } from '../catalog/custom/served-definitions.ts';
import type { ObservableStore } from '../store/store.ts';
import { followObjects } from './objects-feed.ts';

/**
 * Serves the definitions that are in the store, and from now on every change of them within the
 * commit that makes it: whoever reads that a definition is established can use it.
 * @returns stops following
 */
export function followDefinitions(store: ObservableStore, catalog: Catalog): Promise<() => void> {
  const resource = catalog.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions');
  if (resource === undefined) throw new Error('the catalog has no customresourcedefinitions');
  const definitions = new ServedDefinitions(catalog);
  return followObjects<CustomResourceDefinition>(store, resource, (name, definition, created) =>
    definitions.update(name, definition, created),
  );
}
