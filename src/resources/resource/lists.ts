import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import { pushAll } from '../core/pod/field-checks.ts';

type Judge<T> = (item: T, path: FieldPath) => FieldError[];

/** So many times what it may have: what a list has beyond that is not looked at any more. */
const JUDGED_FACTOR = 4;

/** A list that may not grow without end; its items are judged all the same. */
export function validateList<T>(
  items: readonly T[] | undefined,
  itemsMax: number,
  judge: Judge<T>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const list = items ?? [];
  for (const [index, item] of list.entries()) {
    if (index >= itemsMax * JUDGED_FACTOR) break;
    pushAll(errors, judge(item, path.index(index)));
  }
  if (list.length > itemsMax) errors.push(fieldError.tooMany(path, list.length, itemsMax));
  return errors;
}

/** What makes items of a set different, and where a duplicate is reported. */
export interface SetKey<T> {
  readonly of: (item: T) => string;
  /** The member that is named; undefined: the item. */
  readonly member?: string;
  /** How a duplicate is shown; undefined: the key. */
  readonly shown?: unknown;
}

/** A list without duplicates. */
export function validateSet<T>(
  items: readonly T[] | undefined,
  itemsMax: number,
  judge: Judge<T>,
  { of: keyOf, member, shown }: SetKey<T>,
  path: FieldPath,
): FieldError[] {
  const errors = validateList(items, itemsMax, judge, path);
  const seen = new Set<string>();
  for (const [index, item] of (items ?? []).entries()) {
    if (index >= itemsMax * JUDGED_FACTOR) break;
    const key = keyOf(item);
    if (seen.has(key)) {
      const place = path.index(index);
      const at = member === undefined ? place : place.child(member);
      errors.push(fieldError.duplicate(at, shown ?? key));
    }
    seen.add(key);
  }
  return errors;
}

export const BY_NAME = { of: ({ name }: { readonly name: string }) => name, member: 'name' };
export const BY_ITSELF = { of: (text: string) => text };
