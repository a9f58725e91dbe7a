import type { Evaluation } from './evaluation.ts';
import type { Planning, Step } from './step.ts';
import type { FoldExpr } from './syntax/ast.ts';
import { CelList } from './values/list.ts';
import { CelMap } from './values/map.ts';
import { goTypeOf } from './values/traits.ts';
import type { Value } from './values/value.ts';
import { CelError } from './values/value.ts';

interface Fold {
  readonly range: Step;
  readonly initial: Step;
  readonly condition: Step;
  readonly step: Step;
  readonly result: Step;
  readonly accumulator: number;
  readonly variable: number;
  readonly variable2: number | undefined;
}

/** Plans a fold. An error of a turn is the accumulator of the next: `exists` may still come true. */
export function planFold(planner: Planning, expr: FoldExpr): Step {
  const range = planner.plan(expr.range);
  const initial = planner.plan(expr.initial);
  return planner.withVariable(expr.accumulator, (accumulator) => {
    const inner = (variable: number, variable2: number | undefined): Step =>
      runner({
        range,
        initial,
        condition: planner.plan(expr.condition),
        step: planner.plan(expr.step),
        // The variables of the turns are out of scope here, but nothing can name them.
        result: planner.plan(expr.result),
        accumulator,
        variable,
        variable2,
      });
    const { variable2 } = expr;
    return planner.withVariable(expr.variable, (first) =>
      variable2 === undefined
        ? inner(first, undefined)
        : planner.withVariable(variable2, (second) => inner(first, second)),
    );
  });
}

function runner(fold: Fold): Step {
  return (evaluation) => {
    const range = fold.range(evaluation);
    if (!(range instanceof CelList) && !(range instanceof CelMap)) {
      throw new CelError(`got '${goTypeOf(range)}', expected iterable type`);
    }
    evaluation.slots[fold.accumulator] = attempt(fold.initial, evaluation);
    for (const [first, second] of turns(range, fold.variable2 !== undefined)) {
      evaluation.slots[fold.variable] = first;
      if (fold.variable2 !== undefined) evaluation.slots[fold.variable2] = second;
      if (attempt(fold.condition, evaluation) === false) break;
      evaluation.slots[fold.accumulator] = attempt(fold.step, evaluation);
    }
    return fold.result(evaluation);
  };
}

function* turns(range: CelList | CelMap, twoVariables: boolean): Generator<[Value, Value]> {
  if (range instanceof CelMap) {
    for (const key of range.keys()) yield [key, twoVariables ? (range.get(key) ?? null) : null];
    return;
  }
  for (let index = 0; index < range.length; index++) {
    const item = range.at(index);
    yield twoVariables ? [BigInt(index), item] : [item, null];
  }
}

function attempt(step: Step, evaluation: Evaluation): Value | CelError {
  try {
    return step(evaluation);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}
