import type { FieldError } from '../../../apimachinery/field-error.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { RuleValidator } from '../../../cel/schema/rule-validator.ts';

/** Compiled once per version of a definition. */
const validators = new WeakMap<JsonSchema, RuleValidator | null>();

/** What was found in an object that the client is only told about. */
const tolerated = new WeakMap<AnyObject, readonly string[]>();

function validatorOf(schema: JsonSchema): RuleValidator | null {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = RuleValidator.of(schema, true) ?? null;
    validators.set(schema, validator);
  }
  return validator;
}

export function hasRules(schema: JsonSchema): boolean {
  return validatorOf(schema) !== null;
}

/**
 * What the rules of a definition say about an object.
 * @param next the key under which `toleratedByRules` finds the rest
 * @param value `next` with apiVersion and kind
 * @param previous the object before an update, with apiVersion and kind
 */
export function validateRules(
  schema: JsonSchema,
  next: AnyObject,
  value: AnyObject,
  previous?: AnyObject,
): FieldError[] {
  const validator = validatorOf(schema);
  if (validator === null) return [];
  const before = previous === undefined ? undefined : { value: previous };
  const { errors, warnings } = validator.validate(value, before);
  if (warnings.length > 0) tolerated.set(next, warnings);
  return errors;
}

/** What was wrong before and stayed as it was. */
export function toleratedByRules(next: AnyObject): readonly string[] {
  return tolerated.get(next) ?? [];
}
