import { ExactNumber } from '../../base/json.ts';
import { isInt64 } from '../go-format.ts';
import { escapeHtml, quote } from '../go-print.ts';
import { isNestedDeeper } from './equal.ts';
import { goNumber } from './go-value.ts';

/*
 * A path element is kept in the form in which FieldsV1 writes it:
 *   f:name                              a member of a map
 *   k:{"containerPort":80,"name":"x"}   an item of a list with keys, the keys sorted
 *   v:"x"                               an item of a set
 *   i:0                                 an item by its index
 */

/** A JSON value as it stands inside a path element. */
export function elementJson(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  if (typeof value === 'number') return numberText(value);
  if (value instanceof ExactNumber) return value.text;
  if (isNestedDeeper(value, KEY_DEPTH_MAX)) return 'null';
  return escapeHtml(JSON.stringify(value) ?? 'null');
}

/** An exponent has two digits at least, other than in JavaScript: `1e-07`. */
function numberText(value: number): string {
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Keys are scalars; what else a client sends as one is kept apart only so far. */
const KEY_DEPTH_MAX = 16;

/** Printable ASCII that neither JSON nor Go's encoder escapes. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

/**
 * The path element in canonical form; undefined: of a kind that this server does not know, to be
 * dropped. Throws a SyntaxError for a malformed one.
 */
export function parseElement(text: string): string | undefined {
  if (text.charAt(1) !== ':') throw new SyntaxError(`missing colon: ${text}`);
  const body = text.slice(2);
  switch (text.charAt(0)) {
    case 'f':
      return text;
    case 'k':
      return keyElement(parseScalars(body));
    case 'v':
      return `v:${elementJson(parseScalars(body))}`;
    case 'i':
      if (!/^[+-]?\d{1,18}$/.test(body)) throw new SyntaxError(`not an index: ${body}`);
      return `i:${Number(body)}`;
    default:
      return undefined;
  }
}

/** Whole numbers that a double does not hold keep their digits. */
function parseScalars(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (!/\d{16}/.test(json)) return value;
  if (typeof value === 'number') return exactly(value, json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    if (typeof member !== 'number') return [name, member];
    const start = json.indexOf(`${JSON.stringify(name)}:`) + JSON.stringify(name).length + 1;
    return [name, exactly(member, /^-?\d+/.exec(json.slice(start))?.[0] ?? '')];
  });
  return Object.fromEntries(members);
}

function exactly(value: number, text: string): number | ExactNumber {
  const isExact = Number.isSafeInteger(value) || !/^-?\d+$/.test(text);
  return isExact || !isInt64(value) ? value : new ExactNumber(text);
}

function keyElement(keys: unknown): string {
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) {
    throw new SyntaxError('keys of a list item must be an object');
  }
  const parts = Object.entries(keys)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name, value]) => `${JSON.stringify(name)}:${elementJson(value)}`);
  return `k:{${parts.join(',')}}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Up to this many names are sorted by insertion, which beats the general sort on such short lists. */
const INSERTION_MAX = 16;

/** Sorts names by their UTF-16 units, in place when there are few. */
export function sortNames(names: string[]): string[] {
  if (names.length > INSERTION_MAX) return names.toSorted();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] ?? '';
    let at = i - 1;
    while (at >= 0 && (names[at] ?? '') > name) {
      names[at + 1] = names[at] ?? '';
      at--;
    }
    names[at + 1] = name;
  }
  return names;
}

/** Sorts path elements the way upstream does: fields, keys, values, indices; `elements` may change. */
export function sortElements(elements: string[]): string[] {
  if (elements.length < 2) return elements;
  if (elements.every(isField)) return sortNames(elements);
  const decorated = elements.map((element) => ({ element, parts: partsOf(element) }));
  const sorted = decorated.toSorted((a, b) => compareParts(a.parts, b.parts));
  for (const [i, { element }] of sorted.entries()) elements[i] = element;
  return elements;
}

/** Whether these are fields only, in their order, as most sets are. */
export function areSortedFields(elements: readonly string[]): boolean {
  let before = '';
  for (const element of elements) {
    if (!isField(element) || element < before) return false;
    before = element;
  }
  return true;
}

/** What nearly all sets consist of. */
function isField(element: string): boolean {
  return element.charCodeAt(0) === 0x66;
}

interface Parts {
  readonly rank: number;
  readonly text: string;
  readonly value: unknown;
}

function partsOf(element: string): Parts {
  const text = element.slice(2);
  switch (element.charAt(0)) {
    case 'f':
      return { rank: 0, text, value: undefined };
    case 'k':
      return { rank: 1, text, value: Object.entries(parseScalars(text) as object) };
    case 'v':
      return { rank: 2, text, value: parseScalars(text) };
    default:
      return { rank: 3, text, value: Number(text) };
  }
}

function compareParts(a: Parts, b: Parts): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.rank === 0) return compareText(a.text, b.text);
  if (a.rank === 1) return compareKeys(a.value as Keys, b.value as Keys);
  return compareValues(a.value, b.value);
}

type Keys = readonly (readonly [string, unknown])[];

function compareKeys(a: Keys, b: Keys): number {
  for (const [i, [name, value]] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers, texts, booleans, then whatever else a client made up. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = valueRank(a) - valueRank(b);
  if (rank !== 0) return rank;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (valueRank(a) === 0) return Number(a) - Number(b);
  return compareText(JSON.stringify(a) ?? '', JSON.stringify(b) ?? '');
}

function valueRank(value: unknown): number {
  if (value instanceof ExactNumber) return 0;
  const rank = ['number', 'string', 'boolean'].indexOf(typeof value);
  return rank === -1 ? 3 : rank;
}

/** The element as messages print it: `.spec`, `[name="x"]`, `[="x"]`, `[0]`. */
export function printElement(element: string): string {
  const { rank, text, value } = partsOf(element);
  switch (rank) {
    case 0:
      return `.${text}`;
    case 1:
      return `[${(value as Keys).map(([name, each]) => `${name}=${printKey(each)}`).join(',')}]`;
    case 2:
      return `[=${printKey(value)}]`;
    default:
      return `[${text}]`;
  }
}

function printKey(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || value instanceof ExactNumber) return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(printKey).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}=${printKey(each)}`)
    .join('');
}
