import type { DiscoveryV1EndpointPort, EndpointSlice } from '../../apimachinery/types.generated.ts';
import type { EndpointSet } from './slice-endpoints.ts';
import { sameState } from './slice-endpoints.ts';
import { portsKey } from './slice-ports.ts';

/** Endpoints in one slice. */
export const ENDPOINTS_MAX = 100;

/** What has to be written. Slices to create have no name yet. */
export interface SlicePlan {
  readonly create: EndpointSlice[];
  readonly update: EndpointSlice[];
  readonly remove: EndpointSlice[];
}

export function emptyPlan(): SlicePlan {
  return { create: [], update: [], remove: [] };
}

/** The endpoints wanted at one set of ports. */
export interface PortGroup {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly wanted: EndpointSet;
}

/** How slices of a service are made and labelled. */
export interface SliceMaker {
  make(ports: readonly DiscoveryV1EndpointPort[]): EndpointSlice;
  /** The labels that a slice ought to have; undefined: it has them. */
  labelsFor(slice: EndpointSlice): Record<string, string> | undefined;
}

/** Groups slices by their ports. */
export function byPorts(slices: readonly EndpointSlice[]): Map<string, EndpointSlice[]> {
  const groups = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const key = portsKey(slice.ports);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [slice]);
    else group.push(slice);
  }
  return groups;
}

/**
 * Brings the slices of one set of ports to the wanted endpoints with few writes: endpoints stay
 * where they are, new ones fill slices that are written anyway, then one other slice, then new ones.
 * Empties `group.wanted`.
 */
export function planPorts(
  plan: SlicePlan,
  existing: readonly EndpointSlice[],
  group: PortGroup,
  maker: SliceMaker,
): void {
  const changed: EndpointSlice[] = [];
  const unchanged: EndpointSlice[] = [];
  for (const slice of existing) {
    const next = kept(slice, group.wanted, maker);
    if (next === 'empty') plan.remove.push(slice);
    else if (next === undefined) unchanged.push(slice);
    else changed.push(next);
  }
  for (const slice of changed.toSorted((a, b) => sizeOf(b) - sizeOf(a))) {
    slice.endpoints.push(...group.wanted.takeSome(ENDPOINTS_MAX - sizeOf(slice)));
  }
  while (group.wanted.size > 0) {
    const room = roomiest(unchanged, group.wanted.size);
    if (room === undefined) {
      const slice = maker.make(group.ports);
      slice.endpoints.push(...group.wanted.takeSome(ENDPOINTS_MAX));
      plan.create.push(slice);
    } else {
      const endpoints = [...(room.endpoints ?? []), ...group.wanted.takeSome(ENDPOINTS_MAX)];
      changed.push({ ...room, endpoints });
    }
  }
  plan.update.push(...changed);
}

/** A copy with what is still wanted; undefined: it may stay as it is. */
function kept(
  slice: EndpointSlice,
  wanted: EndpointSet,
  maker: SliceMaker,
): EndpointSlice | 'empty' | undefined {
  const before = slice.endpoints ?? [];
  let different = false;
  const endpoints = before.flatMap((endpoint) => {
    const next = wanted.take(endpoint);
    if (next === undefined || !sameState(next, endpoint)) different = true;
    return next === undefined ? [] : [next];
  });
  if (different && endpoints.length === 0) return 'empty';
  const labels = maker.labelsFor(slice);
  if (!different && labels === undefined) return undefined;
  return {
    ...slice,
    metadata: labels === undefined ? slice.metadata : { ...slice.metadata, labels },
    endpoints: different ? endpoints : [...before],
  };
}

/** The slice that would be fullest with so many more, if they fit into one. */
function roomiest(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  if (count >= ENDPOINTS_MAX) return undefined;
  let best: EndpointSlice | undefined;
  let bestLeft = ENDPOINTS_MAX;
  for (const slice of slices) {
    const left = ENDPOINTS_MAX - count - sizeOf(slice);
    if (left < 0 || left >= bestLeft) continue;
    best = slice;
    bestLeft = left;
  }
  return best;
}

function sizeOf({ endpoints }: EndpointSlice): number {
  return endpoints?.length ?? 0;
}

/**
 * Turns removals into updates that carry what would have been created, name by name.
 * @param reusable a slice that may be given another content
 */
export function recycle(plan: SlicePlan, reusable: (slice: EndpointSlice) => boolean): SlicePlan {
  const create = [...plan.create];
  const update = [...plan.update];
  const remove: EndpointSlice[] = [];
  for (const old of plan.remove) {
    const next = create.at(-1);
    if (next === undefined || next.addressType !== old.addressType || !reusable(old)) {
      remove.push(old);
      continue;
    }
    create.pop();
    const { name } = old.metadata;
    update.push({
      ...next,
      metadata: { ...next.metadata, ...(name === undefined ? {} : { name }) },
    });
  }
  return { create, update, remove };
}
