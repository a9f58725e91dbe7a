import { ApiError } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../apimachinery/types.generated.ts';
import type { Informer, ObjectKey } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerContext, ControllerFactory, Outcome } from '../runtime.ts';
import { isNamespaceTerminating } from './failures.ts';
import { podsOf, selectsPods, servicesTouchedBy } from './pods.ts';
import type { ServiceWorld } from './service-slices.ts';
import {
  CONTROLLER,
  familiesOf,
  isOwnedBy,
  MANAGED_BY,
  planFamily,
  SERVICE_NAME,
} from './service-slices.ts';
import type { SlicePlan } from './slice-plan.ts';
import { recycle } from './slice-plan.ts';
import type { TopologyEvent } from './slice-topology.ts';
import { TriggerTimes, withTriggerTime } from './trigger-times.ts';

const NAME = 'endpoint-slice-controller';
const SUBJECT = { apiVersion: 'v1', kind: 'Service' };
const BY_SERVICE = 'managed service';
/** What others do to a managed slice stands for so long before it is put right. */
const REPAIR_AFTER_MS = 1000;
/** A pod whose node is missing is looked at again after this, and each time after twice that. */
const HOMELESS_RETRY_MS = 1000;
const HOMELESS_RETRY_MAX_MS = 1_000_000;

/** The informer of slices with an index from `manager namespace/service` to its slices. */
export function slicesByService(context: ControllerContext): Informer<EndpointSlice> {
  const slices = context.informer<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');
  slices.index(BY_SERVICE, ({ metadata: { labels = {}, namespace = '' } }) => {
    const manager = labels[MANAGED_BY];
    const service = labels[SERVICE_NAME];
    if (manager === undefined || service === undefined) return [];
    return [`${manager} ${namespace}/${service}`];
  });
  return slices;
}

/** Slices of a service that a controller manages and that are not going away. */
export function managedSlices(
  slices: Informer<EndpointSlice>,
  manager: string,
  service: ObjectKey,
): EndpointSlice[] {
  const found = slices.byIndex(BY_SERVICE, `${manager} ${service}`);
  return found.filter((slice) => !isTerminating(slice));
}

/** The service whose slices a controller has to look at, or undefined: not its business. */
export function serviceOf(
  slice: EndpointSlice | undefined,
  manager: string,
): ObjectKey | undefined {
  const { labels = {}, namespace = '' } = slice?.metadata ?? {};
  const service = labels[SERVICE_NAME];
  if (labels[MANAGED_BY] !== manager || service === undefined || service === '') return undefined;
  return `${namespace}/${service}`;
}

/** Keeps the EndpointSlices of every service that selects pods. */
export const endpointSliceController: ControllerFactory = (context) => {
  const services = context.informer<Service>('v1', 'services');
  const pods = context.informer<Pod>('v1', 'pods');
  const nodes = context.informer<Node>('v1', 'nodes');
  const slices = slicesByService(context);
  const times = new TriggerTimes();
  const events = eventRecorder(context, NAME);
  /** Services whose slices have hints by annotation. */
  const hinted = new Set<ObjectKey>();
  /** Services with pods on nodes that do not exist, and how often they were tried. */
  const waiting = new Map<ObjectKey, number>();
  services.onChange((service, previous) => {
    const either = service ?? previous;
    if (either !== undefined) context.enqueue(keyOf(either));
  });
  pods.onChange((pod, previous) => {
    for (const key of servicesTouchedBy(services, pod, previous)) context.enqueue(key);
  });
  nodes.onChange((node, previous) => {
    if (node !== undefined && previous === undefined) {
      for (const key of waiting.keys()) context.enqueue(key);
    }
    for (const key of hinted) context.enqueue(key);
  });
  const own = new OwnWrites();
  repairForeignChanges(context, slices, own);

  async function complain(service: Service, key: ObjectKey, failure: string): Promise<void> {
    const message = `Error updating Endpoint Slices for Service ${key}: ${failure}`;
    const reason = 'FailedToUpdateEndpointSlices';
    await events.record(SUBJECT, service, { type: 'Warning', reason, message });
  }

  function again(key: ObjectKey): Outcome {
    const tries = waiting.get(key) ?? 0;
    waiting.set(key, tries + 1);
    return { againInMs: Math.min(HOMELESS_RETRY_MS * 2 ** tries, HOMELESS_RETRY_MAX_MS) };
  }

  return {
    name: NAME,
    async reconcile(key) {
      const service = services.get(key);
      if (service === undefined) {
        times.forget(key);
        waiting.delete(key);
        hinted.delete(key);
        return {};
      }
      if (!selectsPods(service)) return {};
      const selected = podsOf(service, pods);
      const managed = managedSlices(slices, CONTROLLER, key);
      const world = { pods: selected, nodes, slices: managed, hadHints: hinted.has(key) };
      const { plan, homeless, told, hasHints } = planService(service, world);
      if (hasHints) hinted.add(key);
      else hinted.delete(key);
      const time = times.next(key, service, selected);
      try {
        await writeSlices(context, service, plan, { time, own });
      } catch (error) {
        if (error instanceof ApiError && error.code !== 409 && error.code !== 404) {
          await complain(service, key, error.message);
        }
        throw error;
      }
      for (const event of told) await events.record(SUBJECT, service, event);
      if (homeless.length === 0) {
        waiting.delete(key);
        return {};
      }
      await complain(service, key, homelessText(key, homeless));
      return again(key);
    },
  };
};

