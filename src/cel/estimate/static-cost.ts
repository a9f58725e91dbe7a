import type { Checked } from '../checker.ts';
import { LIST_COST, MAP_COST, STRUCT_COST } from '../costs.ts';
import type { DeclaredType } from '../schema/declared-type.ts';
import type { CallExpr, Expr, FoldExpr, ListExpr, MapExpr, SelectExpr } from '../syntax/ast.ts';
import { ACCUMULATOR } from '../syntax/macros.ts';
import type { CelType } from '../types/type.ts';
import { DYN } from '../types/type.ts';
import { stringLength } from '../values/size.ts';
import type { CallEstimate, Operand } from './call-estimates.ts';
import { estimateCall } from './call-estimates.ts';
import type { Estimate } from './estimates.ts';
import { exactly, plus, times, UNBOUNDED, UNKNOWN, union, ZERO } from './estimates.ts';
import { estimateStandard } from './standard-estimates.ts';

/** What is known of the keys and the values of a list or a map. */
interface Entries {
  readonly kind: 'list' | 'map';
  readonly key: Estimate;
  readonly value: Estimate;
}

interface Local {
  readonly path: readonly string[];
  readonly size: Estimate | undefined;
  readonly entries: Entries | undefined;
}

const ONE = exactly(1);
const NOTHING: Estimate = { min: UNBOUNDED, max: 0 };

/**
 * The most that an expression can cost for any value of its schema.
 * @param variable the only one that has the type; undefined: all paths begin there
 */
export function staticCostMax(checked: Checked, root: DeclaredType, variable?: string): number {
  return new Coster(checked, root, variable).cost(checked.expr).max;
}

/** Goes through an expression as cel-go's estimator does: definitions stand or fall by its numbers. */
class Coster {
  readonly #checked: Checked;
  readonly #root: DeclaredType;
  readonly #variable: string | undefined;
  readonly #paths = new Map<Expr, readonly string[]>();
  readonly #locals = new Map<string, Local[]>();
  readonly #sizes = new Map<Expr, Estimate>();
  readonly #entries = new Map<Expr, Entries>();

  constructor(checked: Checked, root: DeclaredType, variable: string | undefined) {
    this.#checked = checked;
    this.#root = root;
    this.#variable = variable;
  }

  cost(expr: Expr): Estimate {
    const reference = this.#checked.references.get(expr);
    if (reference?.kind === 'variable') return this.#ident(expr, reference.name);
    switch (expr.kind) {
      case 'literal':
        return ZERO;
      case 'ident':
        return this.#ident(expr, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return plus(...expr.fields.map(({ value }) => this.cost(value)), exactly(STRUCT_COST));
      case 'fold':
        return isBinding(expr) ? this.#binding(expr) : this.#fold(expr);
      default:
        return expr satisfies never;
    }
  }

