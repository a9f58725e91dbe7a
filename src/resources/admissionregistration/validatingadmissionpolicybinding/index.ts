import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isDns1123Subdomain } from '../../../apimachinery/names.ts';
import type { ValidatingAdmissionPolicyBinding } from '../../../apimachinery/types.generated.ts';
import type { Behaviour } from '../../../registry/definition.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { setMatchDefaults, validateMatchResources } from '../match-resources.ts';
import type { ParamAccess } from '../param-access.ts';
import { authorizeBinding } from '../param-access.ts';
import { validateParamRef } from '../param-kind.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const BOTH =
  'must not contain both Deny and Warn (repeating the same validation failure information in ' +
  'the API response and headers serves no purpose)';

export function validatingAdmissionPolicyBinding(
  access: ParamAccess,
): Behaviour<ValidatingAdmissionPolicyBinding> {
  return defineBehaviour('admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding', {
    strategy: {
      defaults: ({ spec }) => setMatchDefaults(spec?.matchResources),
      validate,
      validateUpdate: validate,
      // Upstream tells references apart by where they are in memory, so every update is asked about.
      authorize: (next, _previous, context) => authorizeBinding(access, next, context),
    },
  });
}

function validate({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec ?? {};
  const path = FieldPath.of('spec');
  const place = path.child('policyName');
  const errors =
    policyName === ''
      ? [fieldError.required(place)]
      : invalidEach(place, policyName, isDns1123Subdomain(policyName));
  if (paramRef !== undefined) errors.push(...validateParamRef(paramRef, path.child('paramRef')));
  if (matchResources !== undefined) {
    errors.push(...validateMatchResources(matchResources, path.child('matchResources')));
  }
  return [...errors, ...validateActions(validationActions, path.child('validationActions'))];
}

function validateActions(actions: readonly string[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  actions.forEach((action, index) => {
    const place = path.index(index);
    if (!ACTIONS.includes(action)) errors.push(fieldError.notSupported(place, action, ACTIONS));
    if (seen.has(action)) errors.push(fieldError.duplicate(place, action));
    seen.add(action);
  });
  if (seen.has('Deny') && seen.has('Warn')) errors.push(fieldError.invalid(path, actions, BOTH));
  if (seen.size === 0) {
    errors.push(fieldError.required(path, 'at least one validation action is required'));
  }
  return errors;
}
