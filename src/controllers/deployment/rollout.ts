import { isTerminating } from '../../apimachinery/meta.ts';
import type { ReplicaSet } from '../../apimachinery/types.generated.ts';
import { replicasOf } from '../replicas/owner.ts';
import {
  countIn,
  DESIRED_REPLICAS,
  desiredReplicas,
  isActive,
  isRollingUpdate,
  maxUnavailable,
  newReplicaSetSize,
  oldestFirst,
  proportionalSizes,
  totalAvailable,
  totalReplicas,
} from './arithmetic.ts';
import type { DeploymentPass } from './pass.ts';
import { oldestRevisionFirst } from './revisions.ts';

const INT32_MAX = 2 ** 31 - 1;

/** One step of a rolling update; true: something was scaled and has to show its effect first. */
export async function rollForward(pass: DeploymentPass): Promise<boolean> {
  return (await growNew(pass)) || (await shrinkOld(pass));
}

async function growNew(pass: DeploymentPass): Promise<boolean> {
  const { deployment, newest, all } = pass;
  if (newest === undefined) return false;
  const size = replicasOf(newest);
  const desired = desiredReplicas(deployment);
  if (size === desired) return false;
  return pass.resize(newest, size > desired ? desired : newReplicaSetSize(deployment, all, size));
}

async function shrinkOld(pass: DeploymentPass): Promise<boolean> {
  const { deployment, newest, all } = pass;
  if (newest === undefined || totalReplicas(pass.old) === 0) return false;
  const minAvailable = desiredReplicas(deployment) - maxUnavailable(deployment);
  const newUnavailable = replicasOf(newest) - (newest.status.availableReplicas ?? 0);
  const spare = totalReplicas(all) - minAvailable - newUnavailable;
  if (spare <= 0) return false;
  // Pods that serve nobody go first, whatever their number leaves available.
  const unhealthy = await shrink(
    pass,
    spare,
    (each) => replicasOf(each) - (each.status.availableReplicas ?? 0),
  );
  if (unhealthy === undefined) return false;
  // Upstream counts as available what it counted before: the unhealthy were none of it.
  const surplus = totalAvailable(all) - minAvailable;
  const healthy = surplus <= 0 ? 0 : await shrink(pass, surplus, replicasOf);
  return unhealthy + (healthy ?? 0) > 0;
}

/**
 * Takes so many from the old ReplicaSets, oldest first; gives how many it took. Undefined: one of
 * them shows more available pods than it has now, so what its status says is about to change.
 */
async function shrink(
  pass: DeploymentPass,
  count: number,
  available: (replicaSet: ReplicaSet) => number,
): Promise<number | undefined> {
  let taken = 0;
  for (const replicaSet of pass.old.filter(isActive).toSorted(oldestFirst)) {
    const part = Math.min(count - taken, available(replicaSet));
    if (part < 0) return undefined;
    if (part === 0) continue;
    await pass.resize(replicaSet, replicasOf(replicaSet) - part);
    taken += part;
  }
  return taken;
}

/** Before anything new is made; true: something was scaled. */
export async function stopOld(pass: DeploymentPass): Promise<boolean> {
  let stopped = false;
  for (const replicaSet of pass.old.filter(isActive)) {
    stopped = (await pass.resize(replicaSet, 0)) || stopped;
  }
  return stopped;
}

/** The number of replicas was changed since the ReplicaSets were last sized. */
export function isScaled({ deployment, all }: DeploymentPass): boolean {
  return all.filter(isActive).some((each) => {
    const desired = countIn(each, DESIRED_REPLICAS);
    return desired !== undefined && desired !== desiredReplicas(deployment);
  });
}

/** Brings the ReplicaSets there are to the Deployment's number without rolling anything out. */
export async function scaleAll(pass: DeploymentPass): Promise<void> {
  const { deployment, newest, old, all } = pass;
  const desired = desiredReplicas(deployment);
  const active = all.filter(isActive);
  if (active.length < 2) {
    const target = active[0] ?? newest ?? old.toSorted(oldestFirst).at(-1);
    if (target !== undefined) await pass.resize(target, desired);
    return;
  }
  if (newest !== undefined && isSaturated(newest, desired)) {
    await stopOld(pass);
    return;
  }
  if (!isRollingUpdate(deployment)) return;
  for (const { replicaSet, size } of proportionalSizes(deployment, active)) {
    await pass.scale(replicaSet, size);
  }
}

/** The new ReplicaSet does all the work. */
function isSaturated(newest: ReplicaSet, desired: number): boolean {
  return (
    replicasOf(newest) === desired &&
    countIn(newest, DESIRED_REPLICAS) === desired &&
    (newest.status.availableReplicas ?? 0) === desired
  );
}

/** Deletes the ReplicaSets of the oldest revisions beyond the limit, if they are empty. */
export async function cleanUp(pass: DeploymentPass): Promise<void> {
  const { revisionHistoryLimit: limit = INT32_MAX } = pass.deployment.spec;
  if (limit === INT32_MAX) return;
  const old = pass.old.filter((each) => !isTerminating(each)).toSorted(oldestRevisionFirst);
  for (const replicaSet of old.slice(0, Math.max(0, old.length - limit))) {
    const { metadata, status } = replicaSet;
    const isSettled = (metadata.generation ?? 0) <= (status.observedGeneration ?? 0);
    if ((status.replicas ?? 0) === 0 && replicasOf(replicaSet) === 0 && isSettled) {
      await pass.deleteReplicaSet(replicaSet);
    }
  }
}
