import type { ServiceCIDR } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<ServiceCIDR> = {
  CIDRs: ({ spec }) => (spec.cidrs ?? []).join(','),
};
