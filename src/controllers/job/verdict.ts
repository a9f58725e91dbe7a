import { parseTime } from '../../apimachinery/meta.ts';
import type { JobCondition, Pod } from '../../apimachinery/types.generated.ts';
import { condition, trueCondition } from './conditions.ts';
import { hasFailed, isIndexed, isSuspended } from './job-pods.ts';
import type { JobPass } from './pass.ts';
import { completionsOf } from './pass.ts';
import { judgeFailure, matchSuccess } from './policies.ts';

const SECOND_MS = 1000;

/** Whether the Job comes to its end, by what its pods have done or by what was decided before. */
export function verdictOn(pass: JobPass): JobCondition | undefined {
  const { job, status, now } = pass;
  const met = trueCondition(status, 'SuccessCriteriaMet');
  if (met !== undefined) return met;
  const target = trueCondition(status, 'FailureTarget');
  if (target !== undefined) {
    const { reason, message } = target;
    return condition('Failed', 'True', { reason, message }, now);
  }
  const failure = failureOf(pass) ?? failureOfIndexes(pass);
  if (failure !== undefined) return condition('FailureTarget', 'True', failure, now);
  if (!isIndexed(job)) return undefined;
  const message = matchSuccess(job.spec.successPolicy, completionsOf(job), pass.succeededIndexes);
  if (message === undefined) return undefined;
  return condition('SuccessCriteriaMet', 'True', { reason: 'SuccessPolicy', message }, now);
}

interface Failure {
  readonly reason: string;
  readonly message: string;
}

function failureOf(pass: JobPass): Failure | undefined {
  const { job, pods, failed } = pass;
  const { podFailurePolicy, backoffLimit = 0 } = job.spec;
  for (const pod of podFailurePolicy === undefined ? [] : pods) {
    const message = hasFailed(pod, job) ? judgeFailure(podFailurePolicy, pod).failJob : undefined;
    if (message !== undefined) return { reason: 'PodFailurePolicy', message };
  }
  if (failed > backoffLimit || hasRestartedTooOften(pass)) {
    const message = 'Job has reached the specified backoff limit';
    return { reason: 'BackoffLimitExceeded', message };
  }
  const left = deadlineInMs(pass);
  if (left === undefined || left > 0) return undefined;
  const message = 'Job was active longer than specified deadline';
  return { reason: 'DeadlineExceeded', message };
}

function failureOfIndexes({ job, failedIndexes, succeededIndexes }: JobPass): Failure | undefined {
  const { maxFailedIndexes } = job.spec;
  const count = failedIndexes?.size ?? 0;
  if (maxFailedIndexes !== undefined && count > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return { reason: 'MaxFailedIndexesExceeded', message };
  }
  if (count === 0 || count + succeededIndexes.size < completionsOf(job)) return undefined;
  return { reason: 'FailedIndexes', message: 'Job has failed indexes' };
}

/** Containers that the kubelet starts again count as failures. */
function hasRestartedTooOften({ job, pods }: JobPass): boolean {
  const { template, backoffLimit = 0 } = job.spec;
  if (template.spec.restartPolicy !== 'OnFailure') return false;
  const restarts = pods
    .filter(({ status: { phase } }) => phase === 'Running' || phase === 'Pending')
    .reduce((sum, pod) => sum + restartsOf(pod), 0);
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

function restartsOf({ status }: Pod): number {
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** The time that is left to the Job; undefined: there is no limit, or it does not run. */
export function deadlineInMs({ job, status, now }: JobPass): number | undefined {
  const { activeDeadlineSeconds: seconds } = job.spec;
  if (seconds === undefined || status.startTime === undefined || isSuspended(job)) {
    return undefined;
  }
  return parseTime(status.startTime) + seconds * SECOND_MS - now;
}
