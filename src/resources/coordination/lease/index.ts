import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import type { Lease } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';

const SPEC = FieldPath.of('spec');
const OLDEST = 'OldestEmulationVersion';

export const lease = defineBehaviour<Lease>('coordination.k8s.io/v1/Lease', {
  strategy: { validate, validateUpdate: (next) => validate(next) },
});

function validate({ spec }: Lease): FieldError[] {
  const errors: FieldError[] = [];
  const { leaseDurationSeconds, leaseTransitions, strategy, preferredHolder } = spec;
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    const path = SPEC.child('leaseDurationSeconds');
    errors.push(fieldError.invalid(path, leaseDurationSeconds, 'must be greater than 0'));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    const path = SPEC.child('leaseTransitions');
    errors.push(fieldError.invalid(path, leaseTransitions, 'must be greater than or equal to 0'));
  }
  if (strategy !== undefined) errors.push(...strategyErrors(strategy));
  if (preferredHolder && !strategy) {
    const path = SPEC.child('preferredHolder');
    errors.push(fieldError.forbidden(path, 'may only be specified if `strategy` is defined'));
  }
  return errors;
}

/** The one strategy of Kubernetes itself, or anybody's with a domain in front. */
function strategyErrors(strategy: string): FieldError[] {
  const path = SPEC.child('strategy');
  if (!strategy.includes('/') && strategy !== OLDEST) {
    return [fieldError.notSupported(path, strategy, [OLDEST])];
  }
  return isQualifiedName(strategy).map((message) => fieldError.invalid(path, strategy, message));
}
