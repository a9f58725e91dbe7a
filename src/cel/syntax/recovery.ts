import type { Expectation, TokenSet } from './grammar-sets.ts';
import type { Issue, Source } from './source.ts';
import { NO_LOCATION } from './source.ts';
import type { Token, TokenType } from './tokens.ts';
import { describeTokens, EOF } from './tokens.ts';

/** The limits of cel-go's parser. */
const RULE_DEPTH_MAX = 250;
const RECOVERIES_MAX = 30;
const SYNTAX_ERRORS_MAX = 100;
const RECOVERY_LOOKAHEAD_MAX = 512;

/** A rule cannot go on; it recovers at its own end. */
export class RecognitionError extends Error {}

/** Parsing ends at once. */
export class ParseAborted extends Error {}

/**
 * The cursor of the parser with the error strategy of ANTLR: what is told about a bad token, which
 * tokens are skipped or made up, and where parsing goes on are all part of the texts that clients
 * see, so they follow ANTLR step by step.
 */
export class TokenCursor {
  readonly issues: Issue[] = [];
  readonly #source: Source;
  readonly #tokens: readonly Token[];
  readonly #stack: Expectation[] = [];
  readonly #depths = new Map<string, number>();
  #at = 0;
  #state = 0;
  #recovering = false;
  #recoveries = 0;
  #lookaheads = 0;
  #lastErrorAt = -1;
  readonly #lastErrorStates = new Set<number>();

  constructor(source: Source, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.peek(0);
  }

  /** @param ahead 0 is the current token */
  peek(ahead: number): Token {
    const last = this.#tokens.length - 1;
    const found = this.#tokens[Math.min(this.#at + ahead, last)];
    if (found === undefined) throw new ParseAborted('no tokens');
    return found;
  }

  enter(rule: string, follow: Expectation): void {
    this.#stack.push(follow);
    this.deepen(rule);
  }

