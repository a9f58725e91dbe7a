import type {
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { Lister } from '../../client/informer.ts';
import type { EventRecorder } from '../event-recorder.ts';

export const VOLUME = { apiVersion: 'v1', kind: 'PersistentVolume' };
export const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

/** Set on whichever side the controller chose, so that it may be taken back. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

/** What the binding of volumes reads and writes. */
export interface VolumeWorld {
  readonly volumes: Lister<PersistentVolume>;
  readonly claims: Lister<PersistentVolumeClaim>;
  readonly classes: Lister<StorageClass>;
  /** Pods by `namespace/claim`, index `claim`. */
  readonly pods: Lister<Pod>;
  readonly volumeClient: ResourceClient<PersistentVolume>;
  readonly claimClient: ResourceClient<PersistentVolumeClaim>;
  readonly events: EventRecorder;
  /** Asks for a look at a claim. */
  readonly lookAtClaim: (key: string) => void;
}

/** Index of pods by the claims that their volumes name. */
export const BY_CLAIM = 'claim';

export function claimsOfPod({ metadata, spec }: Pod): string[] {
  const { namespace = '', name = '' } = metadata;
  return (spec.volumes ?? []).flatMap((volume) => {
    const claim =
      volume.persistentVolumeClaim?.claimName ??
      (volume.ephemeral === undefined ? undefined : `${name}-${volume.name}`);
    return claim === undefined ? [] : [`${namespace}/${claim}`];
  });
}

/** Whether a volume is reserved for a claim: by name, and by uid where it has one. */
export function isReservedFor(
  { spec: { claimRef } }: PersistentVolume,
  { metadata }: PersistentVolumeClaim,
): boolean {
  if (claimRef === undefined) return false;
  if (claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}
