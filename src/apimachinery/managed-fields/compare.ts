import type { JsonMap } from './equal.ts';
import { equalJson, isMap } from './equal.ts';
import type { FieldSet } from './field-set.ts';
import { DEPTH_MAX, EMPTY_SET, isEmpty, LEAF, nodeOf, union } from './field-set.ts';
import { indexItems, isBehind, itemElement, sortedItems } from './list-items.ts';
import type { ListSchema, MapField, MapSchema, MergeSchema, Shape } from './merge-schema.ts';
import { memberSchema, shapeOf } from './merge-schema.ts';
import { sortNames } from './path-element.ts';

/** What differs between two objects. */
export interface Comparison {
  /** Fields that are new or have another value, maps and items that appeared included. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** A comparison below one value; each side undefined when there is nothing to say. */
interface Delta {
  readonly changed: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

const MODIFIED: Delta = { changed: LEAF, removed: undefined };

/**
 * Throws a MergeSchemaError when items of a list have no name under the schema.
 * @param typed upstream compares Go values, which show no empty member that their tags leave out;
 *   what was merged by an apply is JSON and shows it
 */
export function compare(
  schema: MergeSchema,
  previous: unknown,
  next: unknown,
  typed: boolean,
): Comparison {
  const delta = (typed ? TYPED : UNTYPED).diff(schema, previous, next, 0);
  return { changed: delta?.changed ?? EMPTY_SET, removed: delta?.removed ?? EMPTY_SET };
}

/** Walks two values together, as Go values or as JSON. */
class Comparer {
  readonly #typed: boolean;

  constructor(typed: boolean) {
    this.#typed = typed;
  }

  diff(schema: MergeSchema, previous: unknown, next: unknown, depth: number): Delta | undefined {
    if (previous === next) return undefined;
    const before = shapeOf(schema, previous);
    const after = shapeOf(schema, next);
    const delta = this.#diffAs(after, schema, previous, next, depth);
    if (before === after) return delta;
    // Another shape than before: each is looked at with the other side missing.
    return mergeDeltas(this.#diffAs(before, schema, previous, next, depth), delta);
  }

  #diffAs(
    shape: Shape,
    schema: MergeSchema,
    previous: unknown,
    next: unknown,
    depth: number,
  ): Delta | undefined {
    if (depth <= DEPTH_MAX) {
      if (shape === 'map' && schema.map !== undefined && !schema.map.atomic) {
        const [lhs, rhs] = [asMap(previous), asMap(next)];
        if (!hasMember(lhs) && !hasMember(rhs)) return this.#diffLeaf(schema, previous, next);
        return this.#diffMaps(schema.map, lhs, rhs, depth);
      }
      if (shape === 'list' && schema.list !== undefined && !schema.list.atomic) {
        const [lhs, rhs] = [asList(previous), asList(next)];
        if (lhs.length === 0 && rhs.length === 0) return this.#diffLeaf(schema, previous, next);
        return this.#diffLists(schema.list, lhs, rhs, depth);
      }
    }
    return this.#diffLeaf(schema, previous, next);
  }

  #diffLeaf(schema: MergeSchema, previous: unknown, next: unknown): Delta | undefined {
    const isSame = this.#typed ? equalUnder(schema, previous, next) : equalJson(previous, next);
    return isSame ? undefined : MODIFIED;
  }

