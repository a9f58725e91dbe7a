import type { Service } from '../../../apimachinery/types.generated.ts';

/** What `clusterIP` says for a service that wants no address. */
export const HEADLESS = 'None';

export const SINGLE_STACK = 'SingleStack';
export const PREFER_DUAL_STACK = 'PreferDualStack';
export const REQUIRE_DUAL_STACK = 'RequireDualStack';

export function isLoadBalancer({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer';
}

/** ExternalName is the only type without a value in `clusterIP`; even `None` counts as one. */
export function needsClusterIp({ spec }: Service): boolean {
  return spec.type !== 'ExternalName';
}

/** As validation means it: the plural field says exactly `None`. */
export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === HEADLESS;
}

/** The type publishes its ports on the nodes, whether or not numbers are chosen for it. */
export function usesNodePorts({ spec }: Service): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

/** Ports without a number get one. */
export function choosesNodePorts({ spec }: Service): boolean {
  if (spec.type === 'NodePort') return true;
  return spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false;
}

/** Traffic comes in from outside, so `externalTrafficPolicy` means something. */
export function isExternallyAccessible({ spec }: Service): boolean {
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') return true;
  return spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0;
}

export function needsHealthCheckPort({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

export function nodePortsOf({ spec }: Service): number[] {
  return (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
}

/** Lists that differ only in being absent or empty are the same. */
export function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
