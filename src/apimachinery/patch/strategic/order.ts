import { ExactNumber } from '../../../base/json.ts';
import type { JsonObject } from '../json-value.ts';
import { hasMember, isContainer, isObject, member } from '../json-value.ts';
import { failure } from './failures.ts';

/** A list whose elements can be found by their key. */
export class KeyIndex {
  readonly #positions = new Map<unknown, number>();
  /** Where the first element stands that is no map; upstream's search stops there. */
  readonly #stop: number;

  /** @param mergeKey empty: an element is its own key */
  constructor(list: readonly unknown[], mergeKey: string) {
    let stop = list.length;
    for (const [index, item] of list.entries()) {
      if (mergeKey !== '' && !isObject(item)) {
        stop = index;
        break;
      }
      if (mergeKey !== '' && !hasMember(item as JsonObject, mergeKey)) continue;
      const key = keyOf(item, mergeKey);
      if (!this.#positions.has(key)) this.#positions.set(key, index);
    }
    this.#stop = stop < list.length ? stop : -1;
  }

  /** The first element with this key; -1: there is none. */
  find(key: unknown): number {
    const found = this.#positions.get(key);
    if (found !== undefined) return found;
    if (this.#stop >= 0) throw failure.elementIsNoMap(this.#stop);
    return -1;
  }

  /** For a key that was not found before and has been appended. */
  add(key: unknown, index: number): void {
    this.#positions.set(key, index);
  }
}

/**
 * The value that tells elements apart; null and missing are the same. An object as a merge key
 * equals nothing but itself.
 */
export function keyOf(item: unknown, mergeKey: string): unknown {
  const key = mergeKey === '' ? item : isObject(item) ? member(item, mergeKey) : undefined;
  if (key instanceof ExactNumber) return BigInt(key.text);
  if (mergeKey === '' && isContainer(key)) throw failure.panic();
  return key ?? null;
}

/** A merged list, taken apart. */
export interface Partition {
  /** The elements that the patch knows. */
  readonly patchItems: readonly unknown[];
  /** The others. */
  readonly serverOnly: readonly unknown[];
}

/** Tells the elements of a merged list that stand in the patch's order from those that do not. */
export function partition(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  mergeKey: string,
): Partition {
  const listed = new KeyIndex(patchOrder, mergeKey);
  const patchItems: unknown[] = [];
  const serverOnly: unknown[] = [];
  for (const item of merged) {
    if (mergeKey !== '') requireKey(item, mergeKey);
    (listed.find(keyOf(item, mergeKey)) < 0 ? serverOnly : patchItems).push(item);
  }
  return { patchItems, serverOnly };
}

export type ElementType = 'map' | 'scalar';

export interface ElementOrder {
  readonly elements: ElementType;
  readonly patch: readonly unknown[];
  readonly server: readonly unknown[];
}

/**
 * The final order of a merged list: what the patch knows in the order of the patch, the rest in
 * server order. An element of the rest comes before one of the patch when both are on the server
 * in this order; else it waits.
 */
export function arrange(
  { patchItems, serverOnly }: Partition,
  order: ElementOrder,
  mergeKey: string,
): unknown[] {
  if (order.elements === 'map') {
    for (const list of [patchItems, order.patch, serverOnly, order.server]) {
      for (const item of list) requireKey(item, mergeKey);
    }
  }
  const onServer = new KeyIndex(order.server, mergeKey);
  return mix(
    sortBy(serverOnly, onServer, mergeKey),
    sortBy(patchItems, new KeyIndex(order.patch, mergeKey), mergeKey),
    (item) => onServer.find(keyOf(item, mergeKey)),
  );
}

function requireKey(item: unknown, mergeKey: string): void {
  if (!isObject(item)) throw failure.unexpectedType('map', item);
  if (!hasMember(item, mergeKey)) throw failure.noMergeKey(item, mergeKey);
}

function sortBy(list: readonly unknown[], order: KeyIndex, mergeKey: string): unknown[] {
  const position = (item: unknown): number => order.find(keyOf(item, mergeKey));
  if (list.some((item) => position(item) < 0)) return sortWithStrangers(list, position);
  return list.toSorted((a, b) => position(a) - position(b));
}

/**
 * Only an empty element order lets elements through that no order knows. Upstream's comparison
 * then calls them less than anything, and anything less than them; its insertion sort makes of it
 * that they move to the front, the last one first, and known elements jump over them.
 */
function sortWithStrangers(
  list: readonly unknown[],
  position: (item: unknown) => number,
): unknown[] {
  const sorted: { readonly item: unknown; readonly place: number }[] = [];
  for (const item of list) {
    const place = position(item);
    let at = place < 0 ? 0 : sorted.length;
    for (; at > 0; at--) {
      const before = sorted[at - 1]?.place ?? -1;
      if (before >= 0 && before <= place) break;
    }
    sorted.splice(at, 0, { item, place });
  }
  return sorted.map(({ item }) => item);
}

function mix(
  left: readonly unknown[],
  right: readonly unknown[],
  position: (item: unknown) => number,
): unknown[] {
  const mixed: unknown[] = [];
  let next = 0;
  for (const item of right) {
    const place = position(item);
    for (; next < left.length; next++) {
      const candidate = position(left[next]);
      if (candidate < 0 || candidate >= place) break;
      mixed.push(left[next]);
    }
    mixed.push(item);
  }
  for (; next < left.length; next++) mixed.push(left[next]);
  return mixed;
}
