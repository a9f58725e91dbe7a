import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';

/** What a ConfigMap or a Secret may hold, all values together. */
export const DATA_BYTES_MAX = 1024 * 1024;

const IMMUTABLE = 'field is immutable when `immutable` is set';

/** The bytes that a base64 text stands for. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length * 3) / 4 - padding;
}

interface Immutable {
  readonly immutable?: boolean;
}

/**
 * An object that is immutable stays so, and so do the named members. What is stored is never an empty
 * map, and upstream tells one that is sent from none.
 */
export function immutableErrors<T extends Immutable>(
  next: T,
  previous: T,
  members: readonly (keyof T & string)[],
): FieldError[] {
  if (previous.immutable !== true) return [];
  const errors: FieldError[] = [];
  if (next.immutable !== true) errors.push(fieldError.forbidden('immutable', IMMUTABLE));
  for (const member of members) {
    if (!isDeepStrictEqual(next[member], previous[member])) {
      errors.push(fieldError.forbidden(member, IMMUTABLE));
    }
  }
  return errors;
}
