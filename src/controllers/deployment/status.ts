import { isDeepStrictEqual } from 'node:util';
import { parseTime } from '../../apimachinery/meta.ts';
import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
} from '../../apimachinery/types.generated.ts';
import {
  desiredReplicas,
  maxUnavailable,
  sumOf,
  totalAvailable,
  totalReplicas,
} from './arithmetic.ts';
import type { Conditions } from './conditions.ts';
import {
  condition,
  findCondition,
  hasProgressDeadline,
  withCondition,
  withoutCondition,
} from './conditions.ts';

const COMPLETE = 'NewReplicaSetAvailable';
const TIMED_OUT = 'ProgressDeadlineExceeded';
const SECOND_MS = 1000;

export interface Rollout {
  readonly deployment: Deployment;
  /** The ReplicaSet of the Deployment's template, if there is one. */
  readonly newest: ReplicaSet | undefined;
  readonly all: readonly ReplicaSet[];
}

/** The counts, and whether enough pods are available. */
export function statusOf({ deployment, newest, all }: Rollout, now: number): DeploymentStatus {
  const available = totalAvailable(all);
  const enough = available >= desiredReplicas(deployment) - maxUnavailable(deployment);
  const availability = enough
    ? condition('Available', 'True', {
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
        now,
      })
    : condition('Available', 'False', {
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
        now,
      });
  const { conditions = [], collisionCount } = deployment.status;
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sumOf(all, ({ status }) => status.replicas),
    updatedReplicas: newest?.status.replicas ?? 0,
    readyReplicas: sumOf(all, ({ status }) => status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalReplicas(all) - available),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: [...withCondition(conditions, availability)],
  };
}

/** The status in the middle of a rollout, which also says how the rollout goes. */
export function rolloutStatusOf(rollout: Rollout, now: number): DeploymentStatus {
  const { deployment, newest, all } = rollout;
  const status = statusOf(rollout, now);
  let conditions: Conditions = progress(rollout, status, now);
  const failure = replicaFailure(newest === undefined ? all : [newest, ...all]);
  conditions =
    failure === undefined
      ? withoutCondition(conditions, 'ReplicaFailure')
      : withCondition(conditions, failure);
  if (!hasProgressDeadline(deployment)) conditions = withoutCondition(conditions, 'Progressing');
  return { ...status, conditions: [...conditions] };
}

function progress(
  { deployment, newest }: Rollout,
  status: DeploymentStatus,
  now: number,
): Conditions {
  const conditions = status.conditions ?? [];
  const current = findCondition(deployment.status.conditions, 'Progressing');
  const wasComplete = status.replicas === status.updatedReplicas && current?.reason === COMPLETE;
  if (!hasProgressDeadline(deployment) || wasComplete) return conditions;
  const { name = '' } = deployment.metadata;
  const who =
    newest === undefined ? `Deployment "${name}"` : `ReplicaSet "${newest.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${who} has successfully progressed.`;
    return withCondition(
      conditions,
      condition('Progressing', 'True', { reason: COMPLETE, message, now }),
    );
  }
  if (hasProgressed(deployment.status, status)) {
    const message = `${who} is progressing.`;
    const reason = 'ReplicaSetUpdated';
    const next = condition('Progressing', 'True', { reason, message, now });
    // Each step counts: the time of the last one is what the deadline is measured from.
    const lastTransitionTime =
      current?.status === 'True' ? current.lastTransitionTime : next.lastTransitionTime;
    return [...withoutCondition(conditions, 'Progressing'), { ...next, lastTransitionTime }];
  }
  if (hasTimedOut(deployment, current, now)) {
    const message = `${who} has timed out progressing.`;
    return withCondition(
      conditions,
      condition('Progressing', 'False', { reason: TIMED_OUT, message, now }),
    );
  }
  return conditions;
}

/** All pods are of the new template, and all are available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const desired = desiredReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === desired &&
    (status.replicas ?? 0) === desired &&
    (status.availableReplicas ?? 0) === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(before: DeploymentStatus, next: DeploymentStatus): boolean {
  return (
    (next.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldPods(next) < oldPods(before) ||
    (next.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function oldPods({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number {
  return replicas - updatedReplicas;
}

function hasTimedOut(
  deployment: Deployment,
  current: DeploymentCondition | undefined,
  now: number,
): boolean {
  if (current === undefined || current.reason === COMPLETE) return false;
  return current.reason === TIMED_OUT || deadlineOf(deployment, current) < now;
}

function deadlineOf({ spec }: Deployment, { lastUpdateTime }: DeploymentCondition): number {
  const since = lastUpdateTime === undefined ? 0 : parseTime(lastUpdateTime);
  return since + (spec.progressDeadlineSeconds ?? 0) * SECOND_MS;
}

/** When to look whether a rollout that stands still has passed its deadline; undefined: never. */
export function deadlineInMs(deployment: Deployment, now: number): number | undefined {
  const current = findCondition(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || current === undefined) return undefined;
  if (isComplete(deployment, deployment.status)) return undefined;
  if (current.reason === TIMED_OUT || current.reason === COMPLETE) return undefined;
  return Math.max(0, deadlineOf(deployment, current) - now) + 1;
}

function replicaFailure(replicaSets: readonly ReplicaSet[]): DeploymentCondition | undefined {
  for (const { status } of replicaSets) {
    const failure = status.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure !== undefined) return { ...failure, lastUpdateTime: failure.lastTransitionTime };
  }
  return undefined;
}

/** Counts that are left out are zero. */
export function sameStatus(a: DeploymentStatus, b: DeploymentStatus): boolean {
  return isDeepStrictEqual(normalized(a), normalized(b));
}

/** As the server stores it: no zeros, no empty list. */
export function normalized({ collisionCount, ...status }: DeploymentStatus): DeploymentStatus {
  const entries = Object.entries(status).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0,
  );
  return {
    ...Object.fromEntries(entries),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}
