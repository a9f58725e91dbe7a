import type { AnyObject } from '../../../apimachinery/meta.ts';
import { encodeJson } from '../../../base/json.ts';
import type { CustomResource } from '../../../catalog/catalog.ts';
import type { CustomType } from '../../../catalog/custom/custom-type.ts';
import { readJson } from '../../../catalog/json-source.ts';
import type { CustomStorage } from '../../../registry/kind.ts';
import type { ConvertObjects } from './conversion.ts';

/**
 * How custom resources are stored: in the version that is marked for it, with their apiVersion in
 * front, members sorted. Reading sets the defaults of the version that was written, so that a field
 * that the definition got later shows up in old objects, and drops what is not known any more.
 * @param convert asks the webhook of the definition; undefined: saying another apiVersion is enough
 */
export function customStorage(
  { type, types, storageType }: CustomResource,
  convert: ConvertObjects | undefined,
): CustomStorage {
  const stored = storageType ?? type;
  const typeOf = (apiVersion: string | undefined): CustomType =>
    types.get(apiVersion?.split('/').at(-1) ?? '') ?? type;
  return {
    encode({ apiVersion: _apiVersion, kind: _kind, ...object }) {
      if (stored === type || convert === undefined) return textForm(stored, type, object);
      return convertOne(convert, type, stored, object as AnyObject).then((converted) =>
        textForm(stored, type, converted),
      );
    },
    decode(text) {
      const { apiVersion, ...object } = text;
      const written = typeOf(apiVersion);
      written.prune(object);
      written.applyDefaults(object);
      if (written !== type) type.prune(object);
      return object;
    },
    needsWebhook: (apiVersion) => convert !== undefined && typeOf(apiVersion) !== type,
    async decodeAll(texts) {
      return decodeAll({ type, typeOf, convert }, texts);
    },
    convert(object, apiVersion) {
      const wanted = typeOf(apiVersion);
      const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
      if (convert !== undefined && wanted !== type) {
        return convertOne(convert, type, wanted, rest as AnyObject).then((converted) => {
          wanted.prune(converted);
          return converted;
        });
      }
      const copy = readJson(encodeJson(rest)) as AnyObject;
      if (wanted !== type) wanted.prune(copy);
      return copy;
    },
  };
}

interface Decoding {
  readonly type: CustomType;
  readonly typeOf: (apiVersion: string | undefined) => CustomType;
  readonly convert: ConvertObjects | undefined;
}

/** Decodes objects of several versions; those of one version are converted together. */
async function decodeAll(
  { type, typeOf, convert }: Decoding,
  texts: readonly AnyObject[],
): Promise<AnyObject[]> {
  const decoded: AnyObject[] = [];
  const waiting = new Map<CustomType, number[]>();
  texts.forEach(({ apiVersion, ...object }, index) => {
    const written = typeOf(apiVersion);
    written.prune(object);
    written.applyDefaults(object);
    decoded[index] = object;
    if (written === type) return;
    const same = waiting.get(written);
    if (same === undefined) waiting.set(written, [index]);
    else same.push(index);
  });
  for (const [written, places] of waiting) {
    const objects = places.map((place) => named(written, decoded[place]));
    const converted = (await convert?.(objects, type.apiVersion)) ?? objects;
    places.forEach((place, index) => {
      const { apiVersion: _apiVersion, kind: _kind, ...object } = converted[index] ?? named(type);
      object.metadata = withVersion(object.metadata, decoded[place]?.metadata.resourceVersion);
      type.prune(object);
      decoded[place] = object;
    });
  }
  return decoded;
}

function named(type: CustomType, object: AnyObject = { metadata: {} }): AnyObject {
  return { ...object, apiVersion: type.apiVersion, kind: type.kind };
}

function withVersion(
  metadata: AnyObject['metadata'],
  resourceVersion: string | undefined,
): AnyObject['metadata'] {
  return resourceVersion === undefined ? metadata : { ...metadata, resourceVersion };
}

/** Without apiVersion and kind, in both directions. */
async function convertOne(
  convert: ConvertObjects,
  from: CustomType,
  to: CustomType,
  object: AnyObject,
): Promise<AnyObject> {
  const [converted] = await convert([named(from, object)], to.apiVersion);
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = converted ?? named(to);
  rest.metadata = withVersion(rest.metadata, object.metadata.resourceVersion);
  return rest;
}

function textForm(
  stored: CustomType,
  type: CustomType,
  object: Record<string, unknown>,
): AnyObject {
  const sorted = sortedObject(object);
  // Sorting has copied: the hooks' object shares parts with what is stored now.
  if (stored !== type) stored.prune(sorted);
  return { apiVersion: stored.apiVersion, ...sorted } as AnyObject;
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
