import { isIpv6 } from '../../../apimachinery/ip.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import type {
  EndpointSlice,
  Endpoints,
  Service,
  ServiceCIDR,
} from '../../../apimachinery/types.generated.ts';

const NAME = 'kubernetes';
const NAMESPACE = 'default';

/** The service by which pods reach the API server, as the server itself creates it. */
export function kubernetesService({
  clusterIp,
  port,
}: {
  /** The first address of the first range. */
  readonly clusterIp: string;
  /** Where the server listens. */
  readonly port: number;
}): Service {
  return {
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }],
      clusterIP: clusterIp,
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilyPolicy: 'SingleStack',
    },
    status: { loadBalancer: {} },
  };
}

/** Where the server listens: its addresses, all of one family, and its port. */
export interface ServerAddress {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** The label keeps the mirroring controller away: the server writes the slice as well. */
export function kubernetesEndpoints({ addresses, port }: ServerAddress): Endpoints {
  return {
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: [
      {
        addresses: addresses.map((ip) => ({ ip })),
        ports: [{ name: 'https', port, protocol: 'TCP' }],
      },
    ],
  };
}

export function kubernetesEndpointSlice({ addresses, port }: ServerAddress): EndpointSlice {
  return {
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: { 'kubernetes.io/service-name': NAME },
    },
    addressType: addresses.length > 0 && addresses.every(isIpv6) ? 'IPv6' : 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  };
}

/** The ranges that the server was started with, in the state its controllers bring them to. */
export function kubernetesServiceCidr(cidrs: readonly string[], now: number): ServiceCIDR {
  return {
    metadata: { name: NAME, finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
    spec: { cidrs: [...cidrs] },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: formatTime(now),
          reason: '',
          message: 'Kubernetes Service CIDR is ready',
        },
      ],
    },
  };
}
