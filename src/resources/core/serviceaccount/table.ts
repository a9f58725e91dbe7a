import type { ServiceAccount } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';

export const cells: Cells<ServiceAccount> = {
  Secrets: ({ secrets }) => secrets?.length ?? 0,
};
