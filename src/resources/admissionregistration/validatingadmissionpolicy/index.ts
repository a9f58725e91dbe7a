import type { ValidatingAdmissionPolicy } from '../../../apimachinery/types.generated.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { setMatchDefaults } from '../match-resources.ts';
import type { ParamAccess } from '../param-access.ts';
import { authorizePolicy } from '../param-access.ts';
import { validate, validateStatus, validateUpdate } from './validation.ts';

export function validatingAdmissionPolicy(
  access: ParamAccess,
): Behaviour<ValidatingAdmissionPolicy> {
  return defineBehaviour('admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy', {
    strategy: {
      defaults({ spec }) {
        if (spec === undefined) return;
        spec.failurePolicy ??= 'Fail';
        setMatchDefaults(spec.matchConstraints);
      },
      validate,
      validateUpdate,
      authorize: (...of) => authorizePolicy(access, ...of),
      subresources: { status: { prepareForUpdate: keepSpec, validateUpdate: validateStatus } },
    },
  });
}

function keepSpec(next: ValidatingAdmissionPolicy, previous: ValidatingAdmissionPolicy): void {
  next.spec = previous.spec;
  const { managedFields } = next.metadata;
  next.metadata = { ...previous.metadata, managedFields };
}
