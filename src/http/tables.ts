import { qualified } from '../apimachinery/errors.ts';
import type { ObjectMeta } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { Resource } from '../catalog/catalog.ts';
import { Item } from '../registry/item.ts';
import type { Kind, Kinds } from '../registry/kind.ts';
import type { Page } from '../registry/list.ts';
import type { ColumnsData, RowPrinter, TableKind } from '../registry/table.ts';
import { builtInTable, customTable } from '../registry/table.ts';
import type { TableOptions } from '../registry/table-body.ts';
import {
  bookmarkTable,
  eventTable,
  listTable,
  objectTable,
  partialList,
  partialListOfObject,
  partialObject,
  partialOfList,
  readIncludeObject,
  rowText,
  storedItem,
} from '../registry/table-body.ts';
import { customColumn } from '../registry/table-columns.ts';
import type { Exchange } from './exchange.ts';
import type { Transform } from './negotiate.ts';

type Subject = Pick<Exchange, 'query' | 'resource'>;

export interface TableParts {
  readonly kinds: Kinds;
  readonly columns: ColumnsData;
  /** What prints the rows of a kind, by `Kind` or `Kind.group`. */
  readonly printers: ReadonlyMap<string, RowPrinter>;
  readonly clock: Clock;
}

/** Turns answers into Table and PartialObjectMetadata, as JSON text. */
export class Tables {
  readonly #kinds: Kinds;
  readonly #columns: ColumnsData;
  readonly #clock: Clock;
  readonly #printers: ReadonlyMap<string, RowPrinter>;
  readonly #tables = new WeakMap<Resource, TableKind>();

  constructor(parts: TableParts) {
    this.#printers = parts.printers;
    this.#kinds = parts.kinds;
    this.#columns = parts.columns;
    this.#clock = parts.clock;
  }

  item(subject: Subject, transform: Transform, item: Item): string {
    const kind = this.#kinds.of(subject.resource);
    const stored = storedItem(kind, item);
    if (transform.kind === 'PartialObjectMetadata') return partialObject(stored, transform.version);
    if (transform.kind === 'PartialObjectMetadataList') throw partialListOfObject(kind.storage);
    return objectTable(this.#table(kind), stored, item, this.#options(subject, transform));
  }

  page(subject: Subject, transform: Transform, page: Page): string {
    const kind = this.#kinds.of(subject.resource);
    const metadata = {
      ...(page.resourceVersion === '' ? {} : { resourceVersion: page.resourceVersion }),
      ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
      ...(page.remainingItemCount === undefined
        ? {}
        : { remainingItemCount: page.remainingItemCount }),
    };
    if (transform.kind === 'PartialObjectMetadata') throw partialOfList(kind.storage);
    if (transform.kind === 'PartialObjectMetadataList') {
      const stored = page.items.map((item) => storedItem(kind, item));
      return partialList(stored, metadata, transform.version);
    }
    const table = this.#table(kind);
    const options = this.#options(subject, transform);
    const rows = page.items.map((item) => rowText(table, storedItem(kind, item), item, options));
    return listTable(table, rows, metadata, transform.version);
  }

  /** What the objects of one watch become; the first table of a stream has the columns. */
  events(subject: Subject, transform: Transform): EventTransform {
    const kind = this.#kinds.of(subject.resource);
    // No event is a list: such a watch ends with the first one.
    if (transform.kind === 'PartialObjectMetadataList') return NO_EVENTS;
    if (transform.kind !== 'Table') {
      return {
        change: (item) => partialObject(storedItem(kind, item), transform.version),
        bookmark: (metadata) => partialObject(bookmarkItem(kind, metadata), transform.version),
      };
    }
    // Checked before the stream begins, so that a bad value is an answer of its own.
    this.#options(subject, transform);
    const table = this.#table(kind);
    let isFirst = true;
    const options = (): TableOptions & { isFirst: boolean } => {
      const made = { ...this.#options(subject, transform), isFirst };
      isFirst = false;
      return made;
    };
    return {
      change: (item) => eventTable(table, storedItem(kind, item), item, options()),
      bookmark: (metadata) =>
        bookmarkTable(table, kind.storage, bookmarkItem(kind, metadata), metadata, options()),
    };
  }

  #table(kind: Kind): TableKind {
    const { resource } = kind;
    let table = this.#tables.get(resource);
    if (table === undefined) {
      table =
        resource.custom === undefined
          ? builtInTable(this.#columns, kind.storage, this.#printer(kind))
          : customTable(this.#columns, resource.custom.columns.map(customColumn));
      this.#tables.set(resource, table);
    }
    return table;
  }

  #printer({ storage, behaviour }: Kind): RowPrinter {
    return this.#printers.get(qualified(storage.group, storage.kind)) ?? behaviour;
  }

  #options({ query }: Subject, { version }: Transform): TableOptions {
    return {
      version,
      includeObject: readIncludeObject(query.get('includeObject') ?? undefined),
      now: this.#clock.now(),
    };
  }
}

/** Undefined: there is no such form, and the watch ends. */
export interface EventTransform {
  change(item: Item): string | undefined;
  bookmark(metadata: ObjectMeta): string | undefined;
}

const NO_EVENTS: EventTransform = { change: () => undefined, bookmark: () => undefined };

function bookmarkItem(kind: Kind, metadata: ObjectMeta): Item {
  return Item.ofObject(kind.resource, { metadata });
}
