import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../apimachinery/errors.ts';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Endpoints,
  Pod,
  Service,
} from '../../apimachinery/types.generated.ts';
import type { ObjectKey } from '../../client/informer.ts';
import { keyOf, splitKey } from '../../client/informer.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerContext, ControllerFactory } from '../runtime.ts';
import { isOverCapacity, truncate } from './capacity.ts';
import { isNamespaceTerminating } from './failures.ts';
import type { Family } from './pods.ts';
import {
  addressesOf,
  findPort,
  hasEndpoint,
  hostnameIn,
  isHeadless,
  isPodReady,
  podsOf,
  referenceTo,
  selectsPods,
  servicesTouchedBy,
} from './pods.ts';
import { repackSubsets } from './repack.ts';
import { TriggerTimes, withTriggerTime } from './trigger-times.ts';

const NAME = 'endpoint-controller';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const SUBJECT = { apiVersion: 'v1', kind: 'Endpoints' };
/** A key no service has: look for Endpoints that lost their service while nobody watched. */
const LEFTOVERS: ObjectKey = '';

/** Keeps the Endpoints of every service that selects pods. */
export const endpointsController: ControllerFactory = (context) => {
  const services = context.informer<Service>('v1', 'services');
  const pods = context.informer<Pod>('v1', 'pods');
  const endpoints = context.informer<Endpoints>('v1', 'endpoints');
  const client = context.client<Endpoints>('v1', 'endpoints');
  const times = new TriggerTimes();
  const events = eventRecorder(context, NAME);
  services.onChange((service, previous) => enqueue(context, service ?? previous));
  pods.onChange((pod, previous) => {
    for (const key of servicesTouchedBy(services, pod, previous)) context.enqueue(key);
  });
  // Edits by others stay until the next change of a pod or the service, as upstream has it.
  endpoints.onChange((object, previous) => {
    if (object === undefined) enqueue(context, previous);
  });
  context.enqueue(LEFTOVERS);

  async function remove(key: ObjectKey): Promise<void> {
    times.forget(key);
    const { name = '', namespace, uid } = endpoints.get(key)?.metadata ?? {};
    if (name === '') return;
    try {
      await client.delete(namespace, name, uid === undefined ? {} : { preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
    }
  }

  return {
    name: NAME,
    async reconcile(key) {
      if (key === LEFTOVERS) {
        for (const object of endpoints.list()) {
          if (object.metadata.annotations?.[LEADER] === undefined) enqueue(context, object);
        }
        return {};
      }
      const service = services.get(key);
      if (service === undefined) {
        await remove(key);
        return {};
      }
      if (!selectsPods(service)) return {};
      const selected = podsOf(service, pods);
      const time = times.next(key, service, selected);
      const current = endpoints.get(key);
      const subsets = subsetsOf(service, selected);
      if (current !== undefined && isCurrent(current, service, subsets)) return {};
      const next = endpointsOf(service, current, subsets, time);
      await write(context, events, current === undefined, key, next);
      return {};
    },
  };
};

function enqueue(context: ControllerContext, object: Service | Endpoints | undefined): void {
  if (object !== undefined) context.enqueue(keyOf(object));
}

async function write(
  context: ControllerContext,
  events: EventRecorder,
  isNew: boolean,
  key: ObjectKey,
  next: Endpoints,
): Promise<void> {
  const client = context.client<Endpoints>('v1', 'endpoints');
  const { namespace } = splitKey(key);
  try {
    await (isNew ? client.create(namespace, next) : client.update(namespace, next));
  } catch (error) {
    if (isNew && isNamespaceTerminating(error)) return;
    const refused = error instanceof ApiError && error.code !== 409;
    if (refused) {
      const reason = isNew ? 'FailedToCreateEndpoint' : 'FailedToUpdateEndpoint';
      const what = isNew ? `create endpoint for service ${key}` : `update endpoint ${key}`;
      const message = `Failed to ${what}: ${error.message}`;
      await events.record(SUBJECT, next, { type: 'Warning', reason, message });
    }
    throw error;
  }
}

/** The subsets in canonical form that a service's pods make. */
export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const { ports = [], publishNotReadyAddresses = false } = service.spec;
  const subsets: EndpointSubset[] = [];
  for (const pod of pods) {
    if (!hasEndpoint(pod, publishNotReadyAddresses)) continue;
    const address = addressOf(service, pod);
    if (address === undefined) continue;
    const ready = publishNotReadyAddresses || isPodReady(pod);
    const shown = ready ? { addresses: [address] } : { notReadyAddresses: [address] };
    // Only a headless service may have no ports.
    if (ports.length === 0 && service.spec.clusterIP === 'None') subsets.push(shown);
    for (const servicePort of ports) {
      const port = findPort(pod, servicePort);
      if (port !== undefined) subsets.push({ ...shown, ports: [endpointPort(servicePort, port)] });
    }
  }
  return repackSubsets(subsets);
}

function endpointPort(
  { name, protocol, appProtocol }: NonNullable<Service['spec']['ports']>[number],
  port: number,
): EndpointPort {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    port,
    ...(protocol === undefined ? {} : { protocol }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const [ip] = addressesOf(pod, familyOf(service, pod));
  if (ip === undefined) return undefined;
  const hostname = hostnameIn(pod, service);
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    nodeName: pod.spec.nodeName ?? '',
    targetRef: referenceTo(pod),
  };
}

function familyOf({ spec }: Service, pod: Pod): Family {
  const [family] = spec.ipFamilies ?? [];
  if (family === 'IPv4' || family === 'IPv6') return family;
  const { clusterIP = '' } = spec;
  const example = clusterIP === '' || clusterIP === 'None' ? (pod.status.podIP ?? '') : clusterIP;
  return example.includes(':') ? 'IPv6' : 'IPv4';
}

function isCurrent(current: Endpoints, service: Service, subsets: EndpointSubset[]): boolean {
  const { labels, annotations } = current.metadata;
  return (
    annotations?.[OVER_CAPACITY] === undefined &&
    !isOverCapacity(current.subsets ?? []) &&
    labels?.[MANAGED_BY] === NAME &&
    isDeepStrictEqual(withoutOwn(labels), withoutOwn(service.metadata.labels)) &&
    isDeepStrictEqual((current.subsets ?? []).map(withoutVersions), subsets)
  );
}

function withoutOwn(labels: Record<string, string> | undefined): Record<string, string> {
  const { [MANAGED_BY]: _managedBy, [HEADLESS]: _headless, ...rest } = labels ?? {};
  return rest;
}

/** Older writers put the version of the pod into the reference; it says nothing about the address. */
function withoutVersions({ addresses, notReadyAddresses, ports }: EndpointSubset): EndpointSubset {
  return {
    ...(addresses === undefined ? {} : { addresses: addresses.map(withoutVersion) }),
    ...(notReadyAddresses === undefined
      ? {}
      : { notReadyAddresses: notReadyAddresses.map(withoutVersion) }),
    ...(ports === undefined ? {} : { ports }),
  };
}

function withoutVersion(address: EndpointAddress): EndpointAddress {
  if (address.targetRef?.resourceVersion === undefined) return address;
  const { resourceVersion: _version, ...targetRef } = address.targetRef;
  return { ...address, targetRef };
}

function endpointsOf(
  service: Service,
  current: Endpoints | undefined,
  subsets: EndpointSubset[],
  time: string | undefined,
): Endpoints {
  const { name = '', namespace = '' } = service.metadata;
  const { [OVER_CAPACITY]: _old, ...kept } =
    withTriggerTime(current?.metadata.annotations, time) ?? {};
  const annotations = isOverCapacity(subsets) ? { ...kept, [OVER_CAPACITY]: 'truncated' } : kept;
  const { [HEADLESS]: _headless, ...labels } = service.metadata.labels ?? {};
  const { annotations: _annotations, ...metadata } = current?.metadata ?? { name, namespace };
  return {
    metadata: {
      ...metadata,
      labels: {
        ...labels,
        ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
        [MANAGED_BY]: NAME,
      },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    subsets: truncate(subsets),
  };
}
