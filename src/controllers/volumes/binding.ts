import { isDeepStrictEqual } from 'node:util';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../apimachinery/types.generated.ts';
import type { VolumeWorld } from './volume-world.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, isReservedFor } from './volume-world.ts';

const STATUS = { subresource: 'status' };

/**
 * Binds both sides in four writes, each of which may be the last one that succeeds: the volume
 * first, so that nobody else takes it.
 */
export async function bind(
  world: VolumeWorld,
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): Promise<void> {
  const reserved = await reserve(world, volume, claim);
  const bound = await setVolumePhase(world, reserved, 'Bound');
  const completed = await complete(world, claim, bound);
  await setClaimStatus(world, completed, 'Bound', bound);
}

async function reserve(
  { volumeClient }: VolumeWorld,
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): Promise<PersistentVolume> {
  const { name, namespace, uid, resourceVersion } = claim.metadata;
  const { claimRef } = volume.spec;
  const isOurs =
    claimRef?.name === name && claimRef?.namespace === namespace && claimRef?.uid === uid;
  const annotations = { ...volume.metadata.annotations };
  if (!isReservedFor(volume, claim)) annotations[BOUND_BY_CONTROLLER] ??= 'yes';
  if (isOurs && isDeepStrictEqual(annotations, volume.metadata.annotations ?? {})) return volume;
  const reference = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    namespace,
    name,
    uid,
    resourceVersion,
  };
  return volumeClient.update(undefined, {
    ...volume,
    metadata: withAnnotations(volume.metadata, annotations),
    spec: { ...volume.spec, claimRef: isOurs ? claimRef : reference },
  });
}

async function complete(
  { claimClient }: VolumeWorld,
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
): Promise<PersistentVolumeClaim> {
  const { name: volumeName = '' } = volume.metadata;
  const annotations = { ...claim.metadata.annotations };
  if (claim.spec.volumeName !== volumeName) annotations[BOUND_BY_CONTROLLER] ??= 'yes';
  annotations[BIND_COMPLETED] ??= 'yes';
  const isDone =
    claim.spec.volumeName === volumeName &&
    isDeepStrictEqual(annotations, claim.metadata.annotations);
  if (isDone) return claim;
  return claimClient.update(claim.metadata.namespace, {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName },
  });
}

/** Gives a volume back: wholly if the controller took it, else its reservation by name stays. */
export async function unbind(world: VolumeWorld, volume: PersistentVolume): Promise<void> {
  const { metadata, spec } = volume;
  const annotations = { ...metadata.annotations };
  const { claimRef, ...rest } = spec;
  let next: PersistentVolume;
  if (annotations[BOUND_BY_CONTROLLER] === undefined) {
    const { uid: _uid, ...byName } = claimRef ?? {};
    next = { ...volume, spec: { ...rest, claimRef: byName } };
  } else {
    delete annotations[BOUND_BY_CONTROLLER];
    next = { ...volume, metadata: withAnnotations(metadata, annotations), spec: rest };
  }
  const written = await world.volumeClient.update(undefined, next);
  await setVolumePhase(world, written, 'Available');
}

export async function setVolumePhase(
  { volumeClient }: VolumeWorld,
  volume: PersistentVolume,
  phase: string,
  message = '',
): Promise<PersistentVolume> {
  if (volume.status.phase === phase) return volume;
  const { message: _old, ...status } = volume.status;
  const next = { ...status, phase, ...(message !== '' && { message }) };
  return volumeClient.update(undefined, { ...volume, status: next }, STATUS);
}

/** @param volume undefined: the claim has none */
export async function setClaimStatus(
  { claimClient }: VolumeWorld,
  claim: PersistentVolumeClaim,
  phase: string,
  volume: PersistentVolume | undefined,
): Promise<void> {
  const status = { ...claim.status, phase };
  if (volume === undefined) {
    delete status.accessModes;
    delete status.capacity;
    delete status.currentVolumeAttributesClassName;
  } else {
    const { accessModes, capacity, volumeAttributesClassName: attributes } = volume.spec;
    if (accessModes !== undefined) status.accessModes = accessModes;
    // Whoever resizes a bound claim says how big it is.
    if (claim.status.phase !== phase && capacity !== undefined) status.capacity = capacity;
    if (claim.status.phase === 'Pending' && attributes !== undefined) {
      status.currentVolumeAttributesClassName = attributes;
    }
  }
  if (isDeepStrictEqual(status, claim.status)) return;
  await claimClient.update(claim.metadata.namespace, { ...claim, status }, STATUS);
}

function withAnnotations<M extends { annotations?: Record<string, string> }>(
  { annotations: _old, ...metadata }: M,
  annotations: Record<string, string>,
): M {
  const some = Object.keys(annotations).length > 0;
  return { ...metadata, ...(some && { annotations }) } as M;
}
