import type { ManagedFieldsEntry } from '../types.generated.ts';
import type { FieldSet } from './field-set.ts';
import { EMPTY_SET, isEmpty, parseFieldSet, union } from './field-set.ts';

/** Entries of updates that an object may have; older ones are merged beyond that. */
const UPDATE_MANAGERS_MAX = 10;
const OLDEST_UPDATES = 'ancient-changes';

/** One manager of an object and the fields it owns. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339; undefined: never set. */
  readonly time: string | undefined;
  readonly fields: FieldSet;
  /** The entry that says exactly this, so that it need not be made again. */
  readonly entry: ManagedFieldsEntry | undefined;
}

/** The managers of an object by identity, see `identityOf`. */
export type Managers = Map<string, Manager>;

/** The same manager writing updates in another version of the API is another manager. */
export function identityOf({ name, operation, apiVersion, subresource }: ManagerName): string {
  // Upstream's own form, because ties in time are broken by it.
  let text = name === '' ? '{' : `{"manager":${quoted(name)},`;
  text += `"operation":"${operation}"`;
  if (operation === 'Update') text += `,"apiVersion":${quoted(apiVersion)}`;
  if (subresource !== '') text += `,"subresource":${quoted(subresource)}`;
  return `${text}}`;
}

/** `JSON.stringify`, which costs more where nothing needs escaping. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

const PLAIN = /^[\w./-]*$/;

export type ManagerName = Pick<Manager, 'name' | 'operation' | 'apiVersion' | 'subresource'>;

/**
 * Reads managedFields. Undefined: malformed.
 * @param trusted the entries were written by `encodeManagers`, so their sets are canonical
 */
export function decodeManagers(
  entries: readonly ManagedFieldsEntry[] | undefined,
  { trusted }: { trusted: boolean },
): Managers | undefined {
  const managers: Managers = new Map();
  for (const entry of entries ?? []) {
    const manager = decodeManager(entry, trusted);
    if (manager === undefined) return undefined;
    managers.set(identityOf(manager), manager);
  }
  return managers;
}

function decodeManager(entry: ManagedFieldsEntry, trusted: boolean): Manager | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { operation, apiVersion, fieldsType, fieldsV1 } = entry;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  if (apiVersion === undefined || apiVersion === '') return undefined;
  if (fieldsType !== 'FieldsV1') return undefined;
  const fields = fieldsOfEntry(fieldsV1, trusted);
  if (fields === undefined) return undefined;
  return {
    name: entry.manager ?? '',
    operation,
    apiVersion,
    subresource: entry.subresource ?? '',
    time: entry.time ?? undefined,
    fields,
    entry: trusted ? entry : undefined,
  };
}

function fieldsOfEntry(fieldsV1: unknown, trusted: boolean): FieldSet | undefined {
  if (fieldsV1 === undefined) return EMPTY_SET;
  return trusted ? (fieldsV1 as FieldSet) : parseFieldSet(fieldsV1);
}

/** `[]` and `[{}]` in a write mean that tracking is to end. */
export function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries === undefined || entries === null) return false;
  if (entries.length === 0) return true;
  const only = entries[0];
  return (
    entries.length === 1 &&
    Object.values(only ?? {}).every((each) => each === undefined || each === null || each === '')
  );
}

/** The managers as the API writes them, sorted; undefined: none, so the object has no member for them. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  const entries: ManagedFieldsEntry[] = [];
  for (const manager of managers.values()) {
    const entry = encodeManager(manager);
    let at = entries.length;
    while (at > 0 && compareEntries(entries[at - 1] ?? entry, entry) > 0) at--;
    // They are nearly sorted already.
    if (at === entries.length) entries.push(entry);
    else entries.splice(at, 0, entry);
  }
  return entries;
}

function encodeManager(manager: Manager): ManagedFieldsEntry {
  if (manager.entry !== undefined) return manager.entry;
  const { name, operation, apiVersion, time, fields, subresource } = manager;
  const entry: ManagedFieldsEntry = {};
  if (name !== '') entry.manager = name;
  entry.operation = operation;
  entry.apiVersion = apiVersion;
  if (time !== undefined) entry.time = time;
  entry.fieldsType = 'FieldsV1';
  entry.fieldsV1 = fields;
  if (subresource !== '') entry.subresource = subresource;
  return entry;
}

function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time, b.time) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

/** Times are canonical (UTC, whole seconds), so they compare as text. */
function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Takes fields from a manager; a manager that owns nothing any more is gone. */
export function setFields(managers: Managers, identity: string, fields: FieldSet): void {
  const manager = managers.get(identity);
  if (manager === undefined || manager.fields === fields) return;
  if (isEmpty(fields)) managers.delete(identity);
  else managers.set(identity, managerOf(manager, manager.time, fields));
}

/** A manager as a write makes it. */
export function managerOf(
  { name, operation, apiVersion, subresource }: ManagerName,
  time: string | undefined,
  fields: FieldSet,
): Manager {
  // Member by member: a spread in front of others is slow.
  return { name, operation, apiVersion, subresource, time, fields, entry: undefined };
}

/** Drops managers that own nothing, as a client may have sent them. */
export function dropEmpty(managers: Managers): void {
  for (const [identity, { fields }] of managers) {
    if (isEmpty(fields)) managers.delete(identity);
  }
}

/** Merges the oldest entries of updates, one bucket for each version, while there are too many. */
export function capUpdateManagers(managers: Managers): void {
  let count = 0;
  for (const { operation } of managers.values()) if (operation === 'Update') count++;
  if (count <= UPDATE_MANAGERS_MAX) return;

  const oldestFirst = [...managers]
    .filter(([, { operation }]) => operation === 'Update')
    .toSorted(
      ([a, { time: aTime }], [b, { time: bTime }]) =>
        compareText(aTime, bTime) || compareText(a, b),
    );
  const firstOfVersion = new Map<string, string>();
  for (const [identity, manager] of oldestFirst) {
    if (count <= UPDATE_MANAGERS_MAX) return;
    const first = firstOfVersion.get(manager.apiVersion);
    if (first === undefined) {
      firstOfVersion.set(manager.apiVersion, identity);
      continue;
    }
    intoBucket(managers, { first, identity, manager });
    count--;
  }
}

interface Merge {
  /** The oldest manager of the version: it becomes the bucket when there is none. */
  readonly first: string;
  readonly identity: string;
  readonly manager: Manager;
}

function intoBucket(managers: Managers, { first, identity, manager }: Merge): void {
  const { apiVersion, fields, time } = manager;
  const name: ManagerName = {
    name: OLDEST_UPDATES,
    operation: 'Update',
    apiVersion,
    subresource: '',
  };
  const bucket = identityOf(name);
  let collected = managers.get(bucket)?.fields;
  if (collected === undefined) {
    collected = managers.get(first)?.fields ?? EMPTY_SET;
    managers.delete(first);
  }
  // The manager's time is the more recent one.
  managers.delete(identity);
  managers.set(bucket, managerOf(name, time, union(fields, collected)));
}
