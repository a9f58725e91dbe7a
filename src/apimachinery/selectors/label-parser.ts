import { badRequest } from '../errors.ts';
import { quote } from '../go-print.ts';
import { isQualifiedName, isValidLabelValue } from '../names.ts';

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** Sorted. */
  readonly values: readonly string[];
}

type TokenType =
  | 'identifier'
  | 'end'
  | ','
  | '!'
  | '='
  | '=='
  | '!='
  | '('
  | ')'
  | 'in'
  | 'notin'
  | 'gt'
  | 'lt'
  | 'error';

interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const SPECIAL = new Set(['!', '=', '(', ')', ',', '<', '>']);
const SYMBOLS: Readonly<Record<string, TokenType>> = {
  ')': ')',
  ',': ',',
  '!': '!',
  '==': '==',
  '=': '=',
  '!=': '!=',
  '(': '(',
  '<': 'lt',
  '>': 'gt',
};
const BINARY_OPERATORS = 'in, notin, =, ==, !=, gt, lt';
const SELECTOR_LENGTH_MAX = 64 * 1024;

/** @throws 400 with the bare text of upstream's parser */
export function parseRequirements(selector: string): Requirement[] {
  if (selector.length > SELECTOR_LENGTH_MAX) throw badRequest('selector is too long');
  return new Parser(scan(selector))
    .parse()
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/[ \t\r\n]/.test(char)) {
      at++;
      continue;
    }
    const start = at;
    if (SPECIAL.has(char)) {
      at = endOfSymbol(text, at);
      const symbol = text.slice(start, at);
      tokens.push({ type: SYMBOLS[symbol] ?? 'error', text: symbol });
      continue;
    }
    while (at < text.length && !SPECIAL.has(text.charAt(at)) && !/[ \t\r\n]/.test(text.charAt(at)))
      at++;
    const word = text.slice(start, at);
    tokens.push({ type: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
  }
  tokens.push({ type: 'end', text: '' });
  return tokens;
}

/** The longest symbol that begins here; what follows without making one begins anew. */
function endOfSymbol(text: string, start: number): number {
  let last = start + 1;
  for (let end = start + 1; end <= text.length; end++) {
    if (SYMBOLS[text.slice(start, end)] !== undefined) last = end;
    else if (end > start + 1) break;
    if (!SPECIAL.has(text.charAt(end))) break;
  }
  return last;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.type === 'end') return requirements;
      if (next.type !== 'identifier' && next.type !== '!') {
        throw badRequest(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const after = this.#take();
      if (after.type === 'end') return requirements;
      if (after.type !== ',') {
        throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`);
      }
      const following = this.#peek();
      if (following.type !== 'identifier' && following.type !== '!') {
        throw badRequest(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    let token = this.#take();
    const absent = token.type === '!';
    if (absent) token = this.#take();
    if (token.type !== 'identifier') throw wrong(`found '${token.text}', expected: identifier`);
    const key = token.text;
    checkKey(key);
    const { type } = this.#peek();
    // Like upstream, `!a=b` reads its operator and is judged by it.
    if (absent) return { key, operator: '!', values: [] };
    if (type === 'end' || type === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#values() : this.#exactValue();
    checkValues(key, operator, values);
    return { key, operator, values };
  }

  #operator(): Operator {
    // In this place the words `in` and `notin` are operators, elsewhere they are identifiers.
    const token = this.#tokens[this.#at] ?? END;
    this.#at++;
    switch (token.type) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
      case 'gt':
      case 'lt':
        return token.type;
      default:
        throw wrong(`found '${token.text}', expected: ${BINARY_OPERATORS}`);
    }
  }

  #values(): string[] {
    const open = this.#take();
    if (open.type !== '(') throw wrong(`found '${open.text}' expected: '('`);
    const next = this.#peek();
    if (next.type === ')') {
      this.#take();
      return [''];
    }
    if (next.type !== 'identifier' && next.type !== ',') {
      throw wrong(`found '${next.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#identifiers();
    if (this.#take().type !== ')') throw wrong(`found '${next.text}', expected: ')'`);
    return [...values].toSorted();
  }

  #identifiers(): Set<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (token.type === 'identifier') {
        values.add(token.text);
        const next = this.#peek();
        if (next.type === ',') continue;
        if (next.type === ')') return values;
        throw wrong(`found '${next.text}', expected: ',' or ')'`);
      }
      if (token.type !== ',') throw wrong(`found '${token.text}', expected: ',', or identifier`);
      if (values.size === 0) values.add('');
      const next = this.#peek();
      if (next.type === ')') {
        values.add('');
        return values;
      }
      if (next.type === ',') {
        this.#take();
        values.add('');
      }
    }
  }

  #exactValue(): string[] {
    const next = this.#peek();
    if (next.type === 'end' || next.type === ',') return [''];
    const token = this.#take();
    if (token.type === 'identifier') return [token.text];
    throw wrong(`found '${token.text}', expected: identifier`);
  }

  #peek(): Token {
    return asValue(this.#tokens[this.#at] ?? END);
  }

  #take(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

const END: Token = { type: 'end', text: '' };

function asValue(token: Token): Token {
  return token.type === 'in' || token.type === 'notin'
    ? { type: 'identifier', text: token.text }
    : token;
}

function wrong(text: string): Error {
  return badRequest(`unable to parse requirement: ${text}`);
}

function checkKey(key: string): void {
  const errors = isQualifiedName(key);
  if (errors.length > 0) {
    throw wrong(`<nil>: Invalid value: ${quote(key)}: ${errors.join('; ')}`);
  }
}

function checkValues(key: string, operator: Operator, values: readonly string[]): void {
  for (const [index, value] of values.entries()) {
    if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(value)) {
      throw wrong(
        `values[${index}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    const errors = isValidLabelValue(value);
    if (errors.length > 0) {
      throw wrong(`values[${index}][${key}]: Invalid value: ${quote(value)}: ${errors.join('; ')}`);
    }
  }
}
