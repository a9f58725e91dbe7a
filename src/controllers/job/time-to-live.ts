import { ApiError } from '../../apimachinery/errors.ts';
import { isTerminating, parseTime } from '../../apimachinery/meta.ts';
import type { Job } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';

const SECOND_MS = 1000;

/** Deletes Jobs some time after they have come to their end, and their pods before them. */
export const jobTimeToLiveController: ControllerFactory = (context) => {
  const jobs = context.informer<Job>('batch/v1', 'jobs');
  const client = context.client<Job>('batch/v1', 'jobs');
  jobs.onChange((job) => {
    if (job !== undefined && expiryOf(job) !== undefined) context.enqueue(keyOf(job));
  });

  function leftMs(job: Job): number | undefined {
    const expiry = expiryOf(job);
    return expiry === undefined ? undefined : Math.max(0, expiry - context.clock.now());
  }

  return {
    name: 'ttl-after-finished-controller',
    async reconcile(key) {
      const job = jobs.get(key);
      const left = job === undefined ? undefined : leftMs(job);
      if (job === undefined || left === undefined) return {};
      if (left > 0) return { againInMs: left };
      const { namespace, name = '' } = job.metadata;
      try {
        const fresh = await client.get(namespace, name);
        const stillLeft = leftMs(fresh);
        if (stillLeft === undefined) return {};
        if (stillLeft > 0) return { againInMs: stillLeft };
        const { uid } = fresh.metadata;
        const preconditions = uid === undefined ? {} : { uid };
        await client.delete(namespace, name, { propagationPolicy: 'Foreground', preconditions });
      } catch (error) {
        if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
      }
      return {};
    },
  };
};

/** Undefined: the Job stays, or still runs. */
function expiryOf(job: Job): number | undefined {
  const { ttlSecondsAfterFinished: seconds } = job.spec;
  if (seconds === undefined || isTerminating(job)) return undefined;
  const end = job.status.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  if (end?.lastTransitionTime === undefined) return undefined;
  return parseTime(end.lastTransitionTime) + seconds * SECOND_MS;
}
