import { concerns } from './objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** Kinds whose objects stay while something uses them, and what holds them back. */
const FINALIZERS = [
  ['', 'persistentvolumes', 'kubernetes.io/pv-protection'],
  ['', 'persistentvolumeclaims', 'kubernetes.io/pvc-protection'],
  ['storage.k8s.io', 'volumeattributesclasses', 'kubernetes.io/vac-protection'],
] as const;

/** Volumes and claims are created with a finalizer that a controller takes away. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutate(attributes) {
    if (attributes.operation !== 'CREATE' || attributes.object === undefined) return undefined;
    const { metadata } = attributes.object;
    for (const [group, resource, finalizer] of FINALIZERS) {
      if (!concerns(attributes, group, resource)) continue;
      const finalizers = metadata.finalizers ?? [];
      if (!finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
    }
    return undefined;
  },
};
