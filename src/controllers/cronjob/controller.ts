import { controllerOf, formatTime } from '../../apimachinery/meta.ts';
import { NOTHING } from '../../apimachinery/selectors/labels.ts';
import type { CronJob, Job } from '../../apimachinery/types.generated.ts';
import { dateOf } from '../../base/clock.ts';
import { keyOf } from '../../client/informer.ts';
import { parseSchedule, ScheduleError } from '../../resources/batch/cronjob/schedule.ts';
import { eventRecorder } from '../event-recorder.ts';
import { followHeld } from '../replicas/follow.ts';
import type { ControllerFactory, Outcome } from '../runtime.ts';
import type { Timetable } from './due.ts';
import { dueTime, nextDueInMs, TimetableError } from './due.ts';
import { trimHistory } from './history.ts';
import { CronJobPass, SUBJECT } from './pass.ts';
import { Zone } from './zone.ts';

const NAME = 'cronjob-controller';
const BY_CONTROLLER_NAME = 'controllerName';
const SECOND_MS = 1000;

/** Makes Jobs at the times of a schedule. */
export const cronJobController: ControllerFactory = (context) => {
  const cronJobs = context.informer<CronJob>('batch/v1', 'cronjobs');
  const jobs = context.informer<Job>('batch/v1', 'jobs');
  const cronJobClient = context.client<CronJob>('batch/v1', 'cronjobs');
  const jobClient = context.client<Job>('batch/v1', 'jobs');
  const events = eventRecorder(context, NAME);
  jobs.index(BY_CONTROLLER_NAME, (job) => {
    const name = controllerOf(job)?.name;
    return name === undefined ? [] : [`${job.metadata.namespace}/${name}`];
  });
  const following = { kind: SUBJECT.kind, owners: cronJobs, selectorOf: () => NOTHING };
  jobs.onChange((job, previous) => followHeld(context, following, job, previous));
  cronJobs.onChange((cronJob, previous) => {
    if (cronJob === undefined) return;
    const timetable = hasNewTimes(cronJob, previous) ? timetableOf(cronJob) : undefined;
    if (timetable === undefined) context.enqueue(keyOf(cronJob));
    else {
      const wait = nextDueInMs(cronJob, timetable, context.clock.now());
      context.enqueueAfter(keyOf(cronJob), wait);
    }
  });

  return {
    name: NAME,
    async reconcile(key) {
      const cronJob = cronJobs.get(key);
      if (cronJob === undefined) return {};
      const own = jobs.byIndex(BY_CONTROLLER_NAME, key);
      const parts = { cronJob, jobs: own, cronJobClient, jobClient, events };
      const pass = new CronJobPass(parts);
      await trimHistory(pass);
      let failure: unknown;
      let outcome: Outcome = {};
      try {
        await pass.observeJobs();
        outcome = await runSchedule(pass, context.clock.now());
      } catch (error) {
        failure = error;
      }
      await pass.writeStatus();
      if (failure !== undefined) throw failure;
      return outcome;
    },
  };
};

function hasNewTimes(cronJob: CronJob, previous: CronJob | undefined): boolean {
  return (
    previous !== undefined &&
    (previous.spec.schedule !== cronJob.spec.schedule ||
      previous.spec.timeZone !== cronJob.spec.timeZone)
  );
}

/** Undefined: it cannot be read; the next pass says so. */
function timetableOf({ spec }: CronJob): Timetable | undefined {
  try {
    return { schedule: parseSchedule(spec.schedule), zone: Zone.named(spec.timeZone ?? '') };
  } catch (error) {
    if (error instanceof ScheduleError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Makes the Job that is due, and says when to look again. */
async function runSchedule(pass: CronJobPass, now: number): Promise<Outcome> {
  const { cronJob } = pass;
  if (pass.isTerminating) return {};
  const timetable = await readTimetable(pass);
  if (timetable === undefined || cronJob.spec.suspend === true) return {};
  let due: ReturnType<typeof dueTime>;
  try {
    due = dueTime(cronJob, timetable, now);
  } catch (error) {
    if (!(error instanceof TimetableError)) throw error;
    const message = `invalid schedule: ${cronJob.spec.schedule} : ${error.message}`;
    await pass.tell('Warning', 'InvalidSchedule', message);
    return {};
  }
  if (due?.tooMany === true) {
    const message =
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    await pass.tell('Warning', 'TooManyMissedTimes', message);
  }
  if (due !== undefined && (await mayStart(pass, due.time, now))) {
    if (cronJob.spec.concurrencyPolicy === 'Replace') await pass.replaceActive();
    await pass.createJob(due.time, timetable.zone);
  }
  return { againInMs: nextDueInMs(withScheduleTime(pass), timetable, now) };
}

/** The status as this pass will write it: the next time is counted from there. */
function withScheduleTime({ cronJob, lastScheduleTime }: CronJobPass): CronJob {
  if (lastScheduleTime === undefined) return cronJob;
  const time = formatTime(lastScheduleTime);
  return { ...cronJob, status: { ...cronJob.status, lastScheduleTime: time } };
}

async function readTimetable(pass: CronJobPass): Promise<Timetable | undefined> {
  const { schedule, timeZone = '', suspend } = pass.cronJob.spec;
  let zone: Zone;
  try {
    zone = Zone.named(timeZone);
  } catch {
    const message = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`;
    await pass.tell('Warning', 'UnknownTimeZone', message);
    return undefined;
  }
  if (suspend === true) return undefined;
  try {
    return { schedule: parseSchedule(schedule), zone };
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    const message = `unparseable schedule: ${JSON.stringify(schedule)} : ${error.message}`;
    await pass.tell('Warning', 'UnparseableSchedule', message);
    return undefined;
  }
}

async function mayStart(pass: CronJobPass, time: number, now: number): Promise<boolean> {
  const { startingDeadlineSeconds: deadline, concurrencyPolicy } = pass.cronJob.spec;
  if (deadline !== undefined && time + deadline * SECOND_MS < now) {
    const missed = dateOf(time).toUTCString().replace('GMT', '+0000');
    const message = `Missed scheduled time to start a job: ${missed}`;
    await pass.tell('Warning', 'MissSchedule', message);
    return false;
  }
  const name = pass.jobName(time);
  if (pass.active.some((each) => each.name === name) || pass.lastScheduleTime === time) {
    return false;
  }
  if (concurrencyPolicy === 'Forbid' && pass.active.length > 0) {
    const message =
      'Not starting job because prior execution is running and concurrency policy is Forbid';
    await pass.tell('Normal', 'JobAlreadyActive', message);
    return false;
  }
  return true;
}
