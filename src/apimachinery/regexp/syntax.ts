import { charTest, POSIX_CLASSES, perlClass, unicodeClass } from './classes.ts';

/** Tells whether one code point belongs. */
export type CharTest = (code: number) => boolean;

export type Assertion = 'lineStart' | 'lineEnd' | 'textStart' | 'textEnd' | 'word' | 'noWord';

/** A pattern in RE2's syntax, parsed. */
export type Node =
  | { readonly type: 'char'; readonly test: CharTest }
  | { readonly type: 'assert'; readonly assertion: Assertion }
  | { readonly type: 'all'; readonly nodes: readonly Node[] }
  | { readonly type: 'any'; readonly nodes: readonly Node[] }
  | {
      readonly type: 'repeat';
      readonly node: Node;
      readonly min: number;
      readonly max: number;
      /** Takes as little as it can: it matters only for where a match ends. */
      readonly lazy: boolean;
    };

/** A pattern that Go's parser refuses; the message is Go's. */
export class PatternError extends Error {
  constructor(what: string) {
    super(`error parsing regexp: ${what}`);
  }
}

/** Go's limits. */
const REPEAT_MAX = 1000;
const NESTING_MAX = 250;

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

/** @throws PatternError */
export function parsePattern(pattern: string): Node {
  return new Parser(pattern).parse();
}

