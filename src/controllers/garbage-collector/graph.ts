import type { KubeObject } from '../../apimachinery/meta.ts';
import type { OwnerReference } from '../../apimachinery/types.generated.ts';

/** Where an object is and which one it is. `plural` is that of its preferred version. */
export interface Identity {
  readonly apiVersion: string;
  readonly plural: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** An object with owners. Objects without owners are not remembered at all. */
export interface Dependent {
  readonly identity: Identity;
  readonly owners: readonly OwnerReference[];
}

interface Owner {
  readonly dependents: Map<string, Dependent>;
  /** References to the owner, as text, that were found to be right; new ones need no look-up. */
  readonly verified: Set<string>;
}

/**
 * Who depends on whom, by uid. Holds what owner references say and nothing about the owners
 * themselves: whether they live is asked of the server.
 */
export class OwnerGraph {
  readonly #owners = new Map<string, Owner>();
  readonly #dependents = new Map<string, Dependent>();

  /** Number of objects with owners. */
  get size(): number {
    return this.#dependents.size;
  }

  get(uid: string): Dependent | undefined {
    return this.#dependents.get(uid);
  }

  dependentsOf(uid: string): Dependent[] {
    return [...(this.#owners.get(uid)?.dependents.values() ?? [])];
  }

  all(): Dependent[] {
    return [...this.#dependents.values()];
  }

  /** Remembers an object's owners; answers with those it does not have any more. */
  put(identity: Identity, { metadata }: KubeObject): OwnerReference[] {
    const { uid } = identity;
    const owners = metadata.ownerReferences ?? [];
    const before = this.#dependents.get(uid)?.owners ?? [];
    for (const owner of before) this.#detach(owner.uid, uid);
    if (owners.length === 0) this.#dependents.delete(uid);
    else {
      const dependent: Dependent = { identity, owners };
      this.#dependents.set(uid, dependent);
      for (const owner of owners) this.#attach(owner.uid, dependent);
    }
    return before.filter((old) => !owners.some((owner) => blocksAlike(owner, old)));
  }

  /** Forgets an object that is gone; answers with the owners it had. */
  remove(uid: string): readonly OwnerReference[] {
    const owners = this.#dependents.get(uid)?.owners ?? [];
    this.#dependents.delete(uid);
    for (const owner of owners) this.#detach(owner.uid, uid);
    this.#owners.get(uid)?.verified.clear();
    return owners;
  }

  /** Every owner of the object was found alive before, under the very same reference. */
  isVerified({ identity, owners }: Dependent): boolean {
    return owners.every((owner) =>
      this.#owners.get(owner.uid)?.verified.has(coordinates(identity, owner)),
    );
  }

  /** @param alive what a look at the server has shown */
  verify(identity: Identity, owner: OwnerReference, alive: boolean): void {
    const known = this.#owners.get(owner.uid);
    if (alive) known?.verified.add(coordinates(identity, owner));
    else known?.verified.clear();
  }

  #attach(owner: string, dependent: Dependent): void {
    let known = this.#owners.get(owner);
    if (known === undefined) {
      known = { dependents: new Map(), verified: new Set() };
      this.#owners.set(owner, known);
    }
    known.dependents.set(dependent.identity.uid, dependent);
  }

  #detach(owner: string, uid: string): void {
    const known = this.#owners.get(owner);
    known?.dependents.delete(uid);
    if (known?.dependents.size === 0) this.#owners.delete(owner);
  }
}

function blocksAlike(a: OwnerReference, b: OwnerReference): boolean {
  return a.uid === b.uid && a.blockOwnerDeletion === b.blockOwnerDeletion;
}

function coordinates({ namespace }: Identity, { apiVersion, kind, name }: OwnerReference): string {
  return `${namespace}/${apiVersion}/${kind}/${name}`;
}

/** A key of the work queue. No part of an identity can contain a slash but the apiVersion. */
export function workKey({ apiVersion, plural, kind, namespace, name, uid }: Identity): string {
  const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  return [groupVersion, plural, kind, namespace, name, uid].join('/');
}

export function identityOf(key: string): Identity {
  const [group = '', version = '', plural = '', kind = '', namespace = '', name = '', uid = ''] =
    key.split('/');
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { apiVersion, plural, kind, namespace, name, uid };
}
