import type { CelType } from '../types/type.ts';
import { parseType, splitTypes } from '../types/type.ts';
import type { Value } from '../values/value.ts';

/** How an overload computes; it may throw a CelError. */
// oxlint-disable-next-line typescript/no-explicit-any -- an implementation names the types its guard has checked
export type Implementation = (...args: any[]) => Value;

/** One signature of a function. */
export interface Overload {
  readonly id: string;
  /** `target.name(…)` rather than `name(…)`; the target is the first argument. */
  readonly isMember: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** The names of its type variables. */
  readonly variables: readonly string[];
  /** Undefined: the function as a whole computes, or the evaluator does. */
  readonly call: Implementation | undefined;
}

/** A function. Its signatures are read when an expression first names it, not at every start. */
export class FunctionDeclaration {
  readonly name: string;
  /** Operators compute by the values they meet, whatever the signature. */
  readonly operator: Implementation | undefined;
  readonly #make: () => readonly Overload[];
  #overloads: readonly Overload[] | undefined;

  constructor(name: string, make: () => readonly Overload[], operator?: Implementation) {
    this.name = name;
    this.operator = operator;
    this.#make = make;
  }

  get overloads(): readonly Overload[] {
    this.#overloads ??= this.#make();
    return this.#overloads;
  }

  /** The same function with the overloads of another declaration as well. */
  and(other: FunctionDeclaration): FunctionDeclaration {
    return new FunctionDeclaration(
      this.name,
      () => [...this.overloads, ...other.overloads],
      this.operator ?? other.operator,
    );
  }
}

/** `[id, signature, implementation]`, the signature as in `string.(string): bool`. */
export type OverloadRow = readonly [id: string, signature: string, call?: Implementation];

export function declare(name: string, ...rows: readonly OverloadRow[]): FunctionDeclaration {
  return new FunctionDeclaration(name, () => rows.map(toOverload));
}

export function declareOperator(
  name: string,
  operator: Implementation,
  ...rows: readonly OverloadRow[]
): FunctionDeclaration {
  return new FunctionDeclaration(name, () => rows.map(toOverload), operator);
}

function toOverload([id, signature, call]: OverloadRow): Overload {
  const open = argumentsStart(signature);
  const close = signature.lastIndexOf('):');
  const target = signature.slice(0, open).replace(/\.$/, '');
  const list = splitTypes(signature.slice(open + 1, close));
  const isMember = target !== '';
  const args = (isMember ? [target, ...list] : list).map(parseType);
  const result = parseType(signature.slice(close + 2).trim());
  const variables = new Set<string>();
  for (const type of [...args, result]) collectVariables(type, variables);
  return { id, isMember, args, result, variables: [...variables], call };
}

/** Where the parenthesis of the arguments opens: at the start, or behind a dot. */
function argumentsStart(signature: string): number {
  return signature.startsWith('(') ? 0 : signature.indexOf('.(') + 1;
}

function collectVariables(type: CelType, into: Set<string>): void {
  if (type.kind === 'param') into.add(type.name);
  for (const of of type.params) collectVariables(of, into);
}
