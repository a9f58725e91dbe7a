import { isMap } from './equal.ts';
import type { ListKey, ListSchema } from './merge-schema.ts';
import { compareValues, elementJson, sortElements } from './path-element.ts';

/** A value that does not fit its schema; upstream stops tracking the object then. */
export class MergeSchemaError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MergeSchemaError';
  }
}

/** An object that its own version can read is not what another version says that it should be. */
export class OtherVersionError extends MergeSchemaError {}

interface KeyText {
  readonly key: ListKey;
  /** `"containerPort":` */
  readonly text: string;
}

const sortedKeys = new WeakMap<readonly ListKey[], readonly KeyText[]>();

function keyTexts(keys: readonly ListKey[]): readonly KeyText[] {
  let texts = sortedKeys.get(keys);
  if (texts === undefined) {
    texts = keys
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((key) => ({ key, text: `${JSON.stringify(key.name)}:` }));
    sortedKeys.set(keys, texts);
  }
  return texts;
}

/** The path element of an item of a list that is no atomic one. */
export function itemElement(list: ListSchema, item: unknown): string {
  return list.keys.length > 0 ? keyedElement(list.keys, item) : setElement(item);
}

function keyedElement(keys: readonly ListKey[], item: unknown): string {
  if (item === null || item === undefined) {
    throw new MergeSchemaError('associative list with keys may not have a null element');
  }
  if (!isMap(item)) {
    throw new MergeSchemaError('associative list with keys may not have non-map elements');
  }
  let text = '';
  for (const { key, text: name } of keyTexts(keys)) {
    const own = Object.hasOwn(item, key.name) ? item[key.name] : undefined;
    const value = own === undefined ? key.default : own;
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${name}${elementJson(value)}`;
  }
  if (text === '') {
    const names = keys.map((key) => JSON.stringify(key.name)).join(' ');
    throw new MergeSchemaError(
      `associative list with keys has an element that omits all key fields [${names}] ` +
        "(and doesn't have default values for any key fields)",
    );
  }
  return `k:{${text}}`;
}

function setElement(item: unknown): string {
  if (item === null || item === undefined) {
    throw new MergeSchemaError(
      "associative list without keys has an element that's an explicit null",
    );
  }
  if (Array.isArray(item)) {
    throw new MergeSchemaError('not supported: associative list with lists as elements');
  }
  if (isMap(item)) {
    throw new MergeSchemaError("associative list without keys has an element that's a map type");
  }
  return `v:${elementJson(item)}`;
}

/** The items of a list by path element; several under one element where keys repeat. */
export function indexItems(list: ListSchema, items: readonly unknown[]): Map<string, unknown[]> {
  const index = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    const known = index.get(element);
    if (known === undefined) index.set(element, [item]);
    else known.push(item);
  }
  return index;
}

/** Whether the path element of `next` stands behind that of `item`; false also when that is unclear. */
export function isBehind(list: ListSchema, item: unknown, next: unknown): boolean {
  const order = compareItems(list, item, next);
  return order !== undefined && order < 0;
}

/** The path elements of a list in their order. */
export function sortedItems(list: ListSchema, items: readonly unknown[]): string[] {
  let isClear = true;
  const sorted = items.toSorted((a, b) => {
    const order = compareItems(list, a, b);
    isClear &&= order !== undefined;
    return order ?? 0;
  });
  const elements = sorted.map((item) => itemElement(list, item));
  return isClear ? elements : sortElements(elements);
}

/** Compares by the values alone, which is cheaper than by path elements; undefined: a key is missing. */
function compareItems(list: ListSchema, a: unknown, b: unknown): number | undefined {
  if (list.keys.length === 0) return compareValues(a, b);
  for (const { key } of keyTexts(list.keys)) {
    const mine = (a as Readonly<Record<string, unknown>>)[key.name] ?? key.default;
    const theirs = (b as Readonly<Record<string, unknown>>)[key.name] ?? key.default;
    if (mine === undefined || theirs === undefined) return undefined;
    const order = compareValues(mine, theirs);
    if (order !== 0) return order;
  }
  return 0;
}
