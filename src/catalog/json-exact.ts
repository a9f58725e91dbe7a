import { isUtf8 } from 'node:buffer';
import { ExactNumber } from '../base/json.ts';

/**
 * How deep arrays and objects may nest. Upstream stops at 10,000; nothing in Kubernetes comes near
 * either bound, and every recursive function of this server may rely on this one.
 */
export const JSON_DEPTH_MAX = 1000;

/** JSON that cannot be parsed; the message is that of Go's encoding/json. */
export class JsonSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

export type JsonEntry = readonly [key: string, value: unknown];

/**
 * JSON as it was written: numbers that JavaScript would print differently are `ExactNumber`s with
 * their text, and `entries` holds all members, in document order, of those objects whose own
 * properties do not show them so (repeated keys, keys that look like an array index).
 */
export interface ExactJson {
  readonly value: unknown;
  readonly entries: ReadonlyMap<object, readonly JsonEntry[]>;
}

/** Sets a property as data whatever its name: `__proto__` must not change the prototype. */
export function setMember(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    target[key] = value;
  }
}

/** Bytes as Go reads them into a string: every byte that is no UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  let good = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += `${bytes.toString('utf8', good, at)}\ufffd`;
      good = ++at;
    } else {
      at += length;
    }
  }
  return text + bytes.toString('utf8', good);
}

/** The length of the UTF-8 sequence that begins here; 0 when none does. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/**
 * Parses JSON byte by byte, five times slower than JSON.parse: for text that JSON.parse refuses or
 * would not represent faithfully.
 * @throws JsonSyntaxError
 */
export function parseExactly(bytes: Buffer): ExactJson {
  return new ExactParser(bytes).parse();
}

