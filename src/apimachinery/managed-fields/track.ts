import type { AnyObject } from '../meta.ts';
import type { StructSchema } from '../schema.ts';
import type { ManagedFieldsEntry } from '../types.generated.ts';
import type { Comparison } from './compare.ts';
import { compare } from './compare.ts';
import type { FieldFilter } from './field-filter.ts';
import { fieldFilter } from './field-filter.ts';
import type { FieldSet } from './field-set.ts';
import { difference, intersection, isEmpty, union } from './field-set.ts';
import { MergeSchemaError } from './list-items.ts';
import type { Managers } from './managers.ts';
import {
  capUpdateManagers,
  decodeManagers,
  dropEmpty,
  encodeManagers,
  identityOf,
  isReset,
  setFields,
} from './managers.ts';
import type { MergeSchema } from './merge-schema.ts';
import { deducedSchema } from './merge-schema.ts';
import { emptyObject, mergeSchemaOf } from './struct-merge-schema.ts';

/** What a manager may not own, whatever it wrote. */
const STRIPPED: FieldSet = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:clusterName': {},
    'f:creationTimestamp': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:name': {},
    'f:namespace': {},
    'f:resourceVersion': {},
    'f:selfLink': {},
    'f:uid': {},
  },
};

export function stripped(fields: FieldSet): FieldSet {
  return difference(fields, STRIPPED);
}

/** How objects of one version of an API look to server-side apply. */
export interface TrackedVersion {
  /** Of a built-in kind; undefined: see `mergeSchema`. */
  readonly schema: StructSchema | undefined;
  /** Of a custom resource; undefined with no `schema`: deduced from the objects. */
  readonly mergeSchema?: MergeSchema;
}

/** Another version of the API in which a manager wrote the object. */
export interface OtherVersion extends TrackedVersion {
  /** Makes an object of that version from one of the request's version; may share parts with it. */
  convert(object: AnyObject): AnyObject;
}

export interface TrackedWrite extends TrackedVersion {
  /** The stored object in the version of the request; undefined: the write creates it. */
  readonly live: AnyObject | undefined;
  /**
   * The object as it is to be written, defaulted, in the version of the request, before any hook
   * has allocated or carried over anything. Its `metadata.managedFields` are what the client sent.
   */
  readonly next: AnyObject;
  readonly manager: string;
  /** `v1`, `apps/v1`: the version of the request. */
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** Of the endpoint, as `fieldFilter` takes them. */
  readonly resetFields: readonly string[];
  readonly onlyFields?: readonly string[] | undefined;
  /**
   * The other versions of the kind; undefined for a version that does not (or no longer) exist,
   * whose entries are dropped. Without this, entries are read as if all versions had the same fields.
   */
  readonly otherVersion?: ((apiVersion: string) => OtherVersion | undefined) | undefined;
}

/**
 * The `managedFields` that the object gets by a create, update or patch that is no apply. Changes
 * nothing; what it returns may share parts with `live`.
 * @returns undefined: the object has no managedFields
 */
export function trackUpdate(write: TrackedWrite): ManagedFieldsEntry[] | undefined {
  const managers = managersBefore(write);
  // Tracking was ended by a client; only an apply starts it again.
  if (managers.size === 0 && write.live !== undefined) return undefined;
  try {
    updateManagers(managers, write);
  } catch (error) {
    // Like upstream, which gives up on objects that its schemas cannot read.
    if (error instanceof MergeSchemaError) return undefined;
    throw error;
  }
  return encodeManagers(managers);
}

/** What the client sent, where it may and did; else what is stored. */
function managersBefore({ live, next, subresource }: TrackedWrite): Managers {
  const stored = live?.metadata.managedFields;
  const sent = next.metadata.managedFields;
  if (subresource === undefined && sent !== undefined && sent !== null) {
    if (isReset(sent)) return new Map();
    const managers = sameEntries(sent, stored)
      ? undefined
      : decodeManagers(sent, { trusted: false });
    if (managers !== undefined && managers.size > 0) return managers;
  }
  return decodeManagers(stored, { trusted: true }) ?? new Map();
}

/** Most updates send back what they have read; then the stored entries need no check. */
function sameEntries(
  sent: readonly ManagedFieldsEntry[],
  stored: readonly ManagedFieldsEntry[] | undefined,
): boolean {
  return (
    sent === stored || (stored !== undefined && JSON.stringify(sent) === JSON.stringify(stored))
  );
}

/** Applies the differences between two objects to the managers and credits the writer with them. */
export function updateManagers(managers: Managers, write: TrackedWrite): void {
  const { manager: name, apiVersion, subresource = '', now } = write;
  const filter = fieldFilter(write.resetFields, write.onlyFields);
  const comparison = comparisonOf(write, filter);
  takeFields(managers, write, { comparison, filter });

  const taken = stripped(filter(comparison.changed));
  if (!isEmpty(taken)) {
    const writer = {
      name: name === '' ? 'unknown' : name,
      operation: 'Update',
      apiVersion,
      subresource,
    } as const;
    const identity = identityOf(writer);
    const fields = union(taken, managers.get(identity)?.fields ?? {});
    managers.set(identity, { ...writer, time: now, fields, entry: undefined });
  }
  capUpdateManagers(managers);
}

export function schemaOf({ schema, mergeSchema }: TrackedVersion): MergeSchema {
  if (mergeSchema !== undefined) return mergeSchema;
  return schema === undefined ? deducedSchema : mergeSchemaOf(schema);
}

function comparisonOf(write: TrackedWrite, filter: FieldFilter): Comparison {
  const { live, next, schema } = write;
  const before = live ?? (schema === undefined ? {} : emptyObject(schema));
  const { changed, removed } = compare(schemaOf(write), before, next);
  return { changed: filter(changed), removed: filter(removed) };
}

interface Taking {
  readonly comparison: Comparison;
  readonly filter: FieldFilter;
}

/** Takes what changed or went away from everybody who owned it. */
function takeFields(managers: Managers, write: TrackedWrite, taking: Taking): void {
  const versions = new Map<string, Comparison | undefined>([[write.apiVersion, taking.comparison]]);
  for (const [identity, manager] of managers) {
    if (!versions.has(manager.apiVersion)) {
      versions.set(manager.apiVersion, comparisonIn(manager.apiVersion, write, taking));
    }
    const comparison = versions.get(manager.apiVersion);
    if (comparison === undefined) {
      managers.delete(identity);
      continue;
    }
    const { changed, removed } = comparison;
    const kept = difference(difference(manager.fields, changed), removed);
    setFields(managers, identity, kept);
  }
  dropEmpty(managers);
}

function comparisonIn(
  apiVersion: string,
  { live, next, otherVersion }: TrackedWrite,
  { comparison, filter }: Taking,
): Comparison | undefined {
  if (otherVersion === undefined) return comparison;
  const other = otherVersion(apiVersion);
  if (other === undefined) return undefined;
  const before = live === undefined ? {} : other.convert(live);
  const { changed, removed } = compare(schemaOf(other), before, other.convert(next));
  return { changed: filter(changed), removed: filter(removed) };
}

/** The fields of a set that somebody else changed: what an apply conflicts with. */
export function conflictsWith(fields: FieldSet, { changed }: Comparison): FieldSet {
  return intersection(fields, changed);
}
