import { isMap } from './equal.ts';
import type { FieldSet } from './field-set.ts';
import { DEPTH_MAX, isEmpty, isMember, LEAF, nodeOf } from './field-set.ts';
import { itemElement } from './list-items.ts';
import { setMember } from './merge.ts';
import type { ListSchema, MapSchema, MergeSchema } from './merge-schema.ts';
import { memberSchema, shapeOf } from './merge-schema.ts';

/**
 * The object without the fields of a set. What is left without members or items becomes null.
 * @returns a value that shares parts with `value`
 */
export function removeFields(
  schema: MergeSchema,
  value: unknown,
  fields: FieldSet,
  depth = 0,
): unknown {
  const shape = shapeOf(schema, value);
  if (shape === 'scalar' || depth > DEPTH_MAX) return value;
  if (shape === 'list' && schema.list !== undefined) {
    if (!Array.isArray(value) || schema.list.atomic) return null;
    return removeItems(schema.list, value, fields, depth);
  }
  if (schema.map === undefined || schema.map.atomic) return null;
  if (!isMap(value)) return null;
  return removeMembers(schema.map, value, fields, depth);
}

/** Whether only things below a node are in the set: then the place stays and loses those. */
function isInner(node: FieldSet): boolean {
  return !isEmpty(node) && !isMember(node);
}

function removeItems(
  list: ListSchema,
  items: readonly unknown[],
  fields: FieldSet,
  depth: number,
): unknown {
  const kept: unknown[] = [];
  for (const item of items) {
    const node = fields[itemElement(list, item)];
    if (node === undefined) kept.push(item);
    else if (isInner(node)) kept.push(removeFields(list.element, item, node, depth + 1));
  }
  return kept.length === 0 ? null : kept;
}

function removeMembers(
  map: MapSchema,
  value: Readonly<Record<string, unknown>>,
  fields: FieldSet,
  depth: number,
): unknown {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const each = value[name];
    if (each === undefined) continue;
    const node = fields[`f:${name}`];
    if (node === undefined) setMember(kept, name, each);
    else if (isInner(node)) {
      setMember(kept, name, removeFields(memberSchema(map, name), each, node, depth + 1));
    }
  }
  return isEmpty(kept as FieldSet) ? null : kept;
}

/** The set with every declared field on the way to a member made a member itself. */
export function withNamedFields(schema: MergeSchema, set: FieldSet): FieldSet {
  return namedFields(schema, set, false);
}

function namedFields(
  schema: MergeSchema | undefined,
  set: FieldSet,
  isSelfMember: boolean,
): FieldSet {
  if (isEmpty(set)) return LEAF;
  const members: Record<string, FieldSet> = {};
  for (const element in set) {
    if (element === '.') continue;
    const node = set[element] ?? LEAF;
    const field = element.startsWith('f:') ? schema?.map?.fields.get(element.slice(2)) : undefined;
    const isNamed = field !== undefined || isMember(node);
    members[element] = namedFields(schemaBelow(schema, element), node, isNamed);
  }
  return nodeOf(isSelfMember, members);
}

function schemaBelow(schema: MergeSchema | undefined, element: string): MergeSchema | undefined {
  if (element.startsWith('f:')) {
    const { map } = schema ?? {};
    return map?.fields.get(element.slice(2))?.schema ?? map?.element;
  }
  return element.startsWith('k:') ? schema?.list?.element : undefined;
}
