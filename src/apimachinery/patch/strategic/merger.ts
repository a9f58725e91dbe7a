import { goTypeOf } from '../../go-format.ts';
import type { JsonObject } from '../json-value.ts';
import { hasMember, isObject, member, setMember } from '../json-value.ts';
import {
  applyRetainKeys,
  checkElementOrder,
  deletionListField,
  discardNulls,
  elementOrderField,
  hasDirective,
  isDeletionList,
  isElementOrder,
  PATCH_DIRECTIVE,
  withoutDirectives,
} from './directives.ts';
import { failure } from './failures.ts';
import type { GoType, PatchMeta } from './go-type.ts';
import { kindName, lookUpList, lookUpMap } from './go-type.ts';
import type { ElementOrder, ElementType } from './order.ts';
import { arrange, KeyIndex, keyOf, partition } from './order.ts';

interface MergedList {
  readonly list: unknown[];
  /** The server's list as upstream sees it after the merge, to order by once more. */
  readonly server: readonly unknown[];
}

/**
 * One strategic merge. The patch is a working copy: as upstream does, the merge takes its
 * directives apart in place, and what is left of it appears in error messages. Containers of the
 * document are copied before they are written to.
 */
export class Merger {
  /** Containers that may be written to: those of the patch and our own copies. */
  readonly #own: Set<object>;

  constructor(own: Set<object>) {
    this.#own = own;
  }

  mergeMap(current: JsonObject, patch: JsonObject, type: GoType): JsonObject {
    if (hasDirective(patch)) return applyDirective(patch);
    const merged = this.#writable(current);
    applyRetainKeys(merged, patch);
    this.#applyElementOrders(merged, patch, type);
    for (const key of Object.keys(patch)) this.#mergeMember(merged, key, patch[key], type);
    return merged;
  }

  #mergeMember(merged: JsonObject, name: string, patch: unknown, type: GoType): void {
    const deletes = isDeletionList(name);
    const field = deletes ? deletionListField(name) : '';
    const key = field === '' ? name : field;
    if (patch === null) {
      delete merged[key];
      return;
    }
    const current = member(merged, key);
    if (isObject(current) && isObject(patch)) {
      const meta = lookUpMap(type, key);
      const value = meta.strategy === 'replace' ? patch : this.mergeMap(current, patch, meta.type);
      setMember(merged, key, value);
    } else if (Array.isArray(current) && Array.isArray(patch)) {
      const meta = lookUpList(type, key);
      setMember(merged, key, this.#mergeLists(current, patch, meta, deletes).list);
    } else if (!deletes) {
      // Nothing to merge with: the patch is the content.
      discardNulls(patch);
      setOrDelete(merged, key, withoutDirectives(patch));
    } else if (typeOf(current) === typeOf(patch)) {
      // A scalar where a deletion list belongs replaces a scalar of its type.
      setMember(merged, key, patch);
    }
  }

