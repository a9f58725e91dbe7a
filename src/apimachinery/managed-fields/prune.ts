import { fieldsOf } from './compare.ts';
import type { FieldSet } from './field-set.ts';
import { difference, intersection, isEmpty, union } from './field-set.ts';
import type { Managers } from './managers.ts';
import type { MergeSchema } from './merge-schema.ts';
import { removeFields, withNamedFields } from './remove.ts';

/**
 * Takes out of a merged object what its applier applied last time, does not apply any more, and
 * nobody else owns.
 * @param last what the applier owned before
 * @param applied what it owns now
 * @param managers with the applier as it is now
 */
export function prune(
  schema: MergeSchema,
  merged: unknown,
  last: FieldSet | undefined,
  applied: FieldSet,
  managers: Managers,
): unknown {
  // Only what was applied last time and is not applied any more can go.
  if (last === undefined || isEmpty(difference(last, applied))) return merged;
  const named = (set: FieldSet) => withNamedFields(schema, set);
  const mergedSet = named(fieldsOf(schema, merged));
  const lastSet = named(last);
  const without = (fields: FieldSet) => removeFields(schema, merged, fields);

  let owned: FieldSet = {};
  for (const { fields } of managers.values()) owned = union(owned, fields);
  const bare = named(fieldsOf(schema, without(lastSet)));
  const ownedOnly = without(difference(mergedSet, union(bare, named(owned))));

  // What goes must have been the applier's: fields below its own that belong to nobody stay.
  const kept = named(fieldsOf(schema, ownedOnly));
  return without(intersection(difference(mergedSet, kept), lastSet));
}
