import type { APIService } from '../apimachinery/types.generated.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { ObservableStore } from '../store/store.ts';
import type { FollowObject } from './objects-feed.ts';
import { followObjects } from './objects-feed.ts';

/**
 * Tells of the APIServices that are in the store, and of every change within the commit that makes it.
 * @returns stops following
 */
export function followApiServices(
  store: ObservableStore,
  catalog: Catalog,
  follow: FollowObject<APIService>,
): Promise<() => void> {
  const resource = catalog.find('apiregistration.k8s.io', 'v1', 'apiservices');
  if (resource === undefined) throw new Error('the catalog has no apiservices');
  return followObjects<APIService>(store, resource, follow);
}
