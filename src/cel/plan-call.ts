import type { CallCost } from './costs.ts';
import type { Evaluation } from './evaluation.ts';
import type { FunctionDeclaration, Implementation, Overload } from './library/declaration.ts';
import { NoSuchOverload, noSuchOverload, noSuchOverloadOf } from './library/errors.ts';
import { regExpOf } from './library/strings.ts';
import type { Planning, Step } from './step.ts';
import { PlanError } from './step.ts';
import type { CallExpr } from './syntax/ast.ts';
import { guardOf } from './values/kinds.ts';
import { CelList } from './values/list.ts';
import { lacksOperator } from './values/traits.ts';
import type { Value } from './values/value.ts';
import { CelError, CelOptional } from './values/value.ts';

/** Conversions of constants are made when a program is. */
const CONVERSIONS = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

export function planCall(planner: Planning, expr: CallExpr): Step {
  const args = expr.args.map((arg) => planner.plan(arg));
  const [first, second, third] = args;
  switch (expr.name) {
    case '_&&_':
      return logical(args, false);
    case '_||_':
      return logical(args, true);
    case '_?_:_':
      if (first !== undefined && second !== undefined && third !== undefined) {
        return conditional(first, second, third);
      }
      break;
    case '@not_strictly_false':
      if (first !== undefined) return notStrictlyFalse(first);
      break;
    case 'or':
    case 'orValue':
      if (expr.target !== undefined && first !== undefined) {
        return orElse(planner.plan(expr.target), first, expr.name === 'or');
      }
      break;
    default:
  }
  return planFunction(planner, expr, args);
}

/** `&&` and `||` look at all terms before they fail: one that decides makes errors pointless. */
function logical(terms: readonly Step[], deciding: boolean): Step {
  return (evaluation) => {
    let failure: CelError | undefined;
    for (const term of terms) {
      try {
        const value = term(evaluation);
        if (value === deciding) return deciding;
        if (typeof value !== 'boolean') failure ??= noSuchOverload();
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}

function conditional(condition: Step, whenTrue: Step, whenFalse: Step): Step {
  return (evaluation) => {
    const value = condition(evaluation);
    if (typeof value !== 'boolean') throw noSuchOverload();
    return value ? whenTrue(evaluation) : whenFalse(evaluation);
  };
}

function notStrictlyFalse(operand: Step): Step {
  return (evaluation) => {
    let result = true;
    try {
      result = operand(evaluation) !== false;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
    }
    evaluation.charge(1);
    return result;
  };
}

function orElse(target: Step, alternative: Step, isOptional: boolean): Step {
  return (evaluation) => {
    const found = target(evaluation);
    if (!(found instanceof CelOptional)) return found;
    if (found.value === undefined) return alternative(evaluation);
    return isOptional ? found : found.value;
  };
}

function planFunction(planner: Planning, expr: CallExpr, args: readonly Step[]): Step {
  const reference = planner.reference(expr);
  if (reference?.kind !== 'function') throw new PlanError(`no such overload: ${expr.name}()`);
  const { declaration, overloads, isNamespaced } = reference;
  const target = isNamespaced ? undefined : expr.target;
  const isMethod = target !== undefined;
  const steps = isMethod ? [planner.plan(target), ...args] : args;
  const [only] = overloads;
  const overloadId = overloads.length === 1 && only !== undefined ? only.id : '';
  const cost = planner.costOf(declaration.name, overloadId);
  const compute = implementation(declaration, overloads, { isMethod, count: steps.length });
  checkPattern(planner, declaration, steps);
  const converted = convertedConstant(planner, declaration, steps, compute);
  if (converted !== undefined) return planner.constant(converted);
  const [first, second] = steps;
  if (declaration.name === '_+_' && first !== undefined && second !== undefined) {
    return addition([first, second], compute, cost);
  }
  return call(steps, compute, cost);
}

function call(steps: readonly Step[], compute: Implementation, cost: CallCost): Step {
  const [first, second] = steps;
  if (steps.length === 1 && first !== undefined) {
    return (evaluation) => charged(evaluation, cost, compute, [first(evaluation)]);
  }
  if (steps.length === 2 && first !== undefined && second !== undefined) {
    return (evaluation) =>
      charged(evaluation, cost, compute, [first(evaluation), second(evaluation)]);
  }
  return (evaluation) =>
    charged(
      evaluation,
      cost,
      compute,
      steps.map((step) => step(evaluation)),
    );
}

/** What it takes to add lists is not in the cost, and yet bounded. */
function addition([left, right]: [Step, Step], compute: Implementation, cost: CallCost): Step {
  return (evaluation) => {
    const args = [left(evaluation), right(evaluation)] as const;
    const [a, b] = args;
    if (a instanceof CelList && b instanceof CelList) evaluation.copy(a.copied(b));
    return charged(evaluation, cost, compute, args);
  };
}

function charged(
  evaluation: Evaluation,
  cost: CallCost,
  compute: Implementation,
  args: readonly Value[],
): Value {
  const result = compute(...args);
  evaluation.charge(cost(args, result));
  return result;
}

const WITH_PATTERNS = new Set(['matches', 'find', 'findAll']);

/** A constant pattern is compiled when the program is made. */
function checkPattern(
  planner: Planning,
  { name }: FunctionDeclaration,
  steps: readonly Step[],
): void {
  const [, pattern] = steps;
  const value = pattern === undefined ? undefined : planner.constantOf(pattern);
  if (!WITH_PATTERNS.has(name) || typeof value !== 'string') return;
  try {
    regExpOf(value);
  } catch (error) {
    if (error instanceof CelError) throw new PlanError(error.message);
    throw error;
  }
}

function convertedConstant(
  planner: Planning,
  { name }: FunctionDeclaration,
  steps: readonly Step[],
  compute: Implementation,
): Value | undefined {
  const [only] = steps;
  if (!CONVERSIONS.has(name) || steps.length !== 1 || only === undefined) return undefined;
  const value = planner.constantOf(only);
  if (value === undefined) return undefined;
  try {
    return compute(value);
  } catch (error) {
    if (error instanceof CelError) throw new PlanError(error.message);
    throw error;
  }
}

/** With several overloads the values choose: the checker may have known no more than `dyn`. */
function implementation(
  declaration: FunctionDeclaration,
  chosen: readonly Overload[],
  { isMethod, count }: { isMethod: boolean; count: number },
): Implementation {
  const { name, operator } = declaration;
  if (operator !== undefined) return named(name, operator);
  const [only] = chosen;
  const isDecided = chosen.length === 1 && only?.call !== undefined;
  const candidates = (isDecided ? chosen : declaration.overloads)
    .filter(({ isMember, args }) => isMember === isMethod && args.length === count)
    .map((overload: Overload) => ({ overload, guards: overload.args.map(guardOf) }));
  return (...args: Value[]) => {
    for (const { overload, guards } of candidates) {
      const fits = guards.every((guard, index) => guard(args[index] ?? null));
      if (fits && overload.call !== undefined) return overload.call(...args);
    }
    throw UNGUARDED.has(name) ? noSuchOverload() : noSuchOverloadOf(name, args);
  };
}

/** These look at their arguments themselves. */
const UNGUARDED = new Set(['contains', 'endsWith', 'startsWith']);

/** The error of an operator has its name if the first operand has no such operator. */
function named(name: string, operator: Implementation): Implementation {
  return (...args: Value[]) => {
    try {
      return operator(...args);
    } catch (error) {
      if (error instanceof NoSuchOverload && lacksOperator(name, args[0] ?? null)) {
        throw new CelError(`no such overload: ${name}`);
      }
      throw error;
    }
  };
}