  #diffMaps(map: MapSchema, previous: JsonMap, next: JsonMap, depth: number): Delta | undefined {
    let changed: Record<string, FieldSet> | undefined;
    let removed: Record<string, FieldSet> | undefined;
    for (const name of Object.keys(next)) {
      const value = next[name];
      if (value === undefined) continue;
      const old = Object.hasOwn(previous, name) ? previous[name] : undefined;
      if (old === value) continue;
      const field = map.fields.get(name);
      if (field?.ignored === true || (this.#typed && isAbsent(field, value))) continue;
      const schema = field?.schema ?? memberSchema(map, name);
      const element = field?.element ?? `f:${name}`;
      if (old === undefined) {
        changed ??= {};
        changed[element] = this.#whole(schema, value, depth + 1);
        continue;
      }
      const delta = this.diff(schema, old, value, depth + 1);
      if (delta === undefined) continue;
      if (delta.changed !== undefined) {
        changed ??= {};
        changed[element] = delta.changed;
      }
      if (delta.removed !== undefined) {
        removed ??= {};
        removed[element] = delta.removed;
      }
    }
    for (const name of Object.keys(previous)) {
      const value = previous[name];
      if (value === undefined) continue;
      const field = map.fields.get(name);
      const kept = Object.hasOwn(next, name) ? next[name] : undefined;
      if (kept !== undefined && !(this.#typed && isAbsent(field, kept))) continue;
      if (field?.ignored === true) continue;
      removed ??= {};
      removed[field?.element ?? `f:${name}`] = this.#whole(
        field?.schema ?? memberSchema(map, name),
        value,
        depth + 1,
      );
    }
    return deltaOf(changed, removed);
  }

  #diffLists(
    list: ListSchema,
    previous: readonly unknown[],
    next: readonly unknown[],
    depth: number,
  ): Delta | undefined {
    // Most lists of an update are as they were, and equality is cheaper than naming all items.
    if (previous.length === next.length && equalJson(previous, next)) return undefined;
    const before = indexItems(list, previous);
    const after = indexItems(list, next);
    let changed: Record<string, FieldSet> | undefined;
    let removed: Record<string, FieldSet> | undefined;
    for (const element of new Set([...before.keys(), ...after.keys()])) {
      const delta = this.#diffItems(list, before.get(element), after.get(element), depth);
      if (delta?.changed !== undefined) {
        changed ??= {};
        changed[element] = delta.changed;
      }
      if (delta?.removed !== undefined) {
        removed ??= {};
        removed[element] = delta.removed;
      }
    }
    return deltaOf(changed, removed);
  }

  /** Items that share one name are owned together, as a leaf. */
  #diffItems(
    list: ListSchema,
    previous: readonly unknown[] | undefined,
    next: readonly unknown[] | undefined,
    depth: number,
  ): Delta | undefined {
    const old = previous?.[0];
    const item = next?.[0];
    const wasMany = previous !== undefined && previous.length > 1;
    const isMany = next !== undefined && next.length > 1;
    if (wasMany && isMany) return equalJson(previous, next) ? undefined : MODIFIED;
    if (wasMany) {
      const added = item === undefined ? undefined : this.#whole(list.element, item, depth + 1);
      return { changed: added, removed: LEAF };
    }
    if (isMany) {
      const gone = old === undefined ? undefined : this.#whole(list.element, old, depth + 1);
      return { changed: LEAF, removed: gone };
    }
    if (old === undefined) {
      return { changed: this.#whole(list.element, item, depth + 1), removed: undefined };
    }
    if (item === undefined) {
      return { changed: undefined, removed: this.#whole(list.element, old, depth + 1) };
    }
    return this.diff(list.element, old, item, depth + 1);
  }

  /** The node of a value that appeared or disappeared: itself and everything below it. */
  #whole(schema: MergeSchema, value: unknown, depth: number): FieldSet {
    if (depth > DEPTH_MAX) return LEAF;
    if (Array.isArray(value)) {
      const { list } = schema;
      return list === undefined || list.atomic || value.length === 0
        ? LEAF
        : this.#wholeList(list, value, depth);
    }
    const { map } = schema;
    if (map === undefined || map.atomic || !isMap(value)) return LEAF;
    return this.#wholeMap(map, value, depth);
  }

  #wholeMap(map: MapSchema, value: JsonMap, depth: number): FieldSet {
    const names = Object.keys(value);
    const node: Record<string, FieldSet> = { '.': LEAF };
    let count = 0;
    for (const name of names.length > 1 ? sortNames(names) : names) {
      const each = value[name];
      if (each === undefined) continue;
      const field = map.fields.get(name);
      if (field === undefined) {
        node[`f:${name}`] = this.#whole(map.element ?? UNKNOWN, each, depth + 1);
      } else if (field.ignored || (this.#typed && isAbsent(field, each))) {
        continue;
      } else {
        node[field.element] = this.#whole(field.schema, each, depth + 1);
      }
      count++;
    }
    return count === 0 ? LEAF : node;
  }

  #wholeList(list: ListSchema, items: readonly unknown[], depth: number): FieldSet {
    const found: Record<string, FieldSet> = { '.': LEAF };
    let isSorted = true;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      const element = itemElement(list, item);
      // Items that share one name are owned together, as a leaf.
      found[element] =
        found[element] === undefined ? this.#whole(list.element, item, depth + 1) : LEAF;
      isSorted &&= i === 0 || isBehind(list, items[i - 1], item);
    }
    if (isSorted) return found;
    const node: Record<string, FieldSet> = { '.': LEAF };
    for (const element of sortedItems(list, items)) node[element] = found[element] ?? LEAF;
    return node;
  }
}

const TYPED = new Comparer(true);
const UNTYPED = new Comparer(false);

