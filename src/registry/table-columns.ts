import { goPrint, sortedByBytes } from '../apimachinery/go-format.ts';
import { goJson } from '../apimachinery/go-print.ts';
import { JsonPath } from '../apimachinery/json-path.ts';
import type { CustomResourceColumnDefinition } from '../apimachinery/types.generated.ts';
import type { Cell, CellContext } from './definition.ts';
import { milliseconds, since } from './table-cells.ts';

/** One entry of a Table's `columnDefinitions`. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** One column of a custom resource, ready to print. */
export interface CustomColumn {
  readonly definition: ColumnDefinition;
  cell(object: unknown, context: CellContext): Cell;
}

/** Throws a JsonPathError for a path that does not parse; a CRD with one is refused. */
export function customColumn(column: CustomResourceColumnDefinition): CustomColumn {
  const { name, type, format = '', priority = 0, jsonPath } = column;
  const path = JsonPath.parse(jsonPath);
  const description = column.description || `Column of the custom resource, taken from ${jsonPath}`;
  return {
    definition: { name, type, format, description, priority },
    cell(object, { now }) {
      const [value, ...rest] = path.find(object) ?? [undefined];
      if (value === undefined && rest.length === 0) return null;
      return type === 'string' ? textCell(value) : typedCell(type, value, now);
    },
  };
}

/** How Go's JSONPath printer shows one result. */
function textCell(value: unknown): string {
  if (value === null) return '<no value>';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? goJson(sorted(value)) : goPrint(value);
}

function typedCell(type: string, value: unknown, now: number): Cell {
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateCell(value, now) : null;
    default:
      return null;
  }
}

/** Times that Go parses as RFC 3339, apart from days that no month has. */
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function dateCell(text: string, now: number): string {
  if (text === '' || text === 'null') return since(undefined, now);
  return RFC3339.test(text) && milliseconds(text) !== undefined ? since(text, now) : '<invalid>';
}

/** Go's encoder writes the keys of a map in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Readonly<Record<string, unknown>>;
  const keys = sortedByBytes(Object.keys(members));
  return Object.fromEntries(keys.map((key) => [key, sorted(members[key])]));
}
