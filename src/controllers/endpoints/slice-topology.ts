import { parseOrUndefined } from '../../apimachinery/quantity.ts';
import type { Endpoint, EndpointSlice, Node, Service } from '../../apimachinery/types.generated.ts';
import type { Family } from './pods.ts';
import type { SlicePlan } from './slice-plan.ts';

const ZONE = 'topology.kubernetes.io/zone';
const EXCLUDED = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
const ENABLED = 'TopologyAwareHintsEnabled';
const DISABLED = 'TopologyAwareHintsDisabled';
/** By how much the endpoints of a zone may be asked for more than their share. */
const OVERLOAD = 0.2;

export interface TopologyEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface TopologyPlan extends SlicePlan {
  readonly events: readonly TopologyEvent[];
}

interface Allocation {
  readonly desired: number;
  readonly maximum: number;
}

type Allocations = ReadonlyMap<string, Allocation>;

/**
 * Hints by the old annotation `topology-mode: Auto`: endpoints are given to zones in proportion to the
 * CPUs of their nodes, unless that cannot be done well.
 * @param hadHints the service had such hints until now
 */
export function planTopology(
  plan: SlicePlan,
  existing: readonly EndpointSlice[],
  {
    family,
    nodes,
    hadHints,
  }: { readonly family: Family; readonly nodes: readonly Node[]; readonly hadHints: boolean },
): TopologyPlan {
  const touched = new Set([...plan.update, ...plan.remove].map(({ metadata }) => metadata.name));
  const unchanged = existing.filter(({ metadata }) => !touched.has(metadata.name));
  const all = [...plan.create, ...plan.update, ...unchanged];
  const endpoints = all.flatMap((slice) => slice.endpoints ?? []).filter(isReady);
  const refuse = (why: string): TopologyPlan => ({
    ...withoutHints(plan, unchanged),
    events: [{ type: 'Warning', reason: DISABLED, message: `${why}, addressType: ${family}` }],
  });
  const allocations = allocate(ratiosOf(nodes), endpoints.length);
  if (typeof allocations === 'string') return refuse(allocations);
  const { count, outdated } = keepGood(unchanged, allocations);
  const changing = [...plan.create, ...plan.update, ...outdated];
  const open = changing.flatMap((slice) => slice.endpoints ?? []).filter(isReady);
  if (open.some(({ zone = '' }) => zone === '')) {
    return refuse('One or more endpoints do not have a zone specified');
  }
  for (const { zone = '' } of open) count.set(zone, (count.get(zone) ?? 0) + 1);
  if (count.size === 0) return refuse('No hints allocated for zones');
  const target = redistribute(open, allocations, count);
  const hinted = (slice: EndpointSlice): EndpointSlice => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).map((endpoint) => {
      const name = isReady(endpoint) ? (target.get(endpoint) ?? endpoint.zone ?? '') : undefined;
      return name === undefined ? endpoint : { ...endpoint, hints: { forZones: [{ name }] } };
    }),
  });
  const message = `Topology Aware Hints has been enabled, addressType: ${family}`;
  return {
    create: plan.create.map(hinted),
    update: [...plan.update, ...outdated].map(hinted),
    remove: plan.remove,
    events: hadHints ? [] : [{ type: 'Normal', reason: ENABLED, message }],
  };
}

/** What is said when a service no longer asks for hints. */
export function topologyEnded(family: Family): TopologyEvent {
  const message = `Topology Aware Hints has been disabled, addressType: ${family}`;
  return { type: 'Warning', reason: DISABLED, message };
}

export function isTopologyEnabled({ events }: TopologyPlan): boolean {
  return events.every(({ reason }) => reason === ENABLED);
}

/** The annotations are older than the field and win over it. */
export function wantsTopology({ metadata: { annotations = {} } }: Service): boolean {
  const mode =
    annotations['service.kubernetes.io/topology-aware-hints'] ??
    annotations['service.kubernetes.io/topology-mode'];
  return mode === 'Auto' || mode === 'auto';
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions.ready === true;
}

function withoutHints(plan: SlicePlan, unchanged: readonly EndpointSlice[]): SlicePlan {
  const outdated = unchanged.filter(({ endpoints }) =>
    endpoints?.some(({ hints }) => hints !== undefined),
  );
  return {
    create: plan.create.map(withoutOwnHints),
    update: [...plan.update, ...outdated].map(withoutOwnHints),
    remove: plan.remove,
  };
}

