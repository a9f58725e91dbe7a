import { isDeepStrictEqual } from 'node:util';
import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import { LabelSelectorError, NOTHING } from '../../apimachinery/selectors/labels.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import type { Informer } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerContext, ControllerFactory, Outcome } from '../runtime.ts';
import { claim } from './claim.ts';
import type { ReplicaKind, ReplicaOwner } from './owner.ts';
import { availableInMs, isPodActive, orphanPods, podsByController, podsOwnedBy } from './pods.ts';
import { podsToDelete } from './ranking.ts';
import { scale } from './scaling.ts';
import { sameStatus, statusOf } from './status.ts';

const BY_CONTROLLER = 'controller';

/** Keeps as many pods of each owner as it asks for, and says in its status how they are. */
export function replicasController<T extends ReplicaOwner>(
  kind: ReplicaKind<T>,
): ControllerFactory {
  return (context) => {
    const owners = context.informer<T>(kind.apiVersion, kind.plural);
    const client = context.client<T>(kind.apiVersion, kind.plural);
    const pods = podsByController(context);
    const podClient = context.client<Pod>('v1', 'pods');
    const events = eventRecorder(context, kind.component);
    owners.index(BY_CONTROLLER, (owner) => controllersOf(owner));
    owners.onChange((owner) => {
      if (owner !== undefined) context.enqueue(keyOf(owner));
    });
    pods.onChange((pod, previous) => followPod(context, kind, owners, { pod, previous }));

    /** Pods of all owners that have the same controller; they share nodes with each other. */
    function relatedPods(owner: T): readonly Pod[] {
      const uid = controllerOf(owner)?.uid;
      if (uid === undefined) return [];
      return owners
        .byIndex(BY_CONTROLLER, uid)
        .flatMap(({ metadata }) => podsOwnedBy(pods, metadata.uid ?? ''));
    }

    return {
      name: kind.component,
      async reconcile(key) {
        const owner = owners.get(key);
        if (owner === undefined) return {};
        const { namespace = '', uid = '' } = owner.metadata;
        const selector = readSelector(kind, owner);
        const known = [...podsOwnedBy(pods, uid), ...orphanPods(pods, namespace)];
        const claimant = { kind, owner, owners: client, selector };
        const active = await claim(claimant, known.filter(isPodActive), podClient);
        const now = context.clock.now();
        let failure: Error | undefined;
        if (!isTerminating(owner)) {
          const choose = (count: number): readonly Pod[] =>
            podsToDelete(active, relatedPods(owner), { count, now });
          try {
            await scale(owner, active.length, { kind, pods: podClient, events, choose });
          } catch (error) {
            failure = error instanceof Error ? error : new Error(String(error));
          }
        }
        const status = statusOf(owner, active, failure, now);
        if (!sameStatus(status, owner.status)) {
          await client.update(namespace, { ...owner, status }, { subresource: 'status' });
        }
        if (failure !== undefined) throw failure;
        return nextLook(owner, active, now);
      },
    };
  };
}

function readSelector<T extends ReplicaOwner>(kind: ReplicaKind<T>, owner: T): LabelSelector {
  try {
    return kind.selectorOf(owner);
  } catch (error) {
    if (error instanceof LabelSelectorError) return NOTHING;
    throw error;
  }
}

/** When the first of the pods that are ready will have been so for long enough. */
function nextLook({ spec }: ReplicaOwner, pods: readonly Pod[], now: number): Outcome {
  const { minReadySeconds = 0 } = spec;
  if (minReadySeconds === 0) return {};
  const waits = pods
    .map((pod) => availableInMs(pod, minReadySeconds, now) ?? 0)
    .filter((wait) => wait > 0);
  return waits.length === 0 ? {} : { againInMs: Math.min(...waits) };
}

function followPod<T extends ReplicaOwner>(
  context: ControllerContext,
  kind: ReplicaKind<T>,
  owners: Informer<T>,
  { pod, previous }: { readonly pod: Pod | undefined; readonly previous: Pod | undefined },
): void {
  const holder = pod === undefined ? undefined : controllerOf(pod);
  const before = previous === undefined ? undefined : controllerOf(previous);
  const { namespace } = (pod ?? previous)?.metadata ?? {};
  for (const reference of [holder, before]) {
    if (reference?.kind !== kind.kind) continue;
    const owner = owners.get(`${namespace}/${reference.name}`);
    if (owner?.metadata.uid === reference.uid) context.enqueue(`${namespace}/${reference.name}`);
  }
  if (pod === undefined || holder !== undefined || isTerminating(pod)) return;
  const same =
    previous !== undefined &&
    before === undefined &&
    isDeepStrictEqual(pod.metadata.labels, previous.metadata.labels);
  if (same) return;
  for (const owner of owners.list(namespace)) {
    const selector = readSelector(kind, owner);
    if (!selector.isEmpty && selector.matches(pod.metadata.labels)) context.enqueue(keyOf(owner));
  }
}

function controllersOf(owner: ReplicaOwner): readonly string[] {
  const uid = controllerOf(owner)?.uid;
  return uid === undefined ? [] : [uid];
}
