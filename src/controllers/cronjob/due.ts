import { parseTime } from '../../apimachinery/meta.ts';
import type { CronJob } from '../../apimachinery/types.generated.ts';
import type { Schedule } from '../../resources/batch/cronjob/schedule.ts';
import { nextTime } from './next-time.ts';
import type { Zone } from './zone.ts';

const SECOND_MS = 1000;
/** Looking a little later makes sure that the time has come. */
const MARGIN_MS = 100;
const MISSED_MAX = 100;

export interface Timetable {
  readonly schedule: Schedule;
  readonly zone: Zone;
}

/** A schedule that is never due, or always. */
export class TimetableError extends Error {}

interface Recent {
  readonly earliest: number;
  /** The last time that was due. */
  readonly recent?: number;
  readonly missed: 'none' | 'few' | 'many';
}

/** The time of the job to make now, if there is one. @throws TimetableError */
export function dueTime(
  cronJob: CronJob,
  timetable: Timetable,
  now: number,
): { readonly time: number; readonly tooMany: boolean } | undefined {
  const { recent, missed } = mostRecent(cronJob, timetable, now, true);
  if (recent === undefined || recent > now) return undefined;
  return { time: recent, tooMany: missed === 'many' };
}

/** When the schedule is due for the next time. */
export function nextDueInMs(cronJob: CronJob, timetable: Timetable, now: number): number {
  const next = nextTime(timetable.schedule, startOf(cronJob, timetable, now), timetable.zone);
  return next === undefined ? MARGIN_MS : next + MARGIN_MS - now;
}

function startOf(cronJob: CronJob, timetable: Timetable, now: number): number {
  try {
    const { earliest, recent, missed } = mostRecent(cronJob, timetable, now, false);
    return recent ?? (missed === 'none' ? earliest : now);
  } catch (error) {
    if (error instanceof TimetableError) return now;
    throw error;
  }
}

function mostRecent(
  { metadata, spec, status }: CronJob,
  { schedule, zone }: Timetable,
  now: number,
  withDeadline: boolean,
): Recent {
  const { startingDeadlineSeconds: deadline } = spec;
  let earliest = parseTime(status.lastScheduleTime ?? metadata.creationTimestamp ?? '');
  if (withDeadline && deadline !== undefined) {
    earliest = Math.max(earliest, now - deadline * SECOND_MS);
  }
  const first = nextTime(schedule, earliest, zone);
  const second = first === undefined ? undefined : nextTime(schedule, first, zone);
  if (first !== undefined && now < first) return { earliest, missed: 'none' };
  if (first !== undefined && second !== undefined && now < second) {
    return { earliest, recent: first, missed: 'none' };
  }
  const between = Math.round(((second ?? 0) - (first ?? 0)) / SECOND_MS) * SECOND_MS;
  if (first === undefined || between < SECOND_MS) {
    throw new TimetableError('time difference between two schedules is less than 1 second');
  }
  // Upstream takes the first distance for all: it jumps near to the present and walks from there.
  const count = Math.trunc((now - first) / between) + 1;
  let recent: number | undefined;
  let time = nextTime(schedule, first + (count - 2) * between, zone);
  while (time !== undefined && time <= now) {
    recent = time;
    time = nextTime(schedule, time, zone);
  }
  const missed = count > MISSED_MAX ? 'many' : 'few';
  return recent === undefined ? { earliest, missed } : { earliest, recent, missed };
}
