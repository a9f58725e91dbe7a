import { isDeepStrictEqual } from 'node:util';
import { formatTime } from '../../apimachinery/meta.ts';
import { selectorFromMap } from '../../apimachinery/selectors/labels.ts';
import type { Pod, ReplicaSetStatus } from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';
import type { ReplicaOwner } from './owner.ts';
import { replicasOf } from './owner.ts';
import { availableInMs } from './pods.ts';

const REPLICA_FAILURE = 'ReplicaFailure';

/**
 * What the owner's status is to say of its active pods.
 * @param failure why pods could not be created or deleted
 */
export function statusOf(
  owner: ReplicaOwner,
  pods: readonly Pod[],
  failure: Error | undefined,
  now: number,
): ReplicaSetStatus {
  const fromTemplate = selectorFromMap(owner.spec.template?.metadata?.labels);
  const { minReadySeconds = 0 } = owner.spec;
  let labeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of pods) {
    if (fromTemplate.matches(pod.metadata.labels)) labeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (availableInMs(pod, minReadySeconds, now) === 0) available++;
  }
  const { generation = 0 } = owner.metadata;
  const conditions = conditionsOf(owner, pods.length, failure, now);
  return {
    ...(available === 0 ? {} : { availableReplicas: available }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(labeled === 0 ? {} : { fullyLabeledReplicas: labeled }),
    ...(generation === 0 ? {} : { observedGeneration: generation }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    replicas: pods.length,
  };
}

export function sameStatus(next: ReplicaSetStatus, current: ReplicaSetStatus): boolean {
  return (
    next.replicas === (current.replicas ?? 0) &&
    (next.availableReplicas ?? 0) === (current.availableReplicas ?? 0) &&
    (next.fullyLabeledReplicas ?? 0) === (current.fullyLabeledReplicas ?? 0) &&
    (next.readyReplicas ?? 0) === (current.readyReplicas ?? 0) &&
    (next.observedGeneration ?? 0) === (current.observedGeneration ?? 0) &&
    isDeepStrictEqual(next.conditions ?? [], current.conditions ?? [])
  );
}

/** The first failure stands until everything works again. */
function conditionsOf(
  owner: ReplicaOwner,
  active: number,
  failure: Error | undefined,
  now: number,
): NonNullable<ReplicaSetStatus['conditions']> {
  const { conditions = [] } = owner.status;
  const failed = conditions.some(({ type }) => type === REPLICA_FAILURE);
  if (failure === undefined) {
    return failed ? conditions.filter(({ type }) => type !== REPLICA_FAILURE) : conditions;
  }
  if (failed) return conditions;
  const condition = {
    type: REPLICA_FAILURE,
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: active < replicasOf(owner) ? 'FailedCreate' : 'FailedDelete',
    message: failure.message,
  };
  return [...conditions, condition];
}
