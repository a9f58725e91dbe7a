import { LIST_COST, regexCost, STRUCT_COST, TRAVERSAL_FACTOR } from '../costs.ts';
import type { FunctionCost } from '../step.ts';
import { CelList } from '../values/list.ts';
import { CelMap } from '../values/map.ts';
import { costSize } from '../values/size.ts';
import type { Value } from '../values/value.ts';
import { CelOpaque } from '../values/value.ts';
import { FormatValue } from './formats.ts';

/** Two checks fit into the budget of one expression. */
export const CHECK_COST = 350_000;
const REGEX_FACTOR = 0.25;
/** The shortest requirement of a selector has two characters. */
const REQUIREMENTS_PER_CHARACTER = 0.5;

const sizeAt = (args: readonly Value[], index: number): number => costSize(args[index] ?? null);

const one: FunctionCost = () => 1;
const traversal: FunctionCost = (args) => Math.ceil(sizeAt(args, 0) * TRAVERSAL_FACTOR);
const doubled: FunctionCost = (args) => Math.ceil(sizeAt(args, 0) * 2 * TRAVERSAL_FACTOR);

/** The cost of looking at all of a value. */
function traversalCost(value: Value): number {
  if (typeof value === 'string') return Math.trunc(Buffer.byteLength(value) * TRAVERSAL_FACTOR);
  if (value instanceof Uint8Array) return Math.trunc(value.length * TRAVERSAL_FACTOR);
  let cost = 0;
  if (value instanceof CelList) {
    for (const item of value) cost += traversalCost(item);
  } else if (value instanceof CelMap) {
    for (const key of value.keys())
      cost += traversalCost(key) + traversalCost(value.get(key) ?? null);
  } else return 1;
  return cost;
}

const listTraversal: FunctionCost = ([list]) => traversalCost(list ?? null);

/** The cost of parsing a selector of a length. */
export function selectorCost(length: number): number {
  const requirements = Math.ceil(length * REQUIREMENTS_PER_CHARACTER);
  return (
    LIST_COST +
    Math.ceil(length * TRAVERSAL_FACTOR) +
    Math.ceil(requirements * (LIST_COST + STRUCT_COST))
  );
}

const containsIp: FunctionCost = (args, _result, overload) => {
  const own = Math.ceil(sizeAt(args, 0) * 2 * TRAVERSAL_FACTOR);
  const parsed = overload === 'cidr_contains_ip_string';
  return own + (parsed ? Math.ceil(sizeAt(args, 1) * TRAVERSAL_FACTOR) : 0);
};

const containsCidr: FunctionCost = (args, _result, overload) => {
  const size = sizeAt(args, 0);
  const own = Math.ceil(size * 2 * TRAVERSAL_FACTOR) + Math.ceil(size * TRAVERSAL_FACTOR) + 1;
  const parsed = overload === 'cidr_contains_cidr_string';
  return own + (parsed ? Math.ceil(sizeAt(args, 1) * TRAVERSAL_FACTOR) : 0);
};

const validation: FunctionCost = ([format, text]) => {
  if (!(format instanceof FormatValue)) return undefined;
  const traversed = Math.ceil((1 + costSize(text ?? null)) * TRAVERSAL_FACTOR);
  return traversed * Math.ceil(format.regexLength * REGEX_FACTOR);
};

const sets =
  (factor: number): FunctionCost =>
  (args) =>
    1 + sizeAt(args, 0) * sizeAt(args, 1) * factor;

/** They hand out what a value knows already, whatever its size: each costs one. */
export const ACCESSORS: readonly string[] = [
  'serviceAccount',
  'path',
  'group',
  'resource',
  'subresource',
  'namespace',
  'name',
  'allowed',
  'reason',
  'error',
  'errored',
  'masked',
  'prefixLength',
  'family',
  'isUnspecified',
  'isLoopback',
  'isLinkLocalMulticast',
  'isLinkLocalUnicast',
  'isGlobalUnicast',
  'format.named',
  'sign',
  'asInteger',
  'isInteger',
  'asApproximateFloat',
  'isGreaterThan',
  'isLessThan',
  'compareTo',
  'add',
  'sub',
  'major',
  'minor',
  'patch',
  'getScheme',
  'getHostname',
  'getHost',
  'getPort',
  'getEscapedPath',
  'getQuery',
];

const GROUPS: readonly (readonly [cost: FunctionCost, names: readonly string[]])[] = [
  [() => CHECK_COST, ['check']],
  [one, ACCESSORS],
  [(args) => selectorCost(sizeAt(args, 1)), ['fieldSelector', 'labelSelector']],
  [listTraversal, ['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf']],
  [
    traversal,
    [
      'url',
      'lowerAscii',
      'upperAscii',
      'substring',
      'trim',
      'jsonpatch.escapeKey',
      'cidr',
      'isIP',
      'isCIDR',
      'quantity',
      'isQuantity',
      'semver',
      'isSemver',
    ],
  ],
  [doubled, ['replace', 'split', 'ip.isCanonical']],
  [(_args, result) => Math.ceil(costSize(result) * 2 * TRAVERSAL_FACTOR), ['join']],
  [(args, result) => regexCost(args, result), ['find', 'findAll']],
  [(args, result, id) => (id === 'cidr_ip' ? 1 : traversal(args, result, id)), ['ip']],
  [containsIp, ['containsIP']],
  [containsCidr, ['containsCIDR']],
  [validation, ['validate']],
  [([first]) => (first instanceof CelOpaque ? 1 : undefined), ['_==_']],
  [sets(1), ['sets.contains', 'sets.intersects']],
  [sets(2), ['sets.equivalent']],
];

/** What Kubernetes charges for its functions. */
export const functionCosts: ReadonlyMap<string, FunctionCost> = new Map(
  GROUPS.flatMap(([cost, names]) => names.map((name): [string, FunctionCost] => [name, cost])),
);
