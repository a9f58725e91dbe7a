import { isDeepStrictEqual } from 'node:util';
import { formatIp, parseIpSloppy } from '../../apimachinery/ip.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type {
  ObjectReference,
  Pod,
  PodCondition,
  Service,
  ServicePort,
} from '../../apimachinery/types.generated.ts';
import type { Lister, ObjectKey } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';

export type Family = 'IPv4' | 'IPv6';

export function readyCondition(pod: Pod): PodCondition | undefined {
  return pod.status.conditions?.find(({ type }) => type === 'Ready');
}

export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** The pod runs or will run, and it has an address. */
export function hasEndpoint(pod: Pod, includeTerminating: boolean): boolean {
  const { phase, podIP = '', podIPs = [] } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  if (podIP === '' && podIPs.length === 0) return false;
  return includeTerminating || !isTerminating(pod);
}

/** The pod's addresses of one family, in their normal form. */
export function addressesOf(pod: Pod, family: Family): string[] {
  return (pod.status.podIPs ?? []).flatMap(({ ip }) => {
    const parsed = parseIpSloppy(ip);
    return parsed !== undefined && parsed.family === familyNumber(family) ? [formatIp(parsed)] : [];
  });
}

function familyNumber(family: Family): 4 | 6 {
  return family === 'IPv4' ? 4 : 6;
}

/** What a DNS name below the service's is made of; undefined: the pod has none. */
export function hostnameIn(pod: Pod, service: Service): string | undefined {
  const { hostname = '', subdomain } = pod.spec;
  return hostname !== '' && subdomain === service.metadata.name ? hostname : undefined;
}

export function referenceTo({ metadata: { namespace, name, uid } }: Pod): ObjectReference {
  return {
    kind: 'Pod',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
  };
}

/** The number behind a service's target port in one pod; undefined: this pod has no such port. */
export function findPort(pod: Pod, { targetPort, protocol }: ServicePort): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? 0;
  const { containers, initContainers = [] } = pod.spec;
  // Of the init containers only sidecars still run when the pod serves.
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports = [] } of [...(containers ?? []), ...sidecars]) {
    const found = ports.find((port) => port.name === targetPort && port.protocol === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

export function isHeadless({ spec: { clusterIP = '' } }: Service): boolean {
  return clusterIP === '' || clusterIP === 'None';
}

/** The service's endpoints are made from pods; otherwise they are its user's business. */
export function selectsPods({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && spec.selector !== undefined;
}

export function selects({ spec: { selector } }: Service, pod: Pod): boolean {
  if (selector === undefined) return false;
  const labels = pod.metadata.labels ?? {};
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

export function podsOf(service: Service, pods: Lister<Pod>): Pod[] {
  return pods.list(service.metadata.namespace).filter((pod) => selects(service, pod));
}

/**
 * The services whose endpoints a change of a pod may touch. A change that no endpoint shows (an
 * annotation, a restart count) touches none.
 */
export function servicesTouchedBy(
  services: Lister<Service>,
  pod: Pod | undefined,
  previous: Pod | undefined,
): Set<ObjectKey> {
  if (pod === undefined || previous === undefined) {
    return membershipsOf(services, pod ?? previous);
  }
  const podChanged = endpointChanged(pod, previous);
  const labelsChanged =
    pod.spec.hostname !== previous.spec.hostname ||
    pod.spec.subdomain !== previous.spec.subdomain ||
    !isDeepStrictEqual(pod.metadata.labels, previous.metadata.labels);
  if (!labelsChanged) return podChanged ? membershipsOf(services, pod) : new Set();
  // Renamed or re-labelled pods are rare: whatever they belonged to or belong to is looked at.
  return new Set([...membershipsOf(services, pod), ...membershipsOf(services, previous)]);
}

function endpointChanged(pod: Pod, previous: Pod): boolean {
  // Whatever happens to a pod that is on its way out counts, its last phase above all.
  if (isTerminating(pod) || isTerminating(previous)) return true;
  if (isPodReady(pod) !== isPodReady(previous)) return true;
  const addresses = pod.status.podIPs ?? [];
  const before = previous.status.podIPs ?? [];
  if (addresses.length !== before.length) return true;
  return addresses.some(({ ip }, index) => ip !== before[index]?.ip);
}

function membershipsOf(services: Lister<Service>, pod: Pod | undefined): Set<ObjectKey> {
  if (pod === undefined) return new Set();
  return new Set(
    services
      .list(pod.metadata.namespace)
      .filter((service) => selects(service, pod))
      .map(keyOf),
  );
}
