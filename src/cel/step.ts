import type { Reference } from './checker.ts';
import type { CallCost } from './costs.ts';
import type { Evaluation } from './evaluation.ts';
import type { Expr } from './syntax/ast.ts';
import type { Value } from './values/value.ts';

/** A part of a program. */
export type Step = (evaluation: Evaluation) => Value;

/** Makes an object of a struct type from its fields. */
export type StructMaker = (name: string, fields: ReadonlyMap<string, Value>) => Value | undefined;

export interface PlannerParts {
  /** Costs of library functions by name; undefined, or a cost of undefined, means the standard one. */
  readonly functionCosts: ReadonlyMap<string, FunctionCost>;
  readonly makeStruct: StructMaker | undefined;
}

export type FunctionCost = (
  args: readonly Value[],
  result: Value,
  overloadId: string,
) => number | undefined;

/** A planning error: an expression whose constants alone make it fail. */
export class PlanError extends Error {}

/** What the planners of calls and folds need of the planner of whole expressions. */
export interface Planning {
  plan(expr: Expr): Step;
  /** @returns undefined if the step is not constant */
  constantOf(step: Step): Value | undefined;
  constant(value: Value): Step;
  reference(expr: Expr): Reference | undefined;
  /** Plans what `inside` plans with a variable in scope. */
  withVariable<T>(name: string, inside: (slot: number) => T): T;
  costOf(name: string, overloadId: string): CallCost;
}
