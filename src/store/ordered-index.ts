import type { Entry } from './store.ts';

/** A chunk is split when it grows past this: an insert moves few slots, and chunks stay few. */
const CHUNK_MAX = 512;
/** A chunk that shrinks below this joins a neighbour, so that deletes do not leave crumbs. */
const CHUNK_MIN = 64;

/** Replacing what a key holds touches its slot alone, not the order. */
interface Slot {
  readonly key: string;
  entry: Entry;
}

/** A place in front of `chunks[chunk][offset]`, or behind the last slot of the last chunk. */
interface Position {
  readonly chunk: number;
  readonly offset: number;
}

export interface Range {
  readonly entries: readonly Entry[];
  /** How many further keys of the range follow the last entry. */
  readonly remaining: number;
}

/**
 * The current entries by key and in key order: a map for lookups, and beside it the same slots in
 * sorted chunks, a tree of two levels. With 100,000 keys an insert moves at most one chunk and
 * a count adds up some hundred lengths.
 *
 * Keys are compared as JavaScript compares strings, by UTF-16 code units. That is the bytewise
 * order of UTF-8 as long as no key has characters beyond U+FFFF; the keys of this server are ASCII.
 */
export class OrderedIndex {
  readonly #slots = new Map<string, Slot>();
  /** Every chunk holds at least one slot. */
  readonly #chunks: Slot[][] = [];

  get size(): number {
    return this.#slots.size;
  }

  get(key: string): Entry | undefined {
    return this.#slots.get(key)?.entry;
  }

  set(entry: Entry): void {
    const slot = this.#slots.get(entry.key);
    if (slot !== undefined) {
      slot.entry = entry;
      return;
    }
    const added = { key: entry.key, entry };
    this.#slots.set(entry.key, added);
    this.#insert(added);
  }

  delete(key: string): void {
    if (!this.#slots.delete(key)) return;
    const { chunk, offset } = this.#position((other) => other < key);
    const slots = this.#chunk(chunk);
    slots.splice(offset, 1);
    if (slots.length < CHUNK_MIN) this.#shrink(chunk);
  }

  /** How many keys start with `prefix`; with `after`, only those above it. */
  count(prefix: string, after?: string): number {
    const { start, end } = this.#bounds(prefix, after);
    return this.#distance(start, end);
  }

  /** Entries whose keys start with `prefix`, in key order, from the first one above `after`. */
  range(prefix: string, after?: string, limit = Number.POSITIVE_INFINITY): Range {
    const { start, end } = this.#bounds(prefix, after);
    const entries: Entry[] = [];
    for (let chunk = start.chunk; chunk <= end.chunk && entries.length < limit; chunk++) {
      const slots = this.#chunk(chunk);
      const first = chunk === start.chunk ? start.offset : 0;
      const last = chunk === end.chunk ? end.offset : slots.length;
      const stop = Math.min(last, first + limit - entries.length);
      for (let offset = first; offset < stop; offset++) entries.push((slots[offset] as Slot).entry);
    }
    return { entries, remaining: this.#distance(start, end) - entries.length };
  }

  #insert(slot: Slot): void {
    if (this.#chunks.length === 0) this.#chunks.push([]);
    const { chunk, offset } = this.#position((other) => other < slot.key);
    const slots = this.#chunk(chunk);
    slots.splice(offset, 0, slot);
    if (slots.length > CHUNK_MAX) this.#chunks.splice(chunk + 1, 0, slots.splice(CHUNK_MAX / 2));
  }

  #shrink(chunk: number): void {
    const slots = this.#chunk(chunk);
    if (slots.length === 0) {
      this.#chunks.splice(chunk, 1);
      return;
    }
    const left = chunk > 0 ? chunk - 1 : chunk;
    const [into, from] = [this.#chunks[left], this.#chunks[left + 1]];
    if (into === undefined || from === undefined) return;
    if (into.length + from.length > CHUNK_MAX / 2) return;
    into.push(...from);
    this.#chunks.splice(left + 1, 1);
  }

  #bounds(prefix: string, after: string | undefined): { start: Position; end: Position } {
    // Keys with the same prefix are neighbours.
    const end = this.#position((key) => key < prefix || key.startsWith(prefix));
    if (after === undefined || after < prefix) {
      return { start: this.#position((key) => key < prefix), end };
    }
    const start = this.#position((key) => key <= after);
    const empty =
      start.chunk > end.chunk || (start.chunk === end.chunk && start.offset > end.offset);
    return { start: empty ? end : start, end };
  }

  /** In front of the first key that is not `before`, which holds for some first keys and no other. */
  #position(before: (key: string) => boolean): Position {
    const chunks = this.#chunks;
    const following = partition(chunks.length, (index) => before(firstKey(chunks[index])));
    const chunk = Math.max(0, following - 1);
    const slots = this.#chunk(chunk);
    const offset = partition(slots.length, (index) => before((slots[index] as Slot).key));
    if (offset === slots.length && following < chunks.length)
      return { chunk: following, offset: 0 };
    return { chunk, offset };
  }

  #distance(start: Position, end: Position): number {
    let distance = end.offset - start.offset;
    for (let chunk = start.chunk; chunk < end.chunk; chunk++) distance += this.#chunk(chunk).length;
    return distance;
  }

  #chunk(index: number): Slot[] {
    return this.#chunks[index] ?? [];
  }
}

function firstKey(chunk: Slot[] | undefined): string {
  return chunk?.[0]?.key ?? '';
}

/** How many of the numbers from 0 on satisfy `holds`, which holds for some first ones and no other. */
function partition(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
