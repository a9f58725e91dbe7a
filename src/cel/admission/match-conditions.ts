import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import type { Environment } from '../environment.ts';
import { CompileError } from '../program.ts';
import { BOOL } from '../types/type.ts';
import type { Bindings, Compiled } from './conditions.ts';
import { Budget, compileFieldError, evaluate, OutOfBudget, tryCompile } from './conditions.ts';
import { admissionEnvironment } from './environment.ts';

export interface MatchResult {
  /** All conditions hold. */
  readonly matches: boolean;
  /** The request is to be refused with this text. */
  readonly error?: string;
}

/** What all conditions of one webhook or policy may cost. */
const COST_MAX = 2_500_000;

/** The `matchConditions` of a webhook or a policy, compiled; keep them as long as it is the same. */
export class MatchConditions {
  readonly #conditions: readonly Compiled[];

  constructor(
    conditions: readonly { readonly expression: string }[],
    environment: Environment = admissionEnvironment({ hasParams: false, hasAuthorizer: true }),
  ) {
    this.#conditions = conditions.map(({ expression }) =>
      tryCompile(expression, environment, { types: [BOOL] }),
    );
  }

  /**
   * One condition that is false decides, whatever else fails; otherwise a failure refuses the
   * request or counts as false, by the failure policy.
   */
  match(bindings: Bindings, failurePolicy: string): MatchResult {
    const failed = (error: string): MatchResult =>
      failurePolicy === 'Ignore' ? { matches: false } : { matches: false, error };
    const errors: string[] = [];
    let isFalse = false;
    const budget = new Budget(COST_MAX);
    try {
      for (const condition of this.#conditions) {
        const outcome = evaluate(condition, bindings, budget);
        if ('error' in outcome) errors.push(outcome.error);
        else if (outcome.value === false) isFalse = true;
      }
    } catch (error) {
      if (error instanceof OutOfBudget) return failed(error.message);
      throw error;
    }
    const [first] = errors;
    if (isFalse) return { matches: false };
    if (first === undefined) return { matches: true };
    return failed(errors.length === 1 ? first : `[${errors.join(', ')}]`);
  }
}

/** Says what is wrong with the expression of a match condition; undefined: nothing. */
export function matchConditionCheck(
  hasParams: boolean,
): (expression: string, path: FieldPath) => FieldError | undefined {
  const environment = admissionEnvironment({ hasParams, hasAuthorizer: true });
  return (expression, path) => {
    const { program } = tryCompile(expression, environment, { types: [BOOL] });
    return program instanceof CompileError
      ? compileFieldError(path, expression, program)
      : undefined;
  };
}
