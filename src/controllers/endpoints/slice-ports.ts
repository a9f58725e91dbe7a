import type { DiscoveryV1EndpointPort, Pod, Service } from '../../apimachinery/types.generated.ts';
import { dumpSlicePort } from './dump.ts';
import { findPort } from './pods.ts';
import { byHash } from './repack.ts';

/** The ports that a service has in one pod, in the order in which slices keep them. */
export function slicePortsOf({ spec }: Service, pod: Pod): DiscoveryV1EndpointPort[] {
  const found: DiscoveryV1EndpointPort[] = [];
  for (const servicePort of spec.ports ?? []) {
    const port = findPort(pod, servicePort);
    if (port === undefined) continue;
    const { name = '', protocol, appProtocol } = servicePort;
    found.push({
      name,
      port,
      ...(protocol === undefined ? {} : { protocol }),
      ...(appProtocol === undefined ? {} : { appProtocol }),
    });
  }
  return inSliceOrder(found);
}

export function inSliceOrder(ports: readonly DiscoveryV1EndpointPort[]): DiscoveryV1EndpointPort[] {
  return ports.length < 2 ? [...ports] : byHash(ports, dumpSlicePort);
}

/** Equal for slices whose endpoints may move between them. */
export function portsKey(ports: readonly DiscoveryV1EndpointPort[] | null | undefined): string {
  return inSliceOrder(ports ?? [])
    .map(dumpSlicePort)
    .join(' ');
}
