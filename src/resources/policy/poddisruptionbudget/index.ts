import { checkConditions } from '../../../apimachinery/conditions.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { PodDisruptionBudget } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import { validateSpec } from './validation.ts';

const STATUS = FieldPath.of('status');

export const podDisruptionBudget = defineBehaviour<PodDisruptionBudget>(
  'policy/v1/PodDisruptionBudget',
  {
    strategy: {
      validate: ({ spec }) => validateSpec(spec),
      validateUpdate: ({ spec }) => validateSpec(spec),
      subresources: {
        status: {
          validateUpdate({ status }) {
            const errors: FieldError[] = [];
            checkConditions(status.conditions ?? [], STATUS.child('conditions'), errors);
            checkNonNegative(
              status,
              ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'],
              STATUS,
              errors,
            );
            return errors;
          },
        },
      },
    },
  },
);
