import type { FieldError } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText } from '../../../apimachinery/go-print.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { CustomType } from '../../../catalog/custom/custom-type.ts';
import { validateEmbedded } from '../../../catalog/custom/embedded-validation.ts';
import { validateListTypes } from '../../../catalog/custom/list-types.ts';
import { fieldErrorsOf } from '../../../catalog/custom/schema-result.ts';
import { validateSchema } from '../../../catalog/custom/validate-schema.ts';
import { hasRules, validateRules } from './rules.ts';
import { validateScaleSpec, validateScaleStatus } from './scale-validation.ts';

export function validate(type: CustomType, next: AnyObject): FieldError[] {
  const wrongType = validateTypeMeta(type, next);
  if (wrongType.length > 0) return wrongType;
  const errors: FieldError[] = [];
  const { schema } = type;
  if (schema !== undefined) {
    errors.push(...fieldErrorsOf(validateSchema(schema, typed(type, next), '')));
  }
  errors.push(...validateScaleSpec(type, next), ...validateScaleStatus(type, next));
  if (schema !== undefined) {
    errors.push(...validateEmbedded(schema, next), ...validateListTypes(schema, next));
  }
  return withRules(type, errors, { next });
}

/** What stayed as it was is not refused, even if the schema would refuse it today. */
export function validateUpdate(
  type: CustomType,
  next: AnyObject,
  previous: AnyObject,
): FieldError[] {
  const wrongType = validateTypeMeta(type, next);
  if (wrongType.length > 0) return wrongType;
  const errors: FieldError[] = [];
  const { schema } = type;
  if (schema !== undefined) {
    const old = { value: typed(type, previous) };
    errors.push(...fieldErrorsOf(validateSchema(schema, typed(type, next), '', old)));
  }
  errors.push(...validateScaleSpec(type, next), ...validateScaleStatus(type, next));
  if (schema !== undefined) errors.push(...validateEmbedded(schema, next));
  errors.push(...newListErrors(type, next, previous));
  return withRules(type, errors, { next, previous });
}

/** Of a write through `/status` only the status is looked at. */
export function validateStatusUpdate(
  type: CustomType,
  next: AnyObject,
  previous: AnyObject,
): FieldError[] {
  const wrongType = validateTypeMeta(type, next);
  if (wrongType.length > 0) return wrongType;
  const errors: FieldError[] = [];
  const schema = type.schema?.properties?.['status'];
  if (schema !== undefined && next['status'] !== undefined) {
    const old = previous['status'] === undefined ? undefined : { value: previous['status'] };
    errors.push(...fieldErrorsOf(validateSchema(schema, next['status'], '', old), 'status'));
  }
  errors.push(...validateScaleStatus(type, next), ...newListErrors(type, next, previous));
  return withRules(type, errors, { next, previous });
}

function typed({ apiVersion, kind }: CustomType, object: AnyObject): AnyObject {
  return { ...object, apiVersion, kind };
}

function validateTypeMeta(type: CustomType, { kind, apiVersion }: AnyObject): FieldError[] {
  const errors: FieldError[] = [];
  if (kind !== undefined && kind !== type.kind) {
    errors.push(fieldError.invalid('kind', kind, `must be ${type.kind}`));
  }
  if (apiVersion !== undefined && apiVersion !== type.apiVersion) {
    errors.push(fieldError.invalid('apiVersion', apiVersion, `must be ${type.apiVersion}`));
  }
  return errors;
}

function newListErrors({ schema }: CustomType, next: AnyObject, previous: AnyObject): FieldError[] {
  if (schema === undefined) return [];
  const errors = validateListTypes(schema, next);
  return errors.length === 0 || validateListTypes(schema, previous).length > 0 ? [] : errors;
}

/** Findings behind which upstream does not evaluate rules any more. */
const BLOCKING: ReadonlySet<FieldError['reason']> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** Adds what the rules say, which look only at objects that are otherwise sound. */
function withRules(
  type: CustomType,
  errors: FieldError[],
  { next, previous }: { readonly next: AnyObject; readonly previous?: AnyObject },
): FieldError[] {
  const { schema } = type;
  if (schema === undefined || !hasRules(schema)) return errors;
  if (!errors.some(({ reason }) => BLOCKING.has(reason))) {
    const before = previous && typed(type, previous);
    return [...errors, ...validateRules(schema, next, typed(type, next), before)];
  }
  const detail =
    'some validation rules were not checked because the object was invalid; ' +
    'correct the existing errors to complete validation';
  return [...errors, fieldError.invalid('<nil>', new GoText('null'), detail)];
}
