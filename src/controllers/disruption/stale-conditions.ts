import { formatTime, isTerminating, parseTime } from '../../apimachinery/meta.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';

const TIMEOUT_MS = 120_000;
const TARGET = 'DisruptionTarget';

/** Takes back what is said of pods that were to be disrupted and are still there. */
export const staleDisruptionController: ControllerFactory = (context) => {
  const pods = context.informer<Pod>('v1', 'pods');
  const client = context.client<Pod>('v1', 'pods');
  pods.onChange((pod) => {
    if (pod === undefined) return;
    const left = leftMs(pod, context.clock.now());
    if (left !== undefined) context.enqueueAfter(keyOf(pod), left);
  });

  return {
    name: 'stale-disruption-controller',
    workers: 1,
    async reconcile(key) {
      const now = context.clock.now();
      const pod = pods.get(key);
      const left = pod === undefined ? undefined : leftMs(pod, now);
      if (pod === undefined || left === undefined) return {};
      if (left > 0) return { againInMs: left };
      const { namespace, generation } = pod.metadata;
      const conditions = pod.status.conditions?.map((condition) =>
        condition.type === TARGET
          ? {
              type: TARGET,
              ...(generation === undefined ? {} : { observedGeneration: generation }),
              status: 'False',
              lastTransitionTime: formatTime(now),
            }
          : condition,
      );
      const status = { ...pod.status, ...(conditions === undefined ? {} : { conditions }) };
      await client.update(namespace, { ...pod, status }, { subresource: 'status' });
      return {};
    },
  };
};

/** Undefined: nothing is said of the pod, or it is on its way. */
function leftMs(pod: Pod, now: number): number | undefined {
  const { phase, conditions } = pod.status;
  if (isTerminating(pod) || phase === 'Succeeded' || phase === 'Failed') return undefined;
  const target = conditions?.find(({ type }) => type === TARGET);
  if (target?.status !== 'True' || target.reason === 'TerminationByKubelet') return undefined;
  return Math.max(0, parseTime(target.lastTransitionTime ?? '') + TIMEOUT_MS - now);
}
