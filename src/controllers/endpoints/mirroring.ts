import { ApiError } from '../../apimachinery/errors.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { EndpointSlice, Endpoints, Service } from '../../apimachinery/types.generated.ts';
import type { ObjectKey } from '../../client/informer.ts';
import { keyOf, splitKey } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerContext, ControllerFactory } from '../runtime.ts';
import { managedSlices, serviceOf, slicesByService } from './endpoint-slices.ts';
import { isNamespaceTerminating } from './failures.ts';
import type { MirrorPlan } from './mirrored-slices.ts';
import { CONTROLLER, MIRRORED_MAX, planMirror } from './mirrored-slices.ts';
import { recycle } from './slice-plan.ts';

const NAME = 'endpoint-slice-mirroring-controller';
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const SUBJECT = { apiVersion: 'v1', kind: 'Endpoints' };

/** Shows hand-made Endpoints of services without selector as EndpointSlices. */
export const endpointSliceMirroringController: ControllerFactory = (context) => {
  const services = context.informer<Service>('v1', 'services');
  const endpoints = context.informer<Endpoints>('v1', 'endpoints');
  const slices = slicesByService(context);
  const client = context.client<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');
  const events = eventRecorder(context, NAME);
  const enqueue = (object: Service | Endpoints | undefined): void => {
    if (object !== undefined) context.enqueue(keyOf(object));
  };
  services.onChange((service, previous) => {
    const changed =
      service === undefined ||
      previous === undefined ||
      (service.spec.selector === undefined) !== (previous.spec.selector === undefined);
    if (changed) enqueue(service ?? previous);
  });
  endpoints.onChange((object, previous) => {
    if (mayMirror(object) || mayMirror(previous)) enqueue(object ?? previous);
  });
  slices.onChange((slice, previous) => {
    for (const key of new Set([serviceOf(slice, CONTROLLER), serviceOf(previous, CONTROLLER)])) {
      if (key !== undefined) context.enqueue(key);
    }
  });

  async function removeAll(key: ObjectKey): Promise<void> {
    const { namespace } = splitKey(key);
    for (const { metadata } of managedSlices(slices, CONTROLLER, key)) {
      try {
        await client.delete(namespace, metadata.name ?? '');
      } catch (error) {
        if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
      }
    }
  }

  async function warn(object: Endpoints, reason: string, message: string): Promise<void> {
    await events.record(SUBJECT, object, { type: 'Warning', reason, message });
  }

  return {
    name: NAME,
    async reconcile(key) {
      const object = endpoints.get(key);
      const service = services.get(key);
      const mirrored = mayMirror(object) && service !== undefined && !hasSelector(service);
      if (object === undefined || !mirrored) {
        await removeAll(key);
        return {};
      }
      const plan = planMirror(object, managedSlices(slices, CONTROLLER, key));
      const { invalid, skipped } = plan;
      if (invalid > 0) {
        const message = `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`;
        await warn(object, 'InvalidIPAddress', message);
      }
      if (skipped > invalid) {
        const message =
          `A max of ${MIRRORED_MAX} addresses can be mirrored to EndpointSlices per Endpoints ` +
          `subset. ${skipped} addresses were skipped`;
        await warn(object, 'TooManyAddressesToMirror', message);
      }
      await writeMirror(context, object, plan);
      return {};
    },
  };
};

function hasSelector({ spec }: Service): boolean {
  return spec.selector !== undefined;
}

function mayMirror(endpoints: Endpoints | undefined): boolean {
  if (endpoints === undefined) return false;
  const { labels = {}, annotations = {} } = endpoints.metadata;
  return labels[SKIP_MIRROR] !== 'true' && annotations[LEADER] === undefined;
}

async function writeMirror(
  context: ControllerContext,
  endpoints: Endpoints,
  plan: MirrorPlan,
): Promise<void> {
  const client = context.client<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');
  const { namespace } = endpoints.metadata;
  const { create, update, remove } = recycle(plan, () => true);
  if (!isTerminating(endpoints)) {
    for (const slice of create) {
      try {
        await client.create(namespace, slice);
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        throw error;
      }
    }
  }
  for (const slice of update) await client.update(namespace, slice);
  for (const { metadata } of remove) await client.delete(namespace, metadata.name ?? '');
}
