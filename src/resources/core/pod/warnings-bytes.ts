import type { FieldPath } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import type { ResourceList } from './resource-lists.ts';
import { isWhole, quantityOf } from './resource-lists.ts';

/** Parts of a byte. @param path of the list */
export function byteWarnings(
  list: ResourceList | undefined,
  name: string,
  path: FieldPath,
): string[] {
  const text = list?.[name];
  if (text === undefined || isWhole(quantityOf(text))) return [];
  return [
    `${path.key(name).toString()}: fractional byte value ${quote(text)} is invalid, must be an integer`,
  ];
}
