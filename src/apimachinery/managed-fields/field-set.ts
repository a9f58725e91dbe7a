import { areSortedFields, parseElement, sortElements } from './path-element.ts';

/**
 * A set of fields, in the form in which `fieldsV1` writes it: members are path elements, and a
 * node belongs to the set itself when it has the member `.` or no member at all. The root is no
 * field, so an empty root is the empty set.
 *
 * Sets are immutable and share their nodes. Members stand in upstream's order.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const EMPTY_SET: FieldSet = Object.freeze({});

/** A node that belongs to the set and has no members. */
export const LEAF: FieldSet = EMPTY_SET;

/** How deep a path is followed; what lies deeper belongs to its ancestor at this depth. */
export const DEPTH_MAX = 256;

type MutableSet = Record<string, FieldSet>;

export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Whether a node (not a root) is itself a field of the set. */
export function isMember(node: FieldSet): boolean {
  return node['.'] !== undefined || isEmpty(node);
}

/** @param members path elements and nodes in any order, without `.`; not used afterwards */
export function nodeOf(isMember: boolean, members: Record<string, FieldSet>): FieldSet {
  const elements = Object.keys(members);
  if (elements.length === 0) return LEAF;
  if (!isMember && areSortedFields(elements)) return members;
  const sorted = sortElements(elements.slice());
  if (!isMember && sorted.every((element, i) => element === elements[i])) return members;
  const node: MutableSet = isMember ? { '.': LEAF } : {};
  for (const element of sorted) node[element] = members[element] ?? LEAF;
  return node;
}

/** Whether the field at the path is in the set (its parents and children do not matter). */
export function has(set: FieldSet, path: readonly string[]): boolean {
  if (path.length === 0) return false;
  const node = descend(set, path);
  return node !== undefined && isMember(node);
}

/** The node at a path, if there is one. */
export function descend(set: FieldSet, path: readonly string[]): FieldSet | undefined {
  let node: FieldSet | undefined = set;
  for (const element of path) {
    node = node[element];
    if (node === undefined) return undefined;
  }
  return node;
}

/** A set with one field. */
export function setOf(path: readonly string[]): FieldSet {
  let node: FieldSet = LEAF;
  for (const element of path.toReversed()) node = { [element]: node };
  return node;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  return unionOf(a, b, false);
}

function unionNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  return unionOf(a, b, isMember(a) || isMember(b));
}

function unionOf(a: FieldSet, b: FieldSet, isMember: boolean): FieldSet {
  let merged: MutableSet | undefined;
  for (const element in b) {
    if (element === '.') continue;
    const mine = a[element];
    const theirs = b[element] ?? LEAF;
    const node = mine === undefined ? theirs : unionNodes(mine, theirs);
    if (node === mine) continue;
    merged ??= membersOf(a);
    merged[element] = node;
  }
  if (merged !== undefined) return nodeOf(isMember, merged);
  return isMember && a['.'] === undefined && !isEmpty(a) ? { '.': LEAF, ...a } : a;
}

function membersOf(node: FieldSet): MutableSet {
  const members: MutableSet = {};
  for (const element in node) {
    if (element !== '.') members[element] = node[element] ?? LEAF;
  }
  return members;
}

/**
 * What is in `a` and not in `b`. A field of `b` does not take the fields below it along.
 * @returns `a` itself when nothing is taken away
 */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(a)) return EMPTY_SET;
  return reduced(a, b, { stays: false, reduce: differenceNode }) ?? EMPTY_SET;
}

function differenceNode(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return reduced(a, b, { stays: isMember(a) && !isMember(b), reduce: differenceNode });
}