/**
 * Structs are compared as JSON shows them, without what their tags leave out; a list is compared as
 * Go compares it, with every empty list in its items told from none.
 */
function equalUnder(schema: MergeSchema, previous: unknown, next: unknown, depth = 0): boolean {
  const { map } = schema;
  if (map === undefined || !isMap(previous) || !isMap(next)) return equalJson(previous, next);
  if (depth > DEPTH_MAX) return false;
  for (const name of Object.keys(next)) {
    const [before, after] = [shown(map, previous, name), shown(map, next, name)];
    if (!equalUnder(memberSchema(map, name), before, after, depth + 1)) return false;
  }
  for (const name of Object.keys(previous)) {
    if (!Object.hasOwn(next, name) && shown(map, previous, name) !== undefined) return false;
  }
  return true;
}

function shown(map: MapSchema, object: JsonMap, name: string): unknown {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return isAbsent(map.fields.get(name), value) ? undefined : value;
}

const NO_MEMBERS: JsonMap = Object.freeze({});

function asMap(value: unknown): JsonMap {
  return isMap(value) ? value : NO_MEMBERS;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hasMember(map: JsonMap): boolean {
  for (const name in map) {
    if (map[name] !== undefined) return true;
  }
  return false;
}

function isAbsent(field: MapField | undefined, value: unknown): boolean {
  if (field?.emptyIsAbsent !== true) return false;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && !hasMember(value);
}

function deltaOf(
  changed: Record<string, FieldSet> | undefined,
  removed: Record<string, FieldSet> | undefined,
): Delta | undefined {
  if (changed === undefined && removed === undefined) return undefined;
  return {
    changed: changed === undefined ? undefined : nodeOf(false, changed),
    removed: removed === undefined ? undefined : nodeOf(false, removed),
  };
}

function mergeDeltas(a: Delta | undefined, b: Delta | undefined): Delta | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    changed: mergeNodes(a.changed, b.changed),
    removed: mergeNodes(a.removed, b.removed),
  };
}

function mergeNodes(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return union({ x: a }, { x: b })['x'];
}

const UNKNOWN: MergeSchema = { scalar: 'untyped', list: undefined, map: undefined };

/**
 * The fields that an applied configuration sets. Unlike in a comparison, structs belong to nobody:
 * only their leaves, the items of lists, and the entries of maps do.
 */
export function fieldsOf(schema: MergeSchema, object: unknown): FieldSet {
  return fieldsNode(schema, object, { isMember: false, depth: 0 }) ?? EMPTY_SET;
}

interface Position {
  /** Whether the place itself is owned whatever it holds: an item, an entry of a map. */
  readonly isMember: boolean;
  readonly depth: number;
}

/** Undefined: neither the place nor anything below it is owned. */
function fieldsNode(
  schema: MergeSchema,
  value: unknown,
  { isMember, depth }: Position,
): FieldSet | undefined {
  if (value === null || depth > DEPTH_MAX) return LEAF;
  const shape = shapeOf(schema, value);
  let members: Record<string, FieldSet>;
  if (shape === 'map' && schema.map !== undefined && !schema.map.atomic) {
    const map = asMap(value);
    if (!hasMember(map)) return LEAF;
    members = fieldsOfMap(schema.map, map, depth);
  } else if (shape === 'list' && schema.list !== undefined && !schema.list.atomic) {
    members = fieldsOfList(schema.list, asList(value), depth);
  } else {
    return LEAF;
  }
  return isMember || !isEmpty(members) ? nodeOf(isMember, members) : undefined;
}

function fieldsOfMap(map: MapSchema, value: JsonMap, depth: number): Record<string, FieldSet> {
  const members: Record<string, FieldSet> = {};
  for (const name of Object.keys(value)) {
    const each = value[name];
    if (each === undefined) continue;
    const field = map.fields.get(name);
    const node = fieldsNode(field?.schema ?? memberSchema(map, name), each, {
      isMember: field === undefined,
      depth: depth + 1,
    });
    if (node !== undefined) members[field?.element ?? `f:${name}`] = node;
  }
  return members;
}

function fieldsOfList(
  list: ListSchema,
  items: readonly unknown[],
  depth: number,
): Record<string, FieldSet> {
  const members: Record<string, FieldSet> = {};
  for (const [element, [item, ...more]] of indexItems(list, items)) {
    const position = { isMember: true, depth: depth + 1 };
    const node = more.length > 0 ? LEAF : fieldsNode(list.element, item, position);
    members[element] = node ?? LEAF;
  }
  return members;
}
