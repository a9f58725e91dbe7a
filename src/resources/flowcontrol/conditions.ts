import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../apimachinery/field-error.ts';

const CONDITIONS = FieldPath.of('status', 'conditions');

/** Conditions of both kinds: one of each type. */
export function conditionErrors(
  conditions: readonly { readonly type?: string }[] | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { type = '' }] of (conditions ?? []).entries()) {
    const path = CONDITIONS.index(index).child('type');
    if (seen.has(type)) errors.push(fieldError.duplicate(path, type));
    seen.add(type);
    if (type === '') errors.push(fieldError.required(path));
  }
  return errors;
}
