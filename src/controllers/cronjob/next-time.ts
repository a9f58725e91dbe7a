import type { Schedule } from '../../resources/batch/cronjob/schedule.ts';
import type { WallFields, Zone } from './zone.ts';
import { fieldsOf, wallTime } from './zone.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What does not happen within so many years never does. */
const YEARS_MAX = 5;

type Fields = Exclude<Schedule, { readonly every: number }>;

/**
 * The first time after an instant at which the schedule is due; undefined: there is none. Where
 * clocks are changed it gives what upstream's library gives.
 */
export function nextTime(schedule: Schedule, after: number, zone: Zone): number | undefined {
  const second = Math.floor(after / SECOND_MS) * SECOND_MS;
  if (schedule.every !== undefined) return second + schedule.every * SECOND_MS;
  const search = new Search(schedule, second + SECOND_MS, zone);
  return search.run();
}

/** Goes from the largest unit to the smallest, and starts again where one wraps around. */
class Search {
  readonly #schedule: Fields;
  readonly #zone: Zone;
  #instant: number;
  /** Smaller units have been set to their beginning. */
  #moved = false;

  constructor(schedule: Fields, start: number, zone: Zone) {
    this.#schedule = schedule;
    this.#zone = zone;
    this.#instant = start;
  }

  run(): number | undefined {
    const yearLimit = this.#fields().year + YEARS_MAX;
    while (this.#fields().year <= yearLimit) {
      if (this.#toMonth() && this.#toDay() && this.#toHour() && this.#toMinute()) {
        return this.#toSecond();
      }
    }
    return undefined;
  }

  #fields(): WallFields {
    return fieldsOf(this.#zone.wallAt(this.#instant));
  }

  /** Each answers false when the unit above has changed. */
  #toMonth(): boolean {
    const { month } = this.#schedule;
    for (;;) {
      const now = this.#fields();
      if (month.values.has(now.month + 1)) return true;
      const day = this.#moved ? now.day : 1;
      const timeOfDay = this.#begin(now.timeOfDay);
      this.#instant = this.#at(now.year, now.month + 1, day, timeOfDay);
      if (this.#fields().month === 0) return false;
    }
  }

  #toDay(): boolean {
    for (;;) {
      const now = this.#fields();
      if (this.#fitsDay(now)) return true;
      const timeOfDay = this.#begin(now.timeOfDay);
      this.#instant = this.#at(now.year, now.month, now.day + 1, timeOfDay);
      const { hour } = this.#fields();
      // Where clocks are changed at midnight the day begins an hour earlier or later.
      if (hour !== 0) this.#instant += (hour > 12 ? 24 - hour : -hour) * HOUR_MS;
      if (this.#fields().day === 1) return false;
    }
  }

  #fitsDay({ day, weekday }: WallFields): boolean {
    const { dayOfMonth, dayOfWeek } = this.#schedule;
    const fitsMonth = dayOfMonth.values.has(day);
    const fitsWeek = dayOfWeek.values.has(weekday);
    return dayOfMonth.isAny || dayOfWeek.isAny ? fitsMonth && fitsWeek : fitsMonth || fitsWeek;
  }

  #toHour(): boolean {
    for (;;) {
      const { year, month, day, hour } = this.#fields();
      if (this.#schedule.hour.values.has(hour)) return true;
      if (!this.#moved) {
        this.#moved = true;
        this.#instant = this.#zone.instantOf(wallTime([year, month, day], [hour, 0, 0]));
      }
      this.#instant += HOUR_MS;
      if (this.#fields().hour === 0) return false;
    }
  }

  #toMinute(): boolean {
    for (;;) {
      const { minute } = this.#fields();
      if (this.#schedule.minute.values.has(minute)) return true;
      this.#truncate();
      this.#instant += MINUTE_MS;
      if (this.#fields().minute === 0) return false;
    }
  }

  /** Schedules are due at the beginning of a minute. */
  #toSecond(): number | undefined {
    if (this.#instant % MINUTE_MS === 0) return this.#instant;
    this.#instant = Math.floor(this.#instant / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    this.#moved = true;
    return this.run();
  }

  #truncate(): void {
    if (this.#moved) return;
    this.#moved = true;
    this.#instant = Math.floor(this.#instant / MINUTE_MS) * MINUTE_MS;
  }

  #begin(timeOfDay: number): number {
    if (this.#moved) return timeOfDay;
    this.#moved = true;
    return 0;
  }

  #at(year: number, month: number, day: number, timeOfDay: number): number {
    return this.#zone.instantOf(wallTime([year, month, day]) + timeOfDay);
  }
}
