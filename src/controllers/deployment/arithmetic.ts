import type { Deployment, ReplicaSet } from '../../apimachinery/types.generated.ts';
import { replicasOf } from '../replicas/owner.ts';

export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

const INT32_MAX = 2 ** 31 - 1;

export function desiredReplicas({ spec }: Deployment): number {
  return spec.replicas ?? 1;
}

export function isRollingUpdate({ spec }: Deployment): boolean {
  return spec.strategy.type === 'RollingUpdate';
}

/** How many pods there may be above what is desired. */
export function maxSurge(deployment: Deployment): number {
  if (!isRollingUpdate(deployment)) return 0;
  const surge = deployment.spec.strategy.rollingUpdate?.maxSurge;
  return amount(surge, desiredReplicas(deployment), Math.ceil);
}

/** How many of the desired pods may be missing; one at least if there can be no surge. */
export function maxUnavailable(deployment: Deployment): number {
  const desired = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment) || desired === 0) return 0;
  const value = deployment.spec.strategy.rollingUpdate?.maxUnavailable;
  const unavailable = amount(value, desired, Math.floor);
  if (unavailable === 0 && maxSurge(deployment) === 0) return 1;
  return Math.min(unavailable, desired);
}

function amount(
  value: number | string | undefined,
  total: number,
  round: (value: number) => number,
): number {
  if (value === undefined || typeof value === 'number') return value ?? 0;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
}

export function sumOf(
  replicaSets: readonly ReplicaSet[],
  count: (replicaSet: ReplicaSet) => number | undefined,
): number {
  return replicaSets.reduce((sum, each) => sum + (count(each) ?? 0), 0);
}

/** The pods that the ReplicaSets ask for. */
export function totalReplicas(replicaSets: readonly ReplicaSet[]): number {
  return sumOf(replicaSets, replicasOf);
}

export function totalAvailable(replicaSets: readonly ReplicaSet[]): number {
  return sumOf(replicaSets, ({ status }) => status.availableReplicas);
}

export function isActive(replicaSet: ReplicaSet): boolean {
  return replicasOf(replicaSet) > 0;
}

export function oldestFirst(a: ReplicaSet, b: ReplicaSet): number {
  const { creationTimestamp: timeA = '', name: nameA = '' } = a.metadata;
  const { creationTimestamp: timeB = '', name: nameB = '' } = b.metadata;
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return nameA < nameB ? -1 : Number(nameA > nameB);
}

/** The size to which a rolling update may bring the new ReplicaSet now. */
export function newReplicaSetSize(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  size: number,
): number {
  const desired = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment)) return desired;
  const room = desired + maxSurge(deployment) - totalReplicas(all);
  return room <= 0 ? size : size + Math.min(room, desired - size);
}

/** A whole number that is not negative; undefined: the annotation says nothing of the kind. */
export function countIn({ metadata }: ReplicaSet, annotation: string): number | undefined {
  const text = metadata.annotations?.[annotation];
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const count = Number(text);
  return count > INT32_MAX ? undefined : count;
}

/**
 * Sizes of the active ReplicaSets after the Deployment was scaled in the middle of a rollout: each
 * in proportion to what it has, and the first takes what rounding leaves.
 */
export function proportionalSizes(
  deployment: Deployment,
  active: readonly ReplicaSet[],
): readonly { readonly replicaSet: ReplicaSet; readonly size: number }[] {
  const desired = desiredReplicas(deployment);
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0;
  const toAdd = allowed - totalReplicas(active);
  const age = toAdd > 0 ? -1 : 1;
  const bySize = (a: ReplicaSet, b: ReplicaSet): number =>
    replicasOf(b) - replicasOf(a) || age * oldestFirst(a, b);
  const ordered = toAdd === 0 ? [...active] : active.toSorted(bySize);
  let added = 0;
  const sizes = ordered.map((replicaSet) => {
    const left = toAdd - added;
    const share = left === 0 ? 0 : shareOf(deployment, replicaSet);
    const part = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    added += part;
    return { replicaSet, size: replicasOf(replicaSet) + part };
  });
  return sizes.map(({ replicaSet, size }, index) => ({
    replicaSet,
    size: index === 0 ? Math.max(0, size + toAdd - added) : size,
  }));
}

function shareOf(deployment: Deployment, replicaSet: ReplicaSet): number {
  const desired = desiredReplicas(deployment);
  const size = replicasOf(replicaSet);
  if (desired === 0) return -size;
  // Without a usable annotation upstream takes what the status says.
  const before = countIn(replicaSet, MAX_REPLICAS) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((size * (desired + maxSurge(deployment))) / before) - size;
}
