import type { KubeObject } from '../apimachinery/meta.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Entry, ObservableStore } from '../store/store.ts';
import { keyPrefix } from './keys.ts';

/** @param object undefined: it is gone. @param created the revision of its creation, 0 when it is gone */
export type FollowObject<T> = (name: string, object: T | undefined, created: number) => void;

/**
 * Tells of the objects of a cluster-scoped kind that are in the store, and from now on of every
 * change within the commit that makes it: whoever reads that an object was written can rely on it.
 * @returns stops following
 */
export async function followObjects<T extends KubeObject>(
  store: ObservableStore,
  resource: Resource,
  follow: FollowObject<T>,
): Promise<() => void> {
  const prefix = keyPrefix(resource);
  const update = (key: string, entry: Entry | undefined): void => {
    const object = entry === undefined ? undefined : (JSON.parse(entry.value) as T);
    follow(key.slice(prefix.length), object, entry?.createRevision ?? 0);
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
