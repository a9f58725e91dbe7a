import { ExactNumber } from '../base/json.ts';
import { sortedNaturally } from './yaml-order.ts';
import { isBlank, isBreak } from './yaml-reader.ts';
import { resolveScalar } from './yaml-resolve.ts';

const INDENT = 2;
/** Lines are folded at the first blank behind this column. */
const WIDTH = 80;
/** Longer keys, counted in bytes, are announced with `?`. */
const SIMPLE_KEY_BYTES_MAX = 128;

/**
 * Prints JSON as sigs.k8s.io/yaml does: sorted keys, sequences as deep as their key, quotes where
 * a plain text would read as another type.
 */
export function formatYaml(value: unknown): string {
  const emitter = new Emitter();
  emitter.document(value);
  return emitter.text;
}

type Style = 'double' | 'literal' | 'plain' | 'single';

class Emitter {
  #out = '';
  #column = 0;
  #indent = -1;
  /** The last character was a blank, or nothing has been written. */
  #whitespace = true;
  /** Nothing but indentation and indicators stands on this line. */
  #indention = true;

  get text(): string {
    return this.#out;
  }

  document(value: unknown): void {
    this.#node(value, false);
    this.#writeIndent();
  }

  /** @param inMapping the node is the value of a key */
  #node(value: unknown, inMapping: boolean): void {
    if (Array.isArray(value)) {
      this.#sequence(value, inMapping);
    } else if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) {
      this.#mapping(value as Record<string, unknown>);
    } else {
      this.#scalar(scalarText(value), typeof value === 'string', false);
    }
  }

  #sequence(items: readonly unknown[], inMapping: boolean): void {
    if (items.length === 0) return this.#empty('[', ']');
    const outer = this.#indent;
    this.#indent = outer < 0 ? 0 : outer + (inMapping && !this.#indention ? 0 : INDENT);
    for (const item of items) {
      this.#writeIndent();
      this.#indicator('-', { spaced: true, indents: true });
      this.#node(item, false);
    }
    this.#indent = outer;
  }

  #mapping(object: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) return this.#empty('{', '}');
    const outer = this.#indent;
    this.#indent = outer < 0 ? 0 : outer + INDENT;
    for (const key of sortedNaturally(keys)) {
      this.#writeIndent();
      const simple = !hasBreak(key) && Buffer.byteLength(key) <= SIMPLE_KEY_BYTES_MAX;
      if (simple) {
        this.#scalar(key, true, true);
        this.#indicator(':', { spaced: false, indents: false });
      } else {
        this.#indicator('?', { spaced: true, indents: true });
        this.#scalar(key, true, false);
        this.#writeIndent();
        this.#indicator(':', { spaced: true, indents: true });
      }
      this.#node(object[key], true);
    }
    this.#indent = outer;
  }

  #empty(open: string, close: string): void {
    this.#indicator(open, { spaced: true, indents: false });
    this.#indicator(close, { spaced: false, indents: false });
  }

  #scalar(text: string, isString: boolean, isKey: boolean): void {
    const style = isString ? styleOf(text, isKey) : 'plain';
    const outer = this.#indent;
    this.#indent = outer < 0 ? INDENT : outer + INDENT;
    if (style === 'literal') this.#literal(text);
    else if (style === 'double') this.#doubleQuoted(text, !isKey);
    else if (style === 'single') this.#singleQuoted(text, !isKey);
    else this.#plain(text, !isKey);
    this.#indent = outer;
  }

  #plain(text: string, mayFold: boolean): void {
    if (!this.#whitespace) this.#put(' ');
    this.#fold(text, mayFold);
    this.#whitespace = false;
    this.#indention = false;
  }

  #singleQuoted(text: string, mayFold: boolean): void {
    this.#indicator("'", { spaced: true, indents: false });
    this.#fold(text.replaceAll("'", "''"), mayFold);
    this.#indicator("'", { spaced: false, indents: false });
  }

  /** Writes text without "\n", breaking it at single blanks behind the width. */
  #fold(text: string, mayFold: boolean): void {
    if (this.#column + text.length <= WIDTH && !hasBreak(text)) return this.#write(text);
    let afterSpace = false;
    let afterBreak = false;
    for (const [index, char] of chars(text)) {
      if (isBreak(char.charCodeAt(0))) {
        this.#lineBreak(char);
        this.#indention = true;
        afterBreak = true;
        continue;
      }
      if (afterBreak) this.#writeIndent();
      afterBreak = false;
      const isSpace = char === ' ';
      const folds =
        isSpace &&
        mayFold &&
        !afterSpace &&
        this.#column > WIDTH &&
        index > 0 &&
        index < text.length - 1 &&
        text[index + 1] !== ' ';
      if (folds) this.#writeIndent();
      else this.#put(char);
      if (!isSpace) this.#indention = false;
      afterSpace = isSpace;
    }
  }

  #doubleQuoted(text: string, mayFold: boolean): void {
    this.#indicator('"', { spaced: true, indents: false });
    // Upstream looks for the byte order mark at the beginning, whichever character it is at.
    const escapeAll = text.startsWith('\ufeff');
    let afterSpace = false;
    for (const [index, char] of chars(text)) {
      const isSpace = char === ' ' && !escapeAll;
      if (!isSpace) {
        const escaped = escapeAll || mustEscape(char);
        for (const part of escaped ? escape(char) : [char]) this.#put(part);
      } else if (
        mayFold &&
        !afterSpace &&
        this.#column > WIDTH &&
        index > 0 &&
        index < text.length - 1
      ) {
        this.#writeIndent();
        if (text[index + 1] === ' ') this.#put('\\');
      } else {
        this.#put(char);
      }
      afterSpace = isSpace;
    }
    this.#indicator('"', { spaced: false, indents: false });
  }

  #literal(text: string): void {
    this.#indicator('|', { spaced: true, indents: false });
    const hint = text.startsWith(' ') || isBreak(text.charCodeAt(0)) ? String(INDENT) : '';
    this.#write(hint + chompingOf(text));
    this.#lineBreak('\n');
    this.#indention = true;
    this.#whitespace = true;
    for (const [, line = '', lineBreak = ''] of text.matchAll(LINE)) {
      if (line !== '') {
        this.#writeIndent();
        this.#write(line);
        this.#indention = false;
      }
      if (lineBreak !== '') {
        this.#lineBreak(lineBreak);
        this.#indention = true;
      }
    }
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    const onOwnLine =
      this.#indention && (this.#column < indent || (this.#column === indent && this.#whitespace));
    if (!onOwnLine) this.#lineBreak('\n');
    while (this.#column < indent) this.#put(' ');
    this.#whitespace = true;
    this.#indention = true;
  }

  /** @param how `spaced`: a blank must stand before it; `indents`: what follows may be indented */
  #indicator(text: string, how: { readonly spaced: boolean; readonly indents: boolean }): void {
    if (how.spaced && !this.#whitespace) this.#put(' ');
    this.#write(text);
    this.#whitespace = false;
    this.#indention = this.#indention && how.indents;
  }

  /** Writes text without line breaks. No column matters behind text with emoji, which is quoted. */
  #write(text: string): void {
    this.#out += text;
    this.#column += text.length;
  }

  /** Writes one character. */
  #put(char: string): void {
    this.#out += char;
    this.#column++;
  }

  #lineBreak(char: string): void {
    this.#out += char;
    this.#column = 0;
  }
}

