import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import type { CelList } from '../values/list.ts';
import { ArrayList } from '../values/list.ts';
import { shownValue } from '../values/show.ts';
import type { Value } from '../values/value.ts';
import { CelError } from '../values/value.ts';
import { formatText } from './format.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** What Go trims as space. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${SPACE}+`, 'u');

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

function charAt(text: string, index: bigint): string {
  const points = Array.from(text);
  if (index < 0n || index > BigInt(points.length)) throw outOfRange(index);
  return points[Number(index)] ?? '';
}

function substring(text: string, start: bigint, end?: bigint): string {
  const points = Array.from(text);
  const length = BigInt(points.length);
  if (end !== undefined && start > end) {
    throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0n || start > length) throw outOfRange(start);
  if (end !== undefined && (end < 0n || end > length)) throw outOfRange(end);
  return points.slice(Number(start), end === undefined ? undefined : Number(end)).join('');
}

/** Where code points begin in UTF-16, so that searches are those of the engine. */
function unitsBefore(text: string, points: number): number {
  let at = 0;
  for (let count = 0; count < points && at < text.length; count++) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}

function pointsBefore(text: string, units: number): bigint {
  return BigInt(Array.from(text.slice(0, units)).length);
}

function indexOf(text: string, part: string, offset = 0n): bigint {
  if (part === '') return offset;
  if (offset < 0n) throw outOfRange(offset);
  if (offset >= BigInt(text.length)) return -1n;
  const found = text.indexOf(part, unitsBefore(text, Number(offset)));
  return found < 0 ? -1n : pointsBefore(text, found);
}

function lastIndexOf(text: string, part: string, offset?: bigint): bigint {
  const length = BigInt(Array.from(text).length);
  if (part === '') return offset ?? length;
  if (offset !== undefined && offset < 0n) throw outOfRange(offset);
  if (offset !== undefined && offset >= length) return -1n;
  const from = offset === undefined ? text.length : unitsBefore(text, Number(offset));
  const found = text.lastIndexOf(part, from);
  return found < 0 ? -1n : pointsBefore(text, found);
}

function replace(text: string, old: string, by: string, limit = -1n): string {
  if (limit < 0n) {
    // Go also replaces before, between and after all characters.
    return old === ''
      ? [...Array.from(text), ''].map((point) => by + point).join('')
      : text.replaceAll(old, () => by);
  }
  const parts = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  const count = Math.min(Number(limit), parts.length - 1);
  if (old === '') return replaceBetween(Array.from(text), by, Number(limit));
  return [parts.slice(0, count + 1).join(by), ...parts.slice(count + 1)].join(old);
}

function replaceBetween(points: readonly string[], by: string, limit: number): string {
  const all = [...points, ''];
  return all.map((point, index) => (index < limit ? by + point : point)).join('');
}

function split(text: string, separator: string, limit = -1n): CelList {
  if (limit === 0n) return new ArrayList([]);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (limit < 0n || BigInt(parts.length) <= limit) return new ArrayList(parts);
  const count = Number(limit) - 1;
  return new ArrayList([...parts.slice(0, count), parts.slice(count).join(separator)]);
}

function trim(text: string): string {
  let end = text.length;
  const space = new RegExp(SPACE, 'u');
  while (end > 0 && space.test(text[end - 1] ?? '')) end--;
  return text.slice(0, end).replace(LEADING, '');
}

function join(list: CelList, separator = ''): string {
  const texts: string[] = [];
  for (const item of list) {
    if (typeof item !== 'string') throw new CelError(`join: invalid input: ${shownValue(item)}`);
    texts.push(item);
  }
  return texts.join(separator);
}

function quote(text: string): string {
  const escaped = Array.from(text, (char) => ESCAPES[char] ?? char);
  return `"${escaped.join('')}"`;
}

const lower = (text: string): string => text.replaceAll(/[A-Z]/g, (char) => char.toLowerCase());
const upper = (text: string): string => text.replaceAll(/[a-z]/g, (char) => char.toUpperCase());

export const extendedStrings: readonly FunctionDeclaration[] = [
  declare('charAt', ['string_char_at_int', 'string.(int): string', charAt]),
  declare(
    'indexOf',
    ['string_index_of_string', 'string.(string): int', indexOf],
    ['string_index_of_string_int', 'string.(string, int): int', indexOf],
  ),
  declare(
    'lastIndexOf',
    ['string_last_index_of_string', 'string.(string): int', lastIndexOf],
    ['string_last_index_of_string_int', 'string.(string, int): int', lastIndexOf],
  ),
  declare('lowerAscii', ['string_lower_ascii', 'string.(): string', lower]),
  declare('upperAscii', ['string_upper_ascii', 'string.(): string', upper]),
  declare(
    'replace',
    ['string_replace_string_string', 'string.(string, string): string', replace],
    ['string_replace_string_string_int', 'string.(string, string, int): string', replace],
  ),
  declare(
    'split',
    ['string_split_string', 'string.(string): list(string)', split],
    ['string_split_string_int', 'string.(string, int): list(string)', split],
  ),
  declare(
    'substring',
    ['string_substring_int', 'string.(int): string', substring],
    ['string_substring_int_int', 'string.(int, int): string', substring],
  ),
  declare('trim', ['string_trim', 'string.(): string', trim]),
  declare('format', [
    'string_format',
    'string.(list(dyn)): string',
    (text: string, list: CelList): Value => formatText(text, list),
  ]),
  declare('strings.quote', ['strings_quote', '(string): string', quote]),
  declare(
    'join',
    ['list_join', 'list(string).(): string', join],
    ['list_join_string', 'list(string).(string): string', join],
  ),
];
