import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { GoText } from '../../apimachinery/go-print.ts';
import { isValidPercent } from '../../apimachinery/names.ts';
import { pointedAt } from '../core/pod/field-checks.ts';

export type IntOrPercent = number | string;

/** As field errors show it: upstream's type prints as JSON. */
export function shownIntOrPercent(value: IntOrPercent): number | GoText {
  return typeof value === 'number' ? value : pointedAt(value);
}

export function checkIntOrPercent(
  value: IntOrPercent,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (typeof value === 'number') {
    if (value >= 0) return;
    errors.push(fieldError.invalid(path, value, 'must be greater than or equal to 0'));
    return;
  }
  for (const message of isValidPercent(value)) {
    errors.push(fieldError.invalid(path, shownIntOrPercent(value), message));
  }
}

export function checkNotMoreThanAll(
  value: IntOrPercent,
  path: FieldPath,
  errors: FieldError[],
): void {
  const percent = percentOf(value);
  if (percent === undefined || percent <= 100) return;
  const detail = 'must not be greater than 100%';
  errors.push(fieldError.invalid(path, shownIntOrPercent(value), detail));
}

/** The number, whatever it counts; text that is none counts as zero. */
export function amountOf(value: IntOrPercent): number {
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (/^[+-]?\d+$/.test(value) ? Number(value) : 0);
}

function percentOf(value: IntOrPercent): number | undefined {
  if (typeof value === 'number' || isValidPercent(value).length > 0) return undefined;
  return Number(value.slice(0, -1));
}
