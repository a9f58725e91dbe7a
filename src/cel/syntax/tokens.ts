/**
 * The tokens of CEL. Their order is the order in which ANTLR lists what it expected, so it is part
 * of the error texts.
 */
export const TOKEN_NAMES = [
  '<EOF>',
  "'=='",
  "'!='",
  "'in'",
  "'<'",
  "'<='",
  "'>='",
  "'>'",
  "'&&'",
  "'||'",
  "'['",
  "']'",
  "'{'",
  "'}'",
  "'('",
  "')'",
  "'.'",
  "','",
  "'-'",
  "'!'",
  "'?'",
  "':'",
  "'+'",
  "'*'",
  "'/'",
  "'%'",
  "'true'",
  "'false'",
  "'null'",
  'WHITESPACE',
  'COMMENT',
  'NUM_FLOAT',
  'NUM_INT',
  'NUM_UINT',
  'STRING',
  'BYTES',
  'IDENTIFIER',
  'ESC_IDENTIFIER',
] as const;

export type TokenType = number;

export const EOF = 0;
export const EQUALS = 1;
export const NOT_EQUALS = 2;
export const IN = 3;
export const LESS = 4;
export const LESS_EQUALS = 5;
export const GREATER_EQUALS = 6;
export const GREATER = 7;
export const AND = 8;
export const OR = 9;
export const LEFT_BRACKET = 10;
export const RIGHT_BRACKET = 11;
export const LEFT_BRACE = 12;
export const RIGHT_BRACE = 13;
export const LEFT_PAREN = 14;
export const RIGHT_PAREN = 15;
export const DOT = 16;
export const COMMA = 17;
export const MINUS = 18;
export const NOT = 19;
export const QUESTION = 20;
export const COLON = 21;
export const PLUS = 22;
export const STAR = 23;
export const SLASH = 24;
export const PERCENT = 25;
export const TRUE = 26;
export const FALSE = 27;
export const NULL = 28;
export const FLOAT = 31;
export const INT = 32;
export const UINT = 33;
export const STRING = 34;
export const BYTES = 35;
export const IDENTIFIER = 36;
export const ESCAPED_IDENTIFIER = 37;

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Blanks and comments in front of it. */
  readonly hidden: string;
  /** In code points. */
  readonly start: number;
  readonly end: number;
}

/** A set of tokens as ANTLR prints it. */
export function describeTokens(types: ReadonlySet<TokenType>): string {
  const names = [...types].toSorted((a, b) => a - b).map((type) => TOKEN_NAMES[type] ?? '');
  return names.length === 1 ? (names[0] ?? '') : `{${names.join(', ')}}`;
}
