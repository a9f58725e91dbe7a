import type { CSIDriver } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { NONE, UNSET } from '../../../registry/table-cells.ts';

export const cells: Cells<CSIDriver> = {
  AttachRequired: ({ spec }) => spec.attachRequired ?? true,
  PodInfoOnMount: ({ spec }) => spec.podInfoOnMount ?? false,
  StorageCapacity: ({ spec }) => spec.storageCapacity ?? false,
  TokenRequests: ({ spec }) =>
    spec.tokenRequests === undefined
      ? UNSET
      : spec.tokenRequests.map(({ audience }) => audience).join(','),
  RequiresRepublish: ({ spec }) => spec.requiresRepublish ?? false,
  Modes: ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || NONE,
};
