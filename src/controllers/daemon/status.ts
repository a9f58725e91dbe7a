import type { DaemonSet, DaemonSetStatus } from '../../apimachinery/types.generated.ts';
import { isPodReady } from '../endpoints/pods.ts';
import { placedAndOldestFirst } from './daemon-pods.ts';
import type { DaemonPass } from './pass.ts';

export function statusOf(pass: DaemonPass): DaemonSetStatus {
  let current = 0;
  let misscheduled = 0;
  let ready = 0;
  let updated = 0;
  let available = 0;
  for (const { metadata } of pass.nodes) {
    const { name = '' } = metadata;
    const [pod] = pass.podsOn.get(name)?.toSorted(placedAndOldestFirst) ?? [];
    if (pod === undefined) continue;
    if (!pass.desired.has(name)) {
      misscheduled++;
      continue;
    }
    current++;
    if (pass.isUpdated(pod)) updated++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (pass.isAvailable(pod)) available++;
  }
  const { metadata, status } = pass.daemonSet;
  return {
    ...status,
    observedGeneration: metadata.generation ?? 0,
    desiredNumberScheduled: pass.desired.size,
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    numberReady: ready,
    updatedNumberScheduled: updated,
    numberAvailable: available,
    numberUnavailable: pass.desired.size - available,
  };
}

export function isStatusCurrent(next: DaemonSetStatus, { metadata, status }: DaemonSet): boolean {
  return (
    next.desiredNumberScheduled === status.desiredNumberScheduled &&
    next.currentNumberScheduled === status.currentNumberScheduled &&
    next.numberMisscheduled === status.numberMisscheduled &&
    next.numberReady === status.numberReady &&
    (next.updatedNumberScheduled ?? 0) === (status.updatedNumberScheduled ?? 0) &&
    (next.numberAvailable ?? 0) === (status.numberAvailable ?? 0) &&
    (next.numberUnavailable ?? 0) === (status.numberUnavailable ?? 0) &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}
