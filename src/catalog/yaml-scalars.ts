import type { YamlReader } from './yaml-reader.ts';
import { codesOf, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './yaml-reader.ts';

const FLOW_INDICATORS = codesOf(',?[]{}');
const COLON = 0x3a;
const HASH = 0x23;
const BACKSLASH = 0x5c;

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What stands between two pieces of a scalar: blanks of one line, or line breaks to be folded. */
class Gap {
  #blanks = '';
  #first = '';
  #more = '';
  /** A line break has been met, so that blanks are indentation. */
  broken = false;

  get empty(): boolean {
    return !this.broken && this.#blanks === '';
  }

  addBlank(reader: YamlReader): void {
    if (!this.broken) this.#blanks += reader.slice(reader.at, reader.at + 1);
    reader.skip();
  }

  addBreak(reader: YamlReader): void {
    if (this.broken) {
      this.#more += reader.lineBreak();
    } else {
      this.#blanks = '';
      this.#first = reader.lineBreak();
      this.broken = true;
    }
  }

  /** The text that it becomes; the gap is empty afterwards. */
  take(): string {
    let text = this.#blanks;
    if (this.broken) {
      text = this.#first === '\n' && this.#more === '' ? ' ' : this.#more;
      if (this.#first !== '\n') text = this.#first + text;
    }
    this.#blanks = '';
    this.#first = '';
    this.#more = '';
    this.broken = false;
    return text;
  }

  /** An escaped line break folds to nothing. */
  escapeBreak(reader: YamlReader): void {
    reader.lineBreak();
    this.broken = true;
  }
}

export interface PlainScalar {
  readonly value: string;
  /** It ended behind a line break. */
  readonly broken: boolean;
}

/** @param indent the column from which on lines belong to the scalar; of no account in a flow */
export function scanPlain(reader: YamlReader, indent: number, inFlow: boolean): PlainScalar {
  const gap = new Gap();
  let value = '';
  for (;;) {
    if (reader.atDocumentIndicator() || reader.code() === HASH) break;
    const length = plainRun(reader, inFlow);
    if (length > 0) {
      value += gap.take() + reader.slice(reader.at, reader.at + length);
      reader.skip(length);
    }
    if (!isBlank(reader.code()) && !isBreak(reader.code())) break;
    for (let code = reader.code(); isBlank(code) || isBreak(code); code = reader.code()) {
      if (isBreak(code)) {
        gap.addBreak(reader);
      } else {
        if (code === 0x09 && gap.broken && reader.column < indent) {
          reader.fail('found a tab character that violates indentation');
        }
        gap.addBlank(reader);
      }
    }
    if (!inFlow && reader.column < indent) break;
  }
  return { value, broken: gap.broken };
}

function plainRun(reader: YamlReader, inFlow: boolean): number {
  let length = 0;
  for (;;) {
    const code = reader.code(length);
    if (isBlankOrEnd(code)) return length;
    if (code === COLON && isBlankOrEnd(reader.code(length + 1))) return length;
    if (inFlow && FLOW_INDICATORS.has(code)) return length;
    length++;
  }
}

/** Reads a quoted scalar, from its first quote to behind its last. */
export function scanQuoted(reader: YamlReader, quote: number): string {
  reader.skip();
  const gap = new Gap();
  let value = '';
  for (;;) {
    if (reader.atDocumentIndicator()) reader.fail('found unexpected document indicator');
    if (reader.code() === 0) reader.fail('found unexpected end of stream');
    value += quotedRun(reader, quote, gap);
    if (reader.code() === quote) break;
    for (let code = reader.code(); isBlank(code) || isBreak(code); code = reader.code()) {
      if (isBlank(code)) gap.addBlank(reader);
      else gap.addBreak(reader);
    }
    value += gap.take();
  }
  reader.skip();
  return value;
}

function quotedRun(reader: YamlReader, quote: number, gap: Gap): string {
  let value = '';
  for (;;) {
    let length = 0;
    let code = reader.code();
    while (code !== quote && code !== BACKSLASH && !isBlankOrEnd(code)) {
      code = reader.code(++length);
    }
    value += reader.slice(reader.at, reader.at + length);
    reader.skip(length);
    if (code === quote) {
      if (quote !== 0x27 || reader.code(1) !== quote) return value;
      value += "'";
      reader.skip(2);
    } else if (code !== BACKSLASH) {
      return value;
    } else if (quote === 0x27) {
      value += '\\';
      reader.skip();
    } else if (isBreak(reader.code(1))) {
      reader.skip();
      gap.escapeBreak(reader);
      return value;
    } else {
      value += scanEscape(reader);
    }
  }
}

function scanEscape(reader: YamlReader): string {
  const char = reader.slice(reader.at + 1, reader.at + 2);
  const digits = HEX_ESCAPES[char];
  const escape = ESCAPES[char];
  if (digits === undefined && escape === undefined) reader.fail('found unknown escape character');
  reader.skip(2);
  if (digits === undefined) return escape ?? '';
  const hex = reader.slice(reader.at, reader.at + digits);
  if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) {
    reader.fail('did not find expected hexdecimal number');
  }
  const point = Number.parseInt(hex, 16);
  if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
    reader.fail('found invalid Unicode character escape code');
  }
  reader.skip(digits);
  return String.fromCodePoint(point);
}