  #ident(expr: Expr, name: string): Estimate {
    this.#paths.set(expr, this.#local(name)?.path ?? [name]);
    return ONE;
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #select(expr: SelectExpr): Estimate {
    const operand = this.cost(expr.operand);
    // Tests of presence are free; they were before they were counted at all.
    if (expr.testOnly) return operand;
    const { kind } = this.#typeOf(expr.operand);
    const own = ['map', 'struct', 'param'].includes(kind) ? ONE : ZERO;
    this.#paths.set(expr, [...this.#pathOf(expr.operand), expr.field]);
    return plus(operand, own);
  }

  #call(expr: CallExpr): Estimate {
    const [first] = expr.args;
    if (expr.name === 'dyn' && first !== undefined) {
      const cost = plus(ONE, this.cost(first));
      this.#copySizes(expr, first);
      return cost;
    }
    const costs = expr.args.map((arg) => this.cost(arg));
    const args = expr.args.map((arg) => this.#operand(arg));
    if (expr.name === '_&&_' || expr.name === '_||_') {
      return { min: costs[0]?.min ?? 0, max: plus(...costs).max };
    }
    const reference = this.#checked.references.get(expr);
    if (reference?.kind !== 'function') return ZERO;
    const { declaration, overloads, isNamespaced } = reference;
    const isMethod = expr.target !== undefined && !isNamespaced;
    const targetCost = isMethod && expr.target !== undefined ? this.cost(expr.target) : ZERO;
    const target = isMethod && expr.target !== undefined ? this.#operand(expr.target) : undefined;
    let cost = NOTHING;
    let size: Estimate | undefined;
    for (const { id } of overloads) {
      const call = { name: declaration.name, overload: id, target, args };
      const found =
        id === 'conditional'
          ? this.#conditional(expr, args, costs)
          : withArguments(estimateCall(call) ?? this.#standard(expr, call), costs);
      cost = union(cost, found.cost);
      if (found.size !== undefined)
        size = size === undefined ? found.size : union(size, found.size);
      if (first !== undefined && (id === 'index_list' || id === 'index_map')) {
        size = this.#entriesOf(first)?.value;
        const step = id === 'index_list' ? '@items' : '@values';
        this.#paths.set(expr, [...this.#pathOf(first), step]);
      }
      size ??= this.#sizeOf(expr);
    }
    if (size !== undefined) this.#sizes.set(expr, size);
    return plus(targetCost, cost);
  }

  #standard(expr: CallExpr, call: Parameters<typeof estimateStandard>[0]): CallEstimate {
    const [first, second] = expr.args;
    if (['add_string', 'add_bytes', 'add_list'].includes(call.overload) && first && second) {
      this.#setEntries(expr, bothEntries(this.#entriesOf(first), this.#entriesOf(second)));
    }
    return estimateStandard(call);
  }

  #conditional(expr: CallExpr, args: readonly Operand[], costs: readonly Estimate[]): CallEstimate {
    const [condition = ZERO, whenTrue = ZERO, whenFalse = ZERO] = costs;
    const [, left, right] = args;
    const [, first, second] = expr.args;
    if (first && second) {
      this.#setEntries(expr, bothEntries(this.#entriesOf(first), this.#entriesOf(second)));
    }
    const size = union(left?.size ?? UNKNOWN, right?.size ?? UNKNOWN);
    return { cost: plus(condition, union(whenTrue, whenFalse)), size };
  }

  #list(expr: ListExpr): Estimate {
    let value = expr.elements.length === 0 ? ZERO : NOTHING;
    let cost = exactly(LIST_COST);
    for (const element of expr.elements) {
      cost = plus(cost, this.cost(element));
      value = union(value, this.#sizeOf(element) ?? UNKNOWN);
    }
    this.#entries.set(expr, { kind: 'list', key: ONE, value });
    return cost;
  }

  #map(expr: MapExpr): Estimate {
    let key = expr.entries.length === 0 ? ZERO : NOTHING;
    let value = key;
    let cost = exactly(MAP_COST);
    for (const entry of expr.entries) {
      cost = plus(cost, this.cost(entry.key), this.cost(entry.value));
      key = union(key, this.#sizeOf(entry.key) ?? UNKNOWN);
      value = union(value, this.#sizeOf(entry.value) ?? UNKNOWN);
    }
    this.#entries.set(expr, { kind: 'map', key, value });
    return cost;
  }

  #fold(expr: FoldExpr): Estimate {
    const { range, initial } = expr;
    const before = plus(this.cost(range), this.cost(initial));
    this.#push(expr.accumulator, this.#localOf(initial));
    this.#pushVariables(expr);
    const turn = plus(this.cost(expr.condition), this.cost(expr.step));
    this.#pop(expr.variable);
    if (expr.variable2 !== undefined) this.#pop(expr.variable2);
    const result = this.cost(expr.result);
    this.#pop(expr.accumulator);
    const count = this.#sizeOf(range) ?? UNKNOWN;
    if (initial.kind === 'literal') {
      const size = this.#sizeOf(initial);
      if (size !== undefined) this.#sizes.set(expr, size);
    } else if (initial.kind === 'list' || initial.kind === 'map') {
      this.#sizes.set(expr, count);
      this.#setEntries(expr, this.#entriesOf(expr.step));
    }
    return plus(before, result, times(count, turn));
  }

  #pushVariables({ range, variable, variable2 }: FoldExpr): void {
    const entries = this.#entriesOf(range);
    const path = this.#pathOf(range);
    const isList = (entries?.kind ?? this.#typeOf(range).kind) === 'list';
    const key = { path: [...path, isList ? '@indices' : '@keys'], size: entries?.key };
    const value = { path: [...path, isList ? '@items' : '@values'], size: entries?.value };
    const first = variable2 === undefined && isList ? value : key;
    this.#push(variable, { ...first, entries: undefined });
    if (variable2 !== undefined) this.#push(variable2, { ...value, entries: undefined });
  }

  #binding(expr: FoldExpr): Estimate {
    const before = plus(this.cost(expr.range), this.cost(expr.initial));
    this.#push(expr.accumulator, this.#localOf(expr.initial));
    const result = this.cost(expr.result);
    this.#pop(expr.accumulator);
    this.#copySizes(expr, expr.result);
    return plus(before, result);
  }

  #localOf(expr: Expr): Local {
    const [path, size, entries] = [this.#pathOf(expr), this.#sizeOf(expr), this.#entriesOf(expr)];
    return { path, size, entries };
  }

  #push(name: string, local: Local): void {
    const stack = this.#locals.get(name);
    if (stack === undefined) this.#locals.set(name, [local]);
    else stack.push(local);
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  #typeOf(expr: Expr): CelType {
    return this.#checked.types.get(expr) ?? DYN;
  }

  #pathOf(expr: Expr): readonly string[] {
    const local = expr.kind === 'ident' ? this.#local(expr.name) : undefined;
    return local?.path ?? this.#paths.get(expr) ?? [];
  }

  #operand(expr: Expr): Operand {
    const path = this.#pathOf(expr);
    const known = path[0] === ACCUMULATOR ? [] : path;
    return {
      expr,
      type: this.#typeOf(expr),
      size: this.#sizeOf(expr),
      items: () => (known.length === 0 ? undefined : this.#sizeAt([...known, '@items'])),
    };
  }

  #sizeOf(expr: Expr): Estimate | undefined {
    const computed = this.#sizes.get(expr) ?? writtenSize(expr);
    if (computed !== undefined) return computed;
    const declared = this.#sizeAt(this.#pathOf(expr));
    if (declared !== undefined) {
      this.#sizes.set(expr, declared);
      return declared;
    }
    if (isScalar(this.#typeOf(expr))) return ONE;
    return expr.kind === 'ident' ? this.#local(expr.name)?.size : undefined;
  }

  /** What the schema says; the first step of a path is the variable. */
  #sizeAt(path: readonly string[]): Estimate | undefined {
    if (path.length === 0) return undefined;
    if (this.#variable !== undefined && path[0] !== this.#variable) return undefined;
    let place: DeclaredType | undefined = this.#root;
    for (const step of path.slice(1)) {
      if (step === '@keys') {
        if (place.element === undefined || place.type.kind !== 'map') return undefined;
        // Nothing is said about the keys of most maps, which are strings of any length.
        if (place.key === undefined) return ZERO;
        place = place.key;
        continue;
      }
      const isElement = step === '@items' || step === '@values';
      place = isElement ? place.element : (place.fields?.get(step) ?? place.anyMember);
      if (place === undefined) return undefined;
    }
    return { min: 0, max: place.elementsMax };
  }

  #entriesOf(expr: Expr): Entries | undefined {
    const computed = this.#entries.get(expr);
    if (computed !== undefined) return computed;
    return expr.kind === 'ident' ? this.#local(expr.name)?.entries : undefined;
  }

  #setEntries(expr: Expr, entries: Entries | undefined): void {
    if (entries !== undefined) this.#entries.set(expr, entries);
  }

  #copySizes(to: Expr, from: Expr): void {
    const size = this.#sizeOf(from);
    if (size !== undefined) this.#sizes.set(to, size);
    this.#setEntries(to, this.#entriesOf(from));
  }
}

