import { RESERVED } from '../identifiers.ts';
import type { Constant } from '../values/value.ts';
import { CelUint } from '../values/value.ts';
import type { EntryExpr, Expr, FieldExpr, LiteralExpr } from './ast.ts';
import {
  LiteralError,
  parseIntLiteral,
  parseUintLiteral,
  unquoteBytes,
  unquoteString,
} from './literals.ts';
import { expandBinding, expandMacro, MacroError } from './macros.ts';
import type { Issue, Source } from './source.ts';
import type { Token } from './tokens.ts';
import * as token from './tokens.ts';

/**
 * Makes the nodes of a tree and tells what only shows when they are made. A part that could not be
 * read is undefined, and so is every node above it: the tree is thrown away in that case.
 */
export class AstBuilder {
  readonly issues: Issue[] = [];
  readonly #source: Source;
  readonly #bindings: boolean;

  constructor(source: Source, bindings: boolean) {
    this.#source = source;
    this.#bindings = bindings;
  }

  call(at: number, name: string, args: readonly (Expr | undefined)[]): Expr {
    return { kind: 'call', at, name, target: undefined, args: whole(args) ?? [] };
  }

  macroOrCall(
    at: number,
    name: string,
    target: Expr | undefined,
    args: readonly (Expr | undefined)[],
  ): Expr | undefined {
    const complete = whole(args);
    if (target === undefined || complete === undefined) return undefined;
    return this.#expand(at, name, target, complete);
  }

  globalCall(
    first: Token,
    call: { readonly open: Token; readonly name: Token; readonly prefix: string },
    args: readonly (Expr | undefined)[],
  ): Expr | undefined {
    const complete = whole(args);
    if (this.#isReserved(first, call.name) || complete === undefined) return undefined;
    return this.#expand(call.open.start, call.prefix + call.name.text, undefined, complete);
  }

  #expand(at: number, name: string, target: Expr | undefined, args: Expr[]): Expr | undefined {
    try {
      const binding = this.#bindings ? expandBinding(at, name, target, args) : undefined;
      const expanded = binding ?? expandMacro(at, name, target, args);
      return expanded ?? { kind: 'call', at, name, target, args };
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      return this.#issue(error.at ?? at, error.message);
    }
  }

  ident(first: Token, name: Token, prefix: string): Expr | undefined {
    if (this.#isReserved(first, name)) return undefined;
    return { kind: 'ident', at: name.start, name: prefix + name.text };
  }

  select(at: number, operand: Expr | undefined, name: Token): Expr | undefined {
    const field = this.name(name);
    return operand && { kind: 'select', at, operand, field, testOnly: false };
  }

  /** The name behind the backquotes, or an ordinary one. */
  name(name: Token): string {
    if (name.type !== token.ESCAPED_IDENTIFIER) return name.text;
    // Kubernetes does not switch the escape syntax on.
    this.#issue(name.start, "unsupported syntax: '`'");
    return name.text.slice(1, -1);
  }

  missingName(at: number): undefined {
    return this.#issue(at, 'unsupported ident kind');
  }

  text(name: Token): Expr {
    return { kind: 'literal', at: name.start, value: this.name(name) };
  }

  list(
    at: number,
    items: readonly { readonly expr: Expr | undefined; readonly optional: boolean }[],
  ): Expr | undefined {
    const elements = whole(items.map(({ expr }) => expr));
    const optionals = new Set(items.flatMap(({ optional }, index) => (optional ? [index] : [])));
    return elements && { kind: 'list', at, elements, optionals };
  }

  map(at: number, entries: readonly EntryExpr[]): Expr {
    return { kind: 'map', at, entries };
  }

  struct(at: number, typeName: string, fields: readonly FieldExpr[]): Expr {
    return { kind: 'struct', at, typeName, fields };
  }

  literal(sign: Token | undefined, { type, text, start }: Token): Expr | undefined {
    const at = sign?.start ?? start;
    try {
      const value = constantOf(type, text, sign !== undefined);
      if (typeof value === 'object' && value !== null && 'refused' in value) {
        return this.#issue(at, value.refused);
      }
      return { kind: 'literal', at, value } satisfies LiteralExpr;
    } catch (error) {
      if (!(error instanceof LiteralError)) throw error;
      return this.#issue(at, error.message);
    }
  }

  #isReserved(first: Token, { text }: Token): boolean {
    if (!RESERVED.has(text)) return false;
    this.#issue(first.start, `reserved identifier: ${text}`);
    return true;
  }

  #issue(at: number, message: string): undefined {
    this.issues.push({ ...this.#source.locationAt(at), message });
    return undefined;
  }
}

function whole(parts: readonly (Expr | undefined)[]): Expr[] | undefined {
  const complete = parts.filter((part) => part !== undefined);
  return complete.length === parts.length ? complete : undefined;
}

function constantOf(
  type: token.TokenType,
  text: string,
  negative: boolean,
): Constant | { readonly refused: string } {
  switch (type) {
    case token.INT:
      return parseIntLiteral(text, negative) ?? { refused: 'invalid int literal' };
    case token.UINT: {
      const value = parseUintLiteral(text);
      return value === undefined ? { refused: 'invalid uint literal' } : new CelUint(value);
    }
    case token.FLOAT: {
      const value = Number(text);
      if (!Number.isFinite(value)) return { refused: 'invalid double literal' };
      return negative ? -value : value;
    }
    case token.STRING:
      return unquoteString(text);
    case token.BYTES:
      return unquoteBytes(text.slice(1));
    case token.TRUE:
      return true;
    case token.FALSE:
      return false;
    default:
      return null;
  }
}
