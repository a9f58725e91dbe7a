import { dayAt, daysSinceEpoch } from '../../apimachinery/calendar.ts';

/** Seconds since 1970 and nanoseconds within the second. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

/** 0001-01-01T00:00:00Z, which is Go's zero time: JSON shows it as null. */
export const ZERO_TIME_SECONDS = -62_135_596_800;

const SECONDS_PER_DAY = 86_400;
const RFC3339 =
  /^(\d{4,})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** @returns undefined when the text is no RFC 3339 time */
export function parseTimestamp(text: string): Timestamp | undefined {
  const canonical = text.length === 20 ? canonicalSeconds(text) : Number.NaN;
  if (!Number.isNaN(canonical)) return { seconds: canonical, nanos: 0 };
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour, offsetMinute] =
    match;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60;
  const local =
    daysSinceEpoch(Number(year), Number(month) - 1, Number(day)) * SECONDS_PER_DAY +
    Number(hour) * 3600 +
    Number(minute) * 60 +
    Number(second);
  return {
    seconds: sign === '-' ? local + offset : local - offset,
    nanos: Number(fraction.slice(0, 9).padEnd(9, '0')),
  };
}

/** The form of metav1.Time: whole seconds in UTC. */
export function formatSeconds(seconds: number): string {
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const rest = seconds - days * SECONDS_PER_DAY;
  const hour = Math.floor(rest / 3600);
  const minute = Math.floor((rest % 3600) / 60);
  return `${formatDay(days)}T${two(hour)}:${two(minute)}:${two(rest % 60)}Z`;
}

/** The form of metav1.MicroTime: six digits, however many nanoseconds there are. */
export function formatMicroseconds({ seconds, nanos }: Timestamp): string {
  // Nanoseconds out of range carry over, as time.Unix does it.
  const carry = Math.floor(nanos / 1e9);
  const micros = Math.floor((nanos - carry * 1e9) / 1000);
  return `${formatSeconds(seconds + carry).slice(0, -1)}.${String(micros).padStart(6, '0')}Z`;
}

/** `2006-01-02T15:04:05Z` and nothing else; NaN for every other text. */
function canonicalSeconds(text: string): number {
  if (
    text.charCodeAt(4) !== 0x2d ||
    text.charCodeAt(7) !== 0x2d ||
    text.charCodeAt(10) !== 0x54 ||
    text.charCodeAt(13) !== 0x3a ||
    text.charCodeAt(16) !== 0x3a ||
    text.charCodeAt(19) !== 0x5a
  ) {
    return Number.NaN;
  }
  const year = pair(text, 0) * 100 + pair(text, 2);
  const days = daysSinceEpoch(year, pair(text, 5) - 1, pair(text, 8));
  return days * SECONDS_PER_DAY + pair(text, 11) * 3600 + pair(text, 14) * 60 + pair(text, 17);
}

function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

function formatDay(days: number): string {
  const { year, month, date } = dayAt(days);
  const sign = year < 0 ? '-' : '';
  return `${sign}${String(Math.abs(year)).padStart(4, '0')}-${two(month + 1)}-${two(date)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
