import type { Checked, Reference } from './checker.ts';
import type { CallCost } from './costs.ts';
import { LIST_COST, MAP_COST, OVERLOAD_COSTS, STRUCT_COST } from './costs.ts';
import type { Evaluation } from './evaluation.ts';
import { planCall } from './plan-call.ts';
import { planFold } from './plan-fold.ts';
import { fieldOf, indexInto, isPresent } from './selection.ts';
import type { PlannerParts, Planning, Step } from './step.ts';
import { PlanError } from './step.ts';
import type { CallExpr, Expr, ListExpr, MapExpr, SelectExpr, StructExpr } from './syntax/ast.ts';
import { areEqual } from './values/equality.ts';
import { ArrayList } from './values/list.ts';
import type { CelMap } from './values/map.ts';
import { EntryMap } from './values/map.ts';
import { shownValue } from './values/show.ts';
import { goTypeOf } from './values/traits.ts';
import type { Value } from './values/value.ts';
import { CelError, CelOptional, CelTypeValue, CelUint } from './values/value.ts';

/** What must be known to plan the part below a node. */
export class Planner implements Planning {
  readonly #checked: Checked;
  readonly #parts: PlannerParts;
  /** Which variables of folds are in scope, and their slots. */
  readonly #scope: { readonly name: string; readonly slot: number }[] = [];
  #slots = 0;
  /** The steps that always give the same value. */
  readonly #constants = new Map<Step, Value>();

  constructor(checked: Checked, parts: PlannerParts) {
    this.#checked = checked;
    this.#parts = parts;
  }

  plan(expr: Expr): Step {
    switch (expr.kind) {
      case 'literal':
        return this.constant(expr.value);
      case 'ident':
        return this.#ident(expr);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return this.#struct(expr);
      case 'fold':
        return planFold(this, expr);
      default:
        return expr satisfies never;
    }
  }

  constant(value: Value): Step {
    const step: Step = () => value;
    this.#constants.set(step, value);
    return step;
  }

  constantOf(step: Step): Value | undefined {
    return this.#constants.get(step);
  }

  reference(expr: Expr): Reference | undefined {
    return this.#checked.references.get(expr);
  }

  withVariable<T>(name: string, inside: (slot: number) => T): T {
    const slot = this.#slots++;
    this.#scope.push({ name, slot });
    const result = inside(slot);
    this.#scope.pop();
    return result;
  }

  costOf(name: string, overloadId: string): CallCost {
    const standard = OVERLOAD_COSTS.get(overloadId);
    const own = this.#parts.functionCosts.get(name);
    if (own === undefined) return standard ?? (() => 1);
    return (args, result) => own(args, result, overloadId) ?? standard?.(args, result) ?? 1;
  }

