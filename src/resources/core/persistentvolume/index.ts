import { FieldPath } from '../../../apimachinery/field-error.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import type { PersistentVolume, Volume } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { roundResources } from '../pod/resource-lists.ts';
import { defaultVolume } from '../pod/volume-defaults.ts';
import { termWarnings } from '../pod/warnings-scheduling.ts';
import { validate, validateUpdate } from './validation.ts';

export const persistentVolume = defineBehaviour<PersistentVolume>('v1/PersistentVolume', {
  strategy: {
    defaults(next) {
      const { spec } = next;
      next.status ??= {};
      next.status.phase ||= 'Pending';
      spec.persistentVolumeReclaimPolicy ||= 'Retain';
      spec.volumeMode ??= 'Filesystem';
      roundResources(spec.capacity);
      // Sources have the defaults that they have in pods.
      if (Object.keys(spec).length > 0) defaultVolume(spec as unknown as Volume);
    },

    prepareForCreate(next, { now }) {
      next.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) };
    },

    validate,
    warningsOnCreate: warnings,
    validateUpdate,
    warningsOnUpdate: warnings,

    subresources: {
      status: {
        prepareForUpdate(next, previous, { now }) {
          const { phase, lastPhaseTransitionTime: old } = previous.status;
          const { lastPhaseTransitionTime: sent } = next.status;
          if (phase === next.status.phase) {
            if (sent === undefined && old !== undefined) next.status.lastPhaseTransitionTime = old;
          } else if (sent === undefined || sent === old) {
            // Whoever says another time has seen the change.
            next.status.lastPhaseTransitionTime = formatTime(now);
          }
        },
      },
    },
  },
});

const DEPRECATED_ANNOTATIONS = [
  [
    'volume.beta.kubernetes.io/storage-class',
    'deprecated since v1.8; use "storageClassName" attribute instead',
  ],
  [
    'volume.beta.kubernetes.io/mount-options',
    'deprecated since v1.31; use "mountOptions" attribute instead',
  ],
] as const;

const DEPRECATED_SOURCES = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

const TERMS = FieldPath.of('spec', 'nodeAffinity', 'required', 'nodeSelectorTerms');

function warnings({ metadata, spec }: PersistentVolume): string[] {
  const all: string[] = [];
  for (const [key, text] of DEPRECATED_ANNOTATIONS) {
    if (metadata.annotations?.[key] !== undefined)
      all.push(`metadata.annotations[${key}]: ${text}`);
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    all.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. ' +
        'Instead, the recommended approach is to use dynamic provisioning.',
    );
  }
  for (const [index, term] of (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).entries()) {
    all.push(...termWarnings(term, TERMS.index(index), false));
  }
  for (const [member, shown, text] of DEPRECATED_SOURCES) {
    if (spec[member] !== undefined) all.push(`spec.${shown}: ${text}`);
  }
  return all;
}
