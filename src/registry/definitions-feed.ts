import type { CustomResourceDefinition } from '../apimachinery/types.generated.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { ServedDefinitions } from '../catalog/custom/served-definitions.ts';
import type { Entry, ObservableStore } from '../store/store.ts';
import { keyPrefix } from './keys.ts';

/**
 * Serves the definitions that are in the store, and from now on every change of them within the
 * commit that makes it: whoever reads that a definition is established can use it.
 * @returns stops following
 */
export async function followDefinitions(
  store: ObservableStore,
  catalog: Catalog,
): Promise<() => void> {
  const resource = catalog.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions');
  if (resource === undefined) throw new Error('the catalog has no customresourcedefinitions');
  const prefix = keyPrefix(resource);
  const definitions = new ServedDefinitions(catalog);
  const update = (key: string, entry: Entry | undefined): void => {
    const name = key.slice(prefix.length);
    const definition =
      entry === undefined ? undefined : (JSON.parse(entry.value) as CustomResourceDefinition);
    definitions.update(name, definition, entry?.createRevision ?? 0);
  };
  const { entries, revision } = await store.list(prefix);
  for (const entry of entries) update(entry.key, entry);
  const observation = store.observe(prefix, revision, {
    deliver(events) {
      for (const { key, entry } of events) update(key, entry);
    },
    end: () => {},
  });
  for (const events of observation.history) {
    for (const { key, entry } of events) update(key, entry);
  }
  return () => observation.stop();
}
