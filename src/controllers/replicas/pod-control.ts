import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { isNamespaceTerminating } from '../endpoints/failures.ts';
import type { EventRecorder, EventSubject } from '../event-recorder.ts';

/** What it takes to create and delete pods in the name of a controller. */
export interface PodControl {
  readonly kind: EventSubject;
  readonly pods: ResourceClient<Pod>;
  readonly events: EventRecorder;
}

/**
 * Creates a pod for its owner and tells of it. Undefined: the namespace goes away, and with it
 * everything that could be said. @throws what the server says, after telling
 */
export async function createPod(
  owner: KubeObject,
  pod: Pod,
  { kind, pods, events }: PodControl,
): Promise<Pod | undefined> {
  if (Object.keys(pod.metadata.labels ?? {}).length === 0) {
    throw new Error('unable to create pods, no labels');
  }
  let created: Pod;
  try {
    created = await pods.create(owner.metadata.namespace, pod);
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined;
    const message = `Error creating: ${textOf(error)}`;
    await events.record(kind, owner, { type: 'Warning', reason: 'FailedCreate', message });
    throw error;
  }
  const message = `Created pod: ${created.metadata.name}`;
  await events.record(kind, owner, { type: 'Normal', reason: 'SuccessfulCreate', message });
  return created;
}

/** Deletes a pod of its owner and tells of it; one that is gone already is none of its business. */
export async function deletePod(
  owner: KubeObject,
  { metadata: { namespace, name = '' } }: Pod,
  { kind, pods, events }: PodControl,
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

/**
 * Works in batches that double, as long as all goes well: what a quota refuses once is refused
 * five hundred times.
 * @throws the first failure, when its batch is over
 */
export async function inGrowingBatches(
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  for (let done = 0, batch = 1; done < count; batch *= 2) {
    const start = done;
    const size = Math.min(batch, count - done);
    // oxlint-disable-next-line no-await-in-loop -- each batch waits for the one before
    await allSettled(Array.from({ length: size }, (_, index) => work(start + index)));
    done += size;
  }
}

/** Waits for all of them, then throws the first failure. */
export async function allSettled(works: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
