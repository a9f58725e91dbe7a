import type { PriorityLevelConfiguration } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { conditionErrors } from '../conditions.ts';
import { validate } from './validation.ts';

const SHARES = 30;
const QUEUING = { queues: 64, handSize: 8, queueLengthLimit: 50 };

export const priorityLevelConfiguration = defineBehaviour<PriorityLevelConfiguration>(
  'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration',
  {
    strategy: {
      defaults({ spec: { exempt, limited } }) {
        if (exempt !== undefined) {
          exempt.nominalConcurrencyShares ??= 0;
          exempt.lendablePercent ??= 0;
        }
        if (limited === undefined) return;
        limited.nominalConcurrencyShares ??= SHARES;
        limited.lendablePercent ??= 0;
        const queuing = limited.limitResponse?.queuing;
        if (queuing === undefined) return;
        queuing.queues ||= QUEUING.queues;
        queuing.handSize ||= QUEUING.handSize;
        queuing.queueLengthLimit ||= QUEUING.queueLengthLimit;
      },
      validate,
      validateUpdate: (next) => validate(next),
      subresources: {
        status: { validateUpdate: (next) => conditionErrors(next.status?.conditions) },
      },
    },
  },
);
