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
import { LOCAL } from '../../resources/apiregistration/apiservice/built-in.ts';
import type { Controller, ControllerContext, ControllerFactory } from '../runtime.ts';
import { API_SERVICES } from './registration.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

interface Finding {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** What stands between this server and those behind APIServices. */
export interface RemoteServers {
  /** Asks one for its discovery: why it does not answer; undefined: it does. */
  check(apiService: APIService): Promise<string | undefined>;
  /** Somebody stands in for a Service, which need not exist then. */
  isStandIn(namespace: string, name: string): boolean;
}

/** A server that has answered is asked again after this time. */
const RESYNC_MS = 30_000;
/** The first look after a failed one; the pauses double. */
const RETRY_MIN_MS = 5;
const FAILURES_MAX = 20;

/** Says whether an APIService is available, and why not where another server answers for it. */
export function apiServiceAvailability(remote: RemoteServers): ControllerFactory {
  return (context) => availability(context, remote);
}

function availability(context: ControllerContext, remote: RemoteServers): Controller {
  const failures = new Map<string, number>();
  const apiServices = context.informer<APIService>(...API_SERVICES);
  const services = context.informer<Service>('v1', 'services');
  const slices = context.informer<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');
  const client = context.client<APIService>(...API_SERVICES);
  apiServices.onChange((apiService) => {
    if (apiService !== undefined) context.enqueue(keyOf(apiService));
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
      if (apiService === undefined) {
        failures.delete(key);
        return {};
      }
      const isLocal = apiService.spec.service === undefined;
      const finding = isLocal
        ? { status: LOCAL.status, reason: LOCAL.reason, message: LOCAL.message }
        : await findingOf(apiService, { services, slices }, remote);
      const conditions = apiService.status.conditions ?? [];
      const known = conditions.find(({ type }) => type === 'Available');
      const { status: next } = finding;
      const lastTransitionTime =
        known?.status === next && known.lastTransitionTime !== undefined
          ? known.lastTransitionTime
          : formatTime(context.clock.now());
      const condition: APIServiceCondition = {
        type: 'Available',
        lastTransitionTime,
        ...finding,
      };
      if (!isDeepStrictEqual(known, condition)) {
        const others = conditions.filter(({ type }) => type !== 'Available');
        const status = { ...apiService.status, conditions: [...others, condition] };
        await client.update(undefined, { ...apiService, status }, { subresource: 'status' });
      }
      return isLocal ? {} : { againInMs: pauseAfter(key, finding) };
    },
  };

  /** Nobody says when a server that does not answer begins to. */
  function pauseAfter(key: string, { reason }: Finding): number {
    if (reason !== 'FailedDiscoveryCheck') {
      failures.delete(key);
      return RESYNC_MS;
    }
    const count = failures.get(key) ?? 0;
    failures.set(key, Math.min(count + 1, FAILURES_MAX));
    return Math.min(RETRY_MIN_MS * 2 ** count, RESYNC_MS);
  }
}

interface Listers {
  readonly services: Lister<Service>;
  readonly slices: Lister<EndpointSlice>;
}

async function findingOf(
  apiService: APIService,
  listers: Listers,
  remote: RemoteServers,
): Promise<Finding> {
  const { namespace = '', name = '' } = apiService.spec.service ?? {};
  const missing = remote.isStandIn(namespace, name) ? undefined : missingPart(apiService, listers);
  if (missing !== undefined) return missing;
  const problem = await remote.check(apiService);
  if (problem === undefined) {
    return { status: 'True', reason: 'Passed', message: 'all checks passed' };
  }
  return { status: 'False', reason: 'FailedDiscoveryCheck', message: problem };
}

/** What a Service lacks before anybody can be asked; undefined: nothing. */
function missingPart({ spec }: APIService, { services, slices }: Listers): Finding | undefined {
  const { namespace = '', name = '', port = 443 } = spec.service ?? {};
  const shown = `service/${name} in ${quote(namespace)}`;
  const service = services.get(`${namespace}/${name}`);
  if (service === undefined) return because('ServiceNotFound', `${shown} is not present`);
  const { type, ports = [] } = service.spec;
  if (type !== 'ClusterIP') return undefined;
  const found = ports.find((each) => each.port === port);
  if (found === undefined) {
    return because('ServicePortError', `${shown} is not listening on port ${port}`);
  }
  const own = slices
    .list(namespace)
    .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === name);
  if (own.length === 0) {
    return because('EndpointsNotFound', `cannot find endpointslices for ${shown}`);
  }
  const { name: portName = '' } = found;
  if (own.some((slice) => isActive(slice, portName))) return undefined;
  const message = `endpointslices for ${shown} have no addresses with port name ${quote(portName)}`;
  return because('MissingEndpoints', message);
}

function because(reason: string, message: string): Finding {
  return { status: 'False', reason, message };
}

function isActive({ endpoints, ports }: EndpointSlice, portName: string): boolean {
  const isReady = (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
  return (
    isReady && (ports ?? []).some(({ name = '', port }) => name === portName && port !== undefined)
  );
}