function withArguments({ cost, size }: CallEstimate, costs: readonly Estimate[]): CallEstimate {
  const sum = plus(cost, ...costs);
  return size === undefined ? { cost: sum } : { cost: sum, size };
}

function bothEntries(a: Entries | undefined, b: Entries | undefined): Entries | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { kind: a.kind, key: union(a.key, b.key), value: union(a.value, b.value) };
}

function writtenSize(expr: Expr): Estimate | undefined {
  if (expr.kind === 'list') return exactly(expr.elements.length);
  if (expr.kind === 'map') return exactly(expr.entries.length);
  if (expr.kind !== 'literal') return undefined;
  const { value } = expr;
  if (typeof value === 'string') return exactly(stringLength(value));
  return exactly(value instanceof Uint8Array ? value.length : 1);
}

function isScalar({ kind, name, params: [inner] }: CelType): boolean {
  if (kind === 'opaque') {
    return name === 'optional_type' && inner !== undefined && isScalar(inner);
  }
  return ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(kind);
}

/** A variable for a value, as `optMap` makes it. */
function isBinding({ range, condition, accumulator }: FoldExpr): boolean {
  return (
    range.kind === 'list' &&
    range.elements.length === 0 &&
    condition.kind === 'literal' &&
    condition.value === false &&
    accumulator !== ACCUMULATOR
  );
}
