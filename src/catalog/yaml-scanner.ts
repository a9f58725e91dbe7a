import { codesOf, isBlankOrEnd, isBreak, YamlError, YamlReader } from './yaml-reader.ts';
import { scanBlock, scanPlain, scanQuoted } from './yaml-scalars.ts';
import type { Directive } from './yaml-tags.ts';
import { scanDirective, scanName, scanTag } from './yaml-tags.ts';

/** How deep YAML collections may nest; upstream, whose text names its own bound, allows more. */
export const YAML_DEPTH_MAX = 1000;
const DEPTH_PROBLEM = 'exceeded max depth of 10000';
/** A key without `?` must end so many characters behind its beginning, on the same line. */
const SIMPLE_KEY_MAX = 1024;

export type TokenType =
  | 'alias'
  | 'anchor'
  | 'block-end'
  | 'block-entry'
  | 'block-mapping'
  | 'block-sequence'
  | 'directive'
  | 'document-end'
  | 'document-start'
  | 'flow-entry'
  | 'flow-mapping'
  | 'flow-mapping-end'
  | 'flow-sequence'
  | 'flow-sequence-end'
  | 'key'
  | 'scalar'
  | 'stream-end'
  | 'tag'
  | 'value';

export interface Token {
  readonly type: TokenType;
  /** Where it begins, counted from 0. */
  readonly line: number;
  /** The text of a scalar, the name of an anchor, the handle of a tag. */
  readonly value: string;
  /** A scalar without quotes and without a header. */
  readonly plain: boolean;
  /** The part of a tag behind its handle. */
  readonly suffix: string;
  readonly directive: Directive | undefined;
}

/** A place where a `:` would turn what stood there into a key. */
interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  /** The number of the token that would become the key. */
  readonly token: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

const NO_KEY: SimpleKey = { possible: false, required: false, token: 0, at: 0, line: 0, column: 0 };

const FLOW_TOKENS: ReadonlyMap<number, TokenType> = new Map([
  [0x5b, 'flow-sequence'],
  [0x7b, 'flow-mapping'],
  [0x5d, 'flow-sequence-end'],
  [0x7d, 'flow-mapping-end'],
]);
/** What no plain scalar begins with; `-`, `?` and `:` are none of these when text follows. */
const NO_PLAIN_START = codesOf(',[]{}#&*!|>\'"%@`');

/** Splits YAML 1.1 into tokens as libyaml does, with its problems in its words. */
export class YamlScanner {
  readonly #reader: YamlReader;
  #tokens: Token[] = [];
  #head = 0;
  /** How many tokens have been taken. */
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #keyAllowed = true;
  readonly #keys: SimpleKey[] = [NO_KEY];
  /** The flow level whose simple key a token is, by the token's number. */
  readonly #levelOfToken = new Map<number, number>();

  constructor(bytes: Buffer) {
    this.#reader = new YamlReader(bytes);
  }

  /** The next token, which `skip` takes. */
  peek(): Token {
    while (this.#head === this.#tokens.length || this.#headMayBecomeKey()) this.#fetch();
    const token = this.#tokens[this.#head];
    if (token === undefined) throw new YamlError('unknown problem parsing YAML content');
    return token;
  }

  skip(): void {
    this.#taken++;
    this.#head++;
    if (this.#head > SIMPLE_KEY_MAX) {
      this.#tokens = this.#tokens.slice(this.#head);
      this.#head = 0;
    }
  }

  #headMayBecomeKey(): boolean {
    const level = this.#levelOfToken.get(this.#taken);
    return level !== undefined && this.#isKeyPossible(level);
  }

  #fetch(): void {
    const reader = this.#reader;
    this.#skipToToken();
    this.#unrollIndent(reader.column);
    const code = reader.code();
    if (code === 0) return this.#fetchStreamEnd();
    if (reader.column === 0 && code === 0x25) return this.#fetchDirective();
    if (reader.atDocumentIndicator()) {
      this.#endBlocks();
      this.#push(code === 0x2d ? 'document-start' : 'document-end');
      return reader.skip(3);
    }
    const flow = FLOW_TOKENS.get(code);
    if (flow !== undefined) return this.#fetchFlow(flow);
    if (code === 0x2c) return this.#fetchFlowEntry();
    const blankNext = isBlankOrEnd(reader.code(1));
    if (code === 0x2d && blankNext) return this.#fetchBlockEntry();
    if (code === 0x3f && (this.#flowLevel > 0 || blankNext)) return this.#fetchKey();
    if (code === 0x3a && (this.#flowLevel > 0 || blankNext)) return this.#fetchValue();
    if (code === 0x2a || code === 0x26) {
      const type = code === 0x2a ? 'alias' : 'anchor';
      this.#beginNamed();
      const { line } = reader;
      return this.#add(newToken(type, line, scanName(reader)));
    }
    if (code === 0x21) {
      this.#beginNamed();
      return this.#add({ ...newToken('tag', reader.line), ...scanTag(reader) });
    }
    return this.#fetchScalar(code);
  }

  #fetchScalar(code: number): void {
    const reader = this.#reader;
    const { line } = reader;
    if ((code === 0x7c || code === 0x3e) && this.#flowLevel === 0) {
      this.#removeSimpleKey();
      this.#keyAllowed = true;
      return this.#add(newToken('scalar', line, scanBlock(reader, this.#indent)));
    }
    if (code === 0x27 || code === 0x22) {
      this.#beginNamed();
      return this.#add(newToken('scalar', line, scanQuoted(reader, code)));
    }
    if (isBlankOrEnd(code) || NO_PLAIN_START.has(code)) {
      reader.fail('found character that cannot start any token');
    }
    this.#beginNamed();
    const { value, broken } = scanPlain(reader, this.#indent + 1, this.#flowLevel > 0);
    this.#add(newToken('scalar', line, value, true));
    if (broken) this.#keyAllowed = true;
  }

  /** What comes now may be a simple key. */
  #beginNamed(): void {
    this.#saveSimpleKey();
    this.#keyAllowed = false;
  }

  #fetchStreamEnd(): void {
    const reader = this.#reader;
    if (reader.column !== 0) {
      reader.column = 0;
      reader.line++;
    }
    this.#endBlocks();
    this.#push('stream-end');
  }

  #fetchDirective(): void {
    const { line } = this.#reader;
    this.#endBlocks();
    this.#add({ ...newToken('directive', line), directive: scanDirective(this.#reader) });
  }

