import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
} from '../../../apimachinery/names.ts';

/*
 * The checks of pods add to one list instead of returning lists, and build paths only for errors:
 * every pod and every template of every workload passes through them.
 */

/** `push(...)` overflows the stack where a client sends a hundred thousand wrong labels. */
export function pushAll<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each);
}

/** How upstream prints the path of what concerns the pod as a whole. */
export const NOWHERE = '[]';

/** One error for each message. */
export function pushInvalid(
  errors: FieldError[],
  messages: readonly string[],
  path: FieldPath,
  value: unknown,
): void {
  for (const message of messages) errors.push(fieldError.invalid(path, value, message));
}

/** Text that Go's type holds as a pointer: messages show it as JSON and not as `%q` does. */
export function pointedAt(text: string): GoText {
  return new GoText(goJson(text));
}

export function checkDnsLabel(value: string, path: FieldPath, errors: FieldError[]): void {
  pushInvalid(errors, isDns1123Label(value), path, value);
}

export function checkDnsSubdomain(value: string, path: FieldPath, errors: FieldError[]): void {
  pushInvalid(errors, isDns1123Subdomain(value), path, value);
}

export function checkQualifiedName(value: string, path: FieldPath, errors: FieldError[]): void {
  pushInvalid(errors, isQualifiedName(value), path, value);
}

/** Members that a client must set; the empty string is not set. */
export function checkRequired(
  value: string | undefined,
  path: FieldPath,
  name: string,
  errors: FieldError[],
): void {
  if (!value) errors.push(fieldError.required(path.child(name)));
}

/** A number that is written as a file mode. */
export function checkFileMode(
  mode: number | undefined,
  path: FieldPath,
  name: string,
  errors: FieldError[],
): void {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return;
  const detail = 'must be a number between 0 and 0777 (octal), both inclusive';
  errors.push(fieldError.invalid(path.child(name), mode, detail));
}

/** One of some words; they are listed in the message as given. */
export function checkSupported(
  value: string,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!supported.includes(value)) errors.push(fieldError.notSupported(path, value, supported));
}
