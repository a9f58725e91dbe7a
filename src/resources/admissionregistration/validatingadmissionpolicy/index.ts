import type { ValidatingAdmissionPolicy } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { setMatchDefaults } from '../match-resources.ts';
import { validate, validateStatus, validateUpdate } from './validation.ts';

export const validatingAdmissionPolicy = defineBehaviour<ValidatingAdmissionPolicy>(
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy',
  {
    strategy: {
      defaults({ spec }) {
        if (spec === undefined) return;
        spec.failurePolicy ??= 'Fail';
        setMatchDefaults(spec.matchConstraints);
      },
      validate,
      validateUpdate,
      subresources: { status: { prepareForUpdate: keepSpec, validateUpdate: validateStatus } },
    },
  },
);

function keepSpec(next: ValidatingAdmissionPolicy, previous: ValidatingAdmissionPolicy): void {
  next.spec = previous.spec;
  const { managedFields } = next.metadata;
  next.metadata = { ...previous.metadata, managedFields };
}
