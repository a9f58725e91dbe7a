import { ApiError } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type {
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { textOf } from '../replicas/pod-control.ts';
import {
  hasForeignController,
  hasRightOwners,
  isStaleClaim,
  withRightOwners,
} from './claim-owners.ts';
import {
  claimsFor,
  hasIdentity,
  hasStorage,
  SUBJECT,
  withIdentity,
  withStorage,
} from './identity.ts';

interface Parts {
  readonly pods: ResourceClient<Pod>;
  readonly claims: ResourceClient<PersistentVolumeClaim>;
  readonly claimCache: Informer<PersistentVolumeClaim>;
  readonly events: EventRecorder;
}

type Verb = 'create' | 'update' | 'delete';

/** Makes, mends and deletes the pods of StatefulSets together with their claims. */
export class StatefulPods {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async create(set: StatefulSet, pod: Pod): Promise<void> {
    await this.#telling('create', set, pod, () => this.createClaims(set, pod));
    try {
      await this.#parts.pods.create(pod.metadata.namespace, pod);
    } catch (error) {
      // A foreign pod has the name; nothing is said about that.
      if (error instanceof ApiError && error.reason === 'AlreadyExists') throw error;
      await this.#tell('create', set, pod, error);
      throw error;
    }
    await this.#telling('update', set, pod, () => this.settleClaimOwners(set, pod));
    await this.#tell('create', set, pod);
  }

  /** Gives an adopted pod what the set's own pods have. */
  async mend(set: StatefulSet, pod: Pod): Promise<void> {
    let next = pod;
    if (!hasIdentity(set, next)) next = withIdentity(set, next);
    if (!hasStorage(set, next)) {
      next = withStorage(set, next);
      await this.#telling('update', set, pod, () => this.createClaims(set, pod));
    }
    const hadOwners = this.haveRightOwners(set, pod);
    if (!hadOwners) {
      await this.#telling('update', set, pod, () => this.settleClaimOwners(set, pod));
    }
    if (next === pod && hadOwners) return;
    await this.#telling('update', set, pod, () =>
      this.#parts.pods.update(pod.metadata.namespace, next),
    );
    await this.#tell('update', set, pod);
  }

  async delete(set: StatefulSet, pod: Pod): Promise<void> {
    const { namespace, name = '' } = pod.metadata;
    await this.#telling('delete', set, pod, () => this.#parts.pods.delete(namespace, name));
    await this.#tell('delete', set, pod);
  }

  /** For a pod that waits: a claim may have been deleted since. */
  async createMissingClaims(set: StatefulSet, pod: Pod): Promise<void> {
    await this.createClaims(set, pod);
    await this.#telling('update', set, pod, () => this.settleClaimOwners(set, pod));
  }

  hasStaleClaim(set: StatefulSet, pod: Pod): boolean {
    return this.#knownClaims(set, pod).some((claim) => isStaleClaim(set, claim, pod));
  }

  haveRightOwners(set: StatefulSet, pod: Pod): boolean {
    return this.#knownClaims(set, pod).every((claim) => hasRightOwners({ claim, set, pod }));
  }

  async settleClaimOwners(set: StatefulSet, pod: Pod): Promise<void> {
    for (const claim of this.#knownClaims(set, pod)) {
      const { namespace, name = '' } = claim.metadata;
      if (hasForeignController({ claim, set, pod })) {
        const message =
          `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging ` +
          'controller, the retention policy is ignored for this claim';
        const event = { type: 'Warning', reason: 'ConflictingController', message } as const;
        await this.#parts.events.record(SUBJECT, set, event);
      }
      if (hasRightOwners({ claim, set, pod })) continue;
      try {
        await this.#parts.claims.update(namespace, withRightOwners({ claim, set, pod }));
      } catch (error) {
        const problem = `could not update claim ${name} for delete policy ownerRefs`;
        throw new Error(`${problem}: ${textOf(error)}`, { cause: error });
      }
    }
  }

  async createClaims(set: StatefulSet, pod: Pod): Promise<void> {
    const problems: string[] = [];
    for (const claim of claimsFor(set, pod)) {
      const { namespace, name = '' } = claim.metadata;
      const known = this.#parts.claimCache.get(keyOf(claim));
      if (known !== undefined) {
        if (isTerminating(known)) problems.push(`pvc ${name} is being deleted`);
        continue;
      }
      try {
        await this.#parts.claims.create(namespace, claim);
        await this.#tellOfClaim(set, pod, name);
      } catch (error) {
        problems.push(`failed to create PVC ${name}: ${textOf(error)}`);
        const isKnown = error instanceof ApiError && error.reason === 'AlreadyExists';
        if (!isKnown) await this.#tellOfClaim(set, pod, name, error);
      }
    }
    if (problems.length === 0) return;
    throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);
  }

  #knownClaims(set: StatefulSet, pod: Pod): PersistentVolumeClaim[] {
    return claimsFor(set, pod)
      .map((claim) => this.#parts.claimCache.get(keyOf(claim)))
      .filter((claim) => claim !== undefined);
  }

  async #telling(
    verb: Verb,
    set: StatefulSet,
    pod: Pod,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#tell(verb, set, pod, error);
      throw error;
    }
  }

  #tell(verb: Verb, set: StatefulSet, pod: Pod, error?: unknown): Promise<void> {
    const what = `${verb} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
    return this.#parts.events.record(
      SUBJECT,
      set,
      error === undefined
        ? { type: 'Normal', reason: `Successful${title}`, message: `${what} successful` }
        : {
            type: 'Warning',
            reason: `Failed${title}`,
            message: `${what} failed error: ${textOf(error)}`,
          },
    );
  }

  #tellOfClaim(set: StatefulSet, pod: Pod, claim: string, error?: unknown): Promise<void> {
    const where = `Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    return this.#parts.events.record(
      SUBJECT,
      set,
      error === undefined
        ? {
            type: 'Normal',
            reason: 'SuccessfulCreate',
            message: `create Claim ${claim} ${where} success`,
          }
        : {
            type: 'Warning',
            reason: 'FailedCreate',
            message: `create Claim ${claim} for ${where} failed error: ${textOf(error)}`,
          },
    );
  }
}