const LINE = /([^\n\r\x85\u2028\u2029]*)([\n\r\x85\u2028\u2029]|$)/g;

/** The characters of a text, with their positions. */
function* chars(text: string): Generator<readonly [number, string]> {
  for (let index = 0; index < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(index) ?? 0);
    yield [index, char];
    index += char.length;
  }
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'number' ? formatNumber(value) : JSON.stringify(value ?? null);
}

/** Go's %g: an exponent from a million on, unless the number is an integer. */
function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 64) return value.toFixed(0);
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  const sign = power < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

function hasBreak(text: string): boolean {
  return /[\n\r\x85\u2028\u2029]/.test(text);
}

/** Base 60 is read by other parsers than Go's, which is why it is quoted as well. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function styleOf(text: string, isKey: boolean): Style {
  const wanted = wantedStyle(text);
  const traits = traitsOf(text);
  let style: Style = isKey && traits.multiline ? 'double' : wanted;
  if (style === 'plain' && (!traits.plain || (text === '' && isKey))) style = 'single';
  if (style === 'single' && !traits.single) style = 'double';
  if (style === 'literal' && (!traits.block || isKey)) style = 'double';
  return style;
}

function wantedStyle(text: string): Style {
  if (text.includes('\n')) return 'literal';
  const resolved = resolveScalar('', text);
  return resolved.type === 'string' && !BASE_60.test(text) && !isTimestamp(text)
    ? 'plain'
    : 'double';
}

interface Traits {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** Which styles can show a text so that it reads back the same. */
function traitsOf(text: string): Traits {
  if (text === '') return { multiline: false, plain: true, single: true, block: false };
  const multiline = hasBreak(text);
  const edges = /^[ \n\r\x85\u2028\u2029]|[ \n\r\x85\u2028\u2029]$/.test(text);
  const spaceBeforeBreak = / [\n\r\x85\u2028\u2029]/.test(text);
  const spaceAfterBreak = /[\n\r\x85\u2028\u2029] /.test(text);
  const special = spaceBeforeBreak || UNPRINTABLE.test(text);
  return {
    multiline,
    plain: !multiline && !edges && !special && !hasIndicators(text),
    single: !special && !spaceAfterBreak,
    block: !special && !text.endsWith(' '),
  };
}