/** Like `difference`, but a field of `b` takes all fields below it along. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(a)) return EMPTY_SET;
  return reduced(a, b, { stays: false, reduce: recursiveDifferenceNode }) ?? EMPTY_SET;
}

function recursiveDifferenceNode(a: FieldSet, b: FieldSet): FieldSet | undefined {
  if (isMember(b)) return undefined;
  return reduced(a, b, { stays: isMember(a), reduce: recursiveDifferenceNode });
}

interface Reduction {
  /** Whether the node itself stays in the set. */
  readonly stays: boolean;
  /** For the members that both sides have; undefined: the member goes. */
  readonly reduce: (a: FieldSet, b: FieldSet) => FieldSet | undefined;
}

function reduced(a: FieldSet, b: FieldSet, { stays, reduce }: Reduction): FieldSet | undefined {
  let replaced: Map<string, FieldSet | undefined> | undefined;
  for (const element in b) {
    const mine = a[element];
    if (mine === undefined || element === '.') continue;
    const node = reduce(mine, b[element] ?? LEAF);
    if (node === mine) continue;
    replaced ??= new Map();
    replaced.set(element, node);
  }
  if (replaced === undefined && stays === isMember(a)) return a;

  const rest: MutableSet = stays ? { '.': LEAF } : {};
  let count = 0;
  for (const element in a) {
    if (element === '.') continue;
    const node = replaced?.has(element) ? replaced.get(element) : a[element];
    if (node === undefined) continue;
    rest[element] = node;
    count++;
  }
  if (count > 0) return rest;
  return stays ? LEAF : undefined;
}

/** The fields that are in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return a === b ? a : commonMembers(a, b, false);
}

function commonMembers(a: FieldSet, b: FieldSet, isCommon: boolean): FieldSet {
  const result: MutableSet = {};
  let count = 0;
  for (const element in a) {
    if (element === '.') continue;
    const mine = a[element] ?? LEAF;
    const theirs = b[element];
    if (theirs === undefined) continue;
    const both = isMember(mine) && isMember(theirs);
    const common = commonMembers(mine, theirs, both);
    if (!both && isEmpty(common)) continue;
    result[element] = common;
    count++;
  }
  if (count === 0) return EMPTY_SET;
  return isCommon ? { '.': LEAF, ...result } : result;
}

/** The fields that have no fields below them. */
export function leaves(set: FieldSet): FieldSet {
  const result: MutableSet = {};
  for (const element in set) {
    if (element !== '.') result[element] = leaves(set[element] ?? LEAF);
  }
  return result;
}

/** Every field as its path; at each level first the fields that end there, then the levels below. */
export function paths(set: FieldSet): string[][] {
  const found: string[][] = [];
  collect(set, [], found);
  return found;
}

function collect(set: FieldSet, prefix: readonly string[], found: string[][]): void {
  for (const element in set) {
    if (element !== '.' && isMember(set[element] ?? LEAF)) found.push([...prefix, element]);
  }
  for (const element in set) {
    if (element === '.') continue;
    const node = set[element] ?? LEAF;
    if (!isEmpty(node)) collect(node, [...prefix, element], found);
  }
}

/**
 * Reads `fieldsV1`. Path elements of unknown kinds are dropped; undefined: malformed.
 * @returns `fields` itself when it is in canonical form already
 */
export function parseFieldSet(fields: unknown): FieldSet | undefined {
  try {
    return parseNode(fields, 0);
  } catch {
    return undefined;
  }
}

function parseNode(fields: unknown, depth: number): FieldSet {
  if (fields === null) return LEAF;
  if (typeof fields !== 'object' || Array.isArray(fields)) throw new SyntaxError('not an object');
  if (depth > DEPTH_MAX) throw new SyntaxError('too deep');
  const members: MutableSet = {};
  const elements: string[] = [];
  let isSelf = false;
  for (const [text, value] of Object.entries(fields)) {
    if (text === '.') {
      isSelf = depth > 0;
      continue;
    }
    const element = parseElement(text);
    if (element === undefined) continue;
    const node = parseNode(value, depth + 1);
    const known = members[element];
    members[element] = known === undefined ? node : unionNodes(known, node);
    if (known === undefined) elements.push(element);
  }
  return nodeOf(isSelf, members);
}
