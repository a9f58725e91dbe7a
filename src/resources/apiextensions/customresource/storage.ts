import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { CustomResource } from '../../../catalog/catalog.ts';
import type { CustomStorage } from '../../../registry/kind.ts';

/**
 * How custom resources are stored: in the version that is marked for it, with their apiVersion in
 * front, members sorted. Reading sets the defaults of the version that was written, so that a field
 * that the definition got later shows up in old objects, and drops what is not known any more.
 * Versions are converted by saying another apiVersion; a webhook would be asked in `encode` and
 * `decode`.
 */
export function customStorage({ type, types, storageType }: CustomResource): CustomStorage {
  const stored = storageType ?? type;
  return {
    encode({ apiVersion: _apiVersion, kind: _kind, ...object }) {
      const sorted = sortedObject(object);
      // Sorting has copied: the hooks' object shares parts with what is stored now.
      if (stored !== type) stored.prune(sorted);
      return { apiVersion: stored.apiVersion, ...sorted } as AnyObject;
    },
    decode({ apiVersion, ...object }) {
      const written = types.get(apiVersion?.split('/').at(-1) ?? '') ?? type;
      written.prune(object);
      written.applyDefaults(object);
      if (written !== type) type.prune(object);
      return object;
    },
  };
}

function sortedObject(object: Record<string, unknown>): Record<string, unknown> {
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(object).toSorted())
    setMember(sorted, key, sortedValue(object[key]));
  return sorted;
}

function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedValue);
  if (typeof value !== 'object' || value === null) return value;
  // Numbers that a double cannot hold stay what they are.
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return sortedObject(value as Record<string, unknown>);
}

function setMember(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true });
}
