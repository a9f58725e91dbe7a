import type { FieldSet } from './field-set.ts';
import { LEAF, recursiveDifference, union } from './field-set.ts';

/** Which fields a write through one endpoint can own; what it filters away it did not change either. */
export type FieldFilter = (set: FieldSet) => FieldSet;

const keepAll: FieldFilter = (set) => set;
const filters = new WeakMap<readonly string[], FieldFilter>();

/** @param resetFields paths (`spec`, `metadata.labels`) that the endpoint leaves as they are */
export function fieldFilter(resetFields: readonly string[]): FieldFilter {
  if (resetFields.length === 0) return keepAll;
  let filter = filters.get(resetFields);
  if (filter === undefined) {
    const excluded = setOf(resetFields);
    filter = (set) => recursiveDifference(set, excluded);
    filters.set(resetFields, filter);
  }
  return filter;
}

function setOf(paths: readonly string[]): FieldSet {
  let set: FieldSet = {};
  for (const path of paths) {
    let node: FieldSet = LEAF;
    for (const name of path.split('.').toReversed()) node = { [`f:${name}`]: node };
    set = union(set, node);
  }
  return set;
}
