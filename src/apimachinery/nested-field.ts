import { goPrint } from './go-format.ts';

/** A field that may be missing, or what Go's accessors say of a value of another type. */
export interface Nested<T> {
  readonly value?: T;
  readonly error?: string;
}

/** The integer at a path such as `.spec.replicas` of an untyped object. */
export function nestedInteger(object: object, path: string): Nested<number> {
  return nested(object, path, 'int64', (value): value is number => Number.isInteger(value));
}

/** The string at a path such as `.status.selector` of an untyped object. */
export function nestedString(object: object, path: string): Nested<string> {
  return nested(object, path, 'string', (value): value is string => typeof value === 'string');
}

function nested<T>(
  object: object,
  path: string,
  wanted: string,
  fits: (value: unknown) => value is T,
): Nested<T> {
  const fields = path.replace(/^\./, '').split('.');
  let value: unknown = object;
  for (const [index, field] of fields.entries()) {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      const reached = fields.slice(0, index + 1);
      return { error: accessorError(reached, value, 'map[string]interface{}') };
    }
    value = Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined;
  }
  if (value === undefined) return {};
  return fits(value) ? { value } : { error: accessorError(fields, value, wanted) };
}

function accessorError(fields: readonly string[], value: unknown, wanted: string): string {
  const shown = value === null ? '<nil>' : goPrint(value);
  return `.${fields.join('.')} accessor error: ${shown} is of the type ${goTypeOf(value)}, expected ${wanted}`;
}

/** What Go's `%T` makes of a value of untyped JSON. */
function goTypeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
