import type { TokenType } from './tokens.ts';
import * as token from './tokens.ts';

export type TokenSet = ReadonlySet<TokenType>;

/**
 * What may come at a point of the grammar: the tokens that the rest of its rule can start with,
 * and whether that rest may be empty, so that what follows the rule may come too.
 */
export interface Expectation {
  readonly tokens: TokenSet;
  readonly mayEnd: boolean;
}

export const LITERAL_START: TokenSet = new Set([
  token.MINUS,
  token.INT,
  token.UINT,
  token.FLOAT,
  token.STRING,
  token.BYTES,
  token.TRUE,
  token.FALSE,
  token.NULL,
]);

export const MEMBER_START: TokenSet = new Set([
  ...LITERAL_START,
  token.DOT,
  token.IDENTIFIER,
  token.LEFT_PAREN,
  token.LEFT_BRACKET,
  token.LEFT_BRACE,
]);

export const EXPR_START: TokenSet = new Set([...MEMBER_START, token.NOT]);

export const OPTIONAL_EXPR_START: TokenSet = new Set([...EXPR_START, token.QUESTION]);

export const FIELD_START: TokenSet = new Set([
  token.QUESTION,
  token.IDENTIFIER,
  token.ESCAPED_IDENTIFIER,
]);

export const RELATIONS: ReadonlyMap<TokenType, string> = new Map([
  [token.LESS, '_<_'],
  [token.LESS_EQUALS, '_<=_'],
  [token.GREATER_EQUALS, '_>=_'],
  [token.GREATER, '_>_'],
  [token.EQUALS, '_==_'],
  [token.NOT_EQUALS, '_!=_'],
  [token.IN, '@in'],
]);

export const PRODUCTS: ReadonlyMap<TokenType, string> = new Map([
  [token.STAR, '_*_'],
  [token.SLASH, '_/_'],
  [token.PERCENT, '_%_'],
]);

export const SUMS: ReadonlyMap<TokenType, string> = new Map([
  [token.PLUS, '_+_'],
  [token.MINUS, '_-_'],
]);

const relationTokens = new Set(RELATIONS.keys());
const calcTokens = new Set([...PRODUCTS.keys(), ...SUMS.keys()]);

const just = (...types: TokenType[]): Expectation => ({ tokens: new Set(types), mayEnd: false });
const orEnd = (tokens: Iterable<TokenType>): Expectation => ({
  tokens: new Set(tokens),
  mayEnd: true,
});

/** What follows a rule where another rule calls it. The parser keeps a stack of these. */
export const FOLLOW = {
  start: just(token.EOF),
  condition: orEnd([token.QUESTION]),
  whenTrue: just(token.COLON),
  end: orEnd([]),
  or: orEnd([token.OR]),
  and: orEnd([token.AND]),
  relation: orEnd(relationTokens),
  calc: orEnd(calcTokens),
  member: orEnd([token.DOT, token.LEFT_BRACKET]),
  paren: just(token.RIGHT_PAREN),
  index: just(token.RIGHT_BRACKET),
  list: just(token.COMMA, token.RIGHT_BRACKET),
  entries: just(token.COMMA, token.RIGHT_BRACE),
  item: orEnd([token.COMMA]),
  key: just(token.COLON),
} as const;
