import type { AnyObject } from '../../apimachinery/meta.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type { PodCondition } from '../../apimachinery/types.generated.ts';

/** Adds a condition to the status of a pod or brings it up to date; the time stays with the status. */
export function setPodCondition(
  pod: AnyObject,
  { type, ...rest }: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>,
  now: number,
): void {
  const status = (pod['status'] ?? {}) as { conditions?: PodCondition[] };
  pod['status'] = status;
  const conditions = status.conditions ?? [];
  status.conditions = conditions;
  const index = conditions.findIndex((each) => each.type === type);
  const old = conditions[index];
  const condition = {
    type,
    ...rest,
    lastProbeTime: null,
    lastTransitionTime:
      old?.status === rest.status && old.lastTransitionTime !== undefined
        ? old.lastTransitionTime
        : formatTime(now),
  } as unknown as PodCondition;
  if (old === undefined) conditions.push(condition);
  else conditions[index] = condition;
}
