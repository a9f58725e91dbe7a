import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { Lease } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';

const SPEC = FieldPath.of('spec');

export const lease = defineBehaviour<Lease>('coordination.k8s.io/v1/Lease', {
  strategy: {
    prepareForCreate: dropDisabledFields,
    prepareForUpdate: dropDisabledFields,
    validate,
    validateUpdate: (next) => validate(next),
  },
});

function validate({ spec }: Lease): FieldError[] {
  const errors: FieldError[] = [];
  const { leaseDurationSeconds, leaseTransitions } = spec;
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    const path = SPEC.child('leaseDurationSeconds');
    errors.push(fieldError.invalid(path, leaseDurationSeconds, 'must be greater than 0'));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    const path = SPEC.child('leaseTransitions');
    errors.push(fieldError.invalid(path, leaseTransitions, 'must be greater than or equal to 0'));
  }
  return errors;
}

/** What coordinated leader election is about, which is off in 1.34. */
function dropDisabledFields({ spec }: Lease): void {
  delete spec.strategy;
  delete spec.preferredHolder;
}
