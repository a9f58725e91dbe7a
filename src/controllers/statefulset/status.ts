import { isTerminating } from '../../apimachinery/meta.ts';
import type { Pod, StatefulSet, StatefulSetStatus } from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';
import { availableInMs } from '../replicas/pods.ts';
import type { SetRevisions } from './history.ts';
import { desiredReplicas, revisionOf } from './identity.ts';

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isPodReady(pod);
}

export function isAvailable(pod: Pod, { spec }: StatefulSet, now: number): boolean {
  return availableInMs(pod, spec.minReadySeconds ?? 0, now) === 0;
}

/** @param pods those that exist; terminating ones count as replicas, but as none of a revision */
export function statusOf(
  set: StatefulSet,
  { current, update, collisionCount }: SetRevisions,
  pods: readonly Pod[],
  now: number,
): Required<Omit<StatefulSetStatus, 'conditions'>> {
  const ready = pods.filter(isRunningAndReady);
  const staying = pods.filter((pod) => !isTerminating(pod)).map(revisionOf);
  const ofRevision = (name: string): number => staying.filter((each) => each === name).length;
  const currentRevision = current.metadata.name ?? '';
  const updateRevision = update.metadata.name ?? '';
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: pods.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isAvailable(pod, set, now)).length,
    currentReplicas: ofRevision(currentRevision),
    updatedReplicas: ofRevision(updateRevision),
    currentRevision,
    updateRevision,
    collisionCount,
  };
}

/** A rolling update that is through makes its revision the current one. */
export function completed<T extends StatefulSetStatus>(set: StatefulSet, status: T): T {
  const desired = desiredReplicas(set);
  const isComplete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    status.updatedReplicas === desired &&
    status.readyReplicas === desired &&
    status.replicas === desired;
  if (!isComplete) return status;
  return {
    ...status,
    currentReplicas: status.updatedReplicas,
    currentRevision: status.updateRevision,
  };
}

export function isStatusCurrent(next: StatefulSetStatus, { status }: StatefulSet): boolean {
  return (
    (next.observedGeneration ?? 0) <= (status.observedGeneration ?? 0) &&
    next.replicas === status.replicas &&
    next.availableReplicas === status.availableReplicas &&
    (next.readyReplicas ?? 0) === (status.readyReplicas ?? 0) &&
    (next.currentReplicas ?? 0) === (status.currentReplicas ?? 0) &&
    (next.updatedReplicas ?? 0) === (status.updatedReplicas ?? 0) &&
    next.currentRevision === status.currentRevision &&
    next.updateRevision === status.updateRevision
  );
}
