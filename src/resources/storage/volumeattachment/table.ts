import type { VolumeAttachment } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<VolumeAttachment> = {
  Attacher: ({ spec }) => spec.attacher,
  PV: ({ spec }) => spec.source.persistentVolumeName ?? '',
  Node: ({ spec }) => spec.nodeName,
  Attached: ({ status }) => status.attached,
};
