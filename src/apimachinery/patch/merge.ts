import { badRequest } from '../errors.ts';
import type { JsonObject } from './json-value.ts';
import {
  cannotUnmarshal,
  isObject,
  member,
  NESTING_MAX,
  nestsDeeperThan,
  setMember,
  sortedCopy,
} from './json-value.ts';
import { TOO_DEEP, undecodable } from './rejection.ts';

export interface MergePatchOptions {
  /** fieldValidation=Ignore: upstream then leaves all checks to its JSON merge library. */
  readonly lenient?: boolean;
}

/**
 * RFC 7386 as kube-apiserver applies it. Changes neither argument; the result shares with both
 * what was not merged, so it has to be decoded before anybody changes it. The result is no object
 * only when a lenient patch is a list.
 */
export function applyMergePatch(
  document: JsonObject,
  patch: unknown,
  { lenient = false }: MergePatchOptions = {},
): unknown {
  if (nestsDeeperThan(patch, NESTING_MAX)) throw undecodable(TOO_DEEP, !lenient);
  if (isObject(patch)) return mergeObjects(document, patch);
  if (lenient && Array.isArray(patch)) return withoutNulls(patch);
  if (!lenient && patch !== null) {
    throw undecodable(cannotUnmarshal(patch, 'map[string]interface {}'), true);
  }
  throw badRequest('Invalid JSON Patch');
}

function mergeObjects(current: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...current };
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete merged[key];
    else setMember(merged, key, mergeValues(member(current, key), value));
  }
  return sortedCopy(merged);
}

function mergeValues(current: unknown, patch: unknown): unknown {
  if (!isObject(current)) return withoutNulls(patch);
  // A list or scalar in the place of an object is taken as it is, nulls included.
  return isObject(patch) ? mergeObjects(current, patch) : patch;
}

/** What is new has nothing to delete: members that are null vanish, elements that are null stay. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = sortedCopy(value);
  for (const key of Object.keys(kept)) {
    const child = kept[key];
    if (child === null) delete kept[key];
    else setMember(kept, key, withoutNulls(child));
  }
  return kept;
}
