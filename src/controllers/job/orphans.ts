import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import type { Job, Pod } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import { holderOf } from '../replicas/follow.ts';
import { podsByController, podsOwnedBy } from '../replicas/pods.ts';
import type { ControllerFactory } from '../runtime.ts';
import { isFinished, isManagedElsewhere, isTracked, SUBJECT } from './job-pods.ts';
import { untrack } from './pod-changes.ts';

/** Lets pods go that no Job will count any more. */
export const jobOrphansController: ControllerFactory = (context) => {
  const jobs = context.informer<Job>('batch/v1', 'jobs');
  const pods = podsByController(context);
  const control = { pods: context.client<Pod>('v1', 'pods') };
  const holding = { kind: SUBJECT.kind, owners: jobs };

  pods.onChange((pod) => {
    if (pod === undefined || !isTracked(pod)) return;
    if (controllerOf(pod) === undefined || isTerminating(pod)) context.enqueue(keyOf(pod));
  });
  jobs.onChange((job, previous) => {
    if (job !== undefined && !isFinished(job)) return;
    const { uid = '' } = (job ?? previous)?.metadata ?? {};
    for (const pod of podsOwnedBy(pods, uid)) if (isTracked(pod)) context.enqueue(keyOf(pod));
  });

  return {
    name: 'job-orphans-controller',
    retry: { minMs: 1000, maxMs: 60_000 },
    async reconcile(key) {
      const pod = pods.get(key);
      if (pod === undefined || !isTracked(pod)) return {};
      const reference = controllerOf(pod);
      if (reference !== undefined) {
        const { kind, apiVersion } = SUBJECT;
        if (reference.kind !== kind || reference.apiVersion !== apiVersion) return {};
        const job = holderOf(holding, pod);
        if (job !== undefined && (isManagedElsewhere(job) || !isFinished(job))) return {};
      }
      await untrack(pod, control);
      return {};
    },
  };
};
