import type { StorageClass } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export const cells: Cells<StorageClass> = {
  Name: ({ metadata: { name = '', annotations } }) =>
    DEFAULT_ANNOTATIONS.some((key) => annotations?.[key] === 'true') ? `${name} (default)` : name,
  Provisioner: ({ provisioner }) => provisioner,
  ReclaimPolicy: ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete',
  VolumeBindingMode: ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate',
  AllowVolumeExpansion: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
};
