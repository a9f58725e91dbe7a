import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';

const FIELD_MANAGER_BYTES_MAX = 128;

/** The name of a field manager, in options and in managedFields. */
export function validateFieldManager(manager: string, path: FieldPath | string): FieldError[] {
  const errors: FieldError[] = [];
  const isLong = Buffer.byteLength(manager) > FIELD_MANAGER_BYTES_MAX;
  if (isLong) errors.push(fieldError.tooLong(path, FIELD_MANAGER_BYTES_MAX));
  if (isPrintableText(manager)) return errors;
  let position = 0;
  for (const char of manager) {
    if (!isPrintable(char)) {
      const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      const detail = `invalid character U+${code} (at position ${position})`;
      errors.push(fieldError.invalid(path, manager, detail));
    }
    // Each fault shows the whole name, so of a long one only the first is told.
    if (isLong && errors.length > 1) break;
    position += Buffer.byteLength(char);
  }
  return errors;
}

/** The manager that a User-Agent stands for: `kubectl/v1.33.1 (linux/amd64) …` is `kubectl`. */
export function managerOf(agent: string | undefined): string {
  const [name = ''] = (agent ?? '').split('/', 1);
  let manager = '';
  let bytes = 0;
  for (const char of name) {
    if (!isPrintable(char)) continue;
    bytes += Buffer.byteLength(char);
    if (bytes > FIELD_MANAGER_BYTES_MAX) break;
    manager += char;
  }
  return manager;
}

/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the plain space. */
function isPrintable(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}

function isPrintableText(text: string): boolean {
  return /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]*$/u.test(text);
}
