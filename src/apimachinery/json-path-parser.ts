/** One step of a path. `unknown` stands for a word that parses but cannot be evaluated. */
export type PathNode =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'literal'; readonly value: number | boolean }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'slice'; readonly bounds: readonly [SliceBound, SliceBound, SliceBound] }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly paths: readonly (readonly PathNode[])[] }
  | {
      readonly type: 'filter';
      readonly left: readonly PathNode[];
      readonly operator: string;
      readonly right: readonly PathNode[];
    }
  | { readonly type: 'unknown' };

export interface SliceBound {
  readonly known: boolean;
  readonly value: number;
  /** The end that follows from a single index. */
  readonly derived: boolean;
}

/** The text is not a path. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** A filter inside the quotes of a filter, and so on. */
const DEPTH_MAX = 20;

const TERMINATORS = new Set([' ', '\t', '\r', '\n', '.', ',', '[', ']', '$', '@', '{', '}']);
const KEY = /^'([^']*)'$/;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=]+)(.+)$/s;
const WORD = /[_\p{L}\p{Nd}]/u;
const NUMBER = /[+-]?[\d.]*/y;

/** Parses the text between the braces of a template. What follows a closing brace is ignored. */
export function parsePath(text: string, depth = 0): PathNode[] {
  if (depth > DEPTH_MAX) throw new JsonPathError('too deeply nested');
  return new Parser(text, depth).parse();
}

class Parser {
  readonly #text: string;
  readonly #depth: number;
  readonly #nodes: PathNode[] = [];
  #at = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  parse(): PathNode[] {
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      if (char === '}') break;
      this.#step(char);
    }
    return this.#nodes;
  }

  #step(char: string): void {
    if (this.#text.startsWith('[?(', this.#at)) return this.#filter();
    if (this.#text.startsWith('..', this.#at)) return this.#recursive();
    switch (char) {
      case ' ':
      case '@':
      case '$':
        this.#at++;
        return;
      case '[':
        return this.#array();
      case '"':
      case "'":
        return this.#quoted(char);
      case '.':
        return this.#field();
      default:
        if (/[+\-\d]/.test(char)) return this.#number();
        if (WORD.test(char)) return this.#word();
        throw new JsonPathError(`unrecognized character in action: ${char}`);
    }
  }

  #recursive(): void {
    if (this.#nodes.at(-1)?.type === 'recursive') {
      throw new JsonPathError('invalid multiple recursive descent');
    }
    this.#nodes.push({ type: 'recursive' });
    this.#at += 1;
    // The second dot belongs to a field name that follows at once.
    if (!WORD.test(this.#text.charAt(this.#at + 1))) this.#at += 1;
  }

  #field(): void {
    const start = this.#at + 1;
    let end = start;
    while (end < this.#text.length && !TERMINATORS.has(this.#text.charAt(end))) {
      end += this.#text.charAt(end) === '\\' ? 2 : 1;
    }
    this.#at = Math.min(end, this.#text.length);
    const name = this.#text.slice(start, this.#at);
    this.#nodes.push(
      name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') },
    );
  }

  #word(): void {
    const start = this.#at;
    while (this.#at < this.#text.length && !TERMINATORS.has(this.#text.charAt(this.#at)))
      this.#at++;
    const word = this.#text.slice(start, this.#at);
    this.#nodes.push(
      word === 'true' || word === 'false'
        ? { type: 'literal', value: word === 'true' }
        : { type: 'unknown' },
    );
  }

  #number(): void {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0] ?? '';
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${text}`);
    this.#at += text.length;
    // A float never compares with an integer, and 2.0 in an object is an integer by now.
    const isWholeFloat = text.includes('.') && Number.isInteger(value);
    this.#nodes.push(isWholeFloat ? { type: 'unknown' } : { type: 'literal', value });
  }

  #quoted(quote: string): void {
    const start = this.#at + 1;
    let end = start;
    for (;;) {
      const char = this.#text.charAt(end);
      if (char === '' || char === '\n') throw new JsonPathError('unterminated quoted string');
      if (char === quote && this.#text.charAt(end - 1) !== '\\') break;
      end++;
    }
    this.#at = end + 1;
    this.#nodes.push({ type: 'text', value: unescape(this.#text.slice(start, end)) });
  }

  #array(): void {
    const end = this.#text.indexOf(']', this.#at);
    const inside = end < 0 ? '\n' : this.#text.slice(this.#at + 1, end);
    if (inside.includes('\n')) throw new JsonPathError('unterminated array');
    this.#at = end + 1;
    const parts = inside.split(',');
    if (parts.length > 1) {
      const paths = parts.map((part) => parsePath(`[${part.trim()}]`, this.#depth + 1));
      this.#nodes.push({ type: 'union', paths });
      return;
    }
    const key = KEY.exec(inside);
    if (key !== null) {
      this.#nodes.push(...parsePath(`.${key[1] ?? ''}`, this.#depth + 1));
      return;
    }
    this.#nodes.push({ type: 'slice', bounds: sliceBounds(inside === '*' ? ':' : inside) });
  }

  #filter(): void {
    const start = this.#at + 3;
    const end = this.#filterEnd(start);
    if (this.#text.charAt(end + 1) !== ']') throw new JsonPathError('unclosed array expect ]');
    this.#at = end + 2;
    const inside = this.#text.slice(start, end);
    const [, left, operator, right] = COMPARISON.exec(inside) ?? [];
    const depth = this.#depth + 1;
    this.#nodes.push(
      left === undefined || operator === undefined || right === undefined
        ? { type: 'filter', left: parsePath(inside, depth), operator: 'exists', right: [] }
        : {
            type: 'filter',
            left: parsePath(left, depth),
            operator,
            right: parsePath(right, depth),
          },
    );
  }

  /** Where the `)` stands that is not inside of quotes. */
  #filterEnd(start: number): number {
    let quote = '';
    let closed = false;
    for (let at = start; ; at++) {
      const char = this.#text.charAt(at);
      if (char === '' || char === '\n') throw new JsonPathError('unterminated filter');
      if (char === '"' || char === "'") {
        if (quote === '') quote = char;
        else if (char === quote && this.#text.charAt(at - 1) !== '\\') closed = true;
      }
      if (char === ')' && (quote !== '') === closed) return at;
    }
  }
}

function sliceBounds(text: string): [SliceBound, SliceBound, SliceBound] {
  const match = SLICE.exec(text);
  if (match === null) throw new JsonPathError(`invalid array index ${text}`);
  const start = bound(match[1] ?? '');
  const end: SliceBound =
    match[2] === undefined
      ? { known: true, value: start.value + 1, derived: true }
      : bound(match[2].slice(1));
  return [start, end, bound((match[3] ?? '').slice(1))];
}

function bound(text: string): SliceBound {
  if (text === '') return { known: false, value: 0, derived: false };
  const value = Number(text);
  if (Number.isNaN(value)) throw new JsonPathError(`array index ${text} is not a number`);
  return { known: true, value, derived: false };
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}
