import { isUtf8 } from 'node:buffer';
import { quote } from '../apimachinery/go-print.ts';
import { ExactNumber } from '../base/json.ts';
import type { ExactJson } from './json-exact.ts';
import { JSON_DEPTH_MAX, parseExactly, setMember } from './json-exact.ts';

/** How many duplicate and unknown fields of one body are reported. */
export const VIOLATIONS_MAX = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const MINUS = 0x2d;
/** No double prints an integer of fewer digits differently from how it was written. */
const SAFE_DIGITS = 15;

/**
 * Parses the JSON of a request body.
 *
 * Almost every body is what JSON.parse makes of it, and one pass over the text proves that; for
 * the others (repeated keys, numbers beyond a double, halves of surrogate pairs, broken UTF-8) the
 * exact parser runs. Keys called `__proto__` are data like any other.
 *
 * @param text of the source, if somebody has it
 * @throws JsonSyntaxError with the text of Go's encoding/json
 */
export function parseJson(
  source: string | Buffer,
  text = typeof source === 'string' ? source : source.toString(),
): ParsedJson {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  // First of all because it bounds the depth: JSON.parse takes its time over a million brackets.
  const members = isUtf8(bytes) ? countFaithfulMembers(bytes) : -1;
  if (members < 0) return new ParsedJson(bytes, undefined, 0);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new ParsedJson(bytes, undefined, 0);
  }
  return new ParsedJson(bytes, { value }, members);
}

/** So many digits in a row may be an integer that no double holds. */
const MANY_DIGITS = /[0-9]{16}/;

/** Parses JSON that this server wrote itself (`encodeJson`): JSON.parse, but for large integers. */
export function readJson(text: string): unknown {
  return MANY_DIGITS.test(text) ? parseJson(text).value : JSON.parse(text);
}

/** A parsed body, with as much of its text as decoding may need. */
export class ParsedJson {
  /**
   * What JSON.parse made of the text, when it is known to be faithful but for repeated keys;
   * `members` then counts the members in the text.
   */
  readonly plain: { readonly value: unknown } | undefined;
  readonly members: number;
  readonly #bytes: Buffer;
  #exact: ExactJson | undefined;
  #value: { readonly value: unknown } | undefined;

  constructor(bytes: Buffer, plain: { readonly value: unknown } | undefined, members: number) {
    this.#bytes = bytes;
    this.plain = plain;
    this.members = members;
    this.#value = plain;
    if (plain === undefined) this.#exact = parseExactly(bytes);
  }

  /** The value as Go reads it without a type: of repeated keys the last one wins. */
  get value(): unknown {
    this.#value ??= { value: settle(this.exact.value) };
    return this.#value.value;
  }

  /** The same, but every number that prints differently from how it was written is as written. */
  get literal(): unknown {
    return this.plain === undefined ? this.exact.value : this.plain.value;
  }

  /** A number that no double holds, which Go's decoder refuses; undefined: there is none. */
  get overflow(): string | undefined {
    return this.plain === undefined ? overflowIn(this.exact.value) : undefined;
  }

  /** The text, member by member; parsed when first asked for. */
  get exact(): ExactJson {
    this.#exact ??= parseExactly(this.#bytes);
    return this.#exact;
  }

  /**
   * `duplicate field "spec.replicas"` for every repeated key: in document order, each once, the
   * first VIOLATIONS_MAX. For JSON without a type; a typed decoder reports its own.
   */
  duplicateFields(): readonly string[] {
    if (this.plain !== undefined && countMembers(this.plain.value) === this.members) return [];
    const found = new Set<string>();
    collectDuplicates(this.exact, this.exact.value, '', found);
    return [...found];
  }
}

function overflowIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof ExactNumber) {
    return Number.isFinite(Number(value.text)) ? undefined : value.text;
  }
  for (const member of Object.values(value)) {
    const found = overflowIn(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The number of members of all objects in a value. */
export function countMembers(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object' && item !== null) count += countMembers(item);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const key in value) {
      const member = (value as Record<string, unknown>)[key];
      count += typeof member === 'object' && member !== null ? 1 + countMembers(member) : 1;
    }
  }
  return count;
}

