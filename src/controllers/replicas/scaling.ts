import type { Pod } from '../../apimachinery/types.generated.ts';
import type { ReplicaOwner } from './owner.ts';
import { controllerReference, replicasOf } from './owner.ts';
import type { PodControl } from './pod-control.ts';
import { allSettled, createPod, deletePod, inGrowingBatches } from './pod-control.ts';
import { podFrom } from './pods.ts';

/** Never more pods in one pass; the rest waits for the next. */
const BURST_MAX = 500;

export interface Scaling extends PodControl {
  /** Which of its pods an owner can best do without. */
  choose(count: number): readonly Pod[];
}

/** Creates what is missing or deletes what is too much. @throws the first failure */
export async function scale(owner: ReplicaOwner, active: number, scaling: Scaling): Promise<void> {
  const missing = replicasOf(owner) - active;
  if (missing > 0) await createPods(owner, Math.min(missing, BURST_MAX), scaling);
  if (missing < 0) {
    const surplus = scaling.choose(Math.min(-missing, BURST_MAX));
    await allSettled(surplus.map((pod) => deletePod(owner, pod, scaling)));
  }
}

async function createPods(owner: ReplicaOwner, count: number, scaling: Scaling): Promise<void> {
  const { template } = owner.spec;
  if (template === undefined) return;
  const { name = '' } = owner.metadata;
  const pod = podFrom(template, name, controllerReference(scaling.kind, owner));
  await inGrowingBatches(count, () => createPod(owner, pod, scaling));
}
