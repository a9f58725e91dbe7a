import { parseTime } from '../../apimachinery/meta.ts';
import type { ContainerStatus, Pod } from '../../apimachinery/types.generated.ts';
import { absoluteFailureCountOf } from './job-pods.ts';

const FIRST_MS = 10_000;
const DELAY_MAX_MS = 600_000;

/** The failures of a Job's pods since the last of them succeeded. */
export interface FailureRecord {
  readonly failures: number;
  /** When the last of them was. */
  readonly since: number;
}

const NO_FAILURES: FailureRecord = { failures: 0, since: 0 };

/** The record after pods have come to their end. */
export function nextRecord(
  record: FailureRecord = NO_FAILURES,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): FailureRecord {
  const failureTimes = failed.map(finishTime);
  if (succeeded.length === 0) {
    if (failed.length === 0) return record;
    return { failures: record.failures + failed.length, since: Math.max(...failureTimes) };
  }
  const lastSuccess = Math.max(...succeeded.map(finishTime));
  const later = failureTimes.filter((time) => time > lastSuccess);
  return later.length === 0 ? NO_FAILURES : { failures: later.length, since: Math.max(...later) };
}

/** The pause that is left before a failed pod is replaced. */
export function pauseMs({ failures, since }: FailureRecord, now: number): number {
  if (failures === 0) return 0;
  const pause = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 10), DELAY_MAX_MS);
  return Math.max(0, pause - (now - since));
}

/** The pause before the pod of an index is replaced. */
export function pauseOfIndexMs(lastFailed: Pod | undefined, now: number): number {
  if (lastFailed === undefined) return 0;
  const failures = absoluteFailureCountOf(lastFailed) + 1;
  return pauseMs({ failures, since: finishTime(lastFailed) }, now);
}

/** When the containers ended, or what comes nearest to it. */
export function finishTime(pod: Pod): number {
  const { metadata, status } = pod;
  const ofContainers = containersFinishTime(pod);
  if (ofContainers !== undefined) return ofContainers;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime !== undefined) {
    return parseTime(ready.lastTransitionTime);
  }
  if (metadata.deletionTimestamp !== undefined) {
    return (
      parseTime(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
    );
  }
  return parseTime(metadata.creationTimestamp ?? '');
}

/** Undefined: one of them has not ended, or does not say when. */
function containersFinishTime({ spec, status }: Pod): number | undefined {
  const sidecars = new Set(
    (spec.initContainers ?? [])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );
  const ofSidecars = (status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  // A sidecar that has not ended hides when the others did; the others do not hide the sidecars.
  const times = ofSidecars.map(finishedAt);
  if (times.includes(undefined)) return undefined;
  const mainTimes = (status.containerStatuses ?? []).map(finishedAt);
  const all = mainTimes.includes(undefined) ? times : [...mainTimes, ...times];
  const known = all.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function finishedAt({ state }: ContainerStatus): number | undefined {
  const text = state?.terminated?.finishedAt;
  return text === undefined || text === null ? undefined : parseTime(text);
}
