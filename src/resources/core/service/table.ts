import type { Service, ServicePort } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { labelsText, loadBalancerText, NONE, UNKNOWN } from '../../../registry/table-cells.ts';

export const cells: Cells<Service> = {
  Type: ({ spec }) => spec.type ?? '',
  'Cluster-IP': ({ spec }) => spec.clusterIPs?.[0] ?? NONE,
  'External-IP': externalIP,
  'Port(s)': ({ spec }) => (spec.ports ?? []).map(port).join(',') || NONE,
  Selector: ({ spec }) => labelsText(spec.selector),
};

function externalIP({ spec, status }: Service): string {
  const externalIPs = spec.externalIPs ?? [];
  switch (spec.type ?? '') {
    case 'ClusterIP':
    case 'NodePort':
      return externalIPs.join(',') || NONE;
    case 'LoadBalancer': {
      const balancer = loadBalancerText(status.loadBalancer.ingress);
      return [...(balancer === '' ? [] : [balancer]), ...externalIPs].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return UNKNOWN;
  }
}

function port({ port, nodePort, protocol }: ServicePort): string {
  return `${port}${nodePort === undefined || nodePort <= 0 ? '' : `:${nodePort}`}/${protocol ?? ''}`;
}
