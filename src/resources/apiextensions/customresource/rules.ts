import type { FieldError } from '../../../apimachinery/field-error.ts';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import type { Correlated } from '../../../cel/schema/correlated.ts';
import { RuleValidator } from '../../../cel/schema/rule-validator.ts';

/** Compiled once per version of a definition. */
const validators = new WeakMap<JsonSchema, RuleValidator | null>();

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
 * @param update in an update: `value` beside the object before it
 * @param warn is told what was wrong before and stayed as it was
 */
export function validateRules(
  schema: JsonSchema,
  value: AnyObject,
  update: Correlated | undefined,
  warn: (text: string) => void,
): FieldError[] {
  const validator = validatorOf(schema);
  if (validator === null) return [];
  const { errors, warnings } = validator.validate(value, { correlated: update });
  for (const warning of warnings) warn(warning);
  return errors;
}
