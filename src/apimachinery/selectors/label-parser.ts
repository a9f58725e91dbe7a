import { badRequest } from '../errors.ts';
import { compareBytes } from '../go-format.ts';
import { quote } from '../go-print.ts';
import { isQualifiedName } from '../names.ts';
import type { Operator, Requirement } from './requirement.ts';
import { byKey, requirementProblem } from './requirement.ts';

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
  | 'lt';

interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const END: Token = { type: 'end', text: '' };
const SYMBOLS: Readonly<Record<string, TokenType>> = {
  '<': 'lt',
  '>': 'gt',
  '!=': '!=',
  '==': '==',
  '!': '!',
  '=': '=',
  '(': '(',
  ')': ')',
  ',': ',',
};
const BINARY_OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'] as const;
/** A NUL is the end where a token could begin, and otherwise the end of the token. */
const TOKEN = /[ \t\r\n]*(?:(!=|==|[=!(),<>])|([^\0 \t\r\n=!(),<>]+)|$|\0)\0?/y;

/** @throws 400 with the bare text of upstream's parser */
export function parseRequirements(selector: string): Requirement[] {
  return new Parser(scan(selector)).parse().toSorted(byKey);
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const [, symbol, word] = TOKEN.exec(text) ?? [];
    if (symbol !== undefined) tokens.push({ type: SYMBOLS[symbol] ?? 'end', text: symbol });
    else if (word === undefined) return tokens;
    else tokens.push({ type: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
  }
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
    const isAbsent = token.type === '!';
    if (isAbsent) token = this.#take();
    if (token.type !== 'identifier') throw wrong(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const errors = isQualifiedName(key);
    if (errors.length > 0) {
      throw wrong(`<nil>: Invalid value: ${quote(key)}: ${errors.join('; ')}`);
    }
    // Nothing may follow `!key`; what does is refused where the requirement should have ended.
    if (isAbsent) return { key, operator: '!', values: [] };
    const { type } = this.#peek();
    if (type === 'end' || type === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#values() : this.#exactValue();
    const requirement = { key, operator, values };
    const problem = requirementProblem(requirement);
    if (problem !== undefined) throw wrong(problem);
    return requirement;
  }

  #operator(): Operator {
    // Only here are the words `in` and `notin` operators.
    const token = this.#tokens[this.#at++] ?? END;
    const operator = BINARY_OPERATORS.find((each) => each === token.type);
    if (operator === undefined) {
      throw wrong(`found '${token.text}', expected: ${BINARY_OPERATORS.join(', ')}`);
    }
    return operator;
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
    return [...values].toSorted(compareBytes);
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

function asValue(token: Token): Token {
  return token.type === 'in' || token.type === 'notin'
    ? { type: 'identifier', text: token.text }
    : token;
}

function wrong(text: string): Error {
  return badRequest(`unable to parse requirement: ${text}`);
}