/** @param parentIndent the indentation of the collection around it; -1: none */
export function scanBlock(reader: YamlReader, parentIndent: number): string {
  const literal = reader.code() === 0x7c;
  reader.skip();
  const { chomping, increment } = scanBlockHeader(reader);
  const breaks = { text: '' };
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  indent = scanBlockBreaks(reader, indent, parentIndent, breaks);
  let value = '';
  let leading = '';
  let afterBlank = false;
  while (reader.column === indent && reader.code() !== 0) {
    const blank = isBlank(reader.code());
    // Folding joins two lines unless one of them is indented further.
    if (!literal && !afterBlank && !blank && leading === '\n') {
      if (breaks.text === '') value += ' ';
    } else {
      value += leading;
    }
    value += breaks.text;
    breaks.text = '';
    afterBlank = blank;
    let length = 0;
    while (!isBreakOrEnd(reader.code(length))) length++;
    value += reader.slice(reader.at, reader.at + length);
    reader.skip(length);
    leading = reader.lineBreak();
    indent = scanBlockBreaks(reader, indent, parentIndent, breaks);
  }
  if (chomping !== '-') value += leading;
  if (chomping === '+') value += breaks.text;
  return value;
}

function scanBlockHeader(reader: YamlReader): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  for (let part = 0; part < 2; part++) {
    const char = reader.slice(reader.at, reader.at + 1);
    if (chomping === '' && (char === '+' || char === '-')) {
      chomping = char;
    } else if (increment === 0 && char >= '0' && char <= '9' && char !== '') {
      if (char === '0') reader.fail('found an indentation indicator equal to 0');
      increment = Number(char);
    } else {
      break;
    }
    reader.skip();
  }
  reader.skipBlanks();
  reader.skipComment();
  if (!isBreakOrEnd(reader.code())) reader.fail('did not find expected comment or line break');
  reader.lineBreak();
  return { chomping, increment };
}

/**
 * Skips indentation and collects empty lines.
 * @returns the indentation of the scalar, which the first line decides when it was not known (0)
 */
function scanBlockBreaks(
  reader: YamlReader,
  indent: number,
  parentIndent: number,
  breaks: { text: string },
): number {
  let widest = 0;
  for (;;) {
    while (isIndentation(reader, indent) && reader.code() === 0x20) reader.skip();
    widest = Math.max(widest, reader.column);
    if (isIndentation(reader, indent) && reader.code() === 0x09) {
      reader.fail('found a tab character where an indentation space is expected');
    }
    if (!isBreak(reader.code())) break;
    breaks.text += reader.lineBreak();
  }
  return indent === 0 ? Math.max(widest, parentIndent + 1, 1) : indent;
}

function isIndentation(reader: YamlReader, indent: number): boolean {
  return indent === 0 || reader.column < indent;
}
