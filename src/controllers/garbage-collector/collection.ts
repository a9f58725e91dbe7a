import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { OwnerReference } from '../../apimachinery/types.generated.ts';
import type { DeleteRequest, ResourceClient } from '../../client/client.ts';
import type { Dependent, Identity, OwnerGraph } from './graph.ts';
import type { ServedKinds } from './served-kinds.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface CollectionParts {
  readonly graph: OwnerGraph;
  readonly kinds: ServedKinds;
  readonly client: (
    identity: Pick<Identity, 'apiVersion' | 'plural'>,
  ) => ResourceClient<KubeObject>;
  readonly enqueue: (identity: Identity) => void;
}

/** `kept`: nothing to do; `unknown kind`: an owner's kind is not served, so nothing can be said. */
export type Processed = 'kept' | 'done' | 'unknown kind';

type OwnerState = 'alive' | 'gone' | 'waiting' | 'unknown kind' | 'invalid';

/** Decides over one object at a time, from what the server says of it and of its owners. */
export class Collection {
  readonly #graph: OwnerGraph;
  readonly #kinds: ServedKinds;
  readonly #client: CollectionParts['client'];
  readonly #enqueue: CollectionParts['enqueue'];
  /** Objects whose deletion waits for their dependents, by uid. */
  readonly #waiting = new Map<string, Identity>();

  constructor({ graph, kinds, client, enqueue }: CollectionParts) {
    this.#graph = graph;
    this.#kinds = kinds;
    this.#client = client;
    this.#enqueue = enqueue;
  }

  waits(identity: Identity): void {
    this.#waiting.set(identity.uid, identity);
  }

  waiting(uid: string): Identity | undefined {
    return this.#waiting.get(uid);
  }

  gone(uid: string): void {
    this.#waiting.delete(uid);
  }

  /** Throws an ApiError when a write is refused; NotFound: the object is gone, and that is that. */
  async process(identity: Identity): Promise<Processed> {
    const client = this.#client(identity);
    const object = await client.get(namespaceOf(identity), identity.name);
    if (object.metadata.uid !== identity.uid) return 'kept';
    const { finalizers = [] } = object.metadata;
    if (isTerminating(object)) {
      if (finalizers.includes(ORPHAN)) return this.#orphan(identity, client, object);
      if (finalizers.includes(FOREGROUND)) return this.#awaitDependents(identity, client, object);
      return 'kept';
    }
    if ((object.metadata.ownerReferences ?? []).length === 0) return 'kept';
    return this.#collect(identity, client, object);
  }

