import type { AstBuilder } from './builder.ts';
import type { Expectation, TokenSet } from './grammar-sets.ts';
import { FOLLOW } from './grammar-sets.ts';
import type { TokenCursor } from './recovery.ts';
import { RecognitionError } from './recovery.ts';
import type { TokenType } from './tokens.ts';
import * as token from './tokens.ts';

/** What the rules of the grammar have in common: where they fail, and how they go on. */
export class GrammarRules {
  protected readonly cursor: TokenCursor;
  protected readonly build: AstBuilder;

  constructor(cursor: TokenCursor, build: AstBuilder) {
    this.cursor = cursor;
    this.build = build;
  }

  /** Within the rule that failed: it ends where parsing can go on, without a result. */
  protected recovered(error: unknown): undefined {
    if (!(error instanceof RecognitionError)) throw error;
    this.cursor.recover();
    return undefined;
  }

  protected is(type: TokenType): boolean {
    return this.cursor.current.type === type;
  }

  /** After an error `sync` lets everything pass, and only the choice fails. */
  protected requireStart(state: number, start: TokenSet): void {
    const { current } = this.cursor;
    if (!start.has(current.type)) throw this.cursor.noViableAlternative(state, current, current);
  }

  /** `item (',' item)*`; with `trailing`, a comma before the end is left to the caller. */
  protected items<T>(
    rule: string,
    follow: Expectation,
    start: TokenSet,
    item: () => T,
    trailing: boolean,
  ): T[] {
    this.cursor.enter(rule, follow);
    try {
      const items = [item()];
      for (;;) {
        if (!this.is(token.COMMA)) return items;
        if (trailing && !start.has(this.cursor.peek(1).type)) return items;
        this.cursor.take();
        items.push(item());
      }
    } finally {
      this.cursor.exit(rule);
    }
  }

  /** `','? close` */
  protected close(state: number, close: TokenType): void {
    this.cursor.sync(state, new Set([token.COMMA, close]));
    if (this.is(token.COMMA)) this.cursor.take();
    this.cursor.match(state + 100, close, FOLLOW.member);
  }

  protected pairs<T>(rule: string, start: TokenSet, pair: () => T | undefined): T[] | undefined {
    try {
      const pairs = this.items(rule, FOLLOW.entries, start, pair, true);
      return pairs.filter((found) => found !== undefined);
    } catch (error) {
      if (!(error instanceof RecognitionError)) throw error;
      // The rule of the pairs recovers where their caller can go on.
      this.cursor.enter(rule, FOLLOW.entries);
      this.cursor.recover();
      this.cursor.exit(rule);
      return undefined;
    }
  }
}
