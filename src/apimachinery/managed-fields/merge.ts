import type { JsonMap } from './equal.ts';
import { isMap } from './equal.ts';
import { DEPTH_MAX } from './field-set.ts';
import { itemElement } from './list-items.ts';
import type { ListSchema, MapSchema, MergeSchema } from './merge-schema.ts';
import { memberSchema, shapeOf } from './merge-schema.ts';

/**
 * The live object with an applied configuration laid over it. The configuration wins; maps are
 * merged by member and lists by item, as far as the schema allows.
 * @returns a value that shares parts with both sides: whatever the configuration leaves as it is, is
 *   the live value itself, so that it need not be looked at again
 */
export function mergeTyped(
  schema: MergeSchema,
  live: unknown,
  config: unknown,
  depth = 0,
): unknown {
  if (config === undefined) return live;
  if (live === undefined || depth > DEPTH_MAX) return config;
  const shape = shapeOf(schema, config);
  if (shape === 'map' && schema.map !== undefined && !schema.map.atomic) {
    const [lhs, rhs] = [asMap(live), asMap(config)];
    if (lhs === undefined && rhs === undefined) return config;
    return mergeMaps(schema.map, lhs ?? {}, rhs ?? {}, depth);
  }
  if (shape === 'list' && schema.list !== undefined && !schema.list.atomic) {
    const [lhs, rhs] = [asList(live), asList(config)];
    if (lhs.length === 0 && rhs.length === 0) return config;
    return mergeLists(schema.list, lhs, rhs, depth);
  }
  return config;
}

/** Undefined also for an empty map, which is as good as none here. */
function asMap(value: unknown): JsonMap | undefined {
  if (!isMap(value)) return undefined;
  for (const name in value) if (value[name] !== undefined) return value;
  return undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Sets a member whatever its name is; `__proto__` is a member like any other. */
export function setMember(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') map[name] = value;
  else {
    Object.defineProperty(map, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

function mergeMaps(map: MapSchema, live: JsonMap, config: JsonMap, depth: number): unknown {
  let merged: Record<string, unknown> | undefined;
  for (const name of Object.keys(config)) {
    const before = Object.hasOwn(live, name) ? live[name] : undefined;
    const after = mergeTyped(memberSchema(map, name), before, config[name], depth + 1);
    if (after === before) continue;
    merged ??= { ...live };
    setMember(merged, name, after);
  }
  return merged ?? live;
}

interface Side {
  readonly elements: readonly string[];
  /** By element; null for one that several items share. */
  readonly items: ReadonlyMap<string, unknown>;
}

function sideOf(list: ListSchema, values: readonly unknown[]): Side {
  const elements: string[] = [];
  const items = new Map<string, unknown>();
  for (const value of values) {
    const element = itemElement(list, value);
    items.set(element, items.has(element) ? null : value);
    elements.push(element);
  }
  return { elements, items };
}

/**
 * Walks both sides together. Items that both have stand in the order of the configuration; an item
 * that only the live list has keeps its place among them.
 */
function mergeLists(
  list: ListSchema,
  liveItems: readonly unknown[],
  configItems: readonly unknown[],
  depth: number,
): unknown {
  const live = sideOf(list, liveItems);
  const config = sideOf(list, configItems);
  const shared = config.elements.filter((element) => live.items.has(element));
  const merged: unknown[] = [];
  const taken = new Set<string>();
  const take = (element: string) => {
    taken.add(element);
    const item = live.items.get(element);
    merged.push(mergeTyped(list.element, item, config.items.get(element), depth + 1));
  };

  let [l, c, nextShared] = [0, 0, 0];
  while (l < live.elements.length || c < config.elements.length) {
    const mine = live.elements[l];
    const theirs = config.elements[c];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        take(mine);
        l++;
        c++;
        nextShared++;
        continue;
      }
      const next = shared[nextShared];
      if (config.items.has(mine) && next !== undefined && next !== mine) {
        // It comes later, where the configuration has it.
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!config.items.has(mine)) {
        // The live item itself, so that each of several with one name stays.
        merged.push(liveItems[l]);
        l++;
        continue;
      }
      if (taken.has(mine)) l++;
    }
    if (theirs !== undefined) {
      take(theirs);
      c++;
      if (shared[nextShared] === theirs) nextShared++;
    }
  }
  const isLive =
    merged.length === liveItems.length && merged.every((item, i) => item === liveItems[i]);
  return isLive ? liveItems : merged;
}
