import { ApiError } from '../../apimachinery/errors.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';
import type { PodControl } from '../replicas/pod-control.ts';
import { allSettled, createPod, deletePod, inGrowingBatches } from '../replicas/pod-control.ts';
import { pauseMs, pauseOfIndexMs } from './backoff.ts';
import { IndexSet } from './index-set.ts';
import {
  hasLimitPerIndex,
  indexOf,
  isEnding,
  isIndexed,
  isSuspended,
  isTracked,
  newIndexedPod,
  newJobPod,
  podsToRemove,
  replacesOnlyFailed,
  WITHOUT_FINALIZER,
} from './job-pods.ts';
import type { JobPass } from './pass.ts';
import { completionsOf } from './pass.ts';

/** Never more pods in one pass; the rest waits for the next. */
const BURST_MAX = 500;

export interface Managed {
  /** A pause is not over yet. */
  readonly againInMs?: number;
  readonly failure?: unknown;
}

/** Deletes the active pods of a Job that has come to its end; true: all of them. */
export async function stopPods(
  pass: JobPass,
  control: PodControl,
): Promise<{ readonly all: boolean } & Managed> {
  const before = pass.active;
  const failure = await remove(pass, pass.activePods, (pod) => deletePod(pass.job, pod, control));
  return { all: before === pass.activePods.length && pass.active === 0, failure };
}

/** Creates what is missing or deletes what is too much. */
export async function managePods(pass: JobPass, control: PodControl): Promise<Managed> {
  const { job, active, activePods } = pass;
  if (isSuspended(job)) return giveUp(pass, podsToRemove(job, activePods, active), control);
  const wanted = wantedActive(pass);
  const surplus = podsToRemove(job, activePods, Math.max(0, active - wanted));
  if (surplus.length > 0) return giveUp(pass, surplus.slice(0, BURST_MAX), control);
  const waited = replacesOnlyFailed(job) ? pass.terminating : 0;
  const missing = Math.min(wanted - waited - active, BURST_MAX);
  return missing > 0 ? createPods(pass, missing, control) : {};
}

function wantedActive({ job, active, succeeded }: JobPass): number {
  const { completions, parallelism = 1 } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

async function createPods(pass: JobPass, count: number, control: PodControl): Promise<Managed> {
  const { job, now } = pass;
  let indexes: readonly number[] | undefined;
  let pause = hasLimitPerIndex(job) ? 0 : pauseMs(pass.record, now);
  if (pause === 0 && isIndexed(job)) {
    const due = indexesDue(pass, count);
    indexes = due.indexes;
    pause = due.pause;
  }
  if (pause > 0) {
    // As upstream, which forgets those that are active meanwhile.
    pass.active = 0;
    return { againInMs: pause };
  }
  try {
    await inGrowingBatches(indexes?.length ?? count, async (position) => {
      const index = indexes?.[position];
      const pod =
        index === undefined ? newJobPod(job) : newIndexedPod(job, index, pass.delayed.get(index));
      await createPod(job, pod, control);
      pass.active++;
    });
    return {};
  } catch (failure) {
    return { failure };
  }
}

/** The first indexes that need a pod, or the time until the first of them may have one. */
function indexesDue(
  pass: JobPass,
  count: number,
): { readonly indexes: readonly number[]; readonly pause: number } {
  const { job, now, delayed } = pass;
  const busy = replacesOnlyFailed(job)
    ? [...pass.activePods, ...pass.pods.filter(isEnding)]
    : pass.activePods;
  const taken = pass.succeededIndexes
    .union(IndexSet.of(busy.flatMap((pod) => indexOf(pod) ?? [])))
    .union(pass.failedIndexes ?? new IndexSet());
  const missing = taken.firstMissing(count, completionsOf(job));
  if (!hasLimitPerIndex(job)) return { indexes: missing, pause: 0 };
  const pauses = missing.map((index) => pauseOfIndexMs(delayed.get(index), now));
  const indexes = missing.filter((_, position) => pauses[position] === 0);
  const pause = indexes.length > 0 || pauses.length === 0 ? 0 : Math.min(...pauses);
  return { indexes, pause };
}

/** Deletes pods that nobody asks about any more: they are not counted as failed. */
async function giveUp(pass: JobPass, pods: readonly Pod[], control: PodControl): Promise<Managed> {
  const failure = await remove(pass, pods, async (pod) => {
    await untrack(pod, control);
    await deletePod(pass.job, pod, control);
  });
  return { failure };
}

/** Lets the pod go; one that is gone already is fine. */
export async function untrack(pod: Pod, { pods }: Pick<PodControl, 'pods'>): Promise<void> {
  if (!isTracked(pod)) return;
  const { namespace, name = '' } = pod.metadata;
  try {
    await pods.patch(namespace, name, WITHOUT_FINALIZER);
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
  }
}

/** Counts the deleted pods as terminating; gives the first failure. */
async function remove(
  pass: JobPass,
  pods: readonly Pod[],
  removeOne: (pod: Pod) => Promise<void>,
): Promise<unknown> {
  try {
    await allSettled(
      pods.map(async (pod) => {
        if (isPodReady(pod)) pass.ready--;
        await removeOne(pod);
        pass.active--;
        pass.terminating++;
      }),
    );
    return undefined;
  } catch (failure) {
    return failure;
  }
}
