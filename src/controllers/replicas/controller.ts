import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import type { ControllerFactory, Outcome } from '../runtime.ts';
import { claim } from './claim.ts';
import { followHeld, readSelector } from './follow.ts';
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
    const following = { ...kind, owners };
    pods.onChange((pod, previous) => followHeld(context, following, pod, previous));

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

/** When the first of the pods that are ready will have been so for long enough. */
function nextLook({ spec }: ReplicaOwner, pods: readonly Pod[], now: number): Outcome {
  const { minReadySeconds = 0 } = spec;
  if (minReadySeconds === 0) return {};
  const waits = pods
    .map((pod) => availableInMs(pod, minReadySeconds, now) ?? 0)
    .filter((wait) => wait > 0);
  return waits.length === 0 ? {} : { againInMs: Math.min(...waits) };
}

function controllersOf(owner: ReplicaOwner): readonly string[] {
  const uid = controllerOf(owner)?.uid;
  return uid === undefined ? [] : [uid];
}
