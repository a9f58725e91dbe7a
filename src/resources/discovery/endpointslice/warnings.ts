import { FieldPath } from '../../../apimachinery/field-error.ts';
import { getWarningsForIp } from '../../../apimachinery/ip.ts';
import type { EndpointSlice } from '../../../apimachinery/types.generated.ts';

const ENDPOINTS = FieldPath.of('endpoints');
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

/** Their writes are not searched for badly written addresses: they mend them themselves. */
const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export function addressTypeWarnings({ addressType }: EndpointSlice): string[] {
  return addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
}

export function addressWarnings({ metadata, endpoints }: EndpointSlice): string[] {
  if (CONTROLLERS.includes(metadata.labels?.[MANAGED_BY] ?? '')) return [];
  return (endpoints ?? []).flatMap(({ addresses }, i) =>
    (addresses ?? []).flatMap((address, j) =>
      getWarningsForIp(ENDPOINTS.index(i).child('addresses').index(j), address),
    ),
  );
}