  #ident(expr: Expr & { readonly name: string }): Step {
    const reference = this.reference(expr);
    return this.#named(expr, reference?.kind === 'variable' ? reference.name : expr.name);
  }

  #named(expr: Expr, name: string): Step {
    const local = this.#scope.findLast((variable) => variable.name === name);
    if (local !== undefined) {
      const { slot } = local;
      return (evaluation) => evaluation.slot(slot);
    }
    const type = this.#checked.types.get(expr);
    // The name of a type is its value, unless a variable is called so and holds a type.
    const named = type?.kind === 'type' ? type.params[0]?.name : undefined;
    if (named === name) return this.constant(new CelTypeValue(name));
    return (evaluation) => evaluation.variable(name);
  }

  #select(expr: SelectExpr): Step {
    const reference = this.reference(expr);
    if (reference?.kind === 'variable') return this.#named(expr, reference.name);
    const { field, testOnly } = expr;
    const operand = this.#attribute(expr.operand);
    if (testOnly) return (evaluation) => isPresent(operand(evaluation), field);
    return (evaluation) => {
      const target = operand(evaluation);
      evaluation.charge(1);
      return fieldOf(target, field);
    };
  }

  /** What is selected from. Anything but a name or another selection costs one more. */
  #attribute(expr: Expr): Step {
    const step = this.plan(expr);
    const isIndex = expr.kind === 'call' && ['_[_]', '_[?_]', '_?._'].includes(expr.name);
    if (expr.kind === 'ident' || expr.kind === 'select' || isIndex) return step;
    return (evaluation) => {
      const value = step(evaluation);
      evaluation.charge(1);
      return value;
    };
  }

  #call(expr: CallExpr): Step {
    const [first, second] = expr.args;
    if (first === undefined || second === undefined) return planCall(this, expr);
    switch (expr.name) {
      case '_[_]':
        return this.#index(first, second, false);
      case '_[?_]':
        return this.#index(first, second, true);
      case '_?._':
        return this.#index(first, second, true);
      default:
        return planCall(this, expr);
    }
  }

  #index(operand: Expr, index: Expr, isOptional: boolean): Step {
    const target = this.#attribute(operand);
    const at = this.plan(index);
    checkQualifier(this.constantOf(at));
    return (evaluation) => {
      const container = target(evaluation);
      const key = at(evaluation);
      evaluation.charge(1);
      return indexInto(container, key, isOptional);
    };
  }

  #list({ elements, optionals }: ListExpr): Step {
    const steps = elements.map((element) => this.plan(element));
    const constants = steps.map((step) => this.constantOf(step));
    if (constants.every((value) => value !== undefined) && optionals.size === 0) {
      return this.constant(new ArrayList(constants));
    }
    return (evaluation) => {
      const items: Value[] = [];
      steps.forEach((step, index) => {
        const value = step(evaluation);
        if (!optionals.has(index)) items.push(value);
        else if (!(value instanceof CelOptional)) throw notOptionalElement(value);
        else if (value.value !== undefined) items.push(value.value);
      });
      evaluation.charge(LIST_COST);
      return new ArrayList(items);
    };
  }

  #map({ entries }: MapExpr): Step {
    const steps = entries.map(({ key, value, optional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      optional,
    }));
    const make = (evaluation: Evaluation | undefined): Value => {
      let map = EntryMap.empty;
      for (const { key, value, optional } of steps) {
        const name = valueOf(this, key, evaluation);
        const found = valueOf(this, value, evaluation);
        const added = optional ? optionalEntry(name, found) : found;
        if (added !== undefined) map = inserted(map, name, added);
      }
      return map;
    };
    const isConstant = steps.every(
      ({ key, value, optional }) =>
        !optional && this.constantOf(key) !== undefined && this.constantOf(value) !== undefined,
    );
    if (isConstant) return this.#constantMap(make);
    return (evaluation) => {
      const map = make(evaluation);
      evaluation.charge(MAP_COST);
      return map;
    };
  }

  #constantMap(make: (evaluation: undefined) => Value): Step {
    try {
      return this.constant(make(undefined));
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return () => {
        throw error;
      };
    }
  }

  #struct({ typeName, fields }: StructExpr): Step {
    const steps = fields.map((field) => ({ ...field, step: this.plan(field.value) }));
    const name = typeName.replace(/^\./, '');
    return (evaluation) => {
      const values = new Map<string, Value>();
      for (const field of steps) {
        const value = field.step(evaluation);
        const given = field.optional ? optionalEntry(field.name, value) : value;
        if (given !== undefined) values.set(field.name, given);
      }
      evaluation.charge(STRUCT_COST);
      const made = this.#parts.makeStruct?.(name, values);
      if (made === undefined) throw new CelError(`unknown type: '${name}'`);
      return made;
    };
  }
}

function valueOf(planner: Planner, step: Step, evaluation: Evaluation | undefined): Value {
  return evaluation === undefined ? (planner.constantOf(step) ?? null) : step(evaluation);
}

/** Later entries of a map that is written twice with the same key replace earlier ones. */
function inserted(map: EntryMap, key: Value, value: Value): EntryMap {
  const added = map.inserting(key, value);
  if (added !== undefined) return added;
  return EntryMap.of(
    [...entriesOf(map)].map(([name, held]) => [name, areEqual(name, key) ? value : held]),
  );
}

function* entriesOf(map: CelMap): Generator<[Value, Value]> {
  for (const key of map.keys()) yield [key, map.get(key) ?? null];
}

function optionalEntry(name: Value, value: Value): Value | undefined {
  if (value instanceof CelOptional) return value.value;
  const shown = shownValue(value);
  throw new CelError(
    `cannot initialize optional entry '${shownValue(name)}' from non-optional value ${shown}`,
  );
}

function notOptionalElement(value: Value): CelError {
  return new CelError(
    `cannot initialize optional list element from non-optional value ${shownValue(value)}`,
  );
}

/** What a constant selects by; other keys are asked for when they are known. */
function checkQualifier(key: Value | undefined): void {
  const isName = typeof key !== 'object' || key instanceof CelUint;
  if (!isName) throw new PlanError(`invalid qualifier type: ${goTypeOf(key)}`);
}
