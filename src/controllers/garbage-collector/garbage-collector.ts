import { ApiError } from '../../apimachinery/errors.ts';
import type { CustomResourceDefinition } from '../../apimachinery/types.generated.ts';
import type { ControllerFactory } from '../runtime.ts';
import { Collection } from './collection.ts';
import { identityOf, OwnerGraph, workKey } from './graph.ts';
import { Ownership } from './ownership.ts';
import { ServedKinds } from './served-kinds.ts';

/** A key no object has: look which kinds there are. */
const DISCOVER = '';
/** A new definition is served a little after it is stored. */
const DISCOVER_AGAIN_MS = 1000;
/** Objects with owners of kinds that are not served are looked at again after this. */
const UNKNOWN_KIND_MS = 30_000;

/**
 * Deletes what lost all its owners, and does what the finalizers `foregroundDeletion` and `orphan`
 * ask for. Remembers only who owns whom; it starts following the kinds when everything else runs.
 */
export const garbageCollector: ControllerFactory = (context) => {
  const graph = new OwnerGraph();
  const kinds = new ServedKinds();
  const collection = new Collection({
    graph,
    kinds,
    client: ({ apiVersion, plural }) => context.client(apiVersion, plural),
    enqueue: (identity) => context.enqueue(workKey(identity)),
  });
  const ownership = new Ownership({ context, graph, collection });
  const definitions = context.informer<CustomResourceDefinition>(
    'apiextensions.k8s.io/v1',
    'customresourcedefinitions',
  );
  definitions.onChange(() => {
    context.enqueue(DISCOVER);
    context.enqueueAfter(DISCOVER, DISCOVER_AGAIN_MS);
  });
  context.enqueue(DISCOVER);

  return {
    name: 'garbage-collector',
    async reconcile(key) {
      if (key === DISCOVER) {
        kinds.replace(await context.discover());
        ownership.follow(kinds.collectable());
        return {};
      }
      try {
        const processed = await collection.process(identityOf(key));
        return processed === 'unknown kind' ? { againInMs: UNKNOWN_KIND_MS } : {};
      } catch (error) {
        // Whatever was to be done to the object, it is gone.
        if (error instanceof ApiError && error.reason === 'NotFound') return {};
        throw error;
      }
    },
  };
};
