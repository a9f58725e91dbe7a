import type { KubeObject } from '../../apimachinery/meta.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { OwnerReference } from '../../apimachinery/types.generated.ts';
import type { ServedResource } from '../../client/client.ts';
import type { ControllerContext } from '../runtime.ts';
import type { Collection } from './collection.ts';
import type { Identity, OwnerGraph } from './graph.ts';
import { workKey } from './graph.ts';
import { followObjects } from './object-watch.ts';

const HOLDING = new Set(['foregroundDeletion', 'orphan']);

/** Follows the objects of all kinds, keeps the graph and asks for passes of what a change concerns. */
export class Ownership {
  readonly #context: ControllerContext;
  readonly #graph: OwnerGraph;
  readonly #collection: Collection;
  readonly #watches = new Map<string, AbortController>();

  constructor(parts: {
    readonly context: ControllerContext;
    readonly graph: OwnerGraph;
    readonly collection: Collection;
  }) {
    this.#context = parts.context;
    this.#graph = parts.graph;
    this.#collection = parts.collection;
    this.#context.signal.addEventListener('abort', () => this.follow([]), { once: true });
  }

  /** From now on these kinds are followed and no others; after the end, none. */
  follow(resources: readonly ServedResource[]): void {
    const followed = this.#context.signal.aborted ? [] : resources;
    const wanted = new Map(followed.map((resource) => [watchKey(resource), resource]));
    for (const [key, watch] of this.#watches) {
      if (wanted.has(key)) continue;
      watch.abort();
      this.#watches.delete(key);
    }
    for (const [key, resource] of wanted) {
      if (!this.#watches.has(key)) this.#watches.set(key, this.#watch(resource));
    }
  }

  #watch(resource: ServedResource): AbortController {
    const { clock } = this.#context;
    const { apiVersion, plural, kind } = resource;
    const abort = new AbortController();
    const client = this.#context.client<KubeObject>(apiVersion, plural);
    void followObjects(
      client,
      { clock, signal: abort.signal },
      {
        changed: (object) => {
          const { namespace = '', name = '', uid = '' } = object.metadata;
          this.#changed({ apiVersion, plural, kind, namespace, name, uid }, object);
        },
        gone: ({ metadata }) => this.#gone(metadata.uid ?? ''),
        listed: (uids) => this.#listed(resource, uids),
      },
    );
    return abort;
  }

  #changed(identity: Identity, object: KubeObject): void {
    const { uid, finalizers = [], ownerReferences } = object.metadata;
    const known = uid === undefined ? undefined : this.#graph.get(uid);
    const leaves = isTerminating(object) && finalizers.some((each) => HOLDING.has(each));
    // Nearly all changes are of objects without owners, or leave the owners as they are.
    if (!leaves && sameReferences(known?.owners, ownerReferences)) return;
    // An owner that waits for its dependents may have one less to wait for.
    for (const owner of this.#graph.put(identity, object)) this.#wake(owner.uid);
    const dependent = this.#graph.get(identity.uid);
    if (leaves) this.#collection.waits(identity);
    if (leaves || (dependent !== undefined && !this.#graph.isVerified(dependent))) {
      this.#context.enqueue(workKey(identity));
    }
  }

  #gone(uid: string): void {
    for (const owner of this.#graph.remove(uid)) this.#wake(owner.uid);
    this.#collection.gone(uid);
    for (const { identity } of this.#graph.dependentsOf(uid)) {
      this.#context.enqueue(workKey(identity));
    }
  }

  /** After a pause in the watch: deletions may have gone unseen, of dependents and of owners. */
  #listed(resource: ServedResource, uids: ReadonlySet<string>): void {
    for (const { identity, owners } of this.#graph.all()) {
      const { apiVersion, plural, uid } = identity;
      if (watchKey({ apiVersion, plural }) === watchKey(resource) && !uids.has(uid)) {
        this.#gone(uid);
      } else if (owners.some((owner) => owner.kind === resource.kind && !uids.has(owner.uid))) {
        this.#context.enqueue(workKey(identity));
      }
    }
  }

  #wake(uid: string): void {
    const waiting = this.#collection.waiting(uid);
    if (waiting !== undefined) this.#context.enqueue(workKey(waiting));
  }
}

function sameReferences(
  a: readonly OwnerReference[] = [],
  b: readonly OwnerReference[] = [],
): boolean {
  return a.length === b.length && a.every((owner, index) => sameReference(owner, b[index]));
}

function sameReference(a: OwnerReference, b: OwnerReference | undefined): boolean {
  return (
    a.uid === b?.uid &&
    a.name === b.name &&
    a.kind === b.kind &&
    a.apiVersion === b.apiVersion &&
    a.blockOwnerDeletion === b.blockOwnerDeletion
  );
}

function watchKey({ apiVersion, plural }: { apiVersion: string; plural: string }): string {
  return `${apiVersion}/${plural}`;
}