/** Leaves an ExactNumber only where Go keeps an int64 that a double cannot hold. */
export function settle(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ExactNumber) return settleNumber(value);
  if (Array.isArray(value)) return value.map(settle);
  const settled: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) setMember(settled, key, settle(member));
  return settled;
}

function settleNumber(number: ExactNumber): unknown {
  if (int64Of(number.text) !== undefined) {
    const double = Number(number.text);
    return Number.isSafeInteger(double) ? double + 0 : number;
  }
  const double = Number(number.text);
  return Number.isFinite(double) ? double : number;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** The integer that Go's ParseInt reads; undefined for fractions, exponents and overflow. */
export function int64Of(text: string): bigint | undefined {
  if (text.length > 20 || !/^-?[0-9]+$/.test(text)) return undefined;
  const integer = BigInt(text);
  return integer >= INT64_MIN && integer <= INT64_MAX ? integer : undefined;
}

function collectDuplicates(
  exact: ExactJson,
  value: unknown,
  path: string,
  found: Set<string>,
): void {
  if (typeof value !== 'object' || value === null || found.size >= VIOLATIONS_MAX) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      collectDuplicates(exact, item, `${path}[${index}]`, found);
    }
    return;
  }
  const seen = new Set<string>();
  for (const [key, member] of exact.entries.get(value) ?? Object.entries(value)) {
    const memberPath = path === '' ? key : `${path}.${key}`;
    if (seen.has(key) && found.size < VIOLATIONS_MAX) {
      found.add(`duplicate field ${quote(memberPath)}`);
    }
    seen.add(key);
    collectDuplicates(exact, member, memberPath, found);
  }
}

/**
 * Looks for what JSON.parse hides. Text that is no JSON may get any answer.
 * @returns the number of members in the text, or -1 when the exact parser is needed
 */
function countFaithfulMembers(bytes: Uint8Array): number {
  const end = bytes.length;
  let members = 0;
  let depth = 0;
  let lastString = 0;
  for (let at = 0; at < end; at++) {
    const code = bytes[at] ?? 0;
    if (code === QUOTE) {
      lastString = at + 1;
      at = endOfString(bytes, at + 1);
      if (at < 0) return -1;
    } else if (code === COLON) {
      members++;
      // Keys that look like an array index lose their place among the properties.
      if (isDigit(bytes[lastString]) && isArrayIndex(bytes, lastString)) return -1;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > JSON_DEPTH_MAX) return -1;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    } else if (isDigit(code) || code === MINUS) {
      at = endOfNumber(bytes, at);
      if (at < 0) return -1;
    }
  }
  return members;
}

/** @returns the position of the closing quote, or -1 for a string with a surrogate escape */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === QUOTE) return at;
    if (code === BACKSLASH) {
      at++;
      // \ud8.. to \udf.., and a few harmless neighbours.
      if (bytes[at] === 0x75 && ((bytes[at + 1] ?? 0) | 0x20) === 0x64) return -1;
    }
  }
  return -1;
}

/** @returns the position of the last character, or -1 when the number prints differently */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  let plain = bytes[start] !== MINUS;
  for (; ; at++) {
    const code = bytes[at];
    if (isDigit(code)) continue;
    if (code !== 0x2e && code !== 0x65 && code !== 0x45 && code !== 0x2b && code !== MINUS) break;
    plain = false;
  }
  if (plain && at - start <= SAFE_DIGITS) return at - 1;
  const token = Buffer.from(bytes.subarray(start, at)).toString('latin1');
  return String(Number(token)) === token ? at - 1 : -1;
}

function isArrayIndex(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (isDigit(bytes[at])) at++;
  return bytes[at] === QUOTE;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}
