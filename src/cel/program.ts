import type { Checked } from './checker.ts';
import { check } from './checker.ts';
import type { Environment } from './environment.ts';
import type { Variables } from './evaluation.ts';
import { Evaluation } from './evaluation.ts';
import { functionCosts } from './kubernetes/function-costs.ts';
import { Planner } from './planner.ts';
import type { Step, StructMaker } from './step.ts';
import { PlanError } from './step.ts';
import { parse } from './syntax/parser.ts';
import type { Issue } from './syntax/source.ts';
import { displayIssues, Source } from './syntax/source.ts';
import type { CelType } from './types/type.ts';
import { declaredName, isSameType } from './types/type.ts';
import { validateLiterals } from './validators.ts';
import type { Value } from './values/value.ts';
import { CelError, CostLimitExceeded } from './values/value.ts';

/** An expression that does not compile; the message is cel-go's, with the places of all issues. */
export class CompileError extends Error {
  /** It has no fault but its constants, whose conversion failed. */
  readonly isInternal: boolean;
  /** What the compiler said, without the words in front of it. */
  readonly issues: string;

  constructor(message: string, { isInternal = false, issues = message } = {}) {
    super(message);
    this.isInternal = isInternal;
    this.issues = issues;
  }
}

/** What one evaluation may cost. */
export const CALL_COST_MAX = 1_000_000;

export type Result =
  | { readonly ok: true; readonly value: Value; readonly cost: number }
  | {
      readonly ok: false;
      readonly error: string;
      readonly cost: number;
      readonly exceeded: boolean;
    };

/** A compiled expression. It keeps no state: it may be evaluated any number of times. */
export class Program {
  readonly type: CelType;
  readonly checked: Checked;
  readonly #step: Step;

  constructor(checked: Checked, step: Step) {
    this.checked = checked;
    this.type = checked.type;
    this.#step = step;
  }

  /** Never throws for what an expression does: a failure is a result. */
  evaluate(variables: Variables, costMax: number = CALL_COST_MAX): Result {
    const evaluation = new Evaluation(variables, costMax);
    try {
      const value = this.#step(evaluation);
      return { ok: true, value, cost: evaluation.cost };
    } catch (error) {
      if (error instanceof RangeError) return tooDeep(error, evaluation.cost);
      const exceeded = error instanceof CostLimitExceeded;
      if (!exceeded && !(error instanceof CelError)) throw error;
      return { ok: false, error: error.message, cost: evaluation.cost, exceeded };
    }
  }
}

/** As cel-go does it: what its own limits did not foresee ends the evaluation, not the server. */
function tooDeep({ message }: RangeError, cost: number): Result {
  return { ok: false, error: `internal error: ${message}`, cost, exceeded: false };
}

export interface CompileOptions {
  /** The types that the expression may have; undefined: any. */
  readonly types?: readonly CelType[];
  /** What is said of another type. */
  readonly wrongType?: string | ((found: string) => string);
  readonly makeStruct?: StructMaker;
}

/** @throws CompileError */
export function compile(
  expression: string,
  environment: Environment,
  { types, wrongType, makeStruct }: CompileOptions = {},
): Program {
  const checked = checkExpression(expression, environment);
  if (types !== undefined && !types.some((type) => isSameType(type, checked.type))) {
    const found = declaredName(checked.type);
    if (typeof wrongType === 'function') throw new CompileError(wrongType(found));
    if (wrongType !== undefined) throw new CompileError(wrongType);
    const names = types.map(declaredName);
    const wanted = names.length === 1 ? names[0] : `one of [${names.join(' ')}]`;
    throw new CompileError(`must evaluate to ${wanted} but got ${found}`);
  }
  return new Program(checked, planProgram(checked, makeStruct));
}

function compilationFailed(source: Source, issues: readonly Issue[]): CompileError {
  const shown = displayIssues(source, issues);
  return new CompileError(`compilation failed: ${shown}`, { issues: shown });
}

/** Parses an expression and finds its type. @throws CompileError */
export function checkExpression(expression: string, environment: Environment): Checked {
  const source = new Source(expression);
  const { expr, issues } = parse(source, environment.bindings);
  if (expr === undefined || issues.length > 0) {
    throw compilationFailed(source, issues);
  }
  const checked = check(source, expr, environment);
  const found = checked.issues.length > 0 ? checked.issues : validateLiterals(source, checked);
  if (found.length > 0) throw compilationFailed(source, found);
  return checked;
}

function planProgram(checked: Checked, makeStruct: StructMaker | undefined): Step {
  try {
    return new Planner(checked, { functionCosts, makeStruct }).plan(checked.expr);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    const { message } = error;
    const options = { isInternal: true, issues: message };
    throw new CompileError(`program instantiation failed: ${message}`, options);
  }
}