  /** Counts one more level of a rule; chains such as `a.b.c` are levels too. */
  deepen(rule: string): void {
    const depth = (this.#depths.get(rule) ?? 0) + 1;
    this.#depths.set(rule, depth);
    if (depth > RULE_DEPTH_MAX) {
      this.abort(`expression recursion limit exceeded: ${RULE_DEPTH_MAX}`);
    }
  }

  exit(rule: string): void {
    this.#stack.pop();
    this.lessen(rule, 1);
  }

  lessen(rule: string, levels: number): void {
    this.#depths.set(rule, (this.#depths.get(rule) ?? 0) - levels);
  }

  /** Ends parsing with an issue that has no place. */
  abort(message: string): never {
    this.issues.push({ ...NO_LOCATION, message });
    throw new ParseAborted(message);
  }

  advance(): Token {
    const token = this.current;
    if (token.type !== EOF) this.#at++;
    return token;
  }

  /** Takes a token that the caller has looked at. */
  take(): Token {
    this.#matched();
    return this.advance();
  }

  /** @returns undefined if the token was made up */
  match(state: number, type: TokenType, then: Expectation): Token | undefined {
    this.#state = state;
    if (this.current.type === type) return this.take();
    return this.#recoverInline({ tokens: new Set([type]), mayEnd: false }, then);
  }

  /** ANTLR's `sync` before a choice: a single superfluous token is skipped. */
  sync(state: number, expected: TokenSet): void {
    this.#state = state;
    if (this.#recovering || expected.has(this.current.type)) return;
    const here = { tokens: expected, mayEnd: false };
    if (this.#deleteToken(here)) return;
    throw this.#mismatch(here);
  }

  /** ANTLR's `sync` in a loop of at least one turn. */
  syncLoop(state: number, expected: TokenSet): void {
    this.#state = state;
    if (this.#recovering || expected.has(this.current.type)) return;
    const here = { tokens: expected, mayEnd: false };
    this.#reportUnwanted(here);
    this.#skipUntil(new Set([...expected, ...this.#recoverySet()]));
  }

  /** @param offending the first token that fits no alternative */
  noViableAlternative(state: number, from: Token, offending: Token): RecognitionError {
    this.#state = state;
    return this.#noViable(from, offending);
  }

  #noViable(from: Token, offending: Token): RecognitionError {
    const first = this.#tokens.indexOf(from, Math.max(this.#at - 1, 0));
    const last = this.#tokens.indexOf(offending, first);
    const text = this.#tokens
      .slice(first, last + 1)
      .map((token, index) => (index === 0 ? token.text : token.hidden + token.text))
      .join('');
    const shown = quoted(from.type === EOF ? '<EOF>' : text);
    const reserved = /^'.(true|false|null)'/.exec(shown)?.[1];
    const message =
      reserved === undefined
        ? `no viable alternative at input ${shown}`
        : `mismatched input '${reserved}' expecting IDENTIFIER`;
    this.#report(message, offending);
    return new RecognitionError(message);
  }

  /** At the end of a rule that failed: skips to where some caller can go on. */
  recover(): void {
    this.#countRecovery();
    if (this.#lastErrorAt === this.#at && this.#lastErrorStates.has(this.#state)) this.advance();
    this.#lastErrorAt = this.#at;
    this.#lastErrorStates.add(this.#state);
    this.#skipUntil(this.#recoverySet());
  }

  #recoverInline(here: Expectation, then: Expectation): Token | undefined {
    this.#countRecovery();
    if (this.#deleteToken(here)) return this.advance();
    if (this.#withCallers(then).has(this.current.type)) {
      this.#report(
        `missing ${describeTokens(this.#withCallers(here))} at ${shownToken(this.current)}`,
        this.current,
      );
      return undefined;
    }
    throw this.#mismatch(here);
  }

  #matched(): void {
    this.#recovering = false;
    this.#lastErrorAt = -1;
    this.#lastErrorStates.clear();
  }

  #mismatch(here: Expectation): RecognitionError {
    const expected = describeTokens(this.#withCallers(here));
    const message = `mismatched input ${shownToken(this.current)} expecting ${expected}`;
    this.#report(message, this.current);
    return new RecognitionError(message);
  }

  #deleteToken(here: Expectation): boolean {
    if (!this.#withCallers(here).has(this.peek(1).type)) return false;
    this.#reportUnwanted(here);
    this.advance();
    this.#matched();
    return true;
  }

  #reportUnwanted(here: Expectation): void {
    const expected = describeTokens(this.#withCallers(here));
    const message = `extraneous input ${shownToken(this.current)} expecting ${expected}`;
    this.#report(message, this.current);
  }

  /** Until a token matches again, further errors are consequences of the first. */
  #report(message: string, offending: Token): void {
    if (this.#recovering) return;
    this.#recovering = true;
    const place = this.#source.locationAt(offending.start);
    if (this.issues.length >= SYNTAX_ERRORS_MAX) {
      const many = `Syntax error: More than ${SYNTAX_ERRORS_MAX} syntax errors`;
      this.issues.push({ ...place, message: many });
      throw new ParseAborted(many);
    }
    this.issues.push({ ...place, message: `Syntax error: ${message}` });
  }

  #countRecovery(): void {
    this.#lookaheads = 0;
    if (this.#recoveries++ < RECOVERIES_MAX) return;
    const message = `error recovery attempt limit exceeded: ${RECOVERIES_MAX}`;
    const place = this.#source.locationAt(this.current.start);
    this.issues.push({ ...place, message: `Syntax error: ${message}` });
    throw new ParseAborted(message);
  }

  #withCallers({ tokens, mayEnd }: Expectation): TokenSet {
    if (!mayEnd) return tokens;
    const all = new Set(tokens);
    for (let level = this.#stack.length - 1; level >= 0; level--) {
      const follow = this.#stack[level];
      if (follow === undefined) break;
      for (const type of follow.tokens) all.add(type);
      if (!follow.mayEnd) return all;
    }
    return all;
  }

  #recoverySet(): TokenSet {
    const all = new Set<TokenType>();
    for (const { tokens } of this.#stack) for (const type of tokens) all.add(type);
    return all;
  }

  #skipUntil(types: TokenSet): void {
    while (this.current.type !== EOF && !types.has(this.current.type)) {
      if (this.#lookaheads++ >= RECOVERY_LOOKAHEAD_MAX) {
        this.abort(`error recovery token lookahead limit exceeded: ${RECOVERY_LOOKAHEAD_MAX}`);
      }
      this.advance();
    }
  }
}

function shownToken({ type, text }: Token): string {
  return quoted(type === EOF ? '<EOF>' : text);
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `'${escaped}'`;
}
