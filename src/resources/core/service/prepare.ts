import type { Service } from '../../../apimachinery/types.generated.ts';
import {
  isExternallyAccessible,
  isLoadBalancer,
  needsClusterIp,
  needsHealthCheckPort,
  nodePortsOf,
  sameList,
  usesNodePorts,
} from './service-type.ts';

export function prepareForCreate(next: Service): void {
  next.status = { loadBalancer: {} };
}

export function prepareForUpdate(next: Service, previous: Service): void {
  next.status = previous.status;
  dropByType(next, previous);
}

/**
 * A change of the type drops what the new type has no use for, but only what the server may have
 * filled in itself and the same request did not touch: the rest is for validation to refuse.
 */
function dropByType(next: Service, previous: Service): void {
  const { spec } = next;
  const old = previous.spec;
  if (needsClusterIp(previous) && !needsClusterIp(next)) dropAddresses(next, previous);
  if (usesNodePorts(previous) && !usesNodePorts(next)) {
    const held = new Set(nodePortsOf(previous));
    if (nodePortsOf(next).every((port) => held.has(port))) {
      for (const port of spec.ports ?? []) delete port.nodePort;
    }
  }
  if (needsHealthCheckPort(previous) && !needsHealthCheckPort(next)) {
    if (spec.healthCheckNodePort === old.healthCheckNodePort) delete spec.healthCheckNodePort;
  }
  if (isLoadBalancer(previous) && !isLoadBalancer(next)) {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) {
      delete spec.allocateLoadBalancerNodePorts;
    }
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (isExternallyAccessible(previous) && !isExternallyAccessible(next)) {
    if (spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  }
  if (!isLoadBalancer(next) && next.status.loadBalancer.ingress !== undefined) {
    next.status = { ...next.status, loadBalancer: {} };
  }
}

function dropAddresses({ spec }: Service, { spec: old }: Service): void {
  const sameAddresses =
    (spec.clusterIP ?? '') === (old.clusterIP ?? '') && sameList(spec.clusterIPs, old.clusterIPs);
  if (sameAddresses) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  if (sameList(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
  if ((spec.ipFamilyPolicy ?? '') === (old.ipFamilyPolicy ?? '')) delete spec.ipFamilyPolicy;
}
