import { ApiError } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { Pod, StatefulSet, StatefulSetStatus } from '../../apimachinery/types.generated.ts';
import { inGrowingBatches } from '../replicas/pod-control.ts';
import type { SetRevisions } from './history.ts';
import { templateOf } from './history.ts';
import {
  desiredReplicas,
  hasIdentity,
  hasStorage,
  isInRange,
  newPod,
  ordinalOf,
  revisionOf,
  startOrdinal,
} from './identity.ts';
import type { StatefulPods } from './stateful-pods.ts';
import { isAvailable, isRunningAndReady, statusOf } from './status.ts';

/** Never more new pods in one pass; the rest waits for the next. */
const BURST_MAX = 500;

interface PassParts {
  readonly set: StatefulSet;
  readonly revisions: SetRevisions;
  /** All pods that the set holds. */
  readonly pods: readonly Pod[];
  readonly control: StatefulPods;
  readonly now: number;
}

/** One step towards what a StatefulSet asks for: pod by pod, or all that may be done at once. */
export class StatefulSetPass {
  readonly #parts: PassParts;
  readonly #isMonotonic: boolean;
  /** By ordinal, ascending. */
  readonly #replicas: ReadonlyMap<number, Pod>;
  /** Beyond the range, highest ordinal first. */
  readonly #condemned: readonly Pod[];

  constructor(parts: PassParts) {
    this.#parts = parts;
    const { set, pods } = parts;
    this.#isMonotonic = set.spec.podManagementPolicy !== 'Parallel';
    const ordered = pods
      .filter((pod) => ordinalOf(pod) >= 0)
      .toSorted((a, b) => ordinalOf(a) - ordinalOf(b));
    this.#replicas = new Map(
      ordered.filter((pod) => isInRange(set, pod)).map((pod) => [ordinalOf(pod), pod]),
    );
    this.#condemned = ordered.filter((pod) => !isInRange(set, pod)).toReversed();
  }

  /** The status as it was at the beginning, apart from a pod that an update took. */
  async run(): Promise<{ readonly status: StatefulSetStatus; readonly failure?: unknown }> {
    const { set, revisions, pods, now } = this.#parts;
    if (isTerminating(set)) return { status: statusOf(set, revisions, pods, now) };
    const counted = [...this.#replicas.values(), ...this.#condemned];
    const status = statusOf(set, revisions, counted, now);
    try {
      const settled = (await this.#settleReplicas()) && (await this.#settleCondemned());
      if (settled && set.spec.updateStrategy.type !== 'OnDelete' && (await this.#updateOne())) {
        status.currentReplicas--;
      }
      return { status };
    } catch (failure) {
      return { status, failure };
    }
  }

  async #settleReplicas(): Promise<boolean> {
    const { set } = this.#parts;
    if (this.#isMonotonic) {
      const end = startOrdinal(set) + desiredReplicas(set);
      for (let ordinal = startOrdinal(set); ordinal < end; ordinal++) {
        // oxlint-disable-next-line no-await-in-loop -- one pod after the other
        if (!(await this.#settleReplica(ordinal))) return false;
      }
      return true;
    }
    const ordinals = this.#ordinalsAtOnce();
    await inGrowingBatches(ordinals.length, (index) => this.#settleReplica(ordinals[index] ?? 0));
    return true;
  }

  /** Those there are and the first of those that are missing. */
  #ordinalsAtOnce(): readonly number[] {
    const { set } = this.#parts;
    const end = startOrdinal(set) + desiredReplicas(set);
    const ordinals: number[] = [];
    let missing = 0;
    for (let ordinal = startOrdinal(set); ordinal < end && missing < BURST_MAX; ordinal++) {
      if (!this.#replicas.has(ordinal)) missing++;
      ordinals.push(ordinal);
    }
    return ordinals;
  }

  /** True: the next one may be looked at. */
  async #settleReplica(ordinal: number): Promise<boolean> {
    const { set, control } = this.#parts;
    const existing = this.#replicas.get(ordinal);
    if (existing === undefined) {
      const pod = this.#podToCreate(ordinal);
      if (control.hasStaleClaim(set, pod)) return false;
      await control.create(set, pod);
      return !this.#isMonotonic;
    }
    const { phase } = existing.status;
    if (phase === 'Failed' || phase === 'Succeeded') {
      if (!isTerminating(existing)) await control.delete(set, existing);
      return false;
    }
    if (phase === 'Pending') await control.createMissingClaims(set, existing);
    if (this.#isMonotonic && !this.#isServing(existing)) return false;
    const isFine =
      hasIdentity(set, existing) &&
      hasStorage(set, existing) &&
      control.haveRightOwners(set, existing);
    if (!isFine) await control.mend(set, existing);
    return true;
  }

  #isServing(pod: Pod): boolean {
    const { set, now } = this.#parts;
    return !isTerminating(pod) && isRunningAndReady(pod) && isAvailable(pod, set, now);
  }

  /** Below the partition, a pod of the revision that the others there have. */
  #podToCreate(ordinal: number): Pod {
    const { set, revisions } = this.#parts;
    const { type, rollingUpdate } = set.spec.updateStrategy;
    const kept =
      rollingUpdate === undefined
        ? type === 'RollingUpdate'
          ? (set.status.currentReplicas ?? 0)
          : 0
        : (rollingUpdate.partition ?? 0);
    const revision = ordinal < startOrdinal(set) + kept ? revisions.current : revisions.update;
    return newPod(set, templateOf(revision, set), revision.metadata.name ?? '', ordinal);
  }

  async #settleCondemned(): Promise<boolean> {
    const { set, control } = this.#parts;
    for (const pod of this.#condemned) {
      // oxlint-disable-next-line no-await-in-loop -- one pod after the other
      if (!control.haveRightOwners(set, pod)) await control.settleClaimOwners(set, pod);
    }
    const unhealthy = this.#firstUnavailable();
    if (!this.#isMonotonic) {
      const surplus = this.#condemned.filter((pod) => !isTerminating(pod));
      await inGrowingBatches(surplus.length, async (index) => {
        const pod = surplus[index];
        if (pod !== undefined) await control.delete(set, pod);
      });
      return true;
    }
    const [last] = this.#condemned;
    if (last === undefined) return true;
    if (isTerminating(last)) return false;
    if (this.#isServing(last) || last === unhealthy) await control.delete(set, last);
    return false;
  }

  #firstUnavailable(): Pod | undefined {
    const { set, now } = this.#parts;
    return [...this.#replicas.values(), ...this.#condemned.toReversed()].find(
      (pod) => isTerminating(pod) || !isAvailable(pod, set, now),
    );
  }

  /** Deletes the highest pod of another revision, if those above it serve; true: it did. */
  async #updateOne(): Promise<boolean> {
    const { set, revisions, control, now } = this.#parts;
    const lowest = startOrdinal(set) + (set.spec.updateStrategy.rollingUpdate?.partition ?? 0);
    const end = startOrdinal(set) + desiredReplicas(set);
    for (let ordinal = end - 1; ordinal >= lowest; ordinal--) {
      const pod = this.#replicas.get(ordinal);
      if (pod === undefined) return false;
      if (revisionOf(pod) !== revisions.update.metadata.name && !isTerminating(pod)) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- the loop ends here
          await control.delete(set, pod);
        } catch (error) {
          if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
        }
        return true;
      }
      if (isTerminating(pod) || !isAvailable(pod, set, now)) return false;
    }
    return false;
  }
}
