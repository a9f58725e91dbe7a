import type { FlowSchema } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { conditionErrors } from '../conditions.ts';
import { validate } from './validation.ts';

const PRECEDENCE = 1000;

export const flowSchema = defineBehaviour<FlowSchema>(
  'flowcontrol.apiserver.k8s.io/v1/FlowSchema',
  {
    strategy: {
      defaults(next) {
        next.spec.matchingPrecedence ||= PRECEDENCE;
      },
      validate,
      validateUpdate: (next) => validate(next),
      subresources: {
        status: { validateUpdate: (next) => conditionErrors(next.status?.conditions) },
      },
    },
  },
);
