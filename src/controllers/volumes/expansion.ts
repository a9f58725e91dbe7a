import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerFactory } from '../runtime.ts';
import { heldBy, requestOf } from './matching.ts';
import { CLAIM } from './volume-world.ts';

/** Sources whose claims a driver of the same storage expands; nothing is said of them. */
const MIGRATED = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cinder',
  'gcePersistentDisk',
  'portworxVolume',
  'vsphereVolume',
] as const;

/** Says of a bound claim that was made bigger who has to expand its volume: nobody here. */
export const claimExpansionController: ControllerFactory = (context) => {
  const claims = context.informer<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  const volumes = context.informer<PersistentVolume>('v1', 'persistentvolumes');
  const events = eventRecorder(context, 'volume_expand');
  claims.onChange((claim, previous) => {
    if (claim?.status.phase !== 'Bound') return;
    const isBigger =
      previous === undefined ||
      requestOf(claim).compare(requestOf(previous)) > 0 ||
      heldBy(claim).compare(heldBy(previous)) > 0;
    if (isBigger) context.enqueue(keyOf(claim));
  });
  return {
    name: 'persistentvolume-expander',
    async reconcile(key) {
      const claim = claims.get(key);
      const volume = claim && volumes.get(claim.spec.volumeName ?? '');
      if (claim === undefined || volume === undefined) return {};
      if (volume.spec.claimRef?.uid !== claim.metadata.uid) return {};
      if (requestOf(claim).compare(heldBy(claim)) <= 0) return {};
      if (MIGRATED.some((source) => volume.spec[source] !== undefined)) return {};
      const message = 'waiting for an external controller to expand this PVC';
      await events.record(CLAIM, claim, { type: 'Normal', reason: 'ExternalExpanding', message });
      return {};
    },
  };
};
