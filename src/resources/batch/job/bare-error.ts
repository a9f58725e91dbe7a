import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';

/** An invalid value that upstream does not show. */
export function invalidWithoutValue(path: FieldPath, detail: string): FieldError {
  return {
    reason: 'FieldValueInvalid',
    field: path.toString(),
    body: `Invalid value: ${detail}`,
  };
}
