import type { ManagedFieldsEntry } from '../types.generated.ts';
import { equalJson } from './equal.ts';
import { fieldFilter } from './field-filter.ts';
import { EMPTY_SET, isEmpty, union } from './field-set.ts';
import { MergeSchemaError } from './list-items.ts';
import type { Managers } from './managers.ts';
import {
  capUpdateManagers,
  decodeManagers,
  encodeManagers,
  identityOf,
  isReset,
  managerOf,
} from './managers.ts';
import type { Change, Endpoint } from './ownership.ts';
import { comparisonsOf, reconcileManagers, stripped, takeFields } from './ownership.ts';
import { validateLive } from './validate.ts';

/**
 * A create, update or patch that is no apply. `next` is the object as it is to be written: defaulted,
 * in the version of the request, before any hook has allocated or carried over anything; its
 * `metadata.managedFields` are what the client sent. `live` is the stored object in that version.
 */
export interface TrackedWrite extends Endpoint, Change {
  readonly manager: string;
  /** RFC 3339, whole seconds. */
  readonly now: string;
}

/**
 * The `managedFields` that an object gets by a write. Changes nothing; what it returns may share
 * parts with `live`.
 * @returns undefined: the object has no managedFields
 */
export function trackUpdate(write: TrackedWrite): ManagedFieldsEntry[] | undefined {
  const { sent, managers } = managersBefore(write);
  // Tracking was ended by a client; only an apply starts it again.
  if (managers.size === 0 && write.live !== undefined) return undefined;
  // Built-in schemas do not change, so what was fitting when it was stored still is.
  const isUnsure = sent || write.mergeSchema !== undefined;
  if (!isReadable(write)) return undefined;
  const fitting = isUnsure ? reconcileManagers(managers, write) : managers;
  try {
    creditWriter(fitting, write);
  } catch (error) {
    if (error instanceof MergeSchemaError) return undefined;
    throw error;
  }
  return encodeManagers(fitting);
}

/**
 * Upstream gives up tracking what its schemas cannot read: definitions change under their objects.
 * Of a new state only what the write does not keep is looked at; validation refuses the rest.
 */
function isReadable({ mergeSchema, live, next, subresource }: TrackedWrite): boolean {
  if (mergeSchema === undefined) return true;
  const isFitting = (object: unknown): boolean => validateLive(mergeSchema, object).length === 0;
  const { status } = next;
  const lost = subresource === undefined ? status !== undefined && { status } : next;
  if (lost !== false && !isFitting(lost)) return false;
  return live === undefined || isFitting(live);
}

interface Before {
  readonly managers: Managers;
  /** They come from the client. */
  readonly sent: boolean;
}

/** What the client sent, where it may and did; else what is stored. */
function managersBefore({ live, next, subresource }: TrackedWrite): Before {
  const stored = live?.metadata.managedFields;
  const entries = next.metadata.managedFields;
  if (subresource === undefined && entries !== undefined && entries !== null) {
    if (isReset(entries)) return { managers: new Map(), sent: true };
    // Most updates send back what they have read; then the stored entries need no check.
    const isSame = equalJson(entries, stored);
    const managers = isSame ? undefined : decodeManagers(entries, { trusted: false });
    if (managers !== undefined && managers.size > 0) return { managers, sent: true };
  }
  return { managers: decodeManagers(stored, { trusted: true }) ?? new Map(), sent: false };
}

/** Takes what the write changed from everybody else and gives it to the writer. */
export function creditWriter(managers: Managers, write: TrackedWrite): void {
  const { manager: name, apiVersion, subresource = '', now } = write;
  const filter = fieldFilter(write.resetFields);
  const comparisons = comparisonsOf(write, write, filter, true);
  takeFields(managers, comparisons);

  const taken = stripped(comparisons(apiVersion)?.changed ?? EMPTY_SET);
  if (!isEmpty(taken)) {
    const writer = {
      name: name === '' ? 'unknown' : name,
      operation: 'Update',
      apiVersion,
      subresource,
    } as const;
    const identity = identityOf(writer);
    const fields = union(taken, managers.get(identity)?.fields ?? EMPTY_SET);
    managers.set(identity, managerOf(writer, now, fields));
  }
  capUpdateManagers(managers);
}
