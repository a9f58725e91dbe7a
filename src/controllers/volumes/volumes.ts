import type { PersistentVolume } from '../../apimachinery/types.generated.ts';
import { setVolumePhase, unbind } from './binding.ts';
import { haveSameMode } from './matching.ts';
import type { VolumeWorld } from './volume-world.ts';
import { CLAIM, PROVISIONED_BY, VOLUME } from './volume-world.ts';

/** One look at a volume. */
export async function syncVolume(world: VolumeWorld, volume: PersistentVolume): Promise<void> {
  const { claimRef } = volume.spec;
  // Reserved for a name only: the claim itself has not been seen.
  if (claimRef === undefined || !claimRef.uid) {
    await setVolumePhase(world, volume, 'Available');
    return;
  }
  const key = `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`;
  const found = world.claims.get(key);
  const claim = found?.metadata.uid === claimRef.uid ? found : undefined;
  if (claim === undefined) await release(world, volume);
  else if (!claim.spec.volumeName) {
    if (haveSameMode(volume, claim)) {
      world.lookAtClaim(key);
      return;
    }
    const problem = 'due to incompatible volumeMode.';
    const { name: volumeName = '' } = volume.metadata;
    const { name: claimName = '' } = claim.metadata;
    const event = { type: 'Warning', reason: 'VolumeMismatch' } as const;
    const ofVolume = `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${claimName}" ${problem}`;
    const ofClaim = `Cannot bind PersistentVolume "${volumeName}" to requested PersistentVolumeClaim ${problem}`;
    await world.events.record(VOLUME, volume, { ...event, message: ofVolume });
    await world.events.record(CLAIM, claim, { ...event, message: ofClaim });
  } else if (claim.spec.volumeName === volume.metadata.name) {
    await setVolumePhase(world, volume, 'Bound');
  } else {
    // The claim has chosen another one.
    const { persistentVolumeReclaimPolicy: policy } = volume.spec;
    const wasMade = volume.metadata.annotations?.[PROVISIONED_BY] !== undefined;
    if (wasMade && policy === 'Delete') await release(world, volume);
    else await unbind(world, volume);
  }
}

async function release(world: VolumeWorld, volume: PersistentVolume): Promise<void> {
  const { phase = '' } = volume.status;
  const isOver = ['Released', 'Failed'].includes(phase);
  const released = isOver ? volume : await setVolumePhase(world, volume, 'Released');
  const { persistentVolumeReclaimPolicy: policy } = released.spec;
  if (policy === 'Delete') await remove(world, released);
  if (policy !== 'Recycle') return;
  // Those two are scrubbed by pods, for which nobody waits here.
  const { hostPath, nfs } = released.spec;
  if (hostPath !== undefined || nfs !== undefined) return;
  await fail(world, released, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
}

/** Only paths below /tmp are removed from here; all else belongs to drivers, or to nobody. */
async function remove(world: VolumeWorld, volume: PersistentVolume): Promise<void> {
  const { metadata, spec } = volume;
  const { name = '', annotations } = metadata;
  const provisioner = annotations?.[PROVISIONED_BY] ?? '';
  if (provisioner !== '' && !provisioner.startsWith('kubernetes.io/')) return;
  if (spec.csi !== undefined || annotations?.['pv.kubernetes.io/migrated-to'] !== undefined) return;
  if (spec.hostPath === undefined) {
    const why = 'no deletable volume plugin matched';
    const message = `error getting deleter volume plugin for volume "${name}": ${why}`;
    await fail(world, volume, 'VolumeFailedDelete', message);
  } else if (/^\/tmp\/.+$/.test(spec.hostPath.path)) {
    if (metadata.deletionTimestamp === undefined) await world.volumeClient.delete(undefined, name);
  } else {
    const message = `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`;
    await fail(world, volume, 'VolumeFailedDelete', message);
  }
}

async function fail(
  world: VolumeWorld,
  volume: PersistentVolume,
  reason: string,
  message: string,
): Promise<void> {
  if (volume.status.phase === 'Failed') return;
  const failed = await setVolumePhase(world, volume, 'Failed', message);
  await world.events.record(VOLUME, failed, { type: 'Warning', reason, message });
}