const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const INSIDE_TOKEN = /^(?:in literal|in numeric|after decimal|in exponent|in string escape|in \\u)/;
const ARRAY_INDEX = /^(?:0|[1-9][0-9]{0,9})$/;
const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class ExactParser {
  readonly #bytes: Buffer;
  /** One character a byte, so that positions and bad bytes are those that Go sees. */
  readonly #text: string;
  readonly #entries = new Map<object, readonly JsonEntry[]>();
  #at = 0;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#text = bytes.toString('latin1');
  }

  parse(): ExactJson {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail('after top-level value');
    return { value, entries: this.#entries };
  }

  #value(): unknown {
    this.#skipSpace();
    const char = this.#text.charAt(this.#at);
    switch (char) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case 't':
        return this.#literal('true');
      case 'f':
        return this.#literal('false');
      case 'n':
        return this.#literal('null');
      default:
        if (char === '-' || (char >= '0' && char <= '9')) return this.#number();
        return this.#fail('looking for beginning of value');
    }
  }

  #object(): Record<string, unknown> {
    this.#descend();
    const object: Record<string, unknown> = {};
    const entries: [string, unknown][] = [];
    let faithful = true;
    this.#skipSpace();
    if (this.#text.charAt(this.#at) === '}') {
      this.#ascend();
      return object;
    }
    for (;;) {
      this.#skipSpace();
      if (this.#text.charAt(this.#at) !== '"') {
        this.#fail('looking for beginning of object key string');
      }
      const key = this.#string();
      this.#skipSpace();
      if (this.#text.charAt(this.#at) !== ':') this.#fail('after object key');
      this.#at++;
      const value = this.#value();
      if (Object.hasOwn(object, key) || ARRAY_INDEX.test(key)) faithful = false;
      setMember(object, key, value);
      entries.push([key, value]);
      this.#skipSpace();
      const next = this.#text.charAt(this.#at);
      if (next !== ',' && next !== '}') this.#fail('after object key:value pair');
      if (next === '}') break;
      this.#at++;
    }
    this.#ascend();
    if (!faithful) this.#entries.set(object, entries);
    return object;
  }

  #array(): unknown[] {
    this.#descend();
    const items: unknown[] = [];
    this.#skipSpace();
    if (this.#text.charAt(this.#at) === ']') {
      this.#ascend();
      return items;
    }
    for (;;) {
      items.push(this.#value());
      this.#skipSpace();
      const next = this.#text.charAt(this.#at);
      if (next !== ',' && next !== ']') this.#fail('after array element');
      if (next === ']') break;
      this.#at++;
    }
    this.#ascend();
    return items;
  }

  #descend(): void {
    if (++this.#depth > JSON_DEPTH_MAX) this.#fail('exceeded max depth');
    this.#at++;
  }

  #ascend(): void {
    this.#depth--;
    this.#at++;
  }

  #string(): string {
    const start = ++this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (code === 0x5c) this.#skipEscape();
      else if (code >= 0x20) this.#at++;
      else this.#fail('in string literal');
    }
    const raw = this.#bytes.subarray(start, this.#at);
    this.#at++;
    return unescape(decodeUtf8(raw));
  }

  #skipEscape(): void {
    this.#at++;
    const char = this.#text.charAt(this.#at);
    if (char !== 'u') {
      if (ESCAPES[char] === undefined) this.#fail('in string escape code');
      this.#at++;
      return;
    }
    this.#at++;
    for (let digit = 0; digit < 4; digit++) {
      if (!/^[0-9a-fA-F]$/.test(this.#text.charAt(this.#at))) {
        this.#fail('in \\u hexadecimal character escape');
      }
      this.#at++;
    }
  }

  #literal(word: string): unknown {
    for (let index = 1; index < word.length; index++) {
      const expected = word.charAt(index);
      if (this.#text.charAt(this.#at + index) !== expected) {
        this.#at += index;
        this.#fail(`in literal ${word} (expecting '${expected}')`);
      }
    }
    this.#at += word.length;
    return LITERALS[word];
  }

  #number(): unknown {
    NUMBER.lastIndex = this.#at;
    const token = NUMBER.exec(this.#text)?.[0] ?? '';
    const start = this.#at;
    this.#at += token.length;
    const next = this.#text.charAt(this.#at);
    // The longest number has been taken; a sign or a letter that wants more digits is left over.
    if (token === '') {
      this.#at = start + 1;
      this.#fail('in numeric literal');
    }
    if (next === '.' && !/[.eE]/.test(token)) {
      this.#at++;
      this.#fail('after decimal point in numeric literal');
    }
    if ((next === 'e' || next === 'E') && !/[eE]/.test(token)) {
      this.#at++;
      if (/^[+-]$/.test(this.#text.charAt(this.#at))) this.#at++;
      this.#fail('in exponent of numeric literal');
    }
    const value = Number(token);
    return String(value) === token ? value : new ExactNumber(token);
  }

  #skipSpace(): void {
    while (SPACES.has(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #fail(context: string): never {
    if (this.#at < this.#text.length) {
      throw new JsonSyntaxError(`invalid character ${quoteByte(this.#text, this.#at)} ${context}`);
    }
    // Go ends a text by feeding its scanner one space, which a half-read token chokes on.
    const chokes = INSIDE_TOKEN.test(context);
    throw new JsonSyntaxError(
      chokes ? `invalid character ' ' ${context}` : 'unexpected end of JSON input',
    );
  }
}

const NAMED_BYTES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go shows the offending byte as the character of that number, whatever it is a part of. */
function quoteByte(text: string, at: number): string {
  const char = text.charAt(at);
  const code = text.charCodeAt(at);
  const named = NAMED_BYTES[char];
  if (named !== undefined) return `'${named}'`;
  if (code < 0x20 || code === 0x7f) return `'\\x${code.toString(16).padStart(2, '0')}'`;
  const printable = code < 0x7f || (code > 0xa0 && code !== 0xad);
  return printable ? `'${char}'` : `'\\u${code.toString(16).padStart(4, '0')}'`;
}

/** Resolves escapes; a half of a surrogate pair that stands alone becomes U+FFFD. */
function unescape(raw: string): string {
  if (!raw.includes('\\')) return raw;
  const text = raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex?: string, char?: string) =>
    hex === undefined ? (ESCAPES[char ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
}
