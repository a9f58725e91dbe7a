import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import type { HorizontalPodAutoscaler } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import { defaultAutoscaler } from './defaults.ts';
import { validateSpec } from './validation.ts';

export const horizontalPodAutoscaler = defineBehaviour<HorizontalPodAutoscaler>(
  'autoscaling/v2/HorizontalPodAutoscaler',
  {
    strategy: {
      defaults: defaultAutoscaler,

      prepareForCreate: dropTolerance,
      validate: ({ spec }) => validateSpec(spec, undefined),

      prepareForUpdate: dropTolerance,
      validateUpdate: ({ spec }, { spec: old }) => validateSpec(spec, old),

      subresources: {
        status: {
          validateUpdate({ status }) {
            const errors: FieldError[] = [];
            const members = ['currentReplicas', 'desiredReplicas'] as const;
            checkNonNegative(status, members, FieldPath.of('status'), errors);
            return errors;
          },
        },
      },
    },
  },
);

/** An alpha field. */
function dropTolerance({ spec: { behavior } }: HorizontalPodAutoscaler): void {
  delete behavior?.scaleUp?.tolerance;
  delete behavior?.scaleDown?.tolerance;
}
