import type { AnyObject } from '../apimachinery/meta.ts';
import { encodeJson } from '../base/json.ts';
import type { Kind } from './kind.ts';
import { customVersion } from './kind.ts';

/** Conversions that one computation may ask for: objects of a write times the versions of a kind. */
const CONVERSIONS_MAX = 256;

/** Thrown where a computation needs an object in another version that only a webhook can make. */
class PendingConversion extends Error {
  readonly key: string;
  readonly object: AnyObject;
  readonly apiVersion: string;

  constructor(key: string, object: AnyObject, apiVersion: string) {
    super(`an object is to be converted to ${apiVersion}`);
    this.key = key;
    this.object = object;
    this.apiVersion = apiVersion;
  }
}

/**
 * Runs a computation over managedFields, which compares objects in the versions of their managers.
 * Where a webhook converts between these, the computation is left at every object that it needs,
 * and begins anew when the webhook has answered: what it computes must not change anything.
 */
export async function withConversions<T>(
  { resource, custom, load, otherVersion }: Kind,
  compute: (otherVersion: Kind['otherVersion']) => T,
): Promise<T> {
  if (custom === undefined || load === undefined) return compute(otherVersion);
  const known = new Map<string, AnyObject>();
  const converting: Kind['otherVersion'] = (apiVersion) =>
    customVersion(resource, apiVersion, (object) => {
      const key = `${apiVersion} ${encodeJson(object)}`;
      const found = known.get(key);
      if (found === undefined) throw new PendingConversion(key, object, apiVersion);
      return found;
    });
  for (;;) {
    try {
      return compute(converting);
    } catch (error) {
      if (!(error instanceof PendingConversion) || known.size >= CONVERSIONS_MAX) throw error;
      known.set(error.key, await custom.convert(error.object, error.apiVersion));
    }
  }
}