function withoutOwnHints(slice: EndpointSlice): EndpointSlice {
  const endpoints = (slice.endpoints ?? []).map(({ hints: _hints, ...endpoint }) => endpoint);
  return { ...slice, endpoints };
}

/** Each zone's part of the CPUs of all ready nodes; undefined: nodes do not tell enough. */
function ratiosOf(nodes: readonly Node[]): ReadonlyMap<string, number> | undefined {
  const cpus = new Map<string, number>();
  let total = 0;
  for (const { metadata, status } of nodes) {
    const { labels = {} } = metadata;
    if (EXCLUDED.some((label) => labels[label] !== undefined)) continue;
    if (status.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True') continue;
    const zone = labels[ZONE] ?? '';
    const cpu = Number(parseOrUndefined(status.allocatable?.['cpu'] ?? '0')?.milliValue() ?? 0);
    if (zone === '' || cpu === 0) return undefined;
    total += cpu;
    cpus.set(zone, (cpus.get(zone) ?? 0) + cpu);
  }
  if (cpus.size < 2) return undefined;
  return new Map([...cpus].map(([zone, cpu]) => [zone, cpu / total]));
}

/** What each zone should have; a text: why there is no good way to share. */
function allocate(
  ratios: ReadonlyMap<string, number> | undefined,
  count: number,
): Allocations | string {
  if (ratios === undefined) {
    return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  }
  const counts = `(${count} endpoints, ${ratios.size} zones)`;
  if (ratios.size > count) return `Insufficient number of endpoints ${counts}`;
  const shares = [...ratios].map(([zone, ratio]) => {
    const minimum = Math.ceil(ratio * count * (1 / (1 + OVERLOAD)));
    return { zone, minimum, desired: Math.max(ratio * count, minimum) };
  });
  const spare = count - shares.reduce((sum, { minimum }) => sum + minimum, 0);
  if (spare < 0) {
    return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}`;
  }
  return new Map(
    shares.map(({ zone, minimum, desired }) => [zone, { desired, maximum: minimum + spare }]),
  );
}

/** Counts the hints of slices that may stay as they are, and finds those that may not. */
function keepGood(
  slices: readonly EndpointSlice[],
  allocations: Allocations,
): { count: Map<string, number>; outdated: EndpointSlice[] } {
  const count = new Map<string, number>();
  const outdated: EndpointSlice[] = [];
  for (const slice of slices) {
    const own = new Map<string, number>();
    let isGood = true;
    for (const { hints } of (slice.endpoints ?? []).filter(isReady)) {
      const zones = hints?.forZones ?? [];
      isGood &&= zones.length > 0;
      for (const { name } of zones) own.set(name, (own.get(name) ?? 0) + 1);
    }
    for (const [zone, hints] of own) {
      isGood &&= hints + (count.get(zone) ?? 0) <= (allocations.get(zone)?.maximum ?? -1);
    }
    if (!isGood) outdated.push(slice);
    else for (const [zone, hints] of own) count.set(zone, (count.get(zone) ?? 0) + hints);
  }
  return { count, outdated };
}

/** The endpoints that zones with too many give to zones with too few. */
function redistribute(
  endpoints: readonly Endpoint[],
  allocations: Allocations,
  count: ReadonlyMap<string, number>,
): ReadonlyMap<Endpoint, string> {
  const surplus = new Map<string, number>();
  for (const [zone, { desired }] of allocations)
    surplus.set(zone, (count.get(zone) ?? 0) - desired);
  const target = new Map<Endpoint, string>();
  for (;;) {
    const ordered = [...surplus].toSorted(([, a], [, b]) => b - a);
    const [giver, most] = ordered[0] ?? ['', 0];
    const [taker, least] = ordered.at(-1) ?? ['', 0];
    const lack = -least;
    if (most < 0.5 || lack < 0.5 || (most < 1 && lack < 1)) return target;
    const gift = endpoints.find((each) => each.zone === giver && !target.has(each));
    if (gift === undefined) return target;
    target.set(gift, taker);
    surplus.set(giver, most - 1);
    surplus.set(taker, least + 1);
  }
}