function repairForeignChanges(
  context: ControllerContext,
  slices: Informer<EndpointSlice>,
  own: OwnWrites,
): void {
  slices.onChange((slice, previous) => {
    if (own.explains(slice, previous)) return;
    for (const key of new Set([serviceOf(slice, CONTROLLER), serviceOf(previous, CONTROLLER)])) {
      if (key !== undefined) context.enqueueAfter(key, REPAIR_AFTER_MS);
    }
  });
}

/**
 * The generations that this controller has written of slices that exist, so that what the watch
 * tells of its own writes makes no further pass. An event that overtakes the answer to its write
 * is taken for somebody else's, which costs one pass that finds nothing to do.
 */
class OwnWrites {
  readonly #generations = new Map<string, number | undefined>();

  wrote({ metadata: { uid = '', generation } }: EndpointSlice): void {
    this.#generations.set(uid, generation);
  }

  removes({ metadata: { uid = '' } }: EndpointSlice): void {
    this.#generations.delete(uid);
  }

  explains(slice: EndpointSlice | undefined, previous: EndpointSlice | undefined): boolean {
    if (slice === undefined) {
      // A slice that is unknown here was removed by this controller, or was nobody's to repair.
      return !this.#generations.delete(previous?.metadata.uid ?? '');
    }
    const { uid = '', generation } = slice.metadata;
    if (!this.#generations.has(uid)) this.#generations.set(uid, undefined);
    const sameService =
      previous === undefined || serviceOf(slice, CONTROLLER) === serviceOf(previous, CONTROLLER);
    return sameService && this.#generations.get(uid) === generation;
  }
}

function homelessText(
  key: ObjectKey,
  homeless: readonly { readonly pod: string; readonly node: string }[],
): string {
  // Each family finds the same pods.
  const texts = new Set(
    homeless.map(
      ({ pod, node }) => `skipping Pod ${pod} for Service ${key}: Node ${node} Not Found`,
    ),
  );
  const text = [...texts].join(', ');
  return texts.size === 1 ? text : `[${text}]`;
}

function planService(
  service: Service,
  world: ServiceWorld,
): {
  plan: SlicePlan;
  homeless: readonly { pod: string; node: string }[];
  told: readonly TopologyEvent[];
  hasHints: boolean;
} {
  const families = familiesOf(service);
  const plans = families.map((family) => planFamily(service, world, family));
  const foreign = world.slices.filter(
    ({ addressType }) => !families.some((family) => family === addressType),
  );
  const plan = {
    create: plans.flatMap(({ create }) => create),
    update: plans.flatMap(({ update }) => update),
    remove: [...plans.flatMap(({ remove }) => remove), ...foreign],
  };
  return {
    plan,
    homeless: plans.flatMap(({ homeless }) => homeless),
    told: plans.flatMap(({ events }) => events),
    hasHints: plans.some(({ hasHints }) => hasHints),
  };
}

async function writeSlices(
  context: ControllerContext,
  service: Service,
  plan: SlicePlan,
  { time, own }: { time: string | undefined; own: OwnWrites },
): Promise<void> {
  const client = context.client<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');
  const { namespace } = service.metadata;
  const { create, update, remove } = recycle(plan, (slice) => isOwnedBy(slice, service));
  // What is created for a service that goes away would have to be collected right after.
  if (!isTerminating(service)) {
    for (const slice of create) {
      try {
        own.wrote(await client.create(namespace, withTime(slice, time)));
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        throw error;
      }
    }
  }
  for (const slice of update) own.wrote(await client.update(namespace, withTime(slice, time)));
  for (const slice of remove) {
    own.removes(slice);
    await client.delete(namespace, slice.metadata.name ?? '');
  }
}

function withTime(slice: EndpointSlice, time: string | undefined): EndpointSlice {
  const { annotations, ...metadata } = slice.metadata;
  const next = withTriggerTime(annotations, time);
  return {
    ...slice,
    metadata: { ...metadata, ...(next === undefined ? {} : { annotations: next }) },
  };
}
