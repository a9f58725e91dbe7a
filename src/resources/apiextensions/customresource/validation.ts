import type { FieldError } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText } from '../../../apimachinery/go-print.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { CustomType } from '../../../catalog/custom/custom-type.ts';
import { validateEmbedded } from '../../../catalog/custom/embedded-validation.ts';
import { validateListTypes } from '../../../catalog/custom/list-types.ts';
import { fieldErrorsOf } from '../../../catalog/custom/schema-result.ts';
import { validateSchema } from '../../../catalog/custom/validate-schema.ts';
import { Correlated } from '../../../cel/schema/correlated.ts';
import { hasRules, validateRules } from './rules.ts';
import { validateScaleSpec, validateScaleStatus } from './scale-validation.ts';

type Warn = (text: string) => void;

const UNHEARD: Warn = () => undefined;

export function validate(type: CustomType, next: AnyObject): FieldError[] {
  const wrongType = validateTypeMeta(type, next);
  if (wrongType.length > 0) return wrongType;
  const errors: FieldError[] = [];
  const { instanceSchema: schema } = type;
  const value = typed(type, next);
  if (schema !== undefined) errors.push(...fieldErrorsOf(validateSchema(schema, value, '')));
  errors.push(...validateScaleSpec(type, next), ...validateScaleStatus(type, next));
  if (schema !== undefined) {
    errors.push(...validateEmbedded(schema, next), ...validateListTypes(schema, next));
  }
  return withRules(type, errors, { value, update: undefined, warn: UNHEARD });
}

/**
 * What stayed as it was is not refused, even if the schema would refuse it today.
 * @param warn is told what rules found in it, also if the update is refused for something else
 */
export function validateUpdate(
  type: CustomType,
  next: AnyObject,
  previous: AnyObject,
  warn: Warn = UNHEARD,
): FieldError[] {
  const wrongType = validateTypeMeta(type, next);
  if (wrongType.length > 0) return wrongType;
  const errors: FieldError[] = [];
  const { instanceSchema: schema } = type;
  const value = typed(type, next);
  const update = schema && new Correlated(value, typed(type, previous), schema);
  if (schema !== undefined) {
    errors.push(...fieldErrorsOf(validateSchema(schema, value, '', update)));
  }
  errors.push(...validateScaleSpec(type, next), ...validateScaleStatus(type, next));
  if (schema !== undefined) errors.push(...validateEmbedded(schema, next));
  errors.push(...newListErrors(type, next, previous));
  return withRules(type, errors, { value, update, warn });
}

/** Of a write through `/status` only the status is looked at, but all rules are. */
export function validateStatusUpdate(
  type: CustomType,
  next: AnyObject,
  previous: AnyObject,
  warn: Warn = UNHEARD,
): FieldError[] {
  const wrongType = validateTypeMeta(type, next);
  if (wrongType.length > 0) return wrongType;
  const errors: FieldError[] = [];
  const value = typed(type, next);
  const { instanceSchema } = type;
  const update = instanceSchema && new Correlated(value, typed(type, previous), instanceSchema);
  const schema = instanceSchema?.properties?.['status'];
  const { status } = next;
  if (schema !== undefined && status !== undefined) {
    const found = validateSchema(schema, status, '', update?.key('status'));
    errors.push(...fieldErrorsOf(found, 'status'));
  }
  errors.push(...validateScaleStatus(type, next), ...newListErrors(type, next, previous));
  return withRules(type, errors, { value, update, warn });
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

interface Ruled {
  readonly value: AnyObject;
  readonly update: Correlated | undefined;
  readonly warn: Warn;
}

/** Adds what the rules say, which look only at objects that are otherwise sound. */
function withRules(
  { instanceSchema: schema }: CustomType,
  errors: FieldError[],
  { value, update, warn }: Ruled,
): FieldError[] {
  if (schema === undefined || !hasRules(schema)) return errors;
  if (!errors.some(({ reason }) => BLOCKING.has(reason))) {
    return [...errors, ...validateRules(schema, value, update, warn)];
  }
  const detail =
    'some validation rules were not checked because the object was invalid; ' +
    'correct the existing errors to complete validation';
  return [...errors, fieldError.invalid('<nil>', new GoText('null'), detail)];
}
