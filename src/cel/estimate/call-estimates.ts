import { LIST_COST, REGEX_FACTOR, STRUCT_COST, TRAVERSAL_FACTOR } from '../costs.ts';
import { ACCESSORS, CHECK_COST } from '../kubernetes/function-costs.ts';
import type { Expr } from '../syntax/ast.ts';
import type { CelType } from '../types/type.ts';
import { isSameType } from '../types/type.ts';
import type { Estimate } from './estimates.ts';
import { exactly, plus, scaled, times, UNBOUNDED, UNKNOWN, ZERO } from './estimates.ts';

/** An argument or the target of a call. */
export interface Operand {
  readonly expr: Expr;
  readonly type: CelType;
  readonly size: Estimate | undefined;
  /** The size of the items of a list, if it is one of the schema. */
  readonly items: () => Estimate | undefined;
}

export interface Call {
  readonly name: string;
  readonly overload: string;
  readonly target: Operand | undefined;
  readonly args: readonly Operand[];
}

/** What a call costs beside its arguments, and how large its result is. */
export interface CallEstimate {
  readonly cost: Estimate;
  readonly size?: Estimate;
}

type Estimator = (call: Call) => CallEstimate | undefined;

export const sizeOf = (operand: Operand | undefined): Estimate => operand?.size ?? UNKNOWN;

/** Cost of reading a string once. */
export const traversal = (size: Estimate, rounds = 1): Estimate =>
  scaled(size, rounds * TRAVERSAL_FACTOR);

const one: Estimator = () => ({ cost: exactly(1) });

const ofFirst =
  (rounds: number): Estimator =>
  ({ args: [first] }) =>
    first && { cost: traversal(sizeOf(first), rounds) };

const firstIntoResult: Estimator = ({ args: [first] }) =>
  first && { cost: traversal(sizeOf(first)), size: sizeOf(first) };

const targetIntoResult: Estimator = ({ target }) =>
  target && { cost: traversal(sizeOf(target)), size: sizeOf(target) };

const selector: Estimator = ({ args: [text] }) => {
  const length = sizeOf(text);
  const requirements = scaled(scaled(length, 0.5), LIST_COST + STRUCT_COST);
  return { cost: plus(exactly(LIST_COST), traversal(length), requirements) };
};

const list: Estimator = ({ target }) => {
  if (target === undefined) return undefined;
  const [element] = target.type.params;
  if (element === undefined) return { cost: traversal(sizeOf(target)) };
  const isText = element.kind === 'string' || element.kind === 'bytes';
  const each = plus(exactly(1), isText ? traversal(target.items() ?? UNKNOWN) : ZERO);
  return { cost: times(sizeOf(target), each) };
};

const replace: Estimator = ({ target, args: [old, by] }) => {
  if (target === undefined || by === undefined) return undefined;
  const [size, from, into] = [sizeOf(target), sizeOf(old), sizeOf(by)];
  const longest =
    from.min === 0
      ? { count: size.max + 1, kept: size.max }
      : into.max <= from.min
        ? { count: 0, kept: size.max }
        : { count: Math.ceil(size.max / from.min), kept: 0 };
  const shortest =
    from.max === 0
      ? { count: size.min + 1, kept: size.min }
      : from.max <= into.min
        ? { count: 0, kept: size.min }
        : { count: Math.ceil(size.min / from.max), kept: 0 };
  const replaced = times({ min: shortest.count, max: longest.count }, into);
  return {
    cost: traversal(size, 2),
    size: plus(replaced, { min: shortest.kept, max: longest.kept }),
  };
};

const split: Estimator = ({ target, args: [, limit] }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  const literal = limit?.expr.kind === 'literal' ? limit.expr.value : undefined;
  // A negative limit counts as no limit, as it does in 64 bits without a sign.
  const most = typeof literal === 'bigint' ? Number(literal) : size.max;
  return {
    cost: traversal(size, 2),
    size: { min: 0, max: most < 0 ? UNBOUNDED : most },
  };
};

const join: Estimator = ({ target, args: [separator] }) => {
  if (target === undefined) return undefined;
  const count = sizeOf(target);
  let size = times(count, target.items() ?? UNKNOWN);
  if (separator !== undefined) {
    const between = { min: Math.max(count.min - 1, 0), max: Math.max(count.max - 1, 0) };
    size = plus(size, times(sizeOf(separator), between));
  }
  return { cost: traversal(size), size };
};