class Parser {
  readonly #chars: readonly string[];
  #at = 0;
  #depth = 0;
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false };

  constructor(pattern: string) {
    this.#chars = Array.from(pattern);
  }

  parse(): Node {
    const node = this.#alternatives();
    if (this.#at < this.#chars.length) throw new PatternError(`unexpected ): \`${this.#all()}\``);
    checkRepeats(node, REPEAT_MAX);
    return node;
  }

  #all(): string {
    return this.#chars.join('');
  }

  #peek(): string | undefined {
    return this.#chars[this.#at];
  }

  #take(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#chars[this.#at + i] !== text[i]) return false;
    this.#at += text.length;
    return true;
  }

  #alternatives(): Node {
    if (++this.#depth > NESTING_MAX) {
      throw new PatternError(`expression nests too deeply: \`${this.#all()}\``);
    }
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    this.#depth--;
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { type: 'any', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (next === '|' || next === ')') break;
      if (this.#take('\\Q')) {
        nodes.push(...this.#quoted());
        continue;
      }
      const node = this.#atom(next);
      if (node !== undefined) nodes.push(this.#repeated(node));
    }
    return { type: 'all', nodes };
  }

  #quoted(): Node[] {
    const nodes: Node[] = [];
    while (this.#at < this.#chars.length && !this.#take('\\E')) nodes.push(this.#literal());
    return nodes;
  }

  #literal(): Node {
    const code = this.#chars[this.#at++]?.codePointAt(0) ?? 0;
    return { type: 'char', test: charTest([[code, code]], this.#flags.ignoreCase) };
  }

  /** Undefined: flags, which stand for nothing themselves. */
  #atom(next: string): Node | undefined {
    switch (next) {
      case '(':
        return this.#group();
      case '[':
        return { type: 'char', test: this.#set() };
      case '.': {
        this.#at++;
        const { dotAll } = this.#flags;
        return { type: 'char', test: dotAll ? () => true : (code) => code !== 10 };
      }
      case '^':
        this.#at++;
        return { type: 'assert', assertion: this.#flags.multiLine ? 'lineStart' : 'textStart' };
      case '$':
        this.#at++;
        return { type: 'assert', assertion: this.#flags.multiLine ? 'lineEnd' : 'textEnd' };
      case '*':
      case '+':
      case '?':
        throw new PatternError(`missing argument to repetition operator: \`${next}\``);
      case '\\':
        return this.#escaped();
      default:
        return this.#literal();
    }
  }

  #group(): Node | undefined {
    this.#at++;
    const before = this.#flags;
    if (this.#take('?')) {
      if (this.#take('P<') || this.#take('<')) {
        const end = this.#chars.indexOf('>', this.#at);
        if (end === -1) throw new PatternError(`invalid named capture: \`${this.#all()}\``);
        this.#at = end + 1;
      } else if (!this.#readFlags()) return undefined;
    }
    const node = this.#alternatives();
    if (!this.#take(')')) throw new PatternError(`missing closing ): \`${this.#all()}\``);
    this.#flags = before;
    return node;
  }

  /** @returns whether a group follows; else the flags are for the rest of the one around */
  #readFlags(): boolean {
    const start = this.#at;
    let on = true;
    for (;;) {
      const flag = this.#chars[this.#at++];
      if (flag === ')') return false;
      if (flag === ':') return true;
      if (flag === '-') on = false;
      else if (flag === 'i') this.#flags = { ...this.#flags, ignoreCase: on };
      else if (flag === 'm') this.#flags = { ...this.#flags, multiLine: on };
      else if (flag === 's') this.#flags = { ...this.#flags, dotAll: on };
      else if (flag !== 'U') {
        const text = this.#chars.slice(start - 2, this.#at).join('');
        throw new PatternError(`invalid or unsupported Perl syntax: \`${text}\``);
      }
    }
  }

  #escaped(): Node {
    const assertions: Readonly<Record<string, Assertion>> = {
      A: 'textStart',
      z: 'textEnd',
      b: 'word',
      B: 'noWord',
    };
    const assertion = assertions[this.#chars[this.#at + 1] ?? ''];
    if (assertion !== undefined) {
      this.#at += 2;
      return { type: 'assert', assertion };
    }
    return { type: 'char', test: this.#escapedTest() };
  }

  #escapedTest(): CharTest {
    const letter = this.#chars[this.#at + 1];
    if (letter === undefined) throw new PatternError('trailing backslash at end of expression: ``');
    const perl = perlClass(letter);
    if (perl !== undefined) {
      this.#at += 2;
      return perl;
    }
    if (letter === 'p' || letter === 'P') return this.#property(letter === 'P');
    const code = this.#escapedCode();
    return charTest([[code, code]], this.#flags.ignoreCase);
  }

  #property(isNegated: boolean): CharTest {
    const start = this.#at;
    this.#at += 2;
    let name = this.#chars[this.#at++] ?? '';
    if (name === '{') {
      const end = this.#chars.indexOf('}', this.#at);
      name = this.#chars.slice(this.#at, end).join('');
      this.#at = end === -1 ? this.#chars.length : end + 1;
    }
    const test = unicodeClass(name);
    if (test === undefined) {
      const text = this.#chars.slice(start, this.#at).join('');
      throw new PatternError(`invalid character class range: \`${text}\``);
    }
    return isNegated ? (code) => !test(code) : test;
  }

  #escapedCode(): number {
    const start = this.#at++;
    const letter = this.#chars[this.#at++] ?? '';
    const control = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[letter];
    if (control !== undefined) return control;
    if (letter === 'x') return this.#hexCode(start);
    if (/[0-7]/.test(letter)) {
      let digits = letter;
      while (digits.length < 3 && /[0-7]/.test(this.#peek() ?? '')) {
        digits += this.#chars[this.#at++] ?? '';
      }
      if (letter === '0' || digits.length > 1) return Number.parseInt(digits, 8);
    }
    const code = letter.codePointAt(0) ?? 0;
    if (code < 128 && !/[0-9A-Za-z]/.test(letter)) return code;
    throw new PatternError(
      `invalid escape sequence: \`${this.#chars.slice(start, this.#at).join('')}\``,
    );
  }

  #hexCode(start: number): number {
    let digits = '';
    if (this.#take('{')) {
      while (this.#at < this.#chars.length && !this.#take('}')) {
        digits += this.#chars[this.#at++] ?? '';
      }
    } else digits = this.#chars.slice(this.#at, (this.#at += 2)).join('');
    const code = /^[0-9A-Fa-f]{1,8}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    if (code <= 0x10ffff) return code;
    throw new PatternError(
      `invalid escape sequence: \`${this.#chars.slice(start, this.#at).join('')}\``,
    );
  }

  #set(): CharTest {
    const start = this.#at++;
    const isNegated = this.#take('^');
    const tests: CharTest[] = [];
    const ranges: [number, number][] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#peek() === undefined) {
        throw new PatternError(`missing closing ]: \`${this.#chars.slice(start).join('')}\``);
      }
      const named = this.#namedClass();
      if (named !== undefined) tests.push(named);
      else ranges.push(this.#range());
    }
    this.#at++;
    const inRanges = charTest(ranges, this.#flags.ignoreCase);
    const test: CharTest = (code) => inRanges(code) || tests.some((each) => each(code));
    return isNegated ? (code) => !test(code) : test;
  }

  #namedClass(): CharTest | undefined {
    const rest = this.#chars.slice(this.#at, this.#at + 12).join('');
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(rest);
    if (posix !== null) {
      const ranges = POSIX_CLASSES[posix[2] ?? ''];
      if (ranges === undefined) {
        throw new PatternError(`invalid character class range: \`${posix[0]}\``);
      }
      this.#at += posix[0].length;
      const test = charTest(ranges, this.#flags.ignoreCase);
      return posix[1] === '^' ? (code) => !test(code) : test;
    }
    if (this.#peek() !== '\\') return undefined;
    const letter = this.#chars[this.#at + 1] ?? '';
    if (perlClass(letter) === undefined && letter !== 'p' && letter !== 'P') return undefined;
    return this.#escapedTest();
  }

  #range(): [number, number] {
    const start = this.#at;
    const low = this.#setChar();
    if (this.#peek() !== '-' || this.#chars[this.#at + 1] === ']') return [low, low];
    if (this.#chars[this.#at + 1] === undefined) return [low, low];
    this.#at++;
    const high = this.#setChar();
    if (high >= low) return [low, high];
    const text = this.#chars.slice(start, this.#at).join('');
    throw new PatternError(`invalid character class range: \`${text}\``);
  }

  #setChar(): number {
    if (this.#peek() === '\\') return this.#escapedCode();
    return this.#chars[this.#at++]?.codePointAt(0) ?? 0;
  }

  #repeated(node: Node): Node {
    let repeated = node;
    for (let count = 0; ; count++) {
      const bounds = this.#quantifier();
      if (bounds === undefined) return repeated;
      if (count > 0) {
        throw new PatternError(`invalid nested repetition operator: \`${bounds.text}\``);
      }
      const { min, max, lazy } = bounds;
      repeated = { type: 'repeat', node: repeated, min, max, lazy };
    }
  }

  #quantifier(): { min: number; max: number; lazy: boolean; text: string } | undefined {
    const start = this.#at;
    let bounds: { min: number; max: number } | undefined;
    if (this.#take('*')) bounds = { min: 0, max: Number.POSITIVE_INFINITY };
    else if (this.#take('+')) bounds = { min: 1, max: Number.POSITIVE_INFINITY };
    else if (this.#take('?')) bounds = { min: 0, max: 1 };
    else bounds = this.#counts();
    if (bounds === undefined) return undefined;
    const lazy = this.#take('?');
    return { ...bounds, lazy, text: this.#chars.slice(start, this.#at).join('') };
  }

  /** Braces that hold no counts stand for themselves. */
  #counts(): { min: number; max: number } | undefined {
    if (this.#peek() !== '{') return undefined;
    const found = /^\{(\d+)(,?)(\d*)\}/.exec(this.#chars.slice(this.#at, this.#at + 32).join(''));
    if (found === null) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    const open = found[2] === ',' && found[3] === '';
    const max = open ? Number.POSITIVE_INFINITY : found[2] === '' ? min : Number(found[3]);
    if (min > REPEAT_MAX || (max !== Number.POSITIVE_INFINITY && max > REPEAT_MAX) || min > max) {
      throw new PatternError(`invalid repeat count: \`${found[0]}\``);
    }
    return { min, max };
  }
}

/** Repetitions inside of each other multiply. */
function checkRepeats(node: Node, left: number): void {
  if (node.type === 'repeat') {
    const times = Math.max(1, node.max === Number.POSITIVE_INFINITY ? node.min : node.max);
    if (times > left) throw new PatternError('invalid repeat count');
    checkRepeats(node.node, Math.floor(left / times));
  } else if (node.type === 'all' || node.type === 'any') {
    for (const each of node.nodes) checkRepeats(each, left);
  }
}
