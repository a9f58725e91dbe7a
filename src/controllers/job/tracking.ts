import { formatTime, isTerminating } from '../../apimachinery/meta.ts';
import type { Job, JobCondition, JobStatus, Pod } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { PodControl } from '../replicas/pod-control.ts';
import { addCondition, condition, settleCondition, trueCondition } from './conditions.ts';
import { IndexSet } from './index-set.ts';
import { hasFailed, indexOf, isIndexed, isTracked, SUBJECT, validIndexOf } from './job-pods.ts';
import type { JobPass } from './pass.ts';
import { completionsOf, statusCopy } from './pass.ts';
import { untrack } from './pod-changes.ts';
import { judgeFailure } from './policies.ts';

/** Pods that are counted in two steps are remembered in the status by their uids. */
const UNCOUNTED_MAX = 500;

export interface Tracking {
  readonly jobs: ResourceClient<Job>;
  readonly control: PodControl;
  /** Called when the status has been written: what it says of failures holds from now on. */
  counted(): void;
}

/**
 * Counts the pods that have come to their end. Each is first remembered in the status, then loses
 * its finalizer, then is counted: so none is counted twice or lost, whatever fails in between.
 */
export async function trackPods(
  pass: JobPass,
  needsWrite: boolean,
  tracking: Tracking,
): Promise<void> {
  const tracked = new Set(pass.pods.filter(isTracked).map(({ metadata }) => metadata.uid ?? ''));
  const cleaned = countUntracked(pass.status, tracked);
  const ended = noteEnded(pass);
  const settled = settleIndexes(pass, ended.indexes);
  const decided = decide(pass);
  if (needsWrite || cleaned || ended.noted || settled || decided) {
    await writeStatus(pass, tracking);
    tracking.counted();
  }
  const failure = await untrackAll(ended.pods, tracked, tracking.control);
  let changed = countUntracked(pass.status, tracked);
  if (failure !== undefined) {
    if (changed) await writeStatus(pass, tracking);
    throw failure;
  }
  const finished = ended.isWhole ? finish(pass) : undefined;
  changed ||= finished !== undefined;
  if (changed) await writeStatus(pass, tracking);
  if (finished !== undefined) await tellEnd(pass, finished, tracking.control);
}

async function writeStatus(pass: JobPass, { jobs }: Tracking): Promise<void> {
  const { namespace } = pass.job.metadata;
  const next = { ...pass.job, status: pass.status };
  pass.job = await jobs.update(namespace, next, { subresource: 'status' });
  pass.status = statusCopy(pass.job);
}

/** Counts those that have lost their finalizer; true: there were some. */
function countUntracked(status: JobStatus, tracked: ReadonlySet<string>): boolean {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const leftSucceeded = succeeded.filter((uid) => tracked.has(uid));
  const leftFailed = failed.filter((uid) => tracked.has(uid));
  const counted = succeeded.length - leftSucceeded.length;
  const countedFailed = failed.length - leftFailed.length;
  if (counted + countedFailed === 0) return false;
  status.succeeded = (status.succeeded ?? 0) + counted;
  status.failed = (status.failed ?? 0) + countedFailed;
  status.uncountedTerminatedPods = { succeeded: leftSucceeded, failed: leftFailed };
  return true;
}

interface Ended {
  /** Those that may lose their finalizer. */
  readonly pods: readonly Pod[];
  readonly indexes: readonly number[];
  /** The status has changed. */
  readonly noted: boolean;
  /** Nothing was left for the next pass. */
  readonly isWhole: boolean;
}

function noteEnded(pass: JobPass): Ended {
  const { job, status } = pass;
  const succeeded = [...(status.uncountedTerminatedPods?.succeeded ?? [])];
  const failed = [...(status.uncountedTerminatedPods?.failed ?? [])];
  const before = succeeded.length + failed.length;
  const pods: Pod[] = [];
  const indexes: number[] = [];
  let isWhole = true;
  for (const pod of inIndexOrder(pass)) {
    if (!isTracked(pod) || !mayLetGo(pass, pod)) continue;
    const { uid = '' } = pod.metadata;
    pods.push(pod);
    if (pod.status.phase === 'Succeeded' && !failed.includes(uid)) {
      const index = validIndexOf(pod, job);
      if (!isIndexed(job)) {
        if (!succeeded.includes(uid)) succeeded.push(uid);
      } else if (index !== undefined && !pass.previousIndexes.has(index)) {
        indexes.push(index);
      }
    } else if (isFailure(pass, pod) && !failed.includes(uid) && countsAsFailed(job, pod)) {
      failed.push(uid);
    }
    if (indexes.length + succeeded.length + failed.length >= UNCOUNTED_MAX) {
      isWhole = false;
      break;
    }
  }
  status.uncountedTerminatedPods = { succeeded, failed };
  const noted = indexes.length > 0 || succeeded.length + failed.length > before;
  return { pods, indexes, noted, isWhole };
}

