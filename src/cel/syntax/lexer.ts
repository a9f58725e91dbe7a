import type { Issue, Source } from './source.ts';
import type { Token, TokenType } from './tokens.ts';
import * as token from './tokens.ts';

const KEYWORDS: ReadonlyMap<string, TokenType> = new Map([
  ['in', token.IN],
  ['true', token.TRUE],
  ['false', token.FALSE],
  ['null', token.NULL],
]);

const PUNCTUATION: ReadonlyMap<string, TokenType> = new Map([
  ['==', token.EQUALS],
  ['!=', token.NOT_EQUALS],
  ['<=', token.LESS_EQUALS],
  ['>=', token.GREATER_EQUALS],
  ['&&', token.AND],
  ['||', token.OR],
  ['<', token.LESS],
  ['>', token.GREATER],
  ['[', token.LEFT_BRACKET],
  [']', token.RIGHT_BRACKET],
  ['{', token.LEFT_BRACE],
  ['}', token.RIGHT_BRACE],
  ['(', token.LEFT_PAREN],
  [')', token.RIGHT_PAREN],
  ['.', token.DOT],
  [',', token.COMMA],
  ['-', token.MINUS],
  ['!', token.NOT],
  ['?', token.QUESTION],
  [':', token.COLON],
  ['+', token.PLUS],
  ['*', token.STAR],
  ['/', token.SLASH],
  ['%', token.PERCENT],
]);

const SIMPLE_ESCAPES = new Set(['a', 'b', 'f', 'n', 'r', 't', 'v', '"', "'", '\\', '?', '`']);

/** The tokens of an expression, EOF last. What is no token is told as an issue and skipped. */
export function tokenize(source: Source): { tokens: Token[]; issues: Issue[] } {
  const lexer = new Lexer(source);
  return { tokens: lexer.run(), issues: lexer.issues };
}

