import type { Job, JobCondition, JobStatus, Pod } from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';
import { isPodActive } from '../replicas/pods.ts';
import type { FailureRecord } from './backoff.ts';
import { finishTime, nextRecord } from './backoff.ts';
import { IndexSet } from './index-set.ts';
import {
  absoluteFailureCountOf,
  failureCountOf,
  hasFailed,
  hasLimitPerIndex,
  indexOf,
  isEnding,
  isIndexed,
  isTracked,
  validIndexOf,
} from './job-pods.ts';
import { judgeFailure } from './policies.ts';

/** What one pass over a Job knows and decides. Later steps see what earlier ones did. */
export class JobPass {
  job: Job;
  readonly now: number;
  readonly pods: readonly Pod[];
  readonly activePods: readonly Pod[];
  /** A copy; what is decided is written into it. */
  status: JobStatus;
  active: number;
  ready: number;
  terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly previousIndexes: IndexSet;
  readonly succeededIndexes: IndexSet;
  /** Undefined: failures are not counted by index. */
  readonly failedIndexes: IndexSet | undefined;
  /** Failed pods that stay until their index has another pod. */
  readonly delayed: ReadonlyMap<number, Pod>;
  /** How the Job comes to its end; undefined: it goes on. */
  finished: JobCondition | undefined;
  /** Of the failures, these included. */
  readonly record: FailureRecord;

  constructor(
    job: Job,
    pods: readonly Pod[],
    { record, now }: { readonly record: FailureRecord | undefined; readonly now: number },
  ) {
    this.job = job;
    this.now = now;
    this.pods = pods;
    this.status = statusCopy(job);
    this.activePods = pods.filter(isPodActive);
    this.active = this.activePods.length;
    this.ready = this.activePods.filter(isPodReady).length;
    this.terminating = pods.filter(isEnding).length;
    const uncounted = job.status.uncountedTerminatedPods ?? {};
    const isNew = (pod: Pod, known: readonly string[] = []): boolean =>
      isTracked(pod) &&
      !known.includes(pod.metadata.uid ?? '') &&
      (!isIndexed(job) || validIndexOf(pod, job) !== undefined);
    const succeeded = pods.filter((pod) => isSucceeded(pod) && isNew(pod, uncounted.succeeded));
    const failed = pods.filter((pod) => hasFailed(pod, job) && isNew(pod, uncounted.failed));
    const counting = failed.filter((pod) => judgeFailure(job.spec.podFailurePolicy, pod).counts);
    this.failed = (job.status.failed ?? 0) + counting.length + (uncounted.failed ?? []).length;
    this.record = nextRecord(record, succeeded, failed);
    this.previousIndexes = IndexSet.parse(job.status.completedIndexes ?? '', completionsOf(job));
    this.succeededIndexes = this.previousIndexes.union(indexesOf(job, pods, isSucceeded));
    this.failedIndexes = failedIndexes(job, pods);
    this.delayed = hasLimitPerIndex(job) ? this.#delayedPods() : new Map();
    this.succeeded = isIndexed(job)
      ? this.succeededIndexes.size
      : (job.status.succeeded ?? 0) + succeeded.length + (uncounted.succeeded ?? []).length;
  }

  /** Of each index that has neither succeeded nor failed nor a pod: the last one that failed. */
  #delayedPods(): ReadonlyMap<number, Pod> {
    const { job } = this;
    const active = IndexSet.of(this.activePods.flatMap((pod) => indexOf(pod) ?? []));
    const delayed = new Map<number, Pod>();
    for (const pod of this.pods) {
      const index = validIndexOf(pod, job);
      if (index === undefined || !isTracked(pod) || !hasFailed(pod, job)) continue;
      const isSettled =
        this.succeededIndexes.has(index) ||
        this.failedIndexes?.has(index) === true ||
        active.has(index);
      if (isSettled) continue;
      const other = delayed.get(index);
      const isLater =
        other === undefined ||
        (absoluteFailureCountOf(other) <= absoluteFailureCountOf(pod) &&
          finishTime(pod) >= finishTime(other));
      if (isLater) delayed.set(index, pod);
    }
    return delayed;
  }
}

export function completionsOf({ spec }: Job): number {
  return spec.completions ?? 0;
}

export function statusCopy({ status }: Job): JobStatus {
  const { uncountedTerminatedPods: uncounted } = status;
  return { ...status, uncountedTerminatedPods: { ...uncounted } };
}

function isSucceeded({ status }: Pod): boolean {
  return status.phase === 'Succeeded';
}

function indexesOf(job: Job, pods: readonly Pod[], fits: (pod: Pod) => boolean): IndexSet {
  if (!isIndexed(job)) return new IndexSet();
  const fitting = pods.filter((pod) => isTracked(pod) && fits(pod));
  return IndexSet.of(fitting.flatMap((pod) => validIndexOf(pod, job) ?? []));
}

function failedIndexes(job: Job, pods: readonly Pod[]): IndexSet | undefined {
  const { backoffLimitPerIndex: limit, podFailurePolicy } = job.spec;
  if (limit === undefined || !isIndexed(job)) return undefined;
  const previous = IndexSet.parse(job.status.failedIndexes ?? '', completionsOf(job));
  const isFinal = (pod: Pod): boolean => {
    if (!hasFailed(pod, job)) return false;
    const { failIndex, counts } = judgeFailure(podFailurePolicy, pod);
    return failIndex || (counts && failureCountOf(pod) >= limit);
  };
  return previous.union(indexesOf(job, pods, isFinal));
}
