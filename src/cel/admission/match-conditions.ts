import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import { isQualifiedName } from '../../apimachinery/names.ts';
import type { Variables } from '../evaluation.ts';
import type { Program } from '../program.ts';
import { CALL_COST_MAX, CompileError, compile } from '../program.ts';
import { BOOL } from '../types/type.ts';
import { admissionEnvironment } from './environment.ts';

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

export type MatchResult =
  | { readonly matches: true }
  /** A condition is false, or one failed and failures are ignored. */
  | { readonly matches: false }
  /** The request is to be refused with this text. */
  | { readonly matches: false; readonly error: string };

const CONDITIONS_MAX = 64;

/** What all conditions of one webhook or policy may cost. */
const COST_BUDGET = 2_500_000;

const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

interface Condition {
  readonly expression: string;
  readonly program: Program | CompileError;
}

/**
 * The `matchConditions` of a webhook or a policy, compiled once. Compile them per generation of the
 * object that holds them and keep them.
 */
export class MatchConditions {
  readonly #conditions: readonly Condition[];

  constructor(conditions: readonly MatchCondition[], hasParams = false) {
    this.#conditions = conditions.map(({ expression }) => ({
      expression,
      program: tryCompile(expression, hasParams),
    }));
  }

  /**
   * Whether all conditions hold. One that is false decides, whatever else fails; otherwise a
   * failure refuses the request or counts as false, by the failure policy.
   * @param variables as `admissionVariables` makes them
   */
  match(variables: Variables, failurePolicy: 'Fail' | 'Ignore'): MatchResult {
    const errors: string[] = [];
    let budget = COST_BUDGET;
    let decided = false;
    for (const { expression, program } of this.#conditions) {
      if (program instanceof CompileError) {
        errors.push(`compilation error: ${program.message}`);
        continue;
      }
      const result = program.evaluate(variables, CALL_COST_MAX);
      budget -= result.cost;
      if (budget < 0) return onFailure(OUT_OF_BUDGET, failurePolicy);
      if (result.ok) decided ||= result.value === false;
      else errors.push(`expression '${expression}' resulted in error: ${result.error}`);
    }
    if (decided) return { matches: false };
    const [first] = errors;
    if (first === undefined) return { matches: true };
    return onFailure(errors.length === 1 ? first : `[${errors.join(', ')}]`, failurePolicy);
  }
}

function onFailure(error: string, failurePolicy: 'Fail' | 'Ignore'): MatchResult {
  return failurePolicy === 'Fail' ? { matches: false, error } : { matches: false };
}

function tryCompile(expression: string, hasParams: boolean): Program | CompileError {
  try {
    const environment = admissionEnvironment({ hasParams, hasAuthorizer: true });
    return compile(expression, environment, { types: [BOOL] });
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
}

/** What is wrong with the `matchConditions` of a webhook or a policy. */
export function validateMatchConditions(
  path: FieldPath,
  conditions: readonly Partial<MatchCondition>[],
  hasParams = false,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  if (conditions.length > CONDITIONS_MAX) {
    errors.push(fieldError.tooMany(path, conditions.length, CONDITIONS_MAX));
  }
  for (const [index, { name = '', expression = '' }] of conditions.entries()) {
    const at = path.index(index);
    const namePath = at.child('name');
    errors.push(...validateExpression(at.child('expression'), expression.trim(), hasParams));
    if (name === '') {
      errors.push(fieldError.required(namePath, ''));
      continue;
    }
    errors.push(...invalidEach(namePath, name, isQualifiedName(name)));
    if (names.has(name)) errors.push(fieldError.duplicate(namePath, name));
    names.add(name);
  }
  return errors;
}

function validateExpression(path: FieldPath, expression: string, hasParams: boolean): FieldError[] {
  if (expression === '') return [fieldError.required(path, '')];
  const problem = tryCompile(expression, hasParams);
  if (!(problem instanceof CompileError)) return [];
  return [compileFieldError(path, expression, problem)];
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
