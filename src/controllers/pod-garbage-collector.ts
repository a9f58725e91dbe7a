import { ApiError } from '../apimachinery/errors.ts';
import { isTerminating } from '../apimachinery/meta.ts';
import type { Node, Pod, PodCondition } from '../apimachinery/types.generated.ts';
import type { ResourceClient } from '../client/client.ts';
import type { Informer } from '../client/informer.ts';
import { keyOf } from '../client/informer.ts';
import { disruptionTarget } from './disruption-target.ts';
import type { ControllerContext, ControllerFactory } from './runtime.ts';

const PERIOD_MS = 20_000;
/** Forty seconds later. */
const QUARANTINE_PASSES = 2;
/** Pods that are over stay until there are more of them. */
const TERMINATED_MAX = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const ORPHANED = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };
/** There is nothing to tell one pod from another between two passes. */
const EVERYTHING = 'pods';

/** Removes pods that no kubelet will ever remove, looking at all of them every twenty seconds. */
export const podGarbageCollector: ControllerFactory = (context) => {
  const pass = new Pass(context);
  context.enqueue(EVERYTHING);
  return {
    name: 'pod-garbage-collector-controller',
    workers: 1,
    async reconcile() {
      await pass.run();
      return { againInMs: PERIOD_MS };
    },
  };
};

class Pass {
  readonly #context: ControllerContext;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #podClient: ResourceClient<Pod>;
  readonly #nodeClient: ResourceClient<Node>;
  /**
   * For how many passes pods, by their uid, have been without their node. Upstream has one
   * quarantine for each node; here a pod whose node has been missing for long has its whole time
   * as well.
   */
  #orphaned = new Map<string, number>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#pods = context.informer<Pod>('v1', 'pods');
    this.#nodes = context.informer<Node>('v1', 'nodes');
    this.#podClient = context.client<Pod>('v1', 'pods');
    this.#nodeClient = context.client<Node>('v1', 'nodes');
  }

  async run(): Promise<void> {
    const pods = this.#pods.list();
    for (const pod of this.#surplus(pods)) await this.#remove(pod);
    const outOfService = pods.filter((pod) => isTerminating(pod) && this.#isOutOfService(pod));
    for (const pod of outOfService.toSorted(evictedAndOldFirst)) await this.#remove(pod);
    await this.#removeOrphans(pods);
    for (const pod of pods) {
      if (isTerminating(pod) && !pod.spec.nodeName) await this.#remove(pod);
    }
  }

  #surplus(pods: readonly Pod[]): readonly Pod[] {
    const terminated = pods.filter(isOver);
    const count = terminated.length - TERMINATED_MAX;
    return count > 0 ? terminated.toSorted(evictedAndOldFirst).slice(0, count) : [];
  }

  /** Somebody has said that the node is down for good. */
  #isOutOfService(pod: Pod): boolean {
    const node = this.#nodes.get(pod.spec.nodeName ?? '');
    if (node === undefined) return false;
    const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
    const taints = node.spec.taints ?? [];
    return ready?.status !== 'True' && taints.some(({ key }) => key === OUT_OF_SERVICE);
  }

  async #removeOrphans(pods: readonly Pod[]): Promise<void> {
    const now = this.#context.clock.now();
    const known = this.#orphaned;
    this.#orphaned = new Map();
    const gone = new Map<string, boolean>();
    for (const pod of pods) {
      const { nodeName } = pod.spec;
      const { uid = '' } = pod.metadata;
      if (!nodeName || this.#nodes.get(nodeName) !== undefined) continue;
      const passes = known.get(uid) ?? 0;
      this.#orphaned.set(uid, passes + 1);
      if (passes < QUARANTINE_PASSES) continue;
      if (!gone.has(nodeName)) gone.set(nodeName, await this.#isGone(nodeName));
      if (gone.get(nodeName) === true) {
        await this.#remove(pod, disruptionTarget(pod, ORPHANED, now));
      }
    }
  }

  /** The cache may not have heard of the node yet. */
  async #isGone(node: string): Promise<boolean> {
    try {
      await this.#nodeClient.get(undefined, node);
      return false;
    } catch (error) {
      return error instanceof ApiError && error.reason === 'NotFound';
    }
  }

  /** The next pass tries again what does not succeed in this one. */
  async #remove(pod: Pod, condition?: PodCondition): Promise<void> {
    const { namespace, name = '' } = pod.metadata;
    try {
      await this.#fail(pod, condition);
      await this.#podClient.delete(namespace, name, { gracePeriodSeconds: 0 });
    } catch (error) {
      this.#context.log.debug({ error, pod: keyOf(pod) }, 'pod not removed');
    }
  }

  /** Whoever counts pods, a Job above all, has to see that this one did not succeed. */
  async #fail({ metadata, status }: Pod, condition: PodCondition | undefined): Promise<void> {
    if (status.phase === 'Succeeded' || status.phase === 'Failed') return;
    const { namespace, name = '', uid, generation } = metadata;
    const body = {
      metadata: { uid },
      status: {
        phase: 'Failed',
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        ...(condition === undefined ? {} : { conditions: [{ ...condition, lastProbeTime: null }] }),
      },
    };
    const patch = { type: 'strategic', body } as const;
    await this.#podClient.patch(namespace, name, patch, { subresource: 'status' });
  }
}

function isOver({ status: { phase } }: Pod): boolean {
  return phase !== 'Pending' && phase !== 'Running' && phase !== 'Unknown';
}

function isEvicted({ status }: Pod): boolean {
  return status.phase === 'Failed' && status.reason === 'Evicted';
}

function evictedAndOldFirst(a: Pod, b: Pod): number {
  const evicted = Number(isEvicted(b)) - Number(isEvicted(a));
  if (evicted !== 0) return evicted;
  const [one, other] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (one !== other) return one < other ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
