import type { Service } from '../../../apimachinery/types.generated.ts';
import {
  choosesNodePorts,
  needsClusterIp,
  needsHealthCheckPort,
  nodePortsOf,
  sameList,
} from './service-type.ts';

/**
 * Fills in what was allocated before and the client left out, so that sending the same manifest
 * again means no change.
 */
export function carryOver(next: Service, previous: Service): void {
  const { spec } = next;
  const old = previous.spec;
  if (needsClusterIp(previous) && needsClusterIp(next)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if (isEmpty(spec.clusterIPs) && !isEmpty(old.clusterIPs)) spec.clusterIPs = [...old.clusterIPs];
  }
  if (choosesNodePorts(previous) && choosesNodePorts(next)) carryNodePorts(next, previous);
  if (needsHealthCheckPort(previous) && needsHealthCheckPort(next) && !spec.healthCheckNodePort) {
    if (old.healthCheckNodePort) spec.healthCheckNodePort = old.healthCheckNodePort;
  }
}

/** By the name of the port, unless another port of the new object already has the number. */
function carryNodePorts(next: Service, previous: Service): void {
  const wanted = new Set(nodePortsOf(next));
  const byName = new Map(
    (previous.spec.ports ?? []).map((port) => [port.name ?? '', port.nodePort]),
  );
  for (const port of next.spec.ports ?? []) {
    const old = byName.get(port.name ?? '');
    if (!port.nodePort && old && !wanted.has(old)) port.nodePort = old;
  }
}

/** A create that names one address in the singular field means the plural one as well, never the reverse. */
export function normalizeClusterIps({ spec }: Service): void {
  if (spec.clusterIP && isEmpty(spec.clusterIPs)) spec.clusterIPs = [spec.clusterIP];
}

/** An update of one of the two fields by a client that only knows that one means both. */
export function normalizeChangedClusterIps({ spec }: Service, previous: Service): void {
  const old = previous.spec;
  const [singular, oldSingular] = [spec.clusterIP ?? '', old.clusterIP ?? ''];
  if (singular === oldSingular) {
    if (isEmpty(spec.clusterIPs) && !isEmpty(old.clusterIPs)) spec.clusterIPs = [...old.clusterIPs];
  } else if (sameList(spec.clusterIPs, old.clusterIPs)) {
    if (oldSingular !== '' && singular === '') delete spec.clusterIPs;
    else spec.clusterIPs = [singular];
  }
}

function isEmpty(list: readonly string[] | undefined): list is undefined | [] {
  return list === undefined || list.length === 0;
}
