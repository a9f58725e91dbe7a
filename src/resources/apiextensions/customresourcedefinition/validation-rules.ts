import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { ValidationRule } from '../../../apimachinery/types.generated.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { rulePath } from '../../../cel/schema/rule-path.ts';

const REASONS = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
];

/** What can be said of `x-kubernetes-validations` without compiling the expressions. */
export function validateRules(schema: JsonSchema, path: FieldPath): FieldError[] {
  const rules = (schema['x-kubernetes-validations'] ?? []) as readonly ValidationRule[];
  return rules.flatMap((rule, i) =>
    validateRule(rule, schema, path.child('x-kubernetes-validations').index(i)),
  );
}

function validateRule(rule: ValidationRule, schema: JsonSchema, path: FieldPath): FieldError[] {
  const { message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  const errors = validateTexts(rule.rule, message, path);
  if (messageExpression !== '' && messageExpression.trim() === '') {
    const detail = 'messageExpression must be non-empty if specified';
    errors.push(fieldError.required(path.child('messageExpression'), detail));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(fieldError.notSupported(path.child('reason'), reason, REASONS));
  }
  const place = path.child('fieldPath');
  if (fieldPath !== '' && fieldPath.trim() === '') {
    errors.push(fieldError.invalid(place, fieldPath, 'must be non-empty if specified'));
  }
  if (hasNewlines(fieldPath)) {
    errors.push(fieldError.invalid(place, fieldPath, 'must not contain line breaks'));
  }
  if (fieldPath !== '' && rulePath(fieldPath, schema) === undefined) {
    errors.push(fieldError.invalid(place, fieldPath, 'must be a valid path'));
  }
  return errors;
}

function validateTexts(rule: string, message: string, path: FieldPath): FieldError[] {
  const place = path.child('message');
  if (rule.trim() === '') return [fieldError.required(path.child('rule'), 'rule is not specified')];
  if (message !== '' && message.trim() === '') {
    return [fieldError.invalid(place, message, 'must be non-empty if specified')];
  }
  if (hasNewlines(message.trim())) {
    return [fieldError.invalid(place, message, 'must not contain line breaks')];
  }
  if (hasNewlines(rule.trim()) && message.trim() === '') {
    const detail = 'message must be specified if rule contains line breaks';
    return [fieldError.required(place, detail)];
  }
  return [];
}

function hasNewlines(text: string): boolean {
  return /[\n\r]/.test(text);
}
