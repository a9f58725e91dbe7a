import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../apimachinery/names.ts';

const PARAMETERS_MAX = 512;
const PARAMETER_BYTES_MAX = 256 * 1024;

/** The driver behind a class. */
export function provisionerErrors(provisioner: string, path: FieldPath): FieldError[] {
  if (provisioner === '') return [fieldError.required(path)];
  const lower = provisioner.toLowerCase();
  return invalidEach(path, lower, isQualifiedName(lower));
}

/** What a class tells its driver. */
export function parameterErrors(
  parameters: Readonly<Record<string, string>> = {},
  path: FieldPath,
  { mayBeEmpty }: { mayBeEmpty: boolean },
): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > PARAMETERS_MAX) return [fieldError.tooLong(path, PARAMETERS_MAX)];
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of entries) {
    if (key === '') errors.push(fieldError.invalid(path, key, 'field can not be empty.'));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > PARAMETER_BYTES_MAX) errors.push(fieldError.tooLong(path, PARAMETER_BYTES_MAX));
  if (!mayBeEmpty && entries.length === 0) {
    errors.push(fieldError.required(path, 'must contain at least one key/value pair'));
  }
  return errors;
}