  #applyElementOrders(merged: JsonObject, patch: JsonObject, type: GoType): void {
    for (const key of Object.keys(patch)) {
      if (!isElementOrder(key) || !hasMember(patch, key)) continue;
      const order = patch[key];
      delete patch[key];
      if (!Array.isArray(order)) throw failure.unexpectedType('list', order);
      this.#applyElementOrder(merged, patch, elementOrderField(key), order, type);
    }
  }

  /** Merges a list together with the order that the patch wants for it. */
  #applyElementOrder(
    merged: JsonObject,
    patch: JsonObject,
    key: string,
    order: readonly unknown[],
    type: GoType,
  ): void {
    const current = listMember(merged, key);
    const changes = listMember(patch, key);
    const meta = lookUpList(type, key);
    checkElementOrder(changes ?? [], order, meta.mergeKey);
    if (current === undefined && changes === undefined) return;
    let lists: MergedList;
    if (current === undefined) {
      lists = { list: withoutDirectives(changes) as unknown[], server: [] };
    } else if (changes === undefined) {
      lists = { list: current, server: current };
    } else {
      lists = this.#mergeLists(current, changes, meta, false);
    }
    const parts = partition(lists.list, order, meta.mergeKey);
    const elements = elementType(current ?? [], changes ?? []);
    const final = arrange(parts, { elements, patch: order, server: lists.server }, meta.mergeKey);
    setMember(merged, key, final);
    delete patch[key];
  }

  #mergeLists(current: unknown[], patch: unknown[], meta: PatchMeta, deletes: boolean): MergedList {
    if (meta.strategy !== 'merge' && !deletes) return { list: patch, server: current };
    if (current.length === 0 && patch.length === 0) return { list: current, server: current };
    if (elementType(current, patch) === 'map') return this.#mergeMaps(current, patch, meta);
    if (deletes) {
      const deleted = new Set(patch.map((each) => keyOf(each, '')));
      return { list: current.filter((each) => !deleted.has(keyOf(each, ''))), server: current };
    }
    const union = new Map([...current, ...patch].map((each) => [keyOf(each, ''), each]));
    const order: ElementOrder = { elements: 'scalar', patch, server: current };
    return { list: ordered([...union.values()], order, meta.mergeKey), server: current };
  }

  #mergeMaps(current: unknown[], patch: unknown[], meta: PatchMeta): MergedList {
    const { mergeKey, type } = meta;
    if (mergeKey === '') throw failure.listWithoutMergeKey(kindName(type));
    const { kept, changes, replaces } = sortOut(
      current as JsonObject[],
      patch as JsonObject[],
      mergeKey,
    );
    if (replaces) {
      const list = ordered(changes, { elements: 'map', patch: [], server: changes }, mergeKey);
      return { list, server: current };
    }
    const merged: JsonObject[] = [...kept];
    const index = new KeyIndex(merged, mergeKey);
    for (const change of changes) {
      if (!hasMember(change, mergeKey)) throw failure.noMergeKey(change, mergeKey);
      const key = keyOf(change, mergeKey);
      const found = index.find(key);
      const previous = merged[found];
      if (previous === undefined) {
        index.add(key, merged.length);
        merged.push(change);
      } else {
        merged[found] = this.mergeMap(previous, change, type);
      }
    }
    return {
      list: ordered(merged, { elements: 'map', patch: changes, server: kept }, mergeKey),
      // Upstream deletes in place and appends into the room that is left, so that an order it
      // applies afterwards takes as many new elements for the server's as were deleted.
      server: merged.slice(0, current.length),
    };
  }

  #writable(map: JsonObject): JsonObject {
    if (this.#own.has(map)) return map;
    const copy = { ...map };
    this.#own.add(copy);
    return copy;
  }
}

function setOrDelete(map: JsonObject, key: string, value: unknown): void {
  if (value === undefined) delete map[key];
  else setMember(map, key, value);
}

function ordered(merged: readonly unknown[], order: ElementOrder, mergeKey: string): unknown[] {
  return arrange(partition(merged, order.patch, mergeKey), order, mergeKey);
}

function applyDirective(patch: JsonObject): JsonObject {
  const directive = patch[PATCH_DIRECTIVE];
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw failure.unknownDirective(directive, patch);
  delete patch[PATCH_DIRECTIVE];
  return patch;
}

function listMember(map: JsonObject, key: string): unknown[] | undefined {
  if (!hasMember(map, key)) return undefined;
  const value = map[key];
  if (!Array.isArray(value)) throw failure.unexpectedType('list', value);
  return value;
}

interface SortedOut {
  /** What the directives leave of the server's elements. */
  readonly kept: readonly JsonObject[];
  /** The elements of the patch that are no directives. */
  readonly changes: readonly JsonObject[];
  readonly replaces: boolean;
}

/** Carries out the `$patch` directives among the elements of a patch. */
function sortOut(
  current: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): SortedOut {
  const changes: JsonObject[] = [];
  const deleted = new Set<unknown>();
  let replaces = false;
  for (const item of patch) {
    if (!hasDirective(item)) {
      changes.push(item);
      continue;
    }
    const directive = item[PATCH_DIRECTIVE];
    if (directive === 'delete') {
      if (!hasMember(item, mergeKey)) throw failure.noMergeKey(item, mergeKey);
      deleted.add(keyOf(item, mergeKey));
    } else if (directive === 'replace') {
      replaces = true;
    } else if (directive === 'merge') {
      throw failure.mergeDirectiveInList();
    } else {
      throw failure.unknownDirective(directive, item);
    }
  }
  if (deleted.size === 0) return { kept: current, changes, replaces };
  const kept = current.filter(
    (item) => !hasMember(item, mergeKey) || !deleted.has(keyOf(item, mergeKey)),
  );
  return { kept, changes, replaces };
}

/** The one type of all elements. Lists of lists and lists of several types do not merge. */
function elementType(...lists: readonly (readonly unknown[])[]): ElementType {
  let type: string | undefined;
  for (const list of lists) {
    for (const item of list) {
      const itemType = typeOf(item);
      if (type !== undefined && type !== itemType) throw failure.mixedElements(lists);
      if (itemType === 'list' && type === undefined) throw failure.listOfLists();
      if (itemType === 'null' && type === undefined) throw failure.panic();
      type = itemType;
    }
  }
  if (type === undefined) throw failure.noElements();
  return type === 'map' ? 'map' : 'scalar';
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (isObject(value)) return 'map';
  return value === null ? 'null' : goTypeOf(value);
}
