import type { Job } from '../../apimachinery/types.generated.ts';
import type { CronJobPass } from './pass.ts';

/** How a Job has ended; undefined: it has not. */
export function endOf({ status }: Job): 'Complete' | 'Failed' | undefined {
  const end = status.conditions?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
  return end === undefined ? undefined : end.type === 'Complete' ? 'Complete' : 'Failed';
}

/** Deletes the oldest Jobs that have ended, beyond how many of each sort are kept. */
export async function trimHistory(pass: CronJobPass): Promise<void> {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = pass.cronJob.spec;
  await trim(pass, 'Complete', successfulJobsHistoryLimit);
  await trim(pass, 'Failed', failedJobsHistoryLimit);
}

async function trim(
  pass: CronJobPass,
  end: 'Complete' | 'Failed',
  limit: number | undefined,
): Promise<void> {
  if (limit === undefined) return;
  const ended = pass.jobs.filter((job) => endOf(job) === end).toSorted(earliestFirst);
  for (const job of ended.slice(0, Math.max(0, ended.length - limit))) {
    await pass.deleteJob(job);
  }
}

/** Those that never started come last. */
function earliestFirst(a: Job, b: Job): number {
  const startA = a.status.startTime ?? '\u{10ffff}';
  const startB = b.status.startTime ?? '\u{10ffff}';
  if (startA !== startB) return startA < startB ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