class Lexer {
  readonly issues: Issue[] = [];
  readonly #source: Source;
  readonly #chars: readonly string[];
  /** How far the last failed attempt looked: ANTLR shows the text up to there. */
  #reach = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#chars = source.codePoints;
  }

  run(): Token[] {
    const tokens: Token[] = [];
    let at = 0;
    let hidden = '';
    while (at < this.#chars.length) {
      const blank = this.#blank(at);
      if (blank > at) {
        hidden += this.#chars.slice(at, blank).join('');
        at = blank;
        continue;
      }
      this.#reach = at;
      const found = this.#read(at);
      if (found === undefined) {
        at = this.#fail(at);
        continue;
      }
      const [type, end] = found;
      tokens.push({ type, text: this.#chars.slice(at, end).join(''), hidden, start: at, end });
      hidden = '';
      at = end;
    }
    tokens.push({ type: token.EOF, text: '', hidden, start: at, end: at });
    return tokens;
  }

  #fail(at: number): number {
    const text = this.#chars.slice(at, this.#reach + 1).join('');
    const message = `Syntax error: token recognition error at: '${text}'`;
    this.issues.push({ ...this.#source.locationAt(at), message });
    return Math.min(Math.max(this.#reach, at) + 1, this.#chars.length);
  }

  #blank(from: number): number {
    let at = from;
    for (;;) {
      const char = this.#chars[at];
      if (char === '/' && this.#chars[at + 1] === '/') {
        while (at < this.#chars.length && this.#chars[at] !== '\n') at++;
      } else if (char !== undefined && ' \t\r\n\f'.includes(char)) {
        at++;
      } else {
        return at;
      }
    }
  }

  #read(at: number): [TokenType, number] | undefined {
    const char = this.#chars[at] ?? '';
    const next = this.#chars[at + 1] ?? '';
    if (isDigit(char) || (char === '.' && isDigit(next))) return this.#number(at);
    const text = this.#stringStart(at);
    if (text !== undefined) {
      const end = this.#string(text.quoteAt, text.raw);
      if (end !== undefined) return [text.bytes ? token.BYTES : token.STRING, end];
      // A prefix letter is an identifier of its own when no string follows it.
      if (text.quoteAt === at) return undefined;
    }
    if (isLetter(char)) {
      let end = at + 1;
      while (isLetter(this.#chars[end]) || isDigit(this.#chars[end])) end++;
      const word = this.#chars.slice(at, end).join('');
      return [KEYWORDS.get(word) ?? token.IDENTIFIER, end];
    }
    if (char === '`') return this.#escapedIdentifier(at);
    const two = next === '' ? undefined : PUNCTUATION.get(char + next);
    if (two !== undefined) return [two, at + 2];
    const one = PUNCTUATION.get(char);
    if (one !== undefined) return [one, at + 1];
    if (char === '=' || char === '&' || char === '|') this.#reach = at + 1;
    return undefined;
  }

  #number(at: number): [TokenType, number] {
    if (this.#chars[at] === '0' && this.#chars[at + 1] === 'x' && isHex(this.#chars[at + 2])) {
      let end = at + 2;
      while (isHex(this.#chars[end])) end++;
      return this.#withUnsigned(token.INT, end);
    }
    let end = this.#digits(at);
    let type: TokenType = token.INT;
    if (this.#chars[end] === '.' && isDigit(this.#chars[end + 1])) {
      end = this.#digits(end + 1);
      type = token.FLOAT;
    }
    const exponent = this.#exponent(end);
    if (exponent !== undefined) return [token.FLOAT, exponent];
    return type === token.FLOAT ? [type, end] : this.#withUnsigned(type, end);
  }

  #withUnsigned(type: TokenType, end: number): [TokenType, number] {
    const suffix = this.#chars[end];
    return suffix === 'u' || suffix === 'U' ? [token.UINT, end + 1] : [type, end];
  }

  #exponent(at: number): number | undefined {
    const letter = this.#chars[at];
    if (letter !== 'e' && letter !== 'E') return undefined;
    const sign = this.#chars[at + 1];
    const from = sign === '+' || sign === '-' ? at + 2 : at + 1;
    return isDigit(this.#chars[from]) ? this.#digits(from) : undefined;
  }

  #digits(at: number): number {
    let end = at;
    while (isDigit(this.#chars[end])) end++;
    return end;
  }

  #stringStart(at: number): { quoteAt: number; raw: boolean; bytes: boolean } | undefined {
    let quoteAt = at;
    const bytes = /^[bB]$/.test(this.#chars[quoteAt] ?? '');
    if (bytes) quoteAt++;
    const raw = /^[rR]$/.test(this.#chars[quoteAt] ?? '');
    if (raw) quoteAt++;
    const quote = this.#chars[quoteAt];
    return quote === '"' || quote === "'" ? { quoteAt, raw, bytes } : undefined;
  }

  /** @returns the end of the string; the longest reading wins, as everywhere in a lexer */
  #string(quoteAt: number, raw: boolean): number | undefined {
    const quote = this.#chars[quoteAt];
    const triple = this.#chars[quoteAt + 1] === quote && this.#chars[quoteAt + 2] === quote;
    if (triple) {
      const end = this.#tripleQuoted(quoteAt + 3, quote ?? '', raw);
      if (end !== undefined) return end;
      // What looks like an open triple quote starts with an empty string.
      return quoteAt + 2;
    }
    return this.#quoted(quoteAt + 1, quote ?? '', raw);
  }

  #quoted(from: number, quote: string, raw: boolean): number | undefined {
    let at = from;
    for (;;) {
      const char = this.#chars[at];
      if (char === undefined || char === '\n' || char === '\r') return this.#noEnd(at);
      if (char === quote) return at + 1;
      if (char === '\\' && !raw) {
        const end = this.#escape(at);
        if (end === undefined) return undefined;
        at = end;
      } else {
        at++;
      }
    }
  }

  #tripleQuoted(from: number, quote: string, raw: boolean): number | undefined {
    let at = from;
    for (;;) {
      const char = this.#chars[at];
      if (char === undefined) return undefined;
      const closes = char === quote && this.#chars[at + 1] === quote;
      if (closes && this.#chars[at + 2] === quote) return at + 3;
      if (char === '\\' && !raw) {
        const end = this.#escape(at);
        if (end === undefined) return undefined;
        at = end;
      } else {
        at++;
      }
    }
  }

  #escape(at: number): number | undefined {
    const kind = this.#chars[at + 1] ?? '';
    if (SIMPLE_ESCAPES.has(kind)) return at + 2;
    if (/^[0-3]$/.test(kind)) return this.#fixed(at + 2, 2, /^[0-7]$/);
    if (kind === 'x' || kind === 'X') return this.#fixed(at + 2, 2, /^[0-9a-fA-F]$/);
    if (kind === 'u') return this.#fixed(at + 2, 4, /^[0-9a-fA-F]$/);
    if (kind === 'U') return this.#fixed(at + 2, 8, /^[0-9a-fA-F]$/);
    return this.#noEnd(at + 1);
  }

  #fixed(from: number, count: number, digit: RegExp): number | undefined {
    for (let index = 0; index < count; index++) {
      if (!digit.test(this.#chars[from + index] ?? '')) return this.#noEnd(from + index);
    }
    return from + count;
  }

  #noEnd(at: number): undefined {
    this.#reach = Math.max(this.#reach, at);
    return undefined;
  }

  #escapedIdentifier(at: number): [TokenType, number] | undefined {
    let end = at + 1;
    while (/^[A-Za-z0-9_.\-/ ]$/.test(this.#chars[end] ?? '')) end++;
    if (end > at + 1 && this.#chars[end] === '`') return [token.ESCAPED_IDENTIFIER, end + 1];
    return this.#noEnd(end);
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9' && char.length === 1;
}

function isHex(char: string | undefined): boolean {
  return char !== undefined && /^[0-9a-fA-F]$/.test(char);
}

function isLetter(char: string | undefined): boolean {
  return char !== undefined && /^[A-Za-z_]$/.test(char);
}
