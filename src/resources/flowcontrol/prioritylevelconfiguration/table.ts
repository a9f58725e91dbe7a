import type { PriorityLevelConfiguration } from '../../../apimachinery/types.generated.ts';
import type { Cell } from '../../../registry/definition.ts';
import { NONE } from '../../../registry/table-cells.ts';

export function row({ spec }: PriorityLevelConfiguration): Record<string, Cell> {
  const { limited } = spec;
  const queuing = limited?.limitResponse.queuing;
  return {
    Type: spec.type,
    NominalConcurrencyShares:
      limited === undefined ? NONE : (limited.nominalConcurrencyShares ?? 0),
    Queues: queuing === undefined ? NONE : (queuing.queues ?? 0),
    HandSize: queuing === undefined ? NONE : (queuing.handSize ?? 0),
    QueueLengthLimit: queuing === undefined ? NONE : (queuing.queueLengthLimit ?? 0),
  };
}
