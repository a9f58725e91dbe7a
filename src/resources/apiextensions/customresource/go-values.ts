import { goPrint } from '../../../apimachinery/go-format.ts';

/** What Go's `%v` makes of a value of untyped JSON. */
export function goValueOf(value: unknown): string {
  return value === null ? '<nil>' : goPrint(value);
}

/** What Go's `%T` makes of it. */
export function goTypeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
