import { ApiError } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type {
  Pod,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimConsumerReference,
} from '../../apimachinery/types.generated.ts';
import { isDone } from './pod-claims.ts';
import type { ClaimWorld } from './world.ts';

const FINALIZER = 'resource.kubernetes.io/delete-protection';

/** Takes away the reservations of pods that are gone, and what nobody needs any more. */
export async function syncClaim(world: ClaimWorld, key: string): Promise<void> {
  const claim = world.claims.get(key);
  if (claim === undefined) return;
  const reserved = claim.status.reservedFor ?? [];
  const valid: ResourceClaimConsumerReference[] = [];
  for (const consumer of reserved) {
    const { apiGroup = '', resource } = consumer;
    // Nobody knows yet what else may use a claim.
    if (apiGroup !== '' || resource !== 'pods') return;
    if (await isUsing(world, claim, consumer)) valid.push(consumer);
  }
  const isFinalized = (claim.metadata.finalizers ?? []).includes(FINALIZER);
  const isUnused = valid.length === 0;
  if (valid.length < reserved.length) {
    await release(world, claim, valid);
  } else if (isFinalized && isUnused && isTerminating(claim)) {
    await release(world, claim, []);
  }
  if (isUnused) await removeIfDone(world, claim);
}

async function isUsing(
  { pods, podClient }: ClaimWorld,
  { metadata: { namespace = '' } }: ResourceClaim,
  { name, uid }: ResourceClaimConsumerReference,
): Promise<boolean> {
  const known = pods.get(`${namespace}/${name}`);
  if (known !== undefined) return known.metadata.uid === uid && !isDone(known);
  // The cache may not have heard of the pod yet, which somebody is about to bind.
  return (await find(() => podClient.get(namespace, name)))?.metadata.uid === uid;
}

async function find(get: () => Promise<Pod>): Promise<Pod | undefined> {
  try {
    return await get();
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** The last consumer takes the allocation with it, if the scheduler made it. */
async function release(
  { claimClient }: ClaimWorld,
  claim: ResourceClaim,
  valid: ResourceClaimConsumerReference[],
): Promise<void> {
  const { namespace, finalizers = [] } = claim.metadata;
  const { allocation, reservedFor: _before, ...rest } = claim.status;
  const isDeallocated = valid.length === 0 && finalizers.includes(FINALIZER);
  const wasReserved = (claim.status.reservedFor ?? []).length > 0;
  let next = claim;
  if (wasReserved || (isDeallocated && allocation !== undefined)) {
    const status = {
      ...rest,
      ...(allocation === undefined || isDeallocated ? {} : { allocation }),
      ...(valid.length === 0 ? {} : { reservedFor: valid }),
    };
    next = await claimClient.update(namespace, { ...claim, status }, { subresource: 'status' });
  }
  const left = (next.metadata.finalizers ?? []).filter((each) => each !== FINALIZER);
  if (next.status.allocation !== undefined) return;
  if (left.length === (next.metadata.finalizers ?? []).length) return;
  await claimClient.update(namespace, {
    ...next,
    metadata: { ...next.metadata, finalizers: left },
  });
}

/** The garbage collector removes it with its pod, but that may stay for a while. */
async function removeIfDone({ pods, claimClient }: ClaimWorld, claim: ResourceClaim) {
  const { namespace = '', name = '', ownerReferences = [] } = claim.metadata;
  const owner = ownerReferences.find(({ apiVersion, kind, controller }) => {
    return apiVersion === 'v1' && kind === 'Pod' && controller === true;
  });
  const pod = owner === undefined ? undefined : pods.get(`${namespace}/${owner.name}`);
  if (pod === undefined || (pod.metadata.uid === owner?.uid && !isDone(pod))) return;
  await claimClient.delete(namespace, name);
}
