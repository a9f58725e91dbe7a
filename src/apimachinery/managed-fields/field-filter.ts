import type { FieldSet } from './field-set.ts';
import { isEmpty, isMember, LEAF, recursiveDifference, union } from './field-set.ts';

/** Which fields a write through one endpoint can own; what it filters away it did not change either. */
export type FieldFilter = (set: FieldSet) => FieldSet;

const keepAll: FieldFilter = (set) => set;
const excluding = new WeakMap<readonly string[], FieldFilter>();
const including = new WeakMap<readonly string[], FieldFilter>();

/**
 * @param resetFields paths (`spec`, `metadata.labels`) that the endpoint leaves as they are
 * @param onlyFields the converse, the only paths that it takes; `[*]` stands for every item
 */
export function fieldFilter(
  resetFields: readonly string[],
  onlyFields?: readonly string[],
): FieldFilter {
  if (onlyFields !== undefined) return kept(including, onlyFields, include);
  if (resetFields.length === 0) return keepAll;
  return kept(excluding, resetFields, exclude);
}

function kept(
  filters: WeakMap<readonly string[], FieldFilter>,
  paths: readonly string[],
  make: (paths: readonly string[]) => FieldFilter,
): FieldFilter {
  let filter = filters.get(paths);
  if (filter === undefined) {
    filter = make(paths);
    filters.set(paths, filter);
  }
  return filter;
}

function exclude(paths: readonly string[]): FieldFilter {
  const excluded = patternOf(paths);
  return (set) => recursiveDifference(set, excluded);
}

function include(paths: readonly string[]): FieldFilter {
  const pattern = patternOf(paths);
  return (set) => matching(set, pattern) ?? {};
}

/** `spec.containers[*].resources` as a trie with the element `*` for every item. */
function patternOf(paths: readonly string[]): FieldSet {
  let pattern: FieldSet = {};
  for (const path of paths) {
    let node: FieldSet = LEAF;
    for (const name of path.split('.').toReversed()) {
      const isEach = name.endsWith('[*]');
      if (isEach) node = { [EACH]: node };
      node = { [`f:${isEach ? name.slice(0, -EACH_SUFFIX) : name}`]: node };
    }
    pattern = union(pattern, node);
  }
  return pattern;
}

const EACH = '*';
const EACH_SUFFIX = '[*]'.length;

/** The part of a set that lies on or below the paths of a pattern. */
function matching(set: FieldSet, pattern: FieldSet): FieldSet | undefined {
  const result: Record<string, FieldSet> = {};
  for (const element in set) {
    if (element === '.') continue;
    const wanted = pattern[element] ?? pattern[EACH];
    if (wanted === undefined) continue;
    const node = set[element] ?? LEAF;
    const part = isEmpty(wanted) ? node : matchingNode(node, wanted);
    if (part !== undefined) result[element] = part;
  }
  return isEmpty(result) ? undefined : result;
}

function matchingNode(node: FieldSet, wanted: FieldSet): FieldSet | undefined {
  const members = matching(node, wanted);
  if (!isMember(node)) return members;
  return members === undefined ? LEAF : { '.': LEAF, ...members };
}
