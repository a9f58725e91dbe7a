import { quote } from '../go-print.ts';
import { cannotApply } from './rejection.ts';

/** @throws ApiError where the list has no such element */
export function existingIndex(list: readonly unknown[], key: string): number {
  const index = indexIn(list, key);
  if (typeof index === 'string') throw cannotApply(index);
  return index;
}

/** The place of an element, or why there is none. */
export function indexIn(list: readonly unknown[], key: string): number | string {
  const index = parseIndex(key);
  if (typeof index === 'string') return index;
  const found = index < 0 ? index + list.length : index;
  return found < 0 || found >= list.length ? invalidIndex(index) : found;
}

/** Where an added element goes; -1 is behind the last element, as is `-`. */
export function insertionIndex(list: readonly unknown[], key: string): number {
  if (key === '-') return list.length;
  const index = parseIndex(key);
  if (typeof index === 'string') {
    throw cannotApply(`value was not a proper array index: '${key}': ${index}`);
  }
  const found = index < 0 ? index + list.length + 1 : index;
  if (found < 0 || found > list.length) throw cannotApply(invalidIndex(index));
  return found;
}

/** Takes what Go's strconv.Atoi takes: a sign and leading zeros too. */
function parseIndex(key: string): number | string {
  if (/^[+-]?[0-9]+$/.test(key)) return Number(key);
  return `strconv.Atoi: parsing ${quote(key)}: invalid syntax`;
}

function invalidIndex(index: number): string {
  return `Unable to access invalid index: ${index}: invalid index referenced`;
}
