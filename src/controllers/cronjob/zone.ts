import { dateOf } from '../../base/clock.ts';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** A date and time of day without a zone, as milliseconds that read so in UTC. */
export type WallTime = number;

/** A time zone: what its clocks show, and when they show it. */
export class Zone {
  static readonly UTC = new Zone(undefined);

  readonly #format: Intl.DateTimeFormat | undefined;
  #known: { readonly hour: number; readonly offset: number } | undefined;

  private constructor(format: Intl.DateTimeFormat | undefined) {
    this.#format = format;
  }

  /** @throws RangeError for a name that nobody knows */
  static named(name: string): Zone {
    if (name === '' || name === 'UTC') return Zone.UTC;
    return new Zone(
      new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      }),
    );
  }

  /** How much its clocks are ahead of UTC. */
  offsetAt(instant: number): number {
    if (this.#format === undefined) return 0;
    // No zone changes its clocks within a quarter of an hour that UTC has begun.
    const quarter = Math.floor(instant / (900 * SECOND_MS));
    if (this.#known?.hour === quarter) return this.#known.offset;
    const parts = new Map<string, number>();
    for (const { type, value } of this.#format.formatToParts(instant)) {
      parts.set(type, Number(value));
    }
    const part = (name: string): number => parts.get(name) ?? 0;
    const wall = wallTime(
      [part('year'), part('month') - 1, part('day')],
      [part('hour'), part('minute'), part('second')],
    );
    const offset = wall - Math.floor(instant / SECOND_MS) * SECOND_MS;
    this.#known = { hour: quarter, offset };
    return offset;
  }

  wallAt(instant: number): WallTime {
    return instant + this.offsetAt(instant);
  }

  /** Of two instants that show the time, and of none, the one that Go takes. */
  instantOf(wall: WallTime): number {
    const offset = this.offsetAt(wall);
    const instant = wall - offset;
    const other = this.offsetAt(instant);
    return other === offset ? instant : wall - other;
  }

  /** `2024-02-29T00:00:00-05:00`. */
  rfc3339(instant: number): string {
    const offset = this.offsetAt(instant);
    const text = dateOf(instant + offset)
      .toISOString()
      .slice(0, 19);
    if (offset === 0) return `${text}Z`;
    const minutes = Math.abs(Math.trunc(offset / 60_000));
    const sign = offset < 0 ? '-' : '+';
    return `${text}${sign}${twoDigits(Math.trunc(minutes / 60))}:${twoDigits(minutes % 60)}`;
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** @param month from zero; days and months beyond their range carry over */
export function wallTime(
  [year, month, day]: readonly [year: number, month: number, day: number],
  [hour, minute, second]: readonly [hour: number, minute: number, second: number] = [0, 0, 0],
): WallTime {
  const date = dateOf(0);
  date.setUTCFullYear(year, month, day);
  return date.setUTCHours(hour, minute, second);
}

export interface WallFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  /** Since midnight. */
  readonly timeOfDay: number;
}

export function fieldsOf(wall: WallTime): WallFields {
  const date = dateOf(wall);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    timeOfDay: ((wall % DAY_MS) + DAY_MS) % DAY_MS,
  };
}
