import { parseOrUndefined, Quantity } from '../../../apimachinery/quantity.ts';
import type { PodSpec } from '../../../apimachinery/types.generated.ts';
import { isSidecar } from './containers.ts';

export type ResourceList = Record<string, string>;

const ZERO = Quantity.ofNumber(0);
const MILLI = 1000n;
/** Few different quantities are in use at a time. */
const PARSED_MAX = 1000;
const parsed = new Map<string, Quantity>();

/** The quantity of canonical text; what is none counts as zero. */
export function quantityOf(text: string | undefined): Quantity {
  if (text === undefined) return ZERO;
  let quantity = parsed.get(text);
  if (quantity === undefined) {
    if (parsed.size >= PARSED_MAX) parsed.clear();
    quantity = parseOrUndefined(text) ?? ZERO;
    parsed.set(text, quantity);
  }
  return quantity;
}

export function isWhole(quantity: Quantity): boolean {
  return quantity.milliValue() % MILLI === 0n;
}

/** Amounts below a thousandth are rounded up, in every list of resources that is decoded. */
export function roundResources(list: ResourceList | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    // Only these forms can have such digits.
    if (list === undefined || !/[.nue]/.test(text)) continue;
    const quantity = quantityOf(text);
    const rounded = quantity.roundedToMilli();
    if (rounded !== quantity) list[name] = rounded.toString();
  }
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Names in the kubernetes.io namespace; a name without a domain belongs to it. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** What can be given to a pod as a whole. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

/**
 * What all containers together need: the sum of those that run side by side, or what one init
 * container needs beside the sidecars that were started before it, whichever is more.
 */
export function aggregate(
  { containers, initContainers }: PodSpec,
  kind: 'requests' | 'limits',
): Map<string, Quantity> {
  const total = new Map<string, Quantity>();
  for (const { resources } of containers ?? []) add(total, resources[kind]);
  const sidecars = new Map<string, Quantity>();
  const start = new Map<string, Quantity>();
  for (const container of initContainers ?? []) {
    const list = container.resources[kind];
    if (isSidecar(container)) {
      add(total, list);
      add(sidecars, list);
      max(start, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, list);
      max(start, together);
    }
  }
  max(total, start);
  return total;
}

function add(total: Map<string, Quantity>, list: ResourceList | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const sum = total.get(name);
    total.set(name, sum === undefined ? quantityOf(text) : sum.add(quantityOf(text)));
  }
}

function max(total: Map<string, Quantity>, other: ReadonlyMap<string, Quantity>): void {
  for (const [name, quantity] of other) {
    const known = total.get(name);
    if (known === undefined || known.compare(quantity) < 0) total.set(name, quantity);
  }
}