  #endBlocks(): void {
    this.#unrollIndent(-1);
    this.#removeSimpleKey();
    this.#keyAllowed = false;
  }

  #fetchFlow(type: TokenType): void {
    const opens = type === 'flow-sequence' || type === 'flow-mapping';
    if (opens) {
      this.#saveSimpleKey();
      this.#keys.push({ ...NO_KEY, token: this.#nextNumber() });
      if (++this.#flowLevel > YAML_DEPTH_MAX) this.#reader.fail(DEPTH_PROBLEM);
    } else {
      this.#removeSimpleKey();
      if (this.#flowLevel > 0) {
        this.#flowLevel--;
        const key = this.#keys.pop();
        if (key !== undefined) this.#levelOfToken.delete(key.token);
      }
    }
    this.#keyAllowed = opens;
    this.#pushChar(type);
  }

  #fetchFlowEntry(): void {
    this.#removeSimpleKey();
    this.#keyAllowed = true;
    this.#pushChar('flow-entry');
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        this.#reader.fail('block sequence entries are not allowed in this context');
      }
      this.#rollIndent(this.#reader.column, 'block-sequence', this.#reader.line);
    }
    this.#removeSimpleKey();
    this.#keyAllowed = true;
    this.#pushChar('block-entry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#reader.fail('mapping keys are not allowed in this context');
      this.#rollIndent(this.#reader.column, 'block-mapping', this.#reader.line);
    }
    this.#removeSimpleKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#pushChar('key');
  }

  #fetchValue(): void {
    const level = this.#keys.length - 1;
    const key = this.#keys[level] ?? NO_KEY;
    if (this.#isKeyPossible(level)) {
      const place = this.#head + key.token - this.#taken;
      this.#tokens.splice(place, 0, newToken('key', key.line));
      this.#rollIndent(key.column, 'block-mapping', key.line, place);
      key.possible = false;
      this.#levelOfToken.delete(key.token);
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#reader.fail('mapping values are not allowed in this context');
        this.#rollIndent(this.#reader.column, 'block-mapping', this.#reader.line);
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#pushChar('value');
  }

  #pushChar(type: TokenType): void {
    this.#push(type);
    this.#reader.skip();
  }

  #push(type: TokenType): void {
    this.#add(newToken(type, this.#reader.line));
  }

  #add(token: Token): void {
    this.#tokens.push(token);
  }

  #skipToToken(): void {
    const reader = this.#reader;
    for (;;) {
      if (reader.column === 0 && reader.code() === 0xfeff) reader.skip();
      // A tab is no indentation, so none may stand where a key could begin.
      while (reader.code() === 0x20 || (reader.code() === 0x09 && this.#mayTabsStandHere())) {
        reader.skip();
      }
      reader.skipComment();
      if (!isBreak(reader.code())) return;
      reader.lineBreak();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #mayTabsStandHere(): boolean {
    return this.#flowLevel > 0 || !this.#keyAllowed;
  }

  #saveSimpleKey(): void {
    if (!this.#keyAllowed) return;
    const { at, line, column } = this.#reader;
    const required = this.#flowLevel === 0 && this.#indent === column;
    const token = this.#nextNumber();
    this.#removeSimpleKey();
    const level = this.#keys.length - 1;
    this.#keys[level] = { possible: true, required, token, at, line, column };
    this.#levelOfToken.set(token, level);
  }

  /** The number that the next token fetched will have, if none is put before it. */
  #nextNumber(): number {
    return this.#taken + this.#tokens.length - this.#head;
  }

  #removeSimpleKey(): void {
    const key = this.#keys.at(-1);
    if (key === undefined || !key.possible) return;
    if (key.required) this.#reader.fail("could not find expected ':'");
    key.possible = false;
    this.#levelOfToken.delete(key.token);
  }

  #isKeyPossible(level: number): boolean {
    const key = this.#keys[level];
    if (key === undefined || !key.possible) return false;
    const { line, at } = this.#reader;
    if (key.line === line && key.at + SIMPLE_KEY_MAX >= at) return true;
    if (key.required) this.#reader.fail("could not find expected ':'");
    key.possible = false;
    return false;
  }

  #rollIndent(column: number, type: TokenType, line: number, place?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > YAML_DEPTH_MAX) this.#reader.fail(DEPTH_PROBLEM);
    this.#tokens.splice(place ?? this.#tokens.length, 0, newToken(type, line));
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('block-end');
      this.#indent = this.#indents.pop() ?? -1;
    }
  }
}

function newToken(type: TokenType, line: number, value = '', plain = false): Token {
  return { type, line, value, plain, suffix: '', directive: undefined };
}
