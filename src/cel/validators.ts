import type { Checked } from './checker.ts';
import type { Clause } from './extensions/format-clauses.ts';
import { FormatError, formatParts, refused } from './extensions/format-clauses.ts';
import { conversions } from './library/conversions.ts';
import type { Implementation } from './library/declaration.ts';
import { regExpOf } from './library/strings.ts';
import type { CallExpr, Expr, ListExpr, MapExpr } from './syntax/ast.ts';
import { childrenOf } from './syntax/ast.ts';
import type { Issue, Source } from './syntax/source.ts';
import type { CelKind, CelType } from './types/type.ts';
import { DYN, formatType, isSameType } from './types/type.ts';
import { unwrapOptional } from './types/unify.ts';
import { guardOf } from './values/kinds.ts';
import { CelError } from './values/value.ts';

/** What may stand in a format's place; dyn may stand anywhere. */
const ALLOWED: Readonly<Record<Clause['verb'], readonly CelKind[]>> = {
  s: [
    ...(['list', 'map', 'int', 'uint', 'double', 'bool', 'string'] as const),
    ...(['timestamp', 'bytes', 'duration', 'type', 'null'] as const),
  ],
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
};

/** Finds literals that are of no use where they stand. Only for expressions without other issues. */
export function validateLiterals(source: Source, checked: Checked): Issue[] {
  const validator = new LiteralValidator(source, checked);
  validator.visit(checked.expr, false);
  return validator.issues;
}

class LiteralValidator {
  readonly issues: Issue[] = [];
  readonly #source: Source;
  readonly #checked: Checked;

  constructor(source: Source, checked: Checked) {
    this.#source = source;
    this.#checked = checked;
  }

  /** @param mayMix the arguments of formats may be of several types */
  visit(expr: Expr, mayMix: boolean): void {
    if (expr.kind === 'call') this.#call(expr);
    if (expr.kind === 'list' && !mayMix) this.#list(expr);
    if (expr.kind === 'map' && !mayMix) this.#map(expr);
    const mixes = mayMix || (expr.kind === 'call' && expr.name === 'format');
    for (const child of childrenOf(expr)) this.visit(child, mixes);
  }

  #report(at: number, message: string): void {
    this.issues.push({ ...this.#source.locationAt(at), message });
  }

  #call(expr: CallExpr): void {
    const { name } = expr;
    if (name === 'duration' || name === 'timestamp') this.#conversion(expr, name);
    else if (name === 'matches') this.#regex(expr);
    else if (name === 'format') this.#format(expr);
  }

  #conversion({ args: [first] }: CallExpr, name: string): void {
    if (first?.kind !== 'literal') return;
    const { value } = first;
    const overloads = conversions.find((declaration) => declaration.name === name)?.overloads;
    const call: Implementation | undefined = overloads?.find(({ args: [type] }) =>
      guardOf(type ?? DYN)(value),
    )?.call;
    if (call !== undefined && !fails(() => call(value))) return;
    this.#report(first.at, `invalid ${name} argument`);
  }

  #regex({ args: [first] }: CallExpr): void {
    if (first?.kind !== 'literal') return;
    const { value } = first;
    if (typeof value !== 'string' || !fails(() => regExpOf(value))) return;
    this.#report(first.at, 'invalid matches argument');
  }

  #list({ elements, optionals }: ListExpr): void {
    let wanted: CelType | undefined;
    for (const [index, element] of elements.entries()) {
      const own = this.#typeOf(element);
      const type = optionals.has(index) ? unwrapOptional(own) : own;
      wanted ??= type;
      if (isSameType(wanted, type)) continue;
      this.#mismatch(element, wanted, type);
      return;
    }
  }

  #map({ entries }: MapExpr): void {
    const [first] = entries;
    if (first === undefined) return;
    const valueType = ({ value, optional }: typeof first): CelType =>
      optional ? unwrapOptional(this.#typeOf(value)) : this.#typeOf(value);
    const [keys, values] = [this.#typeOf(first.key), valueType(first)];
    for (const entry of entries) {
      const [key, value] = [this.#typeOf(entry.key), valueType(entry)];
      if (!isSameType(keys, key)) this.#mismatch(entry.key, keys, key);
      if (!isSameType(values, value)) this.#mismatch(entry.value, values, value);
    }
  }

  #typeOf(expr: Expr): CelType {
    return this.#checked.types.get(expr) ?? DYN;
  }

  #mismatch({ at }: Expr, wanted: CelType, found: CelType): void {
    this.#report(at, `expected type '${formatType(wanted)}' but found '${formatType(found)}'`);
  }

  #format(expr: CallExpr): void {
    const { target, args } = expr;
    const [list] = args;
    if (target?.kind !== 'literal' || typeof target.value !== 'string') return;
    if (list?.kind !== 'list' || args.length !== 1) return;
    const { elements } = list;
    let taken = 0;
    let culprit: Expr = expr;
    try {
      for (const part of formatParts(target.value, elements.length)) {
        if (typeof part === 'string') continue;
        const arg = elements[taken++];
        const bad = arg && this.#unfit(arg, part.verb);
        if (bad === undefined) continue;
        culprit = bad;
        throw refused(part.verb, this.#typeOf(bad).name);
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#report(culprit.at, error.message);
      return;
    }
    if (elements.length <= taken) return;
    this.#report(
      expr.at,
      `too many arguments supplied to string.format (expected ${taken}, got ${elements.length})`,
    );
  }

  /** The first part of an argument that a clause cannot show. */
  #unfit(arg: Expr, verb: Clause['verb']): Expr | undefined {
    const { kind } = this.#typeOf(arg);
    if (kind === 'dyn') return undefined;
    if (!ALLOWED[verb].includes(kind)) return arg;
    if (verb !== 's' || (arg.kind !== 'list' && arg.kind !== 'map')) return undefined;
    for (const part of childrenOf(arg)) {
      const bad = this.#unfit(part, verb);
      if (bad !== undefined) return bad;
    }
    return undefined;
  }
}

function fails(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    if (error instanceof CelError) return true;
    throw error;
  }
}
