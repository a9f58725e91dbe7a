import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { Environment } from '../environment.ts';
import type { Variables } from '../evaluation.ts';
import type { CompileOptions, Program } from '../program.ts';
import { CALL_COST_MAX, CompileError, compile } from '../program.ts';
import type { Value } from '../values/value.ts';

/** An expression that was compiled, or why it does not compile. */
export interface Compiled {
  readonly expression: string;
  readonly program: Program | CompileError;
}

/** What one expression gives: a value or the text of an error. */
export type Outcome = { readonly value: Value } | { readonly error: string };

/** What the expressions of one object may cost together. */
export class Budget {
  #left: number;

  constructor(max: number) {
    this.#left = max;
  }

  /** @throws OutOfBudget */
  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw new OutOfBudget();
  }
}

/** Ends the evaluation of all expressions that share the budget. */
export class OutOfBudget extends Error {
  constructor() {
    super(
      'validation failed due to running out of cost budget, no further validation rules will be run',
    );
  }
}

/** What expressions are evaluated with. */
export interface Bindings {
  readonly variables: Variables;
  /** What computing variables has cost since it was last asked. */
  takeCost?(): number;
}

export function tryCompile(
  expression: string,
  environment: Environment,
  options: CompileOptions,
): Compiled {
  try {
    return { expression, program: compile(expression, environment, options) };
  } catch (error) {
    if (error instanceof CompileError) return { expression, program: error };
    throw error;
  }
}

/** @throws OutOfBudget */
export function evaluate(
  { expression, program }: Compiled,
  bindings: Bindings,
  budget: Budget,
): Outcome {
  if (program instanceof CompileError) return { error: `compilation error: ${program.message}` };
  const result = program.evaluate(bindings.variables, CALL_COST_MAX);
  budget.spend(bindings.takeCost?.() ?? 0);
  budget.spend(result.cost);
  if (result.ok) return { value: result.value };
  return { error: `expression '${expression}' resulted in error: ${result.error}` };
}

/** A compile error as the error of the field that holds the expression. */
export function compileFieldError(
  path: FieldPath,
  expression: string,
  { message, isInternal }: CompileError,
): FieldError {
  return isInternal
    ? fieldError.internal(path, message)
    : fieldError.invalid(path, expression, message);
}
