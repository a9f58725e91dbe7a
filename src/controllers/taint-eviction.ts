import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../apimachinery/errors.ts';
import { toleratesTaint } from '../apimachinery/tolerations.ts';
import type { Node, Pod, Taint, Toleration } from '../apimachinery/types.generated.ts';
import type { ResourceClient } from '../client/client.ts';
import type { ObjectKey } from '../client/informer.ts';
import { keyOf } from '../client/informer.ts';
import { disruptionTarget } from './disruption-target.ts';
import type { EventRecorder } from './event-recorder.ts';
import { eventRecorder } from './event-recorder.ts';
import type { ControllerContext, ControllerFactory } from './runtime.ts';

const NAME = 'taint-eviction-controller';
const POD = { apiVersion: 'v1', kind: 'Pod' };
const BY_NODE = 'tainted node';
const SECOND_MS = 1000;
const TAINTED = {
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
};

/** Deletes pods from nodes with NoExecute taints that they do not tolerate, or no longer. */
export const taintEvictionController: ControllerFactory = (context) => {
  const nodes = context.informer<Node>('v1', 'nodes');
  const pods = context.informer<Pod>('v1', 'pods');
  pods.index(BY_NODE, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
  const evictions = new Evictions(context);
  const tainted = new Map<string, readonly Taint[]>();
  /** Pods that came, went or tolerate something else: a timer alone is no reason to look at one. */
  const changed = new Set<ObjectKey>();
  nodes.onChange((node, previous) => {
    const name = (node ?? previous)?.metadata.name ?? '';
    if (node !== undefined && previous !== undefined) {
      if (isDeepStrictEqual(noExecute(node), noExecute(previous))) return;
    }
    context.enqueue(name);
  });
  pods.onChange((pod, previous) => {
    const either = pod ?? previous;
    if (either === undefined || (pod !== undefined && isSame(pod, previous))) return;
    changed.add(keyOf(either));
    context.enqueue(keyOf(either));
  });

  async function lookAtPod(key: ObjectKey): Promise<void> {
    const isChanged = changed.delete(key);
    if (evictions.isDue(key)) return evictions.evict(key);
    if (!isChanged) return undefined;
    const pod = pods.get(key);
    if (pod === undefined) return evictions.cancel(key);
    const taints = tainted.get(pod.spec.nodeName ?? '');
    return taints === undefined ? undefined : evictions.judge(pod, taints);
  }

  async function lookAtNode(name: string): Promise<void> {
    const node = nodes.get(name);
    const taints = node === undefined ? [] : noExecute(node);
    if (taints.length > 0) tainted.set(name, taints);
    else tainted.delete(name);
    if (node === undefined) return;
    for (const pod of pods.byIndex(BY_NODE, name)) {
      await (taints.length > 0 ? evictions.judge(pod, taints) : evictions.cancel(keyOf(pod)));
    }
  }

  return {
    name: NAME,
    // What is known of a node has to be settled before its pods are looked at.
    workers: 1,
    async reconcile(key) {
      await (key.includes('/') ? lookAtPod(key) : lookAtNode(key));
      return {};
    },
  };
};

/** What is about to be evicted when, and what was. */
class Evictions {
  readonly #context: ControllerContext;
  readonly #client: ResourceClient<Pod>;
  readonly #events: EventRecorder;
  /** The time of an eviction, or that it is over: it is not repeated without a new reason. */
  readonly #times = new Map<ObjectKey, number | 'over'>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#client = context.client<Pod>('v1', 'pods');
    this.#events = eventRecorder(context, NAME);
  }

  isDue(key: ObjectKey): boolean {
    const time = this.#times.get(key);
    return typeof time === 'number' && time <= this.#context.clock.now();
  }

  async judge(pod: Pod, taints: readonly Taint[]): Promise<void> {
    const key = keyOf(pod);
    const used = usedTolerations(taints, pod.spec.tolerations ?? []);
    if (used === undefined) {
      await this.cancel(key);
      return this.evict(key);
    }
    const seconds = shortest(used);
    if (seconds === undefined) return this.cancel(key);
    // A pod that waits already goes on waiting, whatever its tolerations say now.
    if (this.#times.has(key)) return undefined;
    if (seconds === 0) return this.evict(key);
    const afterMs = seconds * SECOND_MS;
    this.#times.set(key, this.#context.clock.now() + afterMs);
    this.#context.enqueueAfter(key, afterMs);
    return undefined;
  }

  async cancel(key: ObjectKey): Promise<void> {
    const time = this.#times.get(key);
    this.#times.delete(key);
    if (typeof time === 'number') await this.#tell(key, 'Cancelling deletion of');
  }

  async evict(key: ObjectKey): Promise<void> {
    await this.#tell(key, 'Marking for deletion');
    const { namespace, name } = partsOf(key);
    this.#times.delete(key);
    try {
      await this.#mark(await this.#client.get(namespace, name));
      await this.#client.delete(namespace, name);
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
    }
    this.#times.set(key, 'over');
  }

  async #mark(pod: Pod): Promise<void> {
    const { metadata, status } = pod;
    const condition = disruptionTarget(pod, TAINTED, this.#context.clock.now());
    const known = status.conditions?.find(({ type }) => type === condition.type);
    const { lastProbeTime: _probed, ...said } = known ?? {};
    if (isDeepStrictEqual(said, condition)) return;
    const body = {
      metadata: { uid: metadata.uid },
      status: { conditions: [{ ...condition, lastProbeTime: null }] },
    };
    const patch = { type: 'strategic', body } as const;
    await this.#client.patch(metadata.namespace, metadata.name ?? '', patch, {
      subresource: 'status',
    });
  }

  #tell(key: ObjectKey, what: string): Promise<void> {
    const { namespace, name } = partsOf(key);
    return this.#events.record(
      POD,
      { metadata: { namespace, name } },
      { type: 'Normal', reason: 'TaintManagerEviction', message: `${what} Pod ${key}` },
    );
  }
}

function partsOf(key: ObjectKey): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

function noExecute({ spec }: Node): readonly Taint[] {
  return (spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

function isSame({ spec }: Pod, previous: Pod | undefined): boolean {
  return (
    previous !== undefined &&
    (spec.nodeName ?? '') === (previous.spec.nodeName ?? '') &&
    isDeepStrictEqual(spec.tolerations, previous.spec.tolerations)
  );
}

/** The first toleration for each taint; undefined: there is a taint without one. */
function usedTolerations(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): readonly Toleration[] | undefined {
  const used = taints.map((taint) => tolerations.find((each) => toleratesTaint(each, taint)));
  return used.every((each) => each !== undefined) ? used : undefined;
}

/** Undefined: for ever. */
function shortest(tolerations: readonly Toleration[]): number | undefined {
  const seconds = tolerations.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [Math.max(0, tolerationSeconds)],
  );
  return seconds.length === 0 ? undefined : Math.min(...seconds);
}
