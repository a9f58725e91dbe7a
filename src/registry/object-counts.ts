import type { Catalog, Resource } from '../catalog/catalog.ts';
import type { Store } from '../store/store.ts';
import { keyPrefix } from './keys.ts';

/** How many objects of every resource there are; versions that share their objects count once. */
export async function objectCounts(
  catalog: Catalog,
  store: Store,
): Promise<{ readonly resource: Resource; readonly count: number }[]> {
  const byPrefix = new Map<string, Resource>();
  for (const resource of catalog.all()) {
    if (resource.verbs.includes('list')) byPrefix.set(keyPrefix(resource), resource);
  }
  return Promise.all(
    Array.from(byPrefix, async ([prefix, resource]) => {
      const { entries, remaining } = await store.list(prefix, { limit: 1 });
      return { resource, count: entries.length + remaining };
    }),
  );
}
