import type { DaemonSet, Node, Pod } from '../../apimachinery/types.generated.ts';
import type { PodControl } from '../replicas/pod-control.ts';
import { allSettled, createPod, deletePod, inGrowingBatches } from '../replicas/pod-control.ts';
import { availableInMs } from '../replicas/pods.ts';
import { daemonPod, isOver, isPodUpdated, podsByNode, verdictFor } from './daemon-pods.ts';

/** Never more pods in one pass; the rest waits for the next. */
const BURST_MAX = 250;

export interface PassParts {
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  /** All pods that the DaemonSet holds. */
  readonly pods: readonly Pod[];
  /** The label of the pods of the current template. */
  readonly hash: string;
  readonly now: number;
}

/** What one pass over a DaemonSet knows. The pods are those at its beginning. */
export class DaemonPass {
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  readonly hash: string;
  readonly now: number;
  /** Nodes that are to have a pod, by name. */
  readonly desired: ReadonlySet<string>;
  /** Nodes where a pod may stay, by name. */
  readonly tolerant: ReadonlySet<string>;
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>;

  constructor({ daemonSet, nodes, pods, hash, now }: PassParts) {
    this.daemonSet = daemonSet;
    this.nodes = nodes;
    this.hash = hash;
    this.now = now;
    this.podsOn = podsByNode(pods.filter((pod) => !isOver(pod)));
    const desired = new Set<string>();
    const tolerant = new Set<string>();
    for (const node of nodes) {
      const { name = '' } = node.metadata;
      const { shouldRun, mayStay } = verdictFor(daemonSet, node);
      if (shouldRun) desired.add(name);
      if (mayStay) tolerant.add(name);
    }
    this.desired = desired;
    this.tolerant = tolerant;
  }

  isUpdated(pod: Pod): boolean {
    return isPodUpdated(pod, this.daemonSet, this.hash);
  }

  isAvailable(pod: Pod): boolean {
    return availableInMs(pod, this.daemonSet.spec.minReadySeconds ?? 0, this.now) === 0;
  }

  /** Creates and deletes pods; true: there was something to do. @throws the first failure */
  async act(plan: Plan, control: PodControl): Promise<boolean> {
    const { daemonSet, hash } = this;
    const nodes = plan.create.slice(0, BURST_MAX);
    const surplus = plan.remove.slice(0, BURST_MAX);
    let failure: unknown;
    try {
      await inGrowingBatches(nodes.length, (index) =>
        createPod(daemonSet, daemonPod(daemonSet, nodes[index] ?? '', hash), control),
      );
    } catch (error) {
      failure = error;
    }
    await allSettled(surplus.map((pod) => deletePod(daemonSet, pod, control)));
    if (failure !== undefined) throw failure;
    return nodes.length + surplus.length > 0;
  }
}

export interface Plan {
  /** Names of nodes that get a pod. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}
