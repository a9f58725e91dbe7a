import { isDeepStrictEqual } from 'node:util';
import { isDns1123Subdomain } from '../../apimachinery/names.ts';
import type {
  DiscoveryV1EndpointPort,
  EndpointSlice,
  Node,
  Pod,
  Service,
} from '../../apimachinery/types.generated.ts';
import type { Lister } from '../../client/informer.ts';
import type { Family } from './pods.ts';
import { hasEndpoint, isHeadless } from './pods.ts';
import { EndpointSet, endpointOf } from './slice-endpoints.ts';
import { planHints } from './slice-hints.ts';
import type { PortGroup, SliceMaker, SlicePlan } from './slice-plan.ts';
import { byPorts, emptyPlan, planPorts } from './slice-plan.ts';
import { portsKey, slicePortsOf } from './slice-ports.ts';
import type { TopologyEvent } from './slice-topology.ts';
import { isTopologyEnabled, planTopology, topologyEnded, wantsTopology } from './slice-topology.ts';

export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const SERVICE_NAME = 'kubernetes.io/service-name';
const HEADLESS = 'service.kubernetes.io/headless';
const RESERVED = new Set([MANAGED_BY, SERVICE_NAME, HEADLESS]);
/** The value of the managed-by label of a service's own slices. */
export const CONTROLLER = 'endpointslice-controller.k8s.io';

export interface ServiceWorld {
  readonly pods: readonly Pod[];
  readonly nodes: Lister<Node>;
  /** The managed slices of the service. */
  readonly slices: readonly EndpointSlice[];
  /** The slices have hints because of an annotation. */
  readonly hadHints: boolean;
}

export interface ServicePlan extends SlicePlan {
  /** Pods that are left out because their node does not exist, each with that node's name. */
  readonly homeless: readonly { readonly pod: string; readonly node: string }[];
  /** What is to be said of hints by annotation, and whether the slices have such now. */
  readonly events: readonly TopologyEvent[];
  readonly hasHints: boolean;
}

/** What to write so that the slices of one family show the service's pods. */
export function planFamily(service: Service, world: ServiceWorld, family: Family): ServicePlan {
  const existing = world.slices.filter(({ addressType }) => addressType === family);
  const owned = existing.filter((slice) => isOwnedBy(slice, service));
  const plan = emptyPlan();
  plan.remove.push(...existing.filter((slice) => !owned.includes(slice)));
  const maker = sliceMaker(service, family);
  const { groups, homeless } = wantedGroups(service, world, family);
  const existingByPorts = byPorts(owned);
  for (const [key, group] of groups) {
    planPorts(plan, existingByPorts.get(key) ?? [], group, maker);
  }
  for (const [key, slices] of existingByPorts) if (!groups.has(key)) plan.remove.push(...slices);
  const whole = withPlaceholder(plan, existing, maker);
  if (!wantsTopology(service)) {
    const events = world.hadHints ? [topologyEnded(family)] : [];
    return { ...planHints(whole, existing, service), homeless, events, hasHints: false };
  }
  const { hadHints } = world;
  const hinted = planTopology(whole, existing, { family, nodes: world.nodes.list(), hadHints });
  return { ...hinted, homeless, hasHints: isTopologyEnabled(hinted) };
}

function wantedGroups(
  service: Service,
  { pods, nodes }: ServiceWorld,
  family: Family,
): { groups: Map<string, PortGroup>; homeless: { pod: string; node: string }[] } {
  const groups = new Map<string, PortGroup>();
  const homeless: { pod: string; node: string }[] = [];
  for (const pod of pods) {
    if (!hasEndpoint(pod, true)) continue;
    const ports = slicePortsOf(service, pod);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, wanted: new EndpointSet() };
    groups.set(key, group);
    const { nodeName = '' } = pod.spec;
    const node = nodes.get(nodeName);
    // A pod of a deleted node is about to be collected; its address may be used again already.
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) {
      homeless.push({ pod: pod.metadata.name ?? '', node: nodeName });
      continue;
    }
    const endpoint = endpointOf(service, pod, node, family);
    if (endpoint !== undefined) group.wanted.add(endpoint);
  }
  return { groups, homeless };
}

/** A service without endpoints has one empty slice per family, so that clients see it is known. */
function withPlaceholder(
  plan: SlicePlan,
  existing: readonly EndpointSlice[],
  maker: SliceMaker,
): SlicePlan {
  if (existing.length !== plan.remove.length || plan.create.length > 0) return plan;
  const placeholder = maker.make([]);
  const [only] = plan.remove;
  if (plan.remove.length === 1 && only !== undefined && isSamePlaceholder(only, placeholder)) {
    return { ...plan, remove: [] };
  }
  return { ...plan, create: [placeholder] };
}

function isSamePlaceholder(slice: EndpointSlice, placeholder: EndpointSlice): boolean {
  return (
    (slice.endpoints ?? []).length === 0 &&
    (slice.ports ?? []).length === 0 &&
    isDeepStrictEqual(slice.metadata.labels, placeholder.metadata.labels) &&
    isDeepStrictEqual(slice.metadata.ownerReferences, placeholder.metadata.ownerReferences)
  );
}

export function isOwnedBy({ metadata }: EndpointSlice, service: Service): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ apiVersion, kind, uid }) =>
      apiVersion === 'v1' && kind === 'Service' && uid === service.metadata.uid,
  );
}

export function familiesOf({ spec }: Service): Family[] {
  const families = (spec.ipFamilies ?? []).filter(
    (family): family is Family => family === 'IPv4' || family === 'IPv6',
  );
  if (families.length > 0) return families;
  const { clusterIP = '' } = spec;
  if (clusterIP === '' || clusterIP === 'None') return ['IPv4', 'IPv6'];
  return [clusterIP.includes(':') ? 'IPv6' : 'IPv4'];
}

/** What a generated slice's name starts with. */
export function slicePrefix(name: string): string {
  // The name is checked as the start of a longer one, where a dash at the end is fine.
  return isDns1123Subdomain(`${name}-a`).length === 0 ? `${name}-` : name;
}

function sliceMaker(service: Service, family: Family): SliceMaker {
  const { name = '', namespace = '', uid = '' } = service.metadata;
  const copied = Object.fromEntries(
    Object.entries(service.metadata.labels ?? {}).filter(([key]) => !RESERVED.has(key)),
  );
  const labels = {
    ...copied,
    ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: name,
    [MANAGED_BY]: CONTROLLER,
  };
  return {
    make: (ports: readonly DiscoveryV1EndpointPort[]) => ({
      metadata: {
        generateName: slicePrefix(name),
        namespace,
        labels,
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Service',
            name,
            uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      addressType: family,
      endpoints: [],
      ports: [...ports],
    }),
    // Reserved labels alone are no reason to write, but are right again with the next write.
    labelsFor: ({ metadata }) => {
      const present = Object.entries(metadata.labels ?? {}).filter(([key]) => !RESERVED.has(key));
      return isDeepStrictEqual(Object.fromEntries(present), copied) ? undefined : labels;
    },
  };
}
