import type { PersistentVolume } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { UNSET } from '../../../registry/table-cells.ts';
import { accessModesText, storageClassOf } from './access-modes.ts';

export const cells: Cells<PersistentVolume> = {
  Capacity: ({ spec }) => spec.capacity?.['storage'] ?? '0',
  'Access Modes': ({ spec }) => accessModesText(spec.accessModes),
  'Reclaim Policy': ({ spec }) => spec.persistentVolumeReclaimPolicy ?? '',
  Status: ({ metadata, status }) =>
    metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
  Claim: ({ spec: { claimRef } }) =>
    claimRef === undefined ? '' : `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`,
  StorageClass: storageClassOf,
  VolumeAttributesClass: ({ spec }) => spec.volumeAttributesClassName ?? UNSET,
  Reason: ({ status }) => status.reason ?? '',
  VolumeMode: ({ spec }) => spec.volumeMode ?? UNSET,
};
