import { formatTime } from '../apimachinery/meta.ts';
import type { Pod, PodCondition } from '../apimachinery/types.generated.ts';

const TARGET = 'DisruptionTarget';

/** The condition that says why a pod has to go; it keeps its time if the pod had to go before. */
export function disruptionTarget(
  { metadata: { generation }, status }: Pod,
  why: { readonly reason: string; readonly message: string },
  now: number,
): PodCondition {
  const known = status.conditions?.find(({ type }) => type === TARGET);
  const since = known?.status === 'True' ? known.lastTransitionTime : undefined;
  return {
    type: TARGET,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'True',
    ...why,
    lastTransitionTime: since ?? formatTime(now),
  };
}
