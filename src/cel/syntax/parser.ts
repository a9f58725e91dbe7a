import type { EntryExpr, Expr, FieldExpr } from './ast.ts';
import { AstBuilder } from './builder.ts';
import type { Expectation } from './grammar-sets.ts';
import {
  EXPR_START,
  FIELD_START,
  FOLLOW,
  MEMBER_START,
  OPTIONAL_EXPR_START,
} from './grammar-sets.ts';
import { tokenize } from './lexer.ts';
import { OperatorRules } from './operator-rules.ts';
import { ParseAborted, RecognitionError, TokenCursor } from './recovery.ts';
import type { Issue, Source } from './source.ts';
import { NO_LOCATION } from './source.ts';
import type { Token, TokenType } from './tokens.ts';
import * as token from './tokens.ts';

const CODE_POINTS_MAX = 100_000;

export interface Parsed {
  /** Undefined if nothing could be read; with issues, the tree is of no use. */
  readonly expr: Expr | undefined;
  readonly issues: readonly Issue[];
}

/**
 * Reads an expression; the texts of its errors are those of cel-go.
 * @param bindings whether `cel.bind` is a macro
 */
export function parse(source: Source, bindings = false): Parsed {
  const size = source.codePoints.length;
  if (size > CODE_POINTS_MAX) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${CODE_POINTS_MAX}`;
    return { expr: undefined, issues: [{ ...NO_LOCATION, message }] };
  }
  const { tokens, issues } = tokenize(source);
  const cursor = new TokenCursor(source, tokens);
  const builder = new AstBuilder(source, bindings);
  let expr: Expr | undefined;
  try {
    expr = new Parser(cursor, builder).start();
  } catch (error) {
    if (!(error instanceof ParseAborted)) throw error;
  }
  return { expr, issues: [...issues, ...cursor.issues, ...builder.issues] };
}

/** One method per rule of the grammar, with the points at which ANTLR looks for errors. */
class Parser extends OperatorRules {
  start(): Expr | undefined {
    const expr = this.#expr(FOLLOW.start);
    try {
      this.cursor.match(1, token.EOF, FOLLOW.end);
    } catch (error) {
      if (!(error instanceof RecognitionError)) throw error;
    }
    return expr;
  }

  #expr(follow: Expectation): Expr | undefined {
    this.cursor.enter('expr', follow);
    try {
      const condition = this.or(FOLLOW.condition);
      if (!this.is(token.QUESTION)) return condition;
      const question = this.cursor.take();
      const whenTrue = this.or(FOLLOW.whenTrue);
      this.cursor.match(2, token.COLON, { tokens: EXPR_START, mayEnd: false });
      const whenFalse = this.#expr(FOLLOW.end);
      return this.build.call(question.start, '_?_:_', [condition, whenTrue, whenFalse]);
    } catch (error) {
      return this.recovered(error);
    } finally {
      this.cursor.exit('expr');
    }
  }

  protected override unary(): Expr | undefined {
    this.cursor.enter('unary', FOLLOW.calc);
    try {
      this.cursor.sync(3, EXPR_START);
      this.requireStart(24, EXPR_START);
      if (this.is(token.NOT)) return this.#prefixed(token.NOT, '!_');
      const isNegative =
        this.is(token.MINUS) && ![token.INT, token.FLOAT].includes(this.cursor.peek(1).type);
      if (!isNegative) return this.#member();
      return this.#prefixed(token.MINUS, '-_');
    } catch (error) {
      return this.recovered(error);
    } finally {
      this.cursor.exit('unary');
    }
  }

  #prefixed(type: TokenType, name: string): Expr | undefined {
    const first = this.cursor.current;
    let count = 0;
    while (this.is(type)) {
      const next = this.cursor.peek(1);
      if (type === token.MINUS && next.type !== type && !MEMBER_START.has(next.type)) {
        throw this.cursor.noViableAlternative(4, this.cursor.current, next);
      }
      this.cursor.take();
      count++;
      this.cursor.syncLoop(5, new Set([type, ...MEMBER_START]));
    }
    const operand = this.#member();
    return count % 2 === 0 ? operand : this.build.call(first.start, name, [operand]);
  }

  #member(): Expr | undefined {
    let levels = 0;
    let operand: Expr | undefined;
    this.cursor.enter('member', FOLLOW.end);
    try {
      operand = this.#primary();
      while (this.is(token.DOT) || this.is(token.LEFT_BRACKET)) {
        this.cursor.deepen('member');
        levels++;
        operand = this.is(token.DOT) ? this.#selection(operand) : this.#index(operand);
      }
    } catch (error) {
      // What was read before an error still counts: macros look at it.
      this.recovered(error);
    }
    this.cursor.exit('member');
    this.cursor.lessen('member', levels);
    return operand;
  }

  #selection(operand: Expr | undefined): Expr | undefined {
    const dot = this.cursor.current;
    const next = this.cursor.peek(1);
    if (next.type === token.IDENTIFIER && this.cursor.peek(2).type === token.LEFT_PAREN) {
      this.cursor.take();
      const name = this.cursor.take();
      const open = this.cursor.take();
      const args = this.#arguments();
      return this.build.macroOrCall(open.start, name.text, operand, args);
    }
    if (!FIELD_START.has(next.type)) {
      throw this.cursor.noViableAlternative(6, dot, next);
    }
    this.cursor.take();
    const optional = this.is(token.QUESTION) ? this.cursor.take() : undefined;
    const at = this.cursor.current.start;
    const name = this.#escapedIdentifier();
    if (name === undefined) return this.build.missingName(at);
    if (optional === undefined) return this.build.select(dot.start, operand, name);
    const field = this.build.text(name);
    return this.build.call(dot.start, '_?._', [operand, field]);
  }

  #escapedIdentifier(): Token | undefined {
    this.cursor.enter('escapeIdent', FOLLOW.member);
    try {
      const found = this.cursor.current;
      if (found.type === token.IDENTIFIER || found.type === token.ESCAPED_IDENTIFIER) {
        return this.cursor.take();
      }
      this.cursor.sync(7, new Set([token.IDENTIFIER, token.ESCAPED_IDENTIFIER]));
      this.requireStart(25, new Set([token.IDENTIFIER, token.ESCAPED_IDENTIFIER]));
      return this.cursor.take();
    } catch (error) {
      if (!(error instanceof RecognitionError)) throw error;
      this.cursor.recover();
      return undefined;
    } finally {
      this.cursor.exit('escapeIdent');
    }
  }

  #index(operand: Expr | undefined): Expr | undefined {
    const open = this.cursor.take();
    this.cursor.sync(8, OPTIONAL_EXPR_START);
    const optional = this.is(token.QUESTION) ? this.cursor.take() : undefined;
    const index = this.#expr(FOLLOW.index);
    this.cursor.match(9, token.RIGHT_BRACKET, FOLLOW.member);
    const name = optional === undefined ? '_[_]' : '_[?_]';
    return this.build.call(open.start, name, [operand, index]);
  }

  /** The arguments of a call behind its open parenthesis. */
  #arguments(): (Expr | undefined)[] {
    this.cursor.sync(10, new Set([...EXPR_START, token.RIGHT_PAREN]));
    const args = EXPR_START.has(this.cursor.current.type)
      ? this.items('exprList', FOLLOW.paren, EXPR_START, () => this.#expr(FOLLOW.item), false)
      : [];
    this.cursor.match(11, token.RIGHT_PAREN, FOLLOW.member);
    return args;
  }

  #primary(): Expr | undefined {
    this.cursor.enter('primary', FOLLOW.member);
    try {
      this.cursor.sync(12, MEMBER_START);
      this.requireStart(23, MEMBER_START);
      switch (this.cursor.current.type) {
        case token.LEFT_PAREN:
          return this.#nested();
        case token.LEFT_BRACKET:
          return this.#list();
        case token.LEFT_BRACE:
          return this.#map();
        case token.DOT:
        case token.IDENTIFIER:
          return this.#identifier();
        default:
          return this.#literal();
      }
    } catch (error) {
      return this.recovered(error);
    } finally {
      this.cursor.exit('primary');
    }
  }

  #nested(): Expr | undefined {
    this.cursor.take();
    const expr = this.#expr(FOLLOW.paren);
    this.cursor.match(13, token.RIGHT_PAREN, FOLLOW.member);
    return expr;
  }

  #list(): Expr | undefined {
    const open = this.cursor.take();
    const start = new Set([...OPTIONAL_EXPR_START, token.COMMA, token.RIGHT_BRACKET]);
    this.cursor.sync(14, start);
    const items = OPTIONAL_EXPR_START.has(this.cursor.current.type)
      ? this.items('listInit', FOLLOW.list, OPTIONAL_EXPR_START, () => this.#element(), true)
      : [];
    this.close(15, token.RIGHT_BRACKET);
    return this.build.list(open.start, items);
  }

  #element(): { expr: Expr | undefined; optional: boolean } {
    const optional = this.is(token.QUESTION) && this.cursor.take() !== undefined;
    return { expr: this.#expr(FOLLOW.item), optional };
  }

  #map(): Expr | undefined {
    const open = this.cursor.take();
    const start = new Set([...OPTIONAL_EXPR_START, token.COMMA, token.RIGHT_BRACE]);
    this.cursor.sync(16, start);
    const entries = OPTIONAL_EXPR_START.has(this.cursor.current.type) ? this.#entries() : undefined;
    this.close(17, token.RIGHT_BRACE);
    return this.build.map(open.start, entries ?? []);
  }

  #entries(): EntryExpr[] | undefined {
    return this.pairs('mapInit', OPTIONAL_EXPR_START, () => {
      const optional = this.is(token.QUESTION) && this.cursor.take() !== undefined;
      const key = this.#expr(FOLLOW.key);
      const colon = this.cursor.match(18, token.COLON, { tokens: EXPR_START, mayEnd: false });
      const value = this.#expr(FOLLOW.item);
      if (key === undefined || value === undefined) return undefined;
      return { at: colon?.start ?? key.at, key, value, optional };
    });
  }

  /** A name, a call or the name of a message: only what comes behind it tells. */
  #identifier(): Expr | undefined {
    const first = this.cursor.current;
    const leadingDot = first.type === token.DOT;
    const ahead = leadingDot ? 1 : 0;
    const name = this.cursor.peek(ahead);
    if (name.type !== token.IDENTIFIER) {
      throw this.cursor.noViableAlternative(19, first, name);
    }
    const messageEnd = this.#messageNameEnd(ahead);
    if (leadingDot) this.cursor.take();
    if (messageEnd !== undefined) return this.#message(leadingDot, messageEnd - ahead);
    this.cursor.take();
    const prefix = leadingDot ? '.' : '';
    if (!this.is(token.LEFT_PAREN)) return this.build.ident(first, name, prefix);
    const open = this.cursor.take();
    const args = this.#arguments();
    return this.build.globalCall(first, { open, name, prefix }, args);
  }

  /** @returns how far ahead the `{` of a message stands, if these names are one's */
  #messageNameEnd(ahead: number): number | undefined {
    let end = ahead + 1;
    for (;;) {
      const type = this.cursor.peek(end).type;
      if (type === token.LEFT_BRACE) return end;
      if (type !== token.DOT || this.cursor.peek(end + 1).type !== token.IDENTIFIER) {
        return undefined;
      }
      end += 2;
    }
  }

  #message(leadingDot: boolean, tokens: number): Expr | undefined {
    let name = leadingDot ? '.' : '';
    for (let count = 0; count < tokens; count++) name += this.cursor.take().text;
    const open = this.cursor.take();
    this.cursor.sync(20, new Set([...FIELD_START, token.COMMA, token.RIGHT_BRACE]));
    const fields = FIELD_START.has(this.cursor.current.type) ? this.#fields() : undefined;
    this.close(21, token.RIGHT_BRACE);
    return this.build.struct(open.start, name, fields ?? []);
  }

  #fields(): FieldExpr[] | undefined {
    return this.pairs('fieldInit', FIELD_START, () => {
      const optional = this.is(token.QUESTION) && this.cursor.take() !== undefined;
      const name = this.#escapedIdentifier();
      const colon = this.cursor.match(22, token.COLON, { tokens: EXPR_START, mayEnd: false });
      const value = this.#expr(FOLLOW.item);
      if (name === undefined || value === undefined) return undefined;
      return { at: colon?.start ?? name.start, name: this.build.name(name), value, optional };
    });
  }

  #literal(): Expr | undefined {
    const sign = this.is(token.MINUS) ? this.cursor.take() : undefined;
    return this.build.literal(sign, this.cursor.take());
  }
}
