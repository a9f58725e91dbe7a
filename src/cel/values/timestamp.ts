import type { Day } from '../../apimachinery/calendar.ts';
import { dayAt, daysSinceEpoch } from '../../apimachinery/calendar.ts';
import { CelError, CelTimestamp } from './value.ts';

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:(Z)|([+-])(\d\d):(\d\d))$/;

const SECOND = 1_000_000_000n;
const DAY_SECONDS = 86_400;
/** Years 1 to 9999, in seconds since 1970. */
const SECONDS_MIN = -62_135_596_800n;
const SECONDS_MAX = 253_402_300_799n;

export function timestampOverflow(): CelError {
  return new CelError('timestamp overflow');
}

/** Go's time.Parse with RFC 3339; undefined: no timestamp. */
export function parseTimestamp(text: string): CelTimestamp | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  const [fraction = '', , sign, zoneHour = '0', zoneMinute = '0'] = match.slice(7);
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isClock || Number(zoneHour) > 24 || Number(zoneMinute) > 60) return undefined;
  const wanted = { year: Number(year), month: Number(month) - 1, date: Number(day) };
  const days = daysSinceEpoch(wanted.year, wanted.month, wanted.date);
  const found = dayAt(days);
  if (found.month !== wanted.month || found.date !== wanted.date) return undefined;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60 * (sign === '-' ? -1 : 1);
  const clock = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const seconds = BigInt(days * DAY_SECONDS + clock - offset);
  const nanoseconds = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return timestampOf(seconds * SECOND + nanoseconds, offset);
}

/** @throws CelError beyond the years 1 to 9999 */
export function timestampOf(nanoseconds: bigint, offsetSeconds: number): CelTimestamp {
  const seconds = floorDivide(nanoseconds, SECOND);
  if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) throw timestampOverflow();
  return new CelTimestamp(nanoseconds, offsetSeconds);
}

export function unixSeconds({ nanoseconds }: CelTimestamp): bigint {
  return floorDivide(nanoseconds, SECOND);
}

const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');

/** RFC 3339 with as many digits of nanoseconds as there are, in the offset it was written in. */
export function formatTimestamp(timestamp: CelTimestamp): string {
  const { offsetSeconds } = timestamp;
  const local = localTime(timestamp, offsetSeconds);
  const day = `${String(local.year).padStart(4, '0')}-${two(local.month + 1)}-${two(local.date)}`;
  const clock = `${two(local.hours)}:${two(local.minutes)}:${two(local.seconds)}`;
  const digits = String(local.nanosecond).padStart(9, '0').replace(/0+$/, '');
  const fraction = digits === '' ? '' : `.${digits}`;
  if (offsetSeconds === 0) return `${day}T${clock}${fraction}Z`;
  const minutes = Math.abs(offsetSeconds) / 60;
  const sign = offsetSeconds < 0 ? '-' : '+';
  return `${day}T${clock}${fraction}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** A moment as the clocks of a place show it. */
export interface LocalTime extends Day {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** Within its second. */
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 is January 1st. */
  readonly dayOfYear: number;
}

export function localTime({ nanoseconds }: CelTimestamp, offsetSeconds: number): LocalTime {
  const utcSeconds = floorDivide(nanoseconds, SECOND);
  const local = Number(utcSeconds) + offsetSeconds;
  const days = Math.floor(local / DAY_SECONDS);
  const clock = local - days * DAY_SECONDS;
  const day = dayAt(days);
  return {
    ...day,
    hours: Math.floor(clock / 3600),
    minutes: Math.floor((clock % 3600) / 60),
    seconds: clock % 60,
    nanosecond: Number(nanoseconds - utcSeconds * SECOND),
    // January 1st of 1970 was a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    dayOfYear: days - daysSinceEpoch(day.year, 0, 1),
  };
}

/** A zone by name or by offset, as seconds east of UTC at a moment. */
export function zoneOffset(timestamp: CelTimestamp, zone: string): number {
  const colon = zone.indexOf(':');
  if (colon < 0) return namedOffset(timestamp, zone);
  const hours = integer(zone.slice(0, colon));
  const minutes = integer(zone.slice(colon + 1));
  return (zone.startsWith('-') ? hours * 60 - minutes : hours * 60 + minutes) * 60;
}

function integer(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new CelError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function namedOffset(timestamp: CelTimestamp, zone: string): number {
  if (zone === '' || zone === 'UTC') return 0;
  const milliseconds = Number(unixSeconds(timestamp)) * 1000;
  let formatted: string;
  try {
    formatted = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      timeZoneName: 'longOffset',
    }).format(milliseconds);
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatted);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -total : total;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