  async #orphan(
    identity: Identity,
    client: ResourceClient<KubeObject>,
    object: KubeObject,
  ): Promise<Processed> {
    for (const dependent of this.#graph.dependentsOf(identity.uid)) {
      if (!belongsTo(dependent.identity, identity)) continue;
      await this.#release(dependent.identity, [identity.uid]);
    }
    await removeFinalizer(identity, client, object, ORPHAN);
    this.#waiting.delete(identity.uid);
    return 'done';
  }

  async #awaitDependents(
    identity: Identity,
    client: ResourceClient<KubeObject>,
    object: KubeObject,
  ): Promise<Processed> {
    const dependents = this.#graph.dependentsOf(identity.uid);
    for (const dependent of dependents) {
      // Those that wait themselves are woken by their own dependents.
      if (!this.#waiting.has(dependent.identity.uid)) this.#enqueue(dependent.identity);
    }
    if (dependents.some((dependent) => blocks(dependent, identity.uid))) return 'kept';
    await removeFinalizer(identity, client, object, FOREGROUND);
    this.#waiting.delete(identity.uid);
    return 'done';
  }

  async #collect(
    identity: Identity,
    client: ResourceClient<KubeObject>,
    object: KubeObject,
  ): Promise<Processed> {
    const { ownerReferences = [] } = object.metadata;
    const states = new Map<OwnerReference, OwnerState>();
    for (const owner of ownerReferences) {
      const state = await this.#stateOf(identity, owner);
      // With one owner of which nothing is known nothing may be concluded about the object.
      if (state === 'unknown kind') return state;
      if (state === 'invalid') return 'kept';
      states.set(owner, state);
    }
    const inState = (state: OwnerState): OwnerReference[] =>
      ownerReferences.filter((owner) => states.get(owner) === state);
    const dead = inState('gone');
    const waiting = inState('waiting');
    if (inState('alive').length > 0) {
      if (dead.length === 0 && waiting.length === 0) return 'kept';
      await this.#release(
        identity,
        [...dead, ...waiting].map(({ uid }) => uid),
      );
      return 'done';
    }
    const foreground = waiting.length > 0 && this.#graph.dependentsOf(identity.uid).length > 0;
    const current = foreground ? await this.#unblockCycle(identity, client, object) : object;
    await remove(identity, client, current, foreground ? 'Foreground' : policyOf(object));
    return 'done';
  }

  /**
   * When a dependent of the object waits for the object in turn, each would wait for the other:
   * the object stops blocking its owners.
   */
  async #unblockCycle(
    identity: Identity,
    client: ResourceClient<KubeObject>,
    object: KubeObject,
  ): Promise<KubeObject> {
    const dependents = this.#graph.dependentsOf(identity.uid);
    if (!dependents.some((dependent) => this.#waiting.has(dependent.identity.uid))) return object;
    const { resourceVersion, ownerReferences = [] } = object.metadata;
    const body = {
      metadata: {
        resourceVersion,
        ownerReferences: ownerReferences.map((owner) =>
          owner.blockOwnerDeletion === true ? { ...owner, blockOwnerDeletion: false } : owner,
        ),
      },
    };
    return client.patch(namespaceOf(identity), identity.name, { type: 'merge', body });
  }

  async #stateOf(identity: Identity, owner: OwnerReference): Promise<OwnerState> {
    const served = this.#kinds.find(owner.apiVersion, owner.kind);
    if (served === undefined) return 'unknown kind';
    const { plural, namespaced } = served;
    // A cluster-scoped object cannot say in which namespace its owner would be.
    if (namespaced && identity.namespace === '') return 'invalid';
    const namespace = namespaced ? identity.namespace : undefined;
    let object: KubeObject | undefined;
    try {
      object = await this.#client({ apiVersion: owner.apiVersion, plural }).get(
        namespace,
        owner.name,
      );
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
      // Without a name in the details it is the version that is not served.
      if (error.status.details?.name === undefined) return 'unknown kind';
    }
    const alive = object?.metadata.uid === owner.uid;
    this.#graph.verify(identity, owner, alive);
    if (!alive || object === undefined) return 'gone';
    const waits = isTerminating(object) && (object.metadata.finalizers ?? []).includes(FOREGROUND);
    return waits ? 'waiting' : 'alive';
  }

  /** Takes owners off an object's references. */
  async #release(identity: Identity, owners: readonly string[]): Promise<void> {
    const client = this.#client(identity);
    try {
      const object = await client.get(namespaceOf(identity), identity.name);
      const { uid, resourceVersion, ownerReferences = [] } = object.metadata;
      const left = ownerReferences.filter((owner) => !owners.includes(owner.uid));
      if (uid !== identity.uid || left.length === ownerReferences.length) return;
      const ownerReferencesLeft = left.length === 0 ? null : left;
      const body = { metadata: { resourceVersion, ownerReferences: ownerReferencesLeft } };
      await client.patch(namespaceOf(identity), identity.name, { type: 'merge', body });
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
    }
  }
}

function namespaceOf({ namespace }: Identity): string | undefined {
  return namespace === '' ? undefined : namespace;
}

/** References do not cross namespaces, whatever uid they name. */
function belongsTo(dependent: Identity, owner: Identity): boolean {
  return owner.namespace === '' || owner.namespace === dependent.namespace;
}

function blocks({ owners }: Dependent, uid: string): boolean {
  return owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true);
}

/** Finalizers that somebody put there before say how the object's own dependents are treated. */
function policyOf({ metadata: { finalizers = [] } }: KubeObject) {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

async function remove(
  identity: Identity,
  client: ResourceClient<KubeObject>,
  { metadata: { uid, resourceVersion } }: KubeObject,
  propagationPolicy: NonNullable<DeleteRequest['propagationPolicy']>,
): Promise<void> {
  await client.delete(namespaceOf(identity), identity.name, {
    propagationPolicy,
    preconditions: {
      ...(uid === undefined ? {} : { uid }),
      // Somebody may have given it a living owner in the meantime.
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  });
}

async function removeFinalizer(
  identity: Identity,
  client: ResourceClient<KubeObject>,
  { metadata: { resourceVersion, finalizers = [] } }: KubeObject,
  finalizer: string,
): Promise<void> {
  const left = finalizers.filter((each) => each !== finalizer);
  const body = { metadata: { resourceVersion, finalizers: left.length === 0 ? null : left } };
  await client.patch(namespaceOf(identity), identity.name, { type: 'merge', body });
}
