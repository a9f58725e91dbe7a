import type { VolumeAttributesClass } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<VolumeAttributesClass> = {
  DriverName: ({ driverName }) => driverName,
};
