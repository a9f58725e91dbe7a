import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import { validateEmbedded } from '../../../catalog/custom/embedded-validation.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { pruneValue } from '../../../catalog/custom/prune.ts';
import { fieldErrorsOf } from '../../../catalog/custom/schema-result.ts';
import { validateSchema } from '../../../catalog/custom/validate-schema.ts';

/** Defaults have to be what their schemas ask for. */
export function validateDefaults(schema: JsonSchema, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  // The root is a resource as the embedded ones are.
  visit({ ...schema, 'x-kubernetes-embedded-resource': true }, path, errors);
  return errors;
}

function visit(schema: JsonSchema, path: FieldPath, errors: FieldError[]): void {
  if (schema.default !== undefined && schema.default !== null) {
    errors.push(...validateDefault(schema, schema.default, path.child('default')));
  }
  if (schema.items !== undefined) visit(schema.items, path.child('items'), errors);
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    visit(member, path.child('properties').key(name), errors);
  }
}

function validateDefault(schema: JsonSchema, value: unknown, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const pruned = JSON.parse(JSON.stringify(value)) as unknown;
  pruneValue(pruned, schema);
  if (!equalJson(pruned, value)) {
    const printed = typeof value === 'object' ? new GoText(goJson(value)) : value;
    errors.push(fieldError.invalid(path, printed, 'must not have unknown fields'));
  }
  const embedded = validateEmbedded(schema, value, path.toString());
  if (embedded.length > 0) return [...errors, ...embedded];
  errors.push(...fieldErrorsOf(validateSchema(schema, value, ''), path.toString()));
  return errors;
}
