import type { AnyObject } from '../meta.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import { equalJson } from './equal.ts';

/**
 * The managedFields with which an update is to be written, once all hooks have run: the stored ones
 * when nothing but their times differs, so that a write that changed nothing in the end (a value
 * sent in another notation, a field that the hooks put back) does not count as one.
 */
export function settledManagedFields(
  live: AnyObject,
  next: AnyObject,
): ManagedFieldsEntry[] | undefined {
  const before = live.metadata.managedFields;
  const after = next.metadata.managedFields;
  if (before === undefined || after === undefined || !differInTimesOnly(before, after))
    return after;
  const isSame =
    equalJson(live.metadata, next.metadata, { without: 'managedFields' }) &&
    equalJson(live, next, { without: 'metadata' });
  return isSame ? before : after;
}

/** Entry by entry: two that changed places because of their times do not count as the same. */
function differInTimesOnly(
  before: readonly ManagedFieldsEntry[],
  after: readonly ManagedFieldsEntry[],
): boolean {
  if (before.length !== after.length) return false;
  if (before.every((entry, i) => entry.time === after[i]?.time)) return false;
  return before.every((entry, i) => equalJson(entry, after[i], { without: 'time' }));
}
