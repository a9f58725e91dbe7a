import type { ResourceV1ResourceClaim } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<ResourceV1ResourceClaim> = {
  State: ({ metadata, status }) => {
    const deleted = metadata.deletionTimestamp === undefined ? [] : ['deleted'];
    if (status.allocation === undefined) return deleted[0] ?? 'pending';
    const reserved = (status.reservedFor ?? []).length === 0 ? [] : ['reserved'];
    return [...deleted, 'allocated', ...reserved].join(',');
  },
};
