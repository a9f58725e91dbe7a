import { ApiError } from '../../apimachinery/errors.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { isNamespaceTerminating } from '../endpoints/failures.ts';
import type { EventRecorder, EventSubject } from '../event-recorder.ts';
import type { ReplicaOwner } from './owner.ts';
import { controllerReference, replicasOf } from './owner.ts';
import { podFrom } from './pods.ts';

/** Never more pods in one pass; the rest waits for the next. */
const BURST_MAX = 500;

export interface Scaling {
  readonly kind: EventSubject;
  readonly pods: ResourceClient<Pod>;
  readonly events: EventRecorder;
  /** Which of its pods an owner can best do without. */
  choose(count: number): readonly Pod[];
}

/** Creates what is missing or deletes what is too much. @throws the first failure */
export async function scale(owner: ReplicaOwner, active: number, scaling: Scaling): Promise<void> {
  const missing = replicasOf(owner) - active;
  if (missing > 0) await createPods(owner, Math.min(missing, BURST_MAX), scaling);
  if (missing < 0) {
    const surplus = scaling.choose(Math.min(-missing, BURST_MAX));
    await all(surplus.map((pod) => deletePod(owner, pod, scaling)));
  }
}

/**
 * In batches that double, as long as all goes well: what a quota refuses once is refused five
 * hundred times.
 */
async function createPods(owner: ReplicaOwner, count: number, scaling: Scaling): Promise<void> {
  let left = count;
  for (let batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left);
    await all(Array.from({ length: size }, () => createPod(owner, scaling)));
    left -= size;
  }
}

async function createPod(owner: ReplicaOwner, { kind, pods, events }: Scaling): Promise<void> {
  const { namespace, name = '' } = owner.metadata;
  const { template } = owner.spec;
  if (template === undefined) return;
  if (Object.keys(template.metadata?.labels ?? {}).length === 0) {
    throw new Error('unable to create pods, no labels');
  }
  let created: Pod;
  try {
    created = await pods.create(
      namespace,
      podFrom(template, name, controllerReference(kind, owner)),
    );
  } catch (error) {
    if (isNamespaceTerminating(error)) return;
    const message = `Error creating: ${textOf(error)}`;
    await events.record(kind, owner, { type: 'Warning', reason: 'FailedCreate', message });
    throw error;
  }
  const message = `Created pod: ${created.metadata.name}`;
  await events.record(kind, owner, { type: 'Normal', reason: 'SuccessfulCreate', message });
}

async function deletePod(
  owner: ReplicaOwner,
  { metadata: { namespace, name = '' } }: Pod,
  { kind, pods, events }: Scaling,
): Promise<void> {
  try {
    await pods.delete(namespace, name);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return;
    const text = textOf(error);
    const message = `Error deleting: ${text}`;
    await events.record(kind, owner, { type: 'Warning', reason: 'FailedDelete', message });
    throw new Error(`unable to delete pods: ${text}`, { cause: error });
  }
  const message = `Deleted pod: ${name}`;
  await events.record(kind, owner, { type: 'Normal', reason: 'SuccessfulDelete', message });
}

/** Waits for all of them, then throws the first failure. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
