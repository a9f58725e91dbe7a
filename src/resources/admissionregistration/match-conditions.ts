import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../apimachinery/names.ts';
import type { MatchCondition } from '../../apimachinery/types.generated.ts';

const CONDITIONS_MAX = 64;

/** Says what is wrong with an expression; undefined: nothing. */
export type CheckExpression = (expression: string, path: FieldPath) => FieldError | undefined;

export function validateMatchConditions(
  conditions: readonly MatchCondition[],
  path: FieldPath,
  check: CheckExpression,
): FieldError[] {
  const errors: FieldError[] = [];
  if (conditions.length > CONDITIONS_MAX) {
    errors.push(fieldError.tooMany(path, conditions.length, CONDITIONS_MAX));
  }
  const seen = new Set<string>();
  conditions.forEach(({ name, expression }, index) => {
    const place = path.index(index);
    const trimmed = expression.trim();
    const inExpression = place.child('expression');
    const wrong = trimmed === '' ? fieldError.required(inExpression) : check(trimmed, inExpression);
    if (wrong !== undefined) errors.push(wrong);
    const inName = place.child('name');
    if (name === '') errors.push(fieldError.required(inName));
    else errors.push(...invalidEach(inName, name, isQualifiedName(name)));
    if (name !== '' && seen.has(name)) errors.push(fieldError.duplicate(inName, name));
    seen.add(name);
  });
  return errors;
}
