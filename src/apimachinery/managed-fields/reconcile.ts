import type { FieldSet } from './field-set.ts';
import { isEmpty, LEAF } from './field-set.ts';
import type { MapSchema, MergeSchema } from './merge-schema.ts';
import { deducedSchema, untypedAtomic } from './merge-schema.ts';

/**
 * A set brought in line with the schema: what it owns below a value that is owned as a whole
 * becomes that value. Schemas change (a list turns atomic), and clients write sets of their own.
 * @returns the set itself when it fits
 */
export function reconcileFields(schema: MergeSchema, set: FieldSet): FieldSet {
  const { map } = schema;
  return map === undefined || isDeduced(map)
    ? set
    : reconcileMembers(set, (element) => below(map, element));
}

function reconcileNode(schema: MergeSchema, node: FieldSet): FieldSet {
  if (isEmpty(node)) return node;
  const { map, list, scalar } = schema;
  if (map !== undefined) {
    if (isDeduced(map)) return node;
    return map.atomic ? LEAF : reconcileMembers(node, (element) => below(map, element));
  }
  if (scalar !== undefined || list === undefined) return node;
  return list.atomic ? LEAF : reconcileMembers(node, () => list.element);
}

function reconcileMembers(
  set: FieldSet,
  schemaOf: (element: string) => MergeSchema | undefined,
): FieldSet {
  let result: Record<string, FieldSet> | undefined;
  for (const element in set) {
    const node = set[element] ?? LEAF;
    const schema = element === '.' ? undefined : schemaOf(element);
    if (schema === undefined) continue;
    const reconciled = reconcileNode(schema, node);
    if (reconciled === node) continue;
    result ??= { ...set };
    result[element] = reconciled;
  }
  return result ?? set;
}

/** Undefined: a field that the schema does not have, which is left alone. */
function below(map: MapSchema, element: string): MergeSchema | undefined {
  const field = element.startsWith('f:') ? map.fields.get(element.slice(2)) : undefined;
  return field?.schema ?? map.element;
}

/** Free-form maps say nothing about who owns what. */
function isDeduced({ fields, element }: MapSchema): boolean {
  if (fields.size > 0 || element === undefined) return false;
  return element === deducedSchema || (element.scalar === 'untyped' && element !== untypedAtomic);
}
