import type { PathNode, SliceBound } from './json-path-parser.ts';
import { parsePath } from './json-path-parser.ts';

export { JsonPathError } from './json-path-parser.ts';

/** More results than this end an evaluation: `..` over and over multiplies them. */
const RESULTS_MAX = 100_000;

/**
 * A JSONPath as printer columns use it (client-go's dialect, without the braces): `.spec.size`,
 * `.status.conditions[?(@.type=="Ready")].status`, `.metadata.labels.a\.b`. Missing members are no
 * error, they have no result.
 */
export class JsonPath {
  readonly #nodes: readonly PathNode[];

  private constructor(nodes: readonly PathNode[]) {
    this.#nodes = nodes;
  }

  /** Throws a JsonPathError for text that is no path. */
  static parse(text: string): JsonPath {
    return new JsonPath(parsePath(text));
  }

  /** What the path leads to, in order; undefined where it cannot be followed (an index out of bounds …). */
  find(data: unknown): unknown[] | undefined {
    return walk([data], this.#nodes);
  }
}

function walk(input: unknown[], nodes: readonly PathNode[]): unknown[] | undefined {
  let current = input;
  for (const node of nodes) {
    const next = step(current, node);
    if (next === undefined || next.length > RESULTS_MAX) return undefined;
    current = next;
  }
  return current;
}

function step(input: unknown[], node: PathNode): unknown[] | undefined {
  switch (node.type) {
    case 'text':
      return [node.value];
    case 'literal':
      return input.map(() => node.value);
    case 'field':
      return fields(input, node.name);
    case 'slice':
      return slices(input, node.bounds);
    case 'wildcard':
      return input.flatMap(members);
    case 'recursive':
      return descendants(input);
    case 'union':
      return union(input, node.paths);
    case 'filter':
      return filter(input, node);
    case 'unknown':
      break;
  }
  return undefined;
}

function fields(input: unknown[], name: string): unknown[] {
  const found: unknown[] = [];
  for (const value of input) {
    if (isMap(value) && Object.hasOwn(value, name)) found.push(value[name]);
  }
  return found;
}

function slices(
  input: unknown[],
  bounds: readonly [SliceBound, SliceBound, SliceBound],
): unknown[] | undefined {
  const found: unknown[] = [];
  const [first, last, stride] = bounds;
  for (const value of input) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) return undefined;
    const { length } = value;
    let from = first.known ? first.value : 0;
    if (from < 0) from += length;
    let to = last.known ? last.value : length;
    if (to < 0 || (to === 0 && last.derived)) to += length;
    // As upstream: an empty slice ends the evaluation with what was found before it.
    if (from === to) return found;
    if (from < 0 || from >= length || to < 0 || to > length || from > to) return undefined;
    const by = stride.known ? stride.value : 1;
    if (by <= 0) return undefined;
    for (let i = from; i < to; i += by) found.push(value[i]);
  }
  return found;
}

function members(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.values(value) : [];
}

/** Every list and map at or below the input that is not empty, parents first. */
function descendants(input: unknown[]): unknown[] | undefined {
  const found: unknown[] = [];
  const stack = input.toReversed();
  while (stack.length > 0) {
    const value = stack.pop();
    const inside = members(value);
    if (inside.length === 0) continue;
    found.push(value);
    if (found.length > RESULTS_MAX) return undefined;
    for (let i = inside.length - 1; i >= 0; i--) stack.push(inside[i]);
  }
  return found;
}

function union(input: unknown[], paths: readonly (readonly PathNode[])[]): unknown[] | undefined {
  const found: unknown[] = [];
  for (const path of paths) {
    const part = walk(input, path);
    if (part === undefined || found.length + part.length > RESULTS_MAX) return undefined;
    for (const value of part) found.push(value);
  }
  return found;
}

function filter(
  input: unknown[],
  node: Extract<PathNode, { type: 'filter' }>,
): unknown[] | undefined {
  const found: unknown[] = [];
  for (const list of input) {
    if (!Array.isArray(list)) return undefined;
    for (const value of list as unknown[]) {
      const left = walk([value], node.left);
      if (node.operator === 'exists') {
        if (left === undefined || left.length > 0) found.push(value);
        continue;
      }
      if (left === undefined || left.length > 1) return undefined;
      if (left.length === 0) continue;
      const right = walk([value], node.right);
      if (right === undefined || right.length > 1) return undefined;
      if (right.length === 0) continue;
      const passes = compare(node.operator, left[0], right[0]);
      if (passes === undefined) return undefined;
      if (passes) found.push(value);
    }
  }
  return found;
}

/** Undefined where upstream refuses to compare: values of two types, booleans by size. */
function compare(operator: string, left: unknown, right: unknown): boolean | undefined {
  const type = basicType(left);
  if (type === undefined || type !== basicType(right)) return undefined;
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (type === 'boolean') return undefined;
  const [a, b] = [left as string | number, right as string | number];
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

function basicType(value: unknown): 'boolean' | 'string' | 'integer' | 'float' | undefined {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  return undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
