import { checkConditions } from '../../../apimachinery/conditions.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicySpec,
} from '../../../apimachinery/types.generated.ts';
import { matchConditionCheck } from '../../../cel/admission/match-conditions.ts';
import { validateMatchConditions } from '../match-conditions.ts';
import { validateMatchResources } from '../match-resources.ts';
import { validateParamKind } from '../param-kind.ts';
import { PolicyExpressions } from './expressions.ts';

const FAILURE_POLICIES = ['Fail', 'Ignore'];
const NOTHING = 'validations or auditAnnotations must contain at least one item';

type Spec = ValidatingAdmissionPolicySpec;

export function validate(next: ValidatingAdmissionPolicy): FieldError[] {
  return validateSpec(next, false);
}

export function validateUpdate(
  next: ValidatingAdmissionPolicy,
  previous: ValidatingAdmissionPolicy,
): FieldError[] {
  const sameConditions =
    semanticEqual(next.spec?.matchConditions, previous.spec?.matchConditions) &&
    semanticEqual(next.spec?.paramKind, previous.spec?.paramKind);
  return validateSpec(next, sameConditions);
}

/** @param ignoresConditions they are as they were when they were found right */
function validateSpec(policy: ValidatingAdmissionPolicy, ignoresConditions: boolean): FieldError[] {
  const spec: Spec = policy.spec ?? {};
  const path = FieldPath.of('spec');
  const { failurePolicy = '', paramKind, matchConditions = [] } = spec;
  const errors: FieldError[] = [];
  if (!FAILURE_POLICIES.includes(failurePolicy)) {
    const place = path.child('failurePolicy');
    errors.push(fieldError.notSupported(place, failurePolicy, FAILURE_POLICIES));
  }
  if (paramKind !== undefined) {
    errors.push(...validateParamKind(paramKind, path.child('paramKind')));
  }
  errors.push(...validateConstraints(spec, path.child('matchConstraints')));
  const hasParams = paramKind !== undefined;
  if (!ignoresConditions) {
    const check = matchConditionCheck(hasParams);
    const place = path.child('matchConditions');
    errors.push(...validateMatchConditions(matchConditions, place, check));
  }
  return [...errors, ...validateExpressions(policy, spec, path)];
}

function validateConstraints({ matchConstraints }: Spec, path: FieldPath): FieldError[] {
  if (matchConstraints === undefined) return [fieldError.required(path)];
  const errors = validateMatchResources(matchConstraints, path);
  // Without a rule nothing says which types the expressions are about.
  const { resourceRules = [] } = matchConstraints;
  return resourceRules.length > 0
    ? errors
    : [...errors, fieldError.required(path.child('resourceRules'))];
}

function validateExpressions(
  { metadata }: ValidatingAdmissionPolicy,
  spec: Spec,
  path: FieldPath,
): FieldError[] {
  const { variables = [], validations = [], auditAnnotations = [] } = spec;
  const expressions = new PolicyExpressions(spec.paramKind !== undefined, variables.length > 0);
  const errors = variables.flatMap((variable, index) =>
    expressions.validateVariable(variable, path.child('variables').index(index)),
  );
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const places = [path.child('validations'), path.child('auditAnnotations')];
    return [...errors, ...places.map((place) => fieldError.required(place, NOTHING))];
  }
  validations.forEach((validation, index) => {
    const place = path.child('validations').index(index);
    errors.push(...expressions.validateValidation(validation, place));
  });
  const place = path.child('auditAnnotations');
  return [
    ...errors,
    ...expressions.validateAnnotations(metadata.name ?? '', auditAnnotations, place),
  ];
}

/** What the controller or somebody in its place writes. */
export function validateStatus({ status }: ValidatingAdmissionPolicy): FieldError[] {
  const place = FieldPath.of('status');
  const path = place.child('typeChecking').child('expressionWarnings');
  const errors: FieldError[] = [];
  const { expressionWarnings = [] } = status?.typeChecking ?? {};
  for (const [index, { warning, fieldRef }] of expressionWarnings.entries()) {
    const at = path.index(index);
    if (warning === '') errors.push(fieldError.required(at.child('warning')));
    if (fieldRef.trim() === '') errors.push(fieldError.required(at.child('fieldRef')));
  }
  checkConditions(status?.conditions ?? [], place.child('conditions'), errors);
  return errors;
}
