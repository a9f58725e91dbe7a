import { isDeepStrictEqual } from 'node:util';
import { formatIp, parseIpSloppy } from '../../apimachinery/ip.ts';
import type {
  DiscoveryV1EndpointPort,
  Endpoint,
  EndpointAddress,
  EndpointPort,
  EndpointSlice,
  Endpoints,
} from '../../apimachinery/types.generated.ts';
import type { Family } from './pods.ts';
import { repackSubsets } from './repack.ts';
import { MANAGED_BY, SERVICE_NAME, slicePrefix } from './service-slices.ts';
import { EndpointSet, sameState } from './slice-endpoints.ts';
import type { SlicePlan } from './slice-plan.ts';
import { byPorts, emptyPlan } from './slice-plan.ts';
import { inSliceOrder, portsKey } from './slice-ports.ts';
import { TRIGGER_TIME } from './trigger-times.ts';

/** The value of the managed-by label of mirrored slices. */
export const CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
/** Addresses of one subset that are mirrored; the rest is left out. */
export const MIRRORED_MAX = 1000;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export interface MirrorPlan extends SlicePlan {
  /** Addresses that are no IP addresses. */
  readonly invalid: number;
  /** Addresses left out: the invalid ones and those over the limit. */
  readonly skipped: number;
}

interface MirroredGroup {
  readonly family: Family;
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly wanted: EndpointSet;
}

/** What to write so that slices show what an Endpoints object says. */
export function planMirror(endpoints: Endpoints, slices: readonly EndpointSlice[]): MirrorPlan {
  const { groups, invalid, skipped } = wantedGroups(endpoints);
  const plan = emptyPlan();
  for (const family of ['IPv4', 'IPv6'] as const) {
    const existing = byPorts(slices.filter(({ addressType }) => addressType === family));
    for (const [key, group] of groups) {
      if (group.family !== family) continue;
      const ofPorts = existing.get(key.slice(family.length)) ?? [];
      existing.delete(key.slice(family.length));
      planGroup(plan, endpoints, group, ofPorts);
    }
    for (const left of existing.values()) plan.remove.push(...left);
  }
  return { ...plan, invalid, skipped };
}

function wantedGroups({ subsets = [] }: Endpoints): {
  groups: Map<string, MirroredGroup>;
  invalid: number;
  skipped: number;
} {
  const groups = new Map<string, MirroredGroup>();
  let invalid = 0;
  let skipped = 0;
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of repackSubsets(subsets)) {
    const slicePorts = inSliceOrder(ports.map(toSlicePort));
    const all = [
      ...addresses.map((address) => ({ address, ready: true })),
      ...notReadyAddresses.map((address) => ({ address, ready: false })),
    ];
    let mirrored = 0;
    for (const { address, ready } of all) {
      if (mirrored >= MIRRORED_MAX) break;
      const endpoint = toEndpoint(address, ready);
      if (endpoint === undefined) {
        invalid++;
        continue;
      }
      const key = `${endpoint.family}${portsKey(slicePorts)}`;
      const { family } = endpoint;
      const group = groups.get(key) ?? { family, ports: slicePorts, wanted: new EndpointSet() };
      groups.set(key, group);
      group.wanted.add(endpoint.endpoint);
      mirrored++;
    }
    skipped += all.length - mirrored;
  }
  return { groups, invalid, skipped };
}

function toSlicePort({ name = '', port, protocol, appProtocol }: EndpointPort) {
  return {
    name,
    port,
    ...(protocol === undefined ? {} : { protocol }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  } satisfies DiscoveryV1EndpointPort;
}

function toEndpoint(
  { ip, hostname = '', nodeName, targetRef }: EndpointAddress,
  ready: boolean,
): { endpoint: Endpoint; family: Family } | undefined {
  const parsed = parseIpSloppy(ip);
  if (parsed === undefined) return undefined;
  return {
    family: parsed.family === 4 ? 'IPv4' : 'IPv6',
    endpoint: {
      addresses: [formatIp(parsed)],
      conditions: { ready },
      ...(hostname === '' ? {} : { hostname }),
      ...(targetRef === undefined ? {} : { targetRef }),
      ...(nodeName === undefined ? {} : { nodeName }),
    },
  };
}

function planGroup(
  plan: SlicePlan,
  endpoints: Endpoints,
  { family, ports, wanted }: MirroredGroup,
  [first, ...surplus]: readonly EndpointSlice[],
): void {
  plan.remove.push(...surplus);
  if (first !== undefined && isCurrent(first, endpoints, wanted)) return;
  const slice = mirrorOf(endpoints, family, ports);
  slice.endpoints.push(...wanted.takeSome(MIRRORED_MAX));
  if (first === undefined) {
    plan.create.push({
      ...slice,
      metadata: { ...slice.metadata, generateName: slicePrefix(endpoints.metadata.name ?? '') },
    });
  } else {
    const { name = '' } = first.metadata;
    plan.update.push({ ...slice, metadata: { ...slice.metadata, name } });
  }
}

function isCurrent(slice: EndpointSlice, endpoints: Endpoints, wanted: EndpointSet): boolean {
  const { labels, annotations, ownerReferences = [] } = slice.metadata;
  const { name, uid } = endpoints.metadata;
  const { [MANAGED_BY]: _managedBy, [SERVICE_NAME]: _service, ...copied } = labels ?? {};
  const present = slice.endpoints ?? [];
  return (
    present.length === wanted.size &&
    present.every((endpoint) => {
      const want = wanted.get(endpoint);
      return want !== undefined && sameState(want, endpoint);
    }) &&
    isDeepStrictEqual(copied, endpoints.metadata.labels ?? {}) &&
    isDeepStrictEqual(annotations ?? {}, mirroredAnnotations(endpoints)) &&
    !ownerReferences.some(
      (owner) => owner.kind === 'Endpoints' && owner.name === name && owner.uid !== uid,
    )
  );
}

function mirroredAnnotations({ metadata }: Endpoints): Record<string, string> {
  const { [TRIGGER_TIME]: _time, [LAST_APPLIED]: _applied, ...rest } = metadata.annotations ?? {};
  return rest;
}

function mirrorOf(
  endpoints: Endpoints,
  family: Family,
  ports: readonly DiscoveryV1EndpointPort[],
): EndpointSlice {
  const { name = '', namespace = '', uid = '', labels } = endpoints.metadata;
  const annotations = mirroredAnnotations(endpoints);
  return {
    metadata: {
      namespace,
      labels: { ...labels, [SERVICE_NAME]: name, [MANAGED_BY]: CONTROLLER },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Endpoints',
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
  };
}
