import { ApiError } from '../../apimachinery/errors.ts';
import type { APIService, CustomResourceDefinition } from '../../apimachinery/types.generated.ts';
import type { ServedResource } from '../../client/client.ts';
import type { Controller, ControllerContext, ControllerFactory } from '../runtime.ts';
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
export function garbageCollector(others: OtherServers): ControllerFactory {
  return (context) => collecting(context, others);
}

/** The servers behind APIServices. */
export interface OtherServers {
  /** The kinds that they have. */
  served(): readonly ServedResource[];
}

function collecting(context: ControllerContext, others: OtherServers): Controller {
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
  const apiServices = context.informer<APIService>('apiregistration.k8s.io/v1', 'apiservices');
  apiServices.onChange((next, previous) => {
    const isRemote = [next, previous].some((each) => each?.spec.service !== undefined);
    if (isRemote) context.enqueueAfter(DISCOVER, DISCOVER_AGAIN_MS);
  });
  context.enqueue(DISCOVER);

  return {
    name: 'garbage-collector',
    async reconcile(key) {
      if (key === DISCOVER) {
        const elsewhere = others.served();
        kinds.replace([...(await context.discover()), ...elsewhere]);
        ownership.follow(kinds.collectable());
        const isAlone = apiServices.list().every(({ spec }) => spec.service === undefined);
        return isAlone ? {} : { againInMs: UNKNOWN_KIND_MS };
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
}
