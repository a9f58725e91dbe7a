import type { FlowSchema } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { NONE } from '../../../registry/table-cells.ts';

export const cells: Cells<FlowSchema> = {
  PriorityLevel: ({ spec }) => spec.priorityLevelConfiguration.name,
  MatchingPrecedence: ({ spec }) => spec.matchingPrecedence,
  DistinguisherMethod: ({ spec }) => spec.distinguisherMethod?.type ?? NONE,
  MissingPL: ({ status }) =>
    status.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
};
