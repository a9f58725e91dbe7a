import { readFileSync } from 'node:fs';
import type { AnyObject, ObjectMeta } from '../apimachinery/meta.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import { canonicalise } from '../catalog/canonical.ts';
import type { Behaviour, Cell, CellContext } from './definition.ts';
import type { Item } from './item.ts';
import { since } from './table-cells.ts';
import type { ColumnDefinition, CustomColumn } from './table-columns.ts';
import { columnDescription } from './table-descriptions.ts';

/** The shape of `openapi/kubernetes/columns.json`. */
export interface ColumnsData {
  readonly default: readonly ColumnData[];
  readonly customResource: readonly ColumnData[];
  /** By `Kind` or `Kind.group`. */
  readonly kinds: Readonly<Record<string, readonly ColumnData[]>>;
}

type ColumnData = Omit<ColumnDefinition, 'description'>;

/** The part of a kind's behaviour that prints its rows. */
export type RowPrinter = Partial<Pick<Behaviour, 'cells' | 'row' | 'rowConditions'>>;

/** What a table of one kind is made with. Make it once per kind: it is compiled. */
export interface TableKind {
  readonly columns: readonly ColumnDefinition[];
  /** The columns as JSON text. */
  readonly columnsText: string;
  /** Kinds without a printer of their own say `rows: null` for no rows. */
  readonly noRows: '[]' | 'null';
  /** Every event of a watch carries the columns (upstream's API services know no other way). */
  readonly columnsInEveryEvent: boolean;
  cells(object: AnyObject, context: CellContext): Cell[];
  conditions(object: AnyObject): readonly Record<string, string>[];
}

/** @param folder `openapi/kubernetes` of the package, ending in a slash */
export function loadColumns(folder: URL): ColumnsData {
  return JSON.parse(readFileSync(new URL('columns.json', folder), 'utf8')) as ColumnsData;
}

/** The columns of a built-in kind, subresource kinds like Scale included. */
export function columnsFor(
  data: ColumnsData,
  { group, kind }: { readonly group: string; readonly kind: string },
): readonly ColumnDefinition[] {
  return describe(data.kinds[kindKey(group, kind)] ?? data.default, kind);
}

function describe(columns: readonly ColumnData[], kind: string): ColumnDefinition[] {
  return columns.map(({ name, type, format, priority }) => ({
    name,
    type,
    format,
    description: columnDescription(kind, name),
    priority,
  }));
}

function kindKey(group: string, kind: string): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** @param printer prints objects of the stored version */
export function builtInTable(
  data: ColumnsData,
  { group, kind }: { readonly group: string; readonly kind: string },
  printer: RowPrinter,
): TableKind {
  const columns = columnsFor(data, { group, kind });
  const isDefault = data.kinds[kindKey(group, kind)] === undefined || isFallback(columns);
  return {
    columns,
    columnsText: JSON.stringify(columns),
    noRows: isDefault ? 'null' : '[]',
    columnsInEveryEvent: kind === 'APIService',
    cells: cellMaker(columns, printer),
    conditions: printer.rowConditions ?? (() => []),
  };
}

/** columns.json also lists kinds whose columns are the fallback. */
function isFallback(columns: readonly ColumnDefinition[]): boolean {
  return columns.some(({ name, type }) => name === 'Created At' && type === 'date');
}

/** @param columns those of the CRD's version; none: name and age */
export function customTable(data: ColumnsData, columns: readonly CustomColumn[]): TableKind {
  const [name, ...fallback] = describe(data.customResource, '');
  const definitions = [
    ...(name === undefined ? [] : [name]),
    ...(columns.length === 0 ? fallback : columns.map(({ definition }) => definition)),
  ];
  return {
    columns: definitions,
    columnsText: JSON.stringify(definitions),
    noRows: '[]',
    columnsInEveryEvent: false,
    conditions: () => [],
    cells: ({ metadata, ...rest }, context) =>
      columns.length === 0
        ? [metadata.name ?? '', since(metadata.creationTimestamp, context.now)]
        : [
            metadata.name ?? '',
            ...columns.map((column) => column.cell({ metadata, ...rest }, context)),
          ],
  };
}

const GENERIC: Readonly<Record<string, (metadata: ObjectMeta, now: number) => Cell>> = {
  Name: ({ name }) => name ?? '',
  Age: ({ creationTimestamp }, now) => since(creationTimestamp, now),
  'Created At': ({ creationTimestamp }) => creationTimestamp ?? '0001-01-01T00:00:00Z',
};

function cellMaker(
  columns: readonly ColumnDefinition[],
  { cells = {}, row }: RowPrinter,
): TableKind['cells'] {
  const makers = columns.map(({ name }) => {
    const own = cells[name];
    if (own !== undefined) return own;
    const generic = GENERIC[name];
    return (object: AnyObject, { now }: CellContext): Cell =>
      generic === undefined ? null : generic(object.metadata, now);
  });
  if (row === undefined) return (object, context) => makers.map((make) => make(object, context));
  const names = new Set(columns.map(({ name }) => name));
  return (object, context) => {
    const made = row(object, context);
    const line = columns.map(({ name }, i) =>
      Object.hasOwn(made, name) ? (made[name] ?? null) : (makers[i]?.(object, context) ?? null),
    );
    // A row may have cells behind its columns; upstream's IPAddress does.
    for (const [name, cell] of Object.entries(made)) if (!names.has(name)) line.push(cell);
    return line;
  };
}

/**
 * The Go zero value of a type, as far as cells look at it: what a bookmark's row is printed from.
 * Structs that are always there are filled in, pointers are not.
 */
export function emptyObject(schema: StructSchema | undefined): AnyObject {
  return { metadata: {}, ...(schema === undefined ? {} : zeroOf(schema)) };
}

function zeroOf(schema: StructSchema): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of schema.fields.values()) {
    if (field.pointer) continue;
    if (field.card !== 'single') {
      if (!field.omitEmpty) object[field.name] = field.card === 'list' ? [] : {};
    } else if (field.struct !== undefined) {
      object[field.name] = field.struct.wraps === undefined ? zeroOf(field.struct) : [];
    } else if (!field.omitEmpty) object[field.name] = ZEROS[field.scalar ?? ''];
  }
  return object;
}

const ZEROS: Readonly<Record<string, unknown>> = {
  bool: false,
  double: 0,
  int32: 0,
  int64: 0,
  intOrString: 0,
  quantity: '0',
  string: '',
};

/** The stored form of an item: the one that cells and row metadata are taken from. */
export function metadataText(item: Item): string {
  const { metadata } = item.object;
  // Custom resources have it sorted; read through its type, it has the order of that again.
  const objectMeta = item.resource.custom?.type.objectMeta;
  return item.form('metadata', () =>
    JSON.stringify(objectMeta === undefined ? metadata : canonicalise(objectMeta, { ...metadata })),
  );
}
