import type { Constant } from '../values/value.ts';
import type { Expr } from './ast.ts';

/** The accumulator of the macros' folds. Kubernetes leaves it visible to expressions. */
export const ACCUMULATOR = '__result__';

/** A macro was recognized, and its arguments cannot be what it needs. */
export class MacroError extends Error {
  /** Undefined: the place of the call. */
  readonly at: number | undefined;

  constructor(message: string, at: number | undefined) {
    super(message);
    this.at = at;
  }
}

/** Makes nodes that stand where the macro's call stands. */
class Nodes {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }

  literal(value: Constant): Expr {
    return { kind: 'literal', at: this.at, value };
  }

  accumulator(): Expr {
    return { kind: 'ident', at: this.at, name: ACCUMULATOR };
  }

  ident(name: string): Expr {
    return { kind: 'ident', at: this.at, name };
  }

  call(name: string, ...args: Expr[]): Expr {
    return { kind: 'call', at: this.at, name, target: undefined, args };
  }

  list(...elements: Expr[]): Expr {
    return { kind: 'list', at: this.at, elements, optionals: new Set() };
  }
}

/** One or two names that a macro binds. */
interface Variables {
  readonly variable: string;
  readonly variable2: string | undefined;
}

interface Fold {
  readonly initial: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

/** @returns undefined if the call is no macro */
export function expandMacro(
  at: number,
  name: string,
  target: Expr | undefined,
  args: readonly Expr[],
): Expr | undefined {
  const nodes = new Nodes(at);
  if (target === undefined) return name === 'has' && args.length === 1 ? has(at, args) : undefined;
  return (
    optionalMacro(nodes, name, target, args) ??
    oneVariableMacro(nodes, name, target, args) ??
    twoVariableMacro(nodes, name, target, args)
  );
}

function has(at: number, [operand]: readonly Expr[]): Expr {
  if (operand?.kind !== 'select') {
    throw new MacroError('invalid argument to has() macro', operand?.at);
  }
  return { ...operand, at, testOnly: true };
}

function fold(nodes: Nodes, range: Expr, names: Variables, parts: Fold): Expr {
  return { kind: 'fold', at: nodes.at, range, accumulator: ACCUMULATOR, ...names, ...parts };
}

function oneVariableMacro(
  nodes: Nodes,
  name: string,
  range: Expr,
  args: readonly Expr[],
): Expr | undefined {
  const [first, second, third] = args;
  if (first === undefined || second === undefined) return undefined;
  // `existsOne` exists only with two variables.
  const quantifier = name === 'existsOne' ? undefined : QUANTIFIERS[name];
  if (args.length === 2 && quantifier !== undefined) {
    const variable = nameOf(first, 'argument must be a simple name');
    return fold(nodes, range, { variable, variable2: undefined }, quantifier(nodes, second));
  }
  const isMap = name === 'map' && (args.length === 2 || args.length === 3);
  if (!isMap && !(name === 'filter' && args.length === 2)) return undefined;
  const variable = nameOf(first, 'argument is not an identifier');
  const names = { variable, variable2: undefined };
  if (name === 'filter') return fold(nodes, range, names, collect(nodes, first, second));
  return fold(
    nodes,
    range,
    names,
    third === undefined ? collect(nodes, second) : collect(nodes, third, second),
  );
}

function twoVariableMacro(
  nodes: Nodes,
  name: string,
  range: Expr,
  args: readonly Expr[],
): Expr | undefined {
  const [first, second, third, fourth] = args;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const quantifier = QUANTIFIERS[name];
  if (quantifier !== undefined && args.length === 3) {
    return fold(nodes, range, twoNames(first, second), quantifier(nodes, third));
  }
  const insert = { transformMap: true, transformMapEntry: false }[name];
  if ((insert === undefined && name !== 'transformList') || args.length > 4) return undefined;
  const names = twoNames(first, second);
  const value = fourth ?? third;
  const filter = fourth === undefined ? undefined : third;
  if (insert === undefined) return fold(nodes, range, names, collect(nodes, value, filter));
  const key = insert ? [nodes.ident(names.variable)] : [];
  const step = nodes.call('cel.@mapInsert', nodes.accumulator(), ...key, value);
  return fold(nodes, range, names, {
    initial: { kind: 'map', at: nodes.at, entries: [] },
    condition: nodes.literal(true),
    step: filtered(nodes, step, filter),
    result: nodes.accumulator(),
  });
}

const QUANTIFIERS: Readonly<Record<string, (nodes: Nodes, predicate: Expr) => Fold>> = {
  all: (nodes, predicate) => ({
    initial: nodes.literal(true),
    condition: nodes.call('@not_strictly_false', nodes.accumulator()),
    step: nodes.call('_&&_', nodes.accumulator(), predicate),
    result: nodes.accumulator(),
  }),
  exists: (nodes, predicate) => ({
    initial: nodes.literal(false),
    condition: nodes.call('@not_strictly_false', nodes.call('!_', nodes.accumulator())),
    step: nodes.call('_||_', nodes.accumulator(), predicate),
    result: nodes.accumulator(),
  }),
  exists_one: existsOne,
  existsOne,
};

function existsOne(nodes: Nodes, predicate: Expr): Fold {
  const more = nodes.call('_+_', nodes.accumulator(), nodes.literal(1n));
  return {
    initial: nodes.literal(0n),
    condition: nodes.literal(true),
    step: nodes.call('_?_:_', predicate, more, nodes.accumulator()),
    result: nodes.call('_==_', nodes.accumulator(), nodes.literal(1n)),
  };
}

function collect(nodes: Nodes, value: Expr, filter?: Expr): Fold {
  const step = nodes.call('_+_', nodes.accumulator(), nodes.list(value));
  return {
    initial: nodes.list(),
    condition: nodes.literal(true),
    step: filtered(nodes, step, filter),
    result: nodes.accumulator(),
  };
}

function filtered(nodes: Nodes, step: Expr, filter: Expr | undefined): Expr {
  return filter === undefined ? step : nodes.call('_?_:_', filter, step, nodes.accumulator());
}

/** `cel.bind(name, value, expression)`; @returns undefined if the call is none */
export function expandBinding(
  at: number,
  name: string,
  target: Expr | undefined,
  args: readonly Expr[],
): Expr | undefined {
  const [variable, value, body] = args;
  if (args.length !== 3 || name !== 'bind' || target?.kind !== 'ident' || target.name !== 'cel')
    return undefined;
  if (variable === undefined || value === undefined || body === undefined) return undefined;
  if (variable.kind !== 'ident') {
    throw new MacroError('cel.bind() variable names must be simple identifiers', variable.at);
  }
  return bind(new Nodes(at), variable.name, value, body);
}

/** A fold over nothing, whose accumulator is the name. */
function bind(nodes: Nodes, name: string, value: Expr, body: Expr): Expr {
  return {
    kind: 'fold',
    at: nodes.at,
    range: nodes.list(),
    variable: '#unused',
    variable2: undefined,
    accumulator: name,
    initial: value,
    condition: nodes.literal(false),
    step: nodes.ident(name),
    result: body,
  };
}

function optionalMacro(
  nodes: Nodes,
  name: string,
  target: Expr,
  args: readonly Expr[],
): Expr | undefined {
  const [first, body] = args;
  const isMap = name === 'optMap';
  if ((!isMap && name !== 'optFlatMap') || args.length !== 2) return undefined;
  if (first === undefined || body === undefined) return undefined;
  if (first.kind !== 'ident') {
    const macro = isMap ? 'optMap()' : 'optFlatMap()';
    throw new MacroError(`${macro} variable name must be a simple identifier`, first.at);
  }
  const value: Expr = { kind: 'call', at: nodes.at, name: 'value', target, args: [] };
  const bound = bind(nodes, first.name, value, body);
  return nodes.call(
    '_?_:_',
    { kind: 'call', at: nodes.at, name: 'hasValue', target, args: [] },
    isMap ? nodes.call('optional.of', bound) : bound,
    nodes.call('optional.none'),
  );
}

function twoNames(first: Expr, second: Expr): Variables {
  const simple = 'argument must be a simple name';
  if (first.kind !== 'ident') throw new MacroError(simple, first.at);
  if (second.kind !== 'ident') throw new MacroError(simple, second.at);
  if (first.name === second.name) {
    throw new MacroError(`duplicate variable name: ${first.name}`, second.at);
  }
  return { variable: nameOf(first, simple), variable2: nameOf(second, simple) };
}

function nameOf(expr: Expr, refusal: string): string {
  if (expr.kind !== 'ident') throw new MacroError(refusal, expr.at);
  if (expr.name === ACCUMULATOR) {
    throw new MacroError('iteration variable overwrites accumulator variable', expr.at);
  }
  return expr.name;
}
