import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../apimachinery/field-error.ts';
import { GoText, goJson, withoutEmpties } from '../../apimachinery/go-print.ts';
import type { ObjectMeta } from '../../apimachinery/meta.ts';
import { validateLabelRequirement } from '../../apimachinery/selectors/labels.ts';
import { semanticEqual } from '../../apimachinery/semantic-equal.ts';

export interface AccessReview {
  readonly metadata: ObjectMeta;
  readonly spec: ReviewSpec;
}

/** The spec of the three kinds; a review of oneself has no user. */
export interface ReviewSpec {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ResourceAttributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly fieldSelector?: SelectorAttributes;
  readonly labelSelector?: SelectorAttributes;
}

interface SelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly Requirement[];
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: string[];
}

const ATTRIBUTES = FieldPath.of('spec', 'resourceAttributes');

export function validateAccessReview({ metadata, spec }: AccessReview, kind: string): FieldError[] {
  const self = kind === 'SelfSubjectAccessReview';
  const local = kind === 'LocalSubjectAccessReview';
  return [
    ...validateSpec(spec, !self),
    ...validateMetadata(metadata, local),
    ...(local ? validateLocal(metadata, spec) : []),
  ];
}

function validateSpec(
  { resourceAttributes, nonResourceAttributes, user = '', groups = [] }: ReviewSpec,
  needsUser: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    const value = printNonResource(nonResourceAttributes);
    errors.push(fieldError.invalid('spec.nonResourceAttributes', value, detail));
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(fieldError.invalid(ATTRIBUTES, null, detail));
  }
  if (needsUser && user === '' && groups.length === 0) {
    const detail = 'at least one of user or group must be specified';
    errors.push(fieldError.invalid('spec.user', user, detail));
  }
  const { fieldSelector, labelSelector } = resourceAttributes ?? {};
  errors.push(
    ...validateSelector(fieldSelector, ATTRIBUTES.child('fieldSelector'), validateFieldRequirement),
    ...validateSelector(labelSelector, ATTRIBUTES.child('labelSelector'), (requirement, path) =>
      validateLabelRequirement(requirement, path, { allowUnknownOperators: true }),
    ),
  );
  return errors;
}

/** The internal type has no JSON names. */
function printNonResource({ path = '', verb = '' }: { path?: string; verb?: string }): GoText {
  return new GoText(goJson({ Path: path, Verb: verb }));
}

function validateMetadata(metadata: ObjectMeta, local: boolean): FieldError[] {
  const { managedFields: _managedFields, ...shown } = metadata;
  const { namespace: _namespace, ...rest } = shown;
  const isEmpty = Object.values(rest).every(
    (value) => value === '' || semanticEqual(value, undefined),
  );
  if (isEmpty && (local || !metadata.namespace)) return [];
  const detail = local ? 'must be empty except for namespace' : 'must be empty';
  return [fieldError.invalid('metadata', withoutEmpties(shown), detail)];
}

function validateLocal(
  { namespace = '' }: ObjectMeta,
  { resourceAttributes, nonResourceAttributes }: ReviewSpec,
): FieldError[] {
  const errors: FieldError[] = [];
  if (resourceAttributes !== undefined && (resourceAttributes.namespace ?? '') !== namespace) {
    const value = resourceAttributes.namespace ?? '';
    const detail = 'must match metadata.namespace';
    errors.push(fieldError.invalid(ATTRIBUTES.child('namespace'), value, detail));
  }
  if (nonResourceAttributes !== undefined) {
    const value = printNonResource(nonResourceAttributes);
    const detail = 'disallowed on this kind of request';
    errors.push(fieldError.invalid('spec.nonResourceAttributes', value, detail));
  }
  return errors;
}

function validateSelector(
  selector: SelectorAttributes | undefined,
  path: FieldPath,
  validateRequirement: (requirement: Requirement, path: FieldPath) => FieldError[],
): FieldError[] {
  if (selector === undefined) return [];
  const { rawSelector = '', requirements = [] } = selector;
  const errors: FieldError[] = [];
  if (rawSelector !== '' && requirements.length > 0) {
    const detail = 'may not specified at the same time as requirements';
    errors.push(fieldError.invalid(path.child('rawSelector'), rawSelector, detail));
  }
  if (rawSelector === '' && requirements.length === 0) {
    const detail = `when ${path.toString()} is specified, requirements or rawSelector is required`;
    errors.push(fieldError.required(path.child('requirements'), detail));
  }
  for (const [index, requirement] of requirements.entries()) {
    errors.push(...validateRequirement(requirement, path.child('requirements').index(index)));
  }
  return errors;
}

function validateFieldRequirement(
  { key, operator, values = [] }: Requirement,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (key === '') errors.push(fieldError.required(path.child('key'), 'must be specified'));
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    const detail = "must be specified when `operator` is 'In' or 'NotIn'";
    errors.push(fieldError.required(path.child('values'), detail));
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    errors.push(fieldError.forbidden(path.child('values'), detail));
  }
  return errors;
}
