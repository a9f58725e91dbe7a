import type {
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerFactory } from '../runtime.ts';
import { syncClaim } from './claims.ts';
import type { VolumeWorld } from './volume-world.ts';
import { BIND_COMPLETED, BY_CLAIM, claimsOfPod } from './volume-world.ts';
import { syncVolume } from './volumes.ts';

/** What waits is looked at again after this time, and says so again. */
const AGAIN_MS = 15_000;
const OF_CLAIM = 'claim:';
const OF_VOLUME = 'volume:';

/**
 * Binds claims to volumes. One worker for both: two claims that want the same volume are looked at
 * one after the other.
 */
export const persistentVolumeBinder: ControllerFactory = (context) => {
  const volumes = context.informer<PersistentVolume>('v1', 'persistentvolumes');
  const claims = context.informer<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  const classes = context.informer<StorageClass>('storage.k8s.io/v1', 'storageclasses');
  const pods = context.informer<Pod>('v1', 'pods');
  pods.index(BY_CLAIM, claimsOfPod);
  const lookAtClaim = (key: string): void => context.enqueue(OF_CLAIM + key);
  const lookAtVolume = (name = ''): void => {
    if (name !== '') context.enqueue(OF_VOLUME + name);
  };
  const lookAtPending = (): void => {
    for (const claim of claims.list()) if (isPending(claim)) lookAtClaim(keyOf(claim));
  };
  claims.onChange((claim, previous) => {
    if (claim === undefined) lookAtVolume(previous?.spec.volumeName);
    else lookAtClaim(keyOf(claim));
  });
  volumes.onChange((volume, previous) => {
    if (volume === undefined) {
      const { namespace = '', name = '' } = previous?.spec.claimRef ?? {};
      if (name !== '') lookAtClaim(`${namespace}/${name}`);
      return;
    }
    lookAtVolume(volume.metadata.name);
    if (volume.status.phase === 'Available' && previous?.status.phase !== 'Available') {
      lookAtPending();
    }
  });
  classes.onChange(lookAtPending);

  const world: VolumeWorld = {
    volumes,
    claims,
    classes,
    pods,
    volumeClient: context.client('v1', 'persistentvolumes'),
    claimClient: context.client('v1', 'persistentvolumeclaims'),
    events: eventRecorder(context, 'persistentvolume-controller'),
    lookAtClaim,
  };

  return {
    name: 'persistentvolume-binder',
    workers: 1,
    async reconcile(key) {
      if (key.startsWith(OF_VOLUME)) {
        const volume = volumes.get(key.slice(OF_VOLUME.length));
        if (volume !== undefined) await syncVolume(world, volume);
        return {};
      }
      const claim = claims.get(key.slice(OF_CLAIM.length));
      if (claim === undefined) return {};
      await syncClaim(world, claim);
      return isPending(claim) ? { againInMs: AGAIN_MS } : {};
    },
  };
};

function isPending({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[BIND_COMPLETED] === undefined;
}