/** What a plain scalar of a block may not begin with or contain. */
function hasIndicators(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return true;
  const first = text.charAt(0);
  const blankNext = text.length === 1 || isBlank(text.charCodeAt(1));
  if ((first === '?' || first === ':' || first === '-') && blankNext) return true;
  return /:(?:[ \t]|$)/.test(text.slice(1)) || /[ \t\n\r\x85\u2028\u2029]#/.test(text);
}

/** To Go's yaml, characters outside the first plane (emoji) are none that can be printed. */
const UNPRINTABLE = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function mustEscape(char: string): boolean {
  return char === '"' || char === '\\' || isBreak(char.charCodeAt(0)) || UNPRINTABLE.test(char);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

const HEX_BYTE = ['x', 2] as const;
const HEX_SHORT = ['u', 4] as const;
const HEX_LONG = ['U', 8] as const;

function escape(char: string): string {
  const named = ESCAPES[char];
  if (named !== undefined) return `\\${named}`;
  const code = char.codePointAt(0) ?? 0;
  const [letter, width] = code <= 0xff ? HEX_BYTE : code <= 0xffff ? HEX_SHORT : HEX_LONG;
  return `\\${letter}${code.toString(16).toUpperCase().padStart(width, '0')}`;
}

/** Whether the line breaks at the end are dropped (-), one (''), or kept (+). */
function chompingOf(text: string): string {
  if (!isBreak(text.charCodeAt(text.length - 1))) return '-';
  return text.length === 1 || isBreak(text.charCodeAt(text.length - 2)) ? '+' : '';
}

function isTimestamp(text: string): boolean {
  return /^[0-9]{4}-/.test(text) && resolvesAsTimestamp(text);
}

function resolvesAsTimestamp(text: string): boolean {
  try {
    resolveScalar('tag:yaml.org,2002:timestamp', text);
    return true;
  } catch {
    return false;
  }
}
