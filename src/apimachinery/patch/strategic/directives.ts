import { goTypeOf } from '../../go-format.ts';
import type { JsonObject } from '../json-value.ts';
import { hasMember, isObject, setMember } from '../json-value.ts';
import { failure } from './failures.ts';
import { keyOf } from './order.ts';

/** `replace` or `delete`, in a map or in an element of a merged list. */
export const PATCH_DIRECTIVE = '$patch';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
const SET_ELEMENT_ORDER = '$setElementOrder';
const RETAIN_KEYS = '$retainKeys';

export function isDeletionList(key: string): boolean {
  return key.startsWith(DELETE_FROM_LIST);
}

export function isElementOrder(key: string): boolean {
  return key.startsWith(SET_ELEMENT_ORDER);
}

/** The field that `$deleteFromPrimitiveList/<field>` speaks of. */
export function deletionListField(key: string): string {
  const field = fieldOf(key, DELETE_FROM_LIST);
  if (field === undefined) throw failure.badPrimitiveList();
  return field;
}

/** The field that `$setElementOrder/<field>` speaks of. */
export function elementOrderField(key: string): string {
  const field = fieldOf(key, SET_ELEMENT_ORDER);
  if (field === undefined) throw failure.badElementOrder();
  return field;
}

function fieldOf(key: string, directive: string): string | undefined {
  const start = `${directive}/`;
  return key.startsWith(start) ? key.slice(start.length) : undefined;
}

/** Takes `$retainKeys` out of the patch, and out of the document what it does not list. */
export function applyRetainKeys(document: JsonObject, patch: JsonObject): void {
  if (!hasMember(patch, RETAIN_KEYS)) return;
  const list = patch[RETAIN_KEYS];
  delete patch[RETAIN_KEYS];
  if (!Array.isArray(list)) throw failure.badRetainKeys();
  const retained = new Set(list.map((each) => keyOf(each, '')));
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || isDeletionList(key) || isElementOrder(key)) continue;
    if (!retained.has(key)) throw failure.badRetainKeys();
  }
  for (const key of Object.keys(document)) {
    if (!retained.has(key)) delete document[key];
  }
}

/**
 * Every element that the patch adds or changes has to stand in the element order, and both lists
 * have to agree about the order. Elements with directives do not count.
 */
export function checkElementOrder(
  patch: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string,
): void {
  if (order.length === 0 || patch.length === 0) return;
  const listed = mergeKey === '' ? patch : patch.filter((item) => !isDeletion(item));
  let next = 0;
  let at = 0;
  while (next < listed.length && at < order.length) {
    const item = listed[next];
    if (hasDirective(item)) {
      next++;
      continue;
    }
    if (sameKey(item, order[at], mergeKey)) next++;
    at++;
  }
  if (next < listed.length && at >= order.length) throw failure.wrongOrder(patch, order);
}

function isDeletion(item: unknown): boolean {
  if (!isObject(item)) throw failure.unexpectedType('map', item);
  return hasDirective(item) && item[PATCH_DIRECTIVE] === 'delete';
}

export function hasDirective(item: unknown): item is JsonObject {
  return isObject(item) && hasMember(item, PATCH_DIRECTIVE);
}

function sameKey(left: unknown, right: unknown, mergeKey: string): boolean {
  if (mergeKey !== '') {
    for (const item of [left, right]) {
      if (!isObject(item)) throw failure.unexpectedType('map', item);
    }
    for (const item of [left, right] as JsonObject[]) {
      if (!hasMember(item, mergeKey)) throw failure.noMergeKey(item, mergeKey);
    }
  } else if (goTypeOf(left) !== goTypeOf(right)) {
    return false;
  }
  return keyOf(left, mergeKey) === keyOf(right, mergeKey);
}

/**
 * Takes the maps that carry a `$patch` out of a part of a patch that there is nothing to merge
 * with. Changes maps in place, as upstream does. Undefined: the value itself is such a map.
 */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutDirectives).filter((each) => each !== undefined);
  }
  if (!isObject(value)) return value;
  if (hasDirective(value)) return undefined;
  for (const key of Object.keys(value)) {
    const kept = withoutDirectives(value[key]);
    if (kept === undefined) delete value[key];
    else setMember(value, key, kept);
  }
  return value;
}

/** Deletes null members from all maps below; null elements of lists stay. Changes maps in place. */
export function discardNulls(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) discardNulls(item);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (value[key] === null) delete value[key];
      else discardNulls(value[key]);
    }
  }
}
