import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../../apimachinery/names.ts';
import type { TypedLocalObjectReference } from '../../../apimachinery/types.generated.ts';

/** A reference to some object beside this one; a null group is the core group. */
export function validateTypedReference(
  { apiGroup, kind, name }: TypedLocalObjectReference,
  path: FieldPath,
): FieldError[] {
  const group = apiGroup ?? undefined;
  const errors: FieldError[] = [];
  if (group !== undefined) {
    errors.push(...invalidEach(path.child('apiGroup'), group, isDns1123Subdomain(group)));
  }
  errors.push(...segment(kind, path.child('kind')), ...segment(name, path.child('name')));
  return errors;
}

/** A value that becomes a part of a URL and may not be missing. */
export function segment(value: string | undefined, path: FieldPath): FieldError[] {
  if (!value) return [fieldError.required(path)];
  return invalidEach(path, value, isPathSegmentName(value));
}
