import type { ManagedFieldsEntry } from '../types.generated.ts';
import { difference, has, setOf } from './field-set.ts';
import type { Managers } from './managers.ts';
import { decodeManagers, encodeManagers, setFields } from './managers.ts';

const SCALE_VERSION = 'autoscaling/v1';
const SCALE_PATH = ['f:spec', 'f:replicas'];
const SCALE_SET = setOf(SCALE_PATH);

/**
 * Where the versions of a scaled kind keep the replicas: version → path, `spec.replicas`; undefined
 * as a value: that version has no scale subresource. Entries of versions that are missing are dropped.
 */
export type ReplicasPaths = ReadonlyMap<string, string | undefined>;

function pathOf(paths: ReplicasPaths, apiVersion: string): string[] | undefined {
  return paths
    .get(apiVersion)
    ?.split('.')
    .map((name) => `f:${name}`);
}

/** The managedFields of the Scale of an object: who owns the object's replicas. */
export function toScaleEntries(
  parent: readonly ManagedFieldsEntry[] | undefined,
  paths: ReplicasPaths,
): ManagedFieldsEntry[] | undefined {
  const managers: Managers = new Map();
  for (const [identity, manager] of decodeManagers(parent, { trusted: true }) ?? []) {
    const path = pathOf(paths, manager.apiVersion);
    if (path === undefined || !has(manager.fields, path)) continue;
    managers.set(identity, {
      ...manager,
      apiVersion: SCALE_VERSION,
      fields: SCALE_SET,
      entry: undefined,
    });
  }
  return encodeManagers(managers);
}

export interface ScaledParent {
  readonly parent: readonly ManagedFieldsEntry[] | undefined;
  /** Of the Scale after the write. */
  readonly scale: readonly ManagedFieldsEntry[] | undefined;
  /** The version of the object through which the request came. */
  readonly apiVersion: string;
  readonly paths: ReplicasPaths;
}

/**
 * The managedFields of the object after a write through its Scale. An entry that comes anew from
 * the Scale has no time, and updates are told apart by their version, which is why an update that
 * kept the replicas shows up again as an entry of its own: upstream's behaviour, seen on 1.34.
 */
export function toParentEntries({
  parent,
  scale,
  apiVersion,
  paths,
}: ScaledParent): ManagedFieldsEntry[] | undefined {
  const before = decodeManagers(parent, { trusted: true }) ?? new Map();
  const scaled = decodeManagers(scale, { trusted: true }) ?? new Map();
  const after: Managers = new Map();
  for (const [identity, manager] of before) {
    if (!paths.has(manager.apiVersion)) continue;
    after.set(identity, manager);
    const path = pathOf(paths, manager.apiVersion);
    if (path === undefined || !has(manager.fields, path)) continue;
    if (!scaled.delete(identity)) {
      setFields(after, identity, difference(manager.fields, setOf(path)));
    }
  }
  for (const [identity, manager] of scaled) {
    const path = pathOf(paths, apiVersion);
    if (path === undefined || !has(manager.fields, SCALE_PATH)) continue;
    after.set(identity, {
      ...manager,
      apiVersion,
      time: before.get(identity)?.time,
      fields: setOf(path),
      entry: undefined,
    });
  }
  return encodeManagers(after);
}