function inIndexOrder({ job, pods }: JobPass): readonly Pod[] {
  if (!isIndexed(job)) return pods;
  return pods.toSorted((a, b) => (indexOf(a) ?? -1) - (indexOf(b) ?? -1));
}

function mayLetGo({ job, finished, delayed }: JobPass, pod: Pod): boolean {
  if (isTerminating(job) || finished !== undefined || pod.status.phase === 'Succeeded') return true;
  if (!hasFailed(pod, job)) return false;
  const index = indexOf(pod);
  return index === undefined || delayed.get(index)?.metadata.uid !== pod.metadata.uid;
}

/** What is deleted because the Job fails has failed too. */
function isFailure({ job, finished }: JobPass, pod: Pod): boolean {
  if (hasFailed(pod, job)) return true;
  return finished !== undefined && finished.type !== 'SuccessCriteriaMet';
}

function countsAsFailed(job: Job, pod: Pod): boolean {
  if (isIndexed(job) && validIndexOf(pod, job) === undefined) return false;
  return judgeFailure(job.spec.podFailurePolicy, pod).counts;
}

function settleIndexes(pass: JobPass, indexes: readonly number[]): boolean {
  const { job, status, failedIndexes } = pass;
  if (!isIndexed(job)) return false;
  const succeeded = pass.succeededIndexes.union(IndexSet.of(indexes));
  const text = succeeded.toString();
  const failedText = failedIndexes?.toString();
  const isSame = text === (status.completedIndexes ?? '') && failedText === status.failedIndexes;
  status.succeeded = succeeded.size;
  status.completedIndexes = text;
  if (failedText === undefined) delete status.failedIndexes;
  else status.failedIndexes = failedText;
  return !isSame;
}

/** Says first what the end will be; true: it was not said before. */
function decide(pass: JobPass): boolean {
  const { finished, status, now } = pass;
  if (finished?.type === 'FailureTarget') {
    addCondition(status, finished);
    pass.finished = condition('Failed', 'True', because(finished), now);
    return true;
  }
  if (finished?.type !== 'SuccessCriteriaMet') return false;
  const isNew = trueCondition(status, 'SuccessCriteriaMet') === undefined;
  if (isNew) addCondition(status, finished);
  pass.finished = condition('Complete', 'True', because(finished), now);
  return isNew;
}

function because({ reason, message }: JobCondition): {
  reason: string | undefined;
  message: string | undefined;
} {
  return { reason, message };
}

async function untrackAll(
  pods: readonly Pod[],
  tracked: Set<string>,
  control: PodControl,
): Promise<unknown> {
  let failure: unknown;
  const works = pods.map(async (pod) => {
    try {
      await untrack(pod, control);
      tracked.delete(pod.metadata.uid ?? '');
    } catch (error) {
      failure ??= error;
    }
  });
  await Promise.all(works);
  return failure;
}

/** The end itself, once every pod is counted and gone. */
function finish({ finished, status, terminating, now }: JobPass): JobCondition | undefined {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  if (finished === undefined || succeeded.length + failed.length + terminating > 0) {
    return undefined;
  }
  settleCondition(status, finished);
  if (finished.type === 'Complete') status.completionTime = formatTime(now);
  return finished;
}

async function tellEnd(
  { job }: JobPass,
  { type, reason = '', message = '' }: JobCondition,
  { events }: PodControl,
): Promise<void> {
  if (type !== 'Complete') {
    await events.record(SUBJECT, job, { type: 'Warning', reason, message });
    return;
  }
  const { completions } = job.spec;
  if (completions !== undefined && (job.status.succeeded ?? 0) > completionsOf(job)) {
    await events.record(SUBJECT, job, {
      type: 'Warning',
      reason: 'TooManySucceededPods',
      message: 'Too many succeeded pods running after completion count reached',
    });
  }
  await events.record(SUBJECT, job, {
    type: 'Normal',
    reason: 'Completed',
    message: 'Job completed',
  });
}
