import type { KubeObject } from '../../apimachinery/meta.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  VolumeAttributesClass,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';
import { BY_CLAIM, claimsOfPod } from './volume-world.ts';

/** Claims stay while a pod on a node uses them. */
export const claimProtection: ControllerFactory = (context) => {
  const claims = context.informer<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  const pods = context.informer<Pod>('v1', 'pods');
  const client = context.client<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  pods.index(BY_CLAIM, claimsOfPod);
  claims.onChange((claim) => {
    if (claim !== undefined) context.enqueue(keyOf(claim));
  });
  pods.onChange((pod, previous) => {
    for (const each of [pod, previous]) {
      for (const key of each === undefined ? [] : claimsOfPod(each)) context.enqueue(key);
    }
  });
  return {
    name: 'persistentvolumeclaim-protection',
    async reconcile(key) {
      const claim = claims.get(key);
      if (claim === undefined) return {};
      const isUsed = (): boolean =>
        pods.byIndex(BY_CLAIM, key).some((pod) => usesClaim(pod, claim));
      await protect(client, claim, 'kubernetes.io/pvc-protection', isUsed);
      return {};
    },
  };
};

/** Volumes stay while they are bound. */
export const volumeProtection: ControllerFactory = (context) => {
  const volumes = context.informer<PersistentVolume>('v1', 'persistentvolumes');
  const client = context.client<PersistentVolume>('v1', 'persistentvolumes');
  volumes.onChange((volume) => {
    if (volume !== undefined) context.enqueue(keyOf(volume));
  });
  return {
    name: 'persistentvolume-protection',
    async reconcile(key) {
      const volume = volumes.get(key);
      if (volume === undefined) return {};
      const isUsed = (): boolean => volume.status.phase === 'Bound';
      await protect(client, volume, 'kubernetes.io/pv-protection', isUsed);
      return {};
    },
  };
};

/** Classes of attributes stay while a claim or a volume names them. */
export const attributesClassProtection: ControllerFactory = (context) => {
  const classes = context.informer<VolumeAttributesClass>(
    'storage.k8s.io/v1',
    'volumeattributesclasses',
  );
  const volumes = context.informer<PersistentVolume>('v1', 'persistentvolumes');
  const claims = context.informer<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
  const client = context.client<VolumeAttributesClass>(
    'storage.k8s.io/v1',
    'volumeattributesclasses',
  );
  classes.onChange((each) => {
    if (each !== undefined) context.enqueue(keyOf(each));
  });
  volumes.onChange((_volume, previous) => {
    for (const name of namesOf(previous)) context.enqueue(name);
  });
  claims.onChange((_claim, previous) => {
    for (const name of namesOf(previous)) context.enqueue(name);
  });
  return {
    name: 'volumeattributesclass-protection',
    async reconcile(key) {
      const found = classes.get(key);
      if (found === undefined) return {};
      const isUsed = (): boolean =>
        [...volumes.list(), ...claims.list()].some((each) => namesOf(each).includes(key));
      await protect(client, found, 'kubernetes.io/vac-protection', isUsed);
      return {};
    },
  };
};

function namesOf(object: PersistentVolume | PersistentVolumeClaim | undefined): string[] {
  if (object === undefined) return [];
  const { status } = object as PersistentVolumeClaim;
  return [
    object.spec.volumeAttributesClassName,
    status.currentVolumeAttributesClassName,
    status.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].filter((name) => name !== undefined);
}

function usesClaim({ metadata, spec }: Pod, claim: PersistentVolumeClaim): boolean {
  if (!spec.nodeName) return false;
  const isShutDown =
    metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
  return (spec.volumes ?? []).some(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim?.claimName === claim.metadata.name) return true;
    if (ephemeral === undefined || isShutDown) return false;
    const isOurs = claim.metadata.ownerReferences?.some(
      ({ uid, controller }) => controller === true && uid === metadata.uid,
    );
    return isOurs === true && `${metadata.name ?? ''}-${name}` === claim.metadata.name;
  });
}

/** Takes the finalizer from what goes and nobody uses, and gives it to what has none. */
async function protect<T extends KubeObject>(
  client: ResourceClient<T>,
  object: T,
  finalizer: string,
  isUsed: () => boolean,
): Promise<void> {
  const { finalizers = [], namespace } = object.metadata;
  const has = finalizers.includes(finalizer);
  if (has !== isTerminating(object) || (has && isUsed())) return;
  const next = has ? finalizers.filter((each) => each !== finalizer) : [...finalizers, finalizer];
  const metadata = { ...object.metadata, finalizers: next };
  await client.update(namespace, { ...object, metadata });
}
