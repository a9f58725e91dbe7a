import type { ApiError } from '../apimachinery/errors.ts';
import { badRequest, bareError, notAcceptable } from '../apimachinery/errors.ts';
import type { AnyObject, ObjectMeta } from '../apimachinery/meta.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { CellContext } from './definition.ts';
import { Item } from './item.ts';
import type { Kind } from './kind.ts';
import type { TableKind } from './table.ts';
import { emptyObject, metadataText } from './table.ts';

export type IncludeObject = 'Metadata' | 'Object' | 'None';

/** How the client wants its table. */
export interface TableOptions extends CellContext {
  /** The version of meta.k8s.io that was asked for. */
  readonly version: MetaVersion;
  readonly includeObject: IncludeObject;
}

export type MetaVersion = 'v1' | 'v1beta1';

/** The metadata of a list, canonical: absent members are undefined. */
export interface ListMetadata {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Reads the query parameter `includeObject`; anything but the three words and nothing is a 400. */
export function readIncludeObject(value: string | undefined): IncludeObject {
  switch (value) {
    case undefined:
    case '':
    case 'Metadata':
      return 'Metadata';
    case 'Object':
    case 'None':
      return value;
    default:
      throw badRequest(
        'Unable to convert to Table as requested: includeObject: Invalid value: ' +
          `${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`,
      );
  }
}

/**
 * The item in its stored version: upstream prints cells and row metadata from the internal type,
 * which knows for example no annotations that stand for fields in an older version.
 */
export function storedItem(kind: Kind, item: Item): Item {
  if (item.resource === kind.storage) return item;
  return item.form('stored', () =>
    Item.ofObject(kind.storage, kind.conversion.toStorage(item.copy())),
  );
}

/** One row as JSON. @param stored what is printed; `item` is what `includeObject=Object` shows */
export function rowText(table: TableKind, stored: Item, item: Item, options: TableOptions): string {
  const { object } = stored;
  const cells = JSON.stringify(table.cells(object, options));
  const conditions = table.conditions(object);
  const about = conditions.length === 0 ? '' : `,"conditions":${JSON.stringify(conditions)}`;
  return `{"cells":${cells}${about},"object":${rowObject(stored, item, options)}}`;
}

function rowObject(stored: Item, item: Item, { includeObject, version }: TableOptions): string {
  if (includeObject === 'None') return 'null';
  return includeObject === 'Object' ? item.fullText : partialText(metadataText(stored), version);
}

/** The answer with one object. */
export function objectTable(
  table: TableKind,
  stored: Item,
  item: Item,
  options: TableOptions,
): string {
  return objectOrEvent(table, stored, item, options, true);
}

/** The object of a watch event; only the first of a stream has the columns. */
export function eventTable(
  table: TableKind,
  stored: Item,
  item: Item,
  options: TableOptions & { readonly isFirst: boolean },
): string {
  return objectOrEvent(table, stored, item, options, options.isFirst);
}

function objectOrEvent(
  table: TableKind,
  stored: Item,
  item: Item,
  options: TableOptions,
  withColumns: boolean,
): string {
  const { resourceVersion } = stored.object.metadata;
  const row = rowText(table, stored, item, options);
  return tableText(table, options.version, { resourceVersion }, `[${row}]`, withColumns);
}

/** @param rows texts made by `rowText`, in order */
export function listTable(
  table: TableKind,
  rows: readonly string[],
  metadata: ListMetadata,
  version: MetaVersion,
): string {
  const text = rows.length === 0 ? table.noRows : `[${rows.join(',')}]`;
  return tableText(table, version, metadata, text, true);
}

/**
 * The object of a BOOKMARK event: a row of an empty object.
 * @param metadata resourceVersion, and the annotation that ends the initial events
 */
export function bookmarkTable(
  table: TableKind,
  storage: Resource,
  item: Item,
  metadata: ObjectMeta,
  options: TableOptions & { readonly isFirst: boolean },
): string {
  const empty: AnyObject = { ...emptyObject(storage.schema), metadata };
  const cells = JSON.stringify(table.cells(empty, options));
  const endsInitialEvents = metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
  const object =
    endsInitialEvents && options.includeObject === 'None'
      ? partialText(JSON.stringify(metadata), options.version)
      : rowObject(Item.ofObject(storage, empty), item, options);
  const { resourceVersion } = metadata;
  const rows = `[{"cells":${cells},"object":${object}}]`;
  return tableText(table, options.version, { resourceVersion }, rows, options.isFirst);
}

function tableText(
  table: TableKind,
  version: MetaVersion,
  { resourceVersion, continue: next, remainingItemCount }: ListMetadata,
  rows: string,
  withColumns: boolean,
): string {
  const metadata = JSON.stringify({ resourceVersion, continue: next, remainingItemCount });
  const columns = withColumns || table.columnsInEveryEvent ? table.columnsText : 'null';
  return (
    `{"kind":"Table","apiVersion":"meta.k8s.io/${version}","metadata":${metadata},` +
    `"columnDefinitions":${columns},"rows":${rows}}`
  );
}

/** One object as PartialObjectMetadata. */
export function partialObject(stored: Item, version: MetaVersion): string {
  return partialText(metadataText(stored), version);
}

/** A list as PartialObjectMetadataList; upstream says `items: null` for an empty one. */
export function partialList(
  stored: readonly Item[],
  { resourceVersion, continue: next, remainingItemCount }: ListMetadata,
  version: MetaVersion,
): string {
  const metadata = JSON.stringify({ resourceVersion, continue: next, remainingItemCount });
  const items = stored.map((item) => partialText(metadataText(item), version));
  return (
    `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${version}",` +
    `"metadata":${metadata},"items":${items.length === 0 ? 'null' : `[${items.join(',')}]`}}`
  );
}

function partialText(metadata: string, version: MetaVersion): string {
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":${metadata}}`;
}

/** `as=PartialObjectMetadata` on a list. */
export function partialOfList(storage: Resource): ApiError {
  return notAcceptable(
    `you requested PartialObjectMetadata, but the requested object is a list (${goType(storage, storage.listKind)})`,
  );
}

/** `as=PartialObjectMetadataList` on one object. A custom resource passes for a list until it is read. */
export function partialListOfObject(storage: Resource): ApiError {
  if (storage.custom !== undefined) return bareError('content is not a list');
  return notAcceptable(
    `you requested PartialObjectMetadataList, but the requested object is not a list (${goType(storage, storage.kind)})`,
  );
}

/** The internal Go type, `*core.PodList`; custom resources have none of their own. */
function goType({ group, custom, kind }: Resource, name: string): string {
  if (custom !== undefined) {
    return name === kind ? '*unstructured.Unstructured' : '*unstructured.UnstructuredList';
  }
  return `*${group === '' ? 'core' : (group.split('.')[0] ?? group)}.${name}`;
}
