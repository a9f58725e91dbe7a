import { FieldPath } from '../../../apimachinery/field-error.ts';
import { getWarningsForCidr, getWarningsForIp } from '../../../apimachinery/ip.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import { HEADLESS } from './service-type.ts';

const SPEC = FieldPath.of('spec');
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

/** What a client should know about a service that is accepted as it is. */
export function warnings({ metadata, spec }: Service): string[] {
  const found: string[] = [];
  if (metadata.annotations?.[TOPOLOGY_HINTS] !== undefined) {
    found.push(`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`);
  }
  if (spec.clusterIP && spec.clusterIP !== HEADLESS) {
    found.push(...forAddresses('clusterIPs', spec.clusterIPs));
  }
  if (spec.type === 'ClusterIP' && spec.clusterIP === HEADLESS) {
    const ignored = (field: string) => found.push(`${field} is ignored for headless services`);
    if (spec.loadBalancerIP) ignored('spec.loadBalancerIP');
    if ((spec.externalIPs ?? []).length > 0) ignored('spec.externalIPs');
    if (spec.sessionAffinity !== 'None') ignored('spec.SessionAffinity');
  }
  found.push(...forAddresses('externalIPs', spec.externalIPs));
  if (spec.loadBalancerIP) {
    found.push(...getWarningsForIp(SPEC.child('loadBalancerIP'), spec.loadBalancerIP));
  }
  for (const [i, range] of (spec.loadBalancerSourceRanges ?? []).entries()) {
    found.push(...getWarningsForCidr(SPEC.child('loadBalancerSourceRanges').index(i), range));
  }
  if (spec.type === 'ExternalName' && (spec.externalIPs ?? []).length > 0) {
    found.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (spec.type !== 'ExternalName' && spec.externalName) {
    found.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return found;
}

function forAddresses(field: string, addresses: readonly string[] = []): string[] {
  return addresses.flatMap((address, i) => getWarningsForIp(SPEC.child(field).index(i), address));
}