const find: Estimator = ({ target, args: [pattern] }) => {
  if (target === undefined || pattern === undefined) return undefined;
  const size = sizeOf(target);
  const cost = times(traversal(plus(size, exactly(1))), scaled(sizeOf(pattern), REGEX_FACTOR));
  return { cost, size: { min: 0, max: size.max } };
};

/** An address has 4 or 16 bytes. */
const ADDRESS: Estimate = { min: 4, max: 16 };

const contains =
  (parsed: string, extra: Estimate): Estimator =>
  ({ overload, args: [other] }) => {
    const compared = plus(traversal(plus(ADDRESS, ADDRESS)), extra);
    if (overload !== parsed) return { cost: compared };
    return { cost: plus(compared, traversal(sizeOf(other))) };
  };

/** The longest expression behind a named format. */
const FORMAT_REGEX_MAX = 128;
const FORMAT_NAME_MAX = 64;

const validate: Estimator = ({ args: [text] }) =>
  text && { cost: scaled(traversal(sizeOf(text)), FORMAT_REGEX_MAX * REGEX_FACTOR) };

const CONSTANT_EQUALITY = new Set([
  'net.IP',
  'net.CIDR',
  'kubernetes.Quantity',
  'kubernetes.Semver',
  'kubernetes.authorization.Authorizer',
  'kubernetes.authorization.PathCheck',
  'kubernetes.authorization.GroupCheck',
  'kubernetes.authorization.ResourceCheck',
  'kubernetes.authorization.Decision',
]);

const equality: Estimator = ({ args: [left, right] }) => {
  if (left === undefined || right === undefined) return undefined;
  if (!isSameType(left.type, right.type)) return undefined;
  const { name } = left.type;
  if (CONSTANT_EQUALITY.has(name)) return { cost: exactly(1) };
  if (name === 'kubernetes.NamedFormat') {
    return { cost: traversal({ min: 1, max: FORMAT_NAME_MAX }) };
  }
  if (name !== 'kubernetes.URL') return undefined;
  return { cost: traversal({ min: 1, max: right.size?.max ?? 1 }) };
};

const sets =
  (factor: number): Estimator =>
  ({ args: [a, b] }) => ({
    cost: plus(scaled(times(sizeOf(a), sizeOf(b)), factor), exactly(1)),
  });

const CONTAINS_CIDR_EXTRA = plus(traversal(ADDRESS), exactly(1));

const GROUPS: readonly (readonly [Estimator, readonly string[]])[] = [
  [() => ({ cost: exactly(CHECK_COST) }), ['check']],
  [one, ACCESSORS],
  [selector, ['fieldSelector', 'labelSelector']],
  [list, ['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf']],
  [firstIntoResult, ['url', 'jsonpatch.escapeKey']],
  [targetIntoResult, ['lowerAscii', 'upperAscii', 'substring', 'trim']],
  [replace, ['replace']],
  [split, ['split']],
  [join, ['join']],
  [find, ['find', 'findAll']],
  [ofFirst(1), ['cidr', 'isIP', 'isCIDR', 'quantity', 'isQuantity', 'semver', 'isSemver']],
  [(call) => (call.overload === 'cidr_ip' ? one(call) : ofFirst(1)(call)), ['ip']],
  [ofFirst(2), ['ip.isCanonical']],
  [contains('cidr_contains_ip_string', ZERO), ['containsIP']],
  [contains('cidr_contains_cidr_string', CONTAINS_CIDR_EXTRA), ['containsCIDR']],
  [validate, ['validate']],
  [equality, ['_==_']],
  [sets(1), ['sets.contains', 'sets.intersects']],
  [sets(2), ['sets.equivalent']],
];

const estimators: ReadonlyMap<string, Estimator> = new Map(
  GROUPS.flatMap(([estimator, names]) =>
    names.map((name): [string, Estimator] => [name, estimator]),
  ),
);

/** What Kubernetes knows of its own functions; undefined: what CEL says of all. */
export function estimateCall(call: Call): CallEstimate | undefined {
  return estimators.get(call.name)?.(call);
}
