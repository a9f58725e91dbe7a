import type { PersistentVolumeClaim } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { UNSET } from '../../../registry/table-cells.ts';
import { accessModesText, storageClassOf } from '../persistentvolume/access-modes.ts';

export const cells: Cells<PersistentVolumeClaim> = {
  Status: ({ metadata, status }) =>
    metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
  Volume: ({ spec }) => spec.volumeName ?? '',
  Capacity: ({ spec, status }) => (isBound(spec) ? (status.capacity?.['storage'] ?? '0') : ''),
  'Access Modes': ({ spec, status }) => (isBound(spec) ? accessModesText(status.accessModes) : ''),
  StorageClass: storageClassOf,
  VolumeAttributesClass: ({ spec }) => spec.volumeAttributesClassName ?? UNSET,
  VolumeMode: ({ spec }) => spec.volumeMode ?? UNSET,
};

function isBound({ volumeName = '' }: { volumeName?: string }): boolean {
  return volumeName !== '';
}
