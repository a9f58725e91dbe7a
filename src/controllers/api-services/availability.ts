import { isDeepStrictEqual } from 'node:util';
import { quote } from '../../apimachinery/go-print.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type {
  APIService,
  APIServiceCondition,
  EndpointSlice,
  Service,
} from '../../apimachinery/types.generated.ts';
import type { Lister } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';
import { API_SERVICES } from './registration.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

interface Finding {
  readonly reason: string;
  readonly message: string;
}

/**
 * Says why an APIService that another server answers for is not available. Requests are not passed
 * on from here, so at best its endpoints do not answer.
 */
export const apiServiceAvailability: ControllerFactory = (context) => {
  const apiServices = context.informer<APIService>(...API_SERVICES);
  const services = context.informer<Service>('v1', 'services');
  const slices = context.informer<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');
  const client = context.client<APIService>(...API_SERVICES);
  apiServices.onChange((apiService) => {
    if (apiService?.spec.service !== undefined) context.enqueue(keyOf(apiService));
  });
  const concerning = (namespace = '', name = ''): void => {
    for (const each of apiServices.list()) {
      const { service } = each.spec;
      if (service?.namespace === namespace && service.name === name) context.enqueue(keyOf(each));
    }
  };
  services.onChange((next, previous) => {
    const { namespace, name } = (next ?? previous)?.metadata ?? {};
    concerning(namespace, name);
  });
  slices.onChange((next, previous) => {
    const { namespace, labels } = (next ?? previous)?.metadata ?? {};
    concerning(namespace, labels?.[SERVICE_NAME]);
  });

  return {
    name: 'apiservice-availability',
    async reconcile(key) {
      const apiService = apiServices.get(key);
      if (apiService?.spec.service === undefined) return {};
      const conditions = apiService.status.conditions ?? [];
      const known = conditions.find(({ type }) => type === 'Available');
      const lastTransitionTime =
        known?.status === 'False' && known.lastTransitionTime !== undefined
          ? known.lastTransitionTime
          : formatTime(context.clock.now());
      const condition: APIServiceCondition = {
        type: 'Available',
        status: 'False',
        lastTransitionTime,
        ...findingOf(apiService, { services, slices }),
      };
      if (isDeepStrictEqual(known, condition)) return {};
      const others = conditions.filter(({ type }) => type !== 'Available');
      const status = { ...apiService.status, conditions: [...others, condition] };
      await client.update(undefined, { ...apiService, status }, { subresource: 'status' });
      return {};
    },
  };
};

interface Listers {
  readonly services: Lister<Service>;
  readonly slices: Lister<EndpointSlice>;
}

function findingOf({ spec }: APIService, { services, slices }: Listers): Finding {
  const { namespace = '', name = '', port = 443 } = spec.service ?? {};
  const shown = `service/${name} in ${quote(namespace)}`;
  const service = services.get(`${namespace}/${name}`);
  if (service === undefined) {
    return { reason: 'ServiceNotFound', message: `${shown} is not present` };
  }
  const { type, ports = [], clusterIP = '' } = service.spec;
  if (type === 'ClusterIP') {
    const found = ports.find((each) => each.port === port);
    if (found === undefined) {
      const message = `${shown} is not listening on port ${port}`;
      return { reason: 'ServicePortError', message };
    }
    const own = slices
      .list(namespace)
      .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === name);
    if (own.length === 0) {
      const message = `cannot find endpointslices for ${shown}`;
      return { reason: 'EndpointsNotFound', message };
    }
    const { name: portName = '' } = found;
    if (!own.some((slice) => isActive(slice, portName))) {
      const message = `endpointslices for ${shown} have no addresses with port name ${quote(portName)}`;
      return { reason: 'MissingEndpoints', message };
    }
  }
  const url = `https://${clusterIP}:${port}/apis/${spec.group ?? ''}/${spec.version ?? ''}`;
  return {
    reason: 'FailedDiscoveryCheck',
    message:
      `failing or missing response from ${url}: Get ${quote(url)}: ` +
      `dial tcp ${clusterIP}:${port}: connect: connection refused`,
  };
}

function isActive({ endpoints, ports }: EndpointSlice, portName: string): boolean {
  const isReady = (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
  return (
    isReady && (ports ?? []).some(({ name = '', port }) => name === portName && port !== undefined)
  );
}
