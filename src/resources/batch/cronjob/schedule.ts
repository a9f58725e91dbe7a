import { parseDuration } from '../../../apimachinery/go-duration.ts';
import { TimeError } from '../../../apimachinery/go-time-error.ts';
import { isTimeZone } from './time-zone.ts';

/** Text that is no schedule; the message is upstream's. */
export class ScheduleError extends Error {}

/** One field: which numbers it means. */
export interface ScheduleField {
  readonly values: ReadonlySet<number>;
  /** A star or question mark without a step: the field restricts nothing. */
  readonly isAny: boolean;
}

export type Schedule =
  | {
      readonly every?: undefined;
      readonly minute: ScheduleField;
      readonly hour: ScheduleField;
      readonly dayOfMonth: ScheduleField;
      readonly month: ScheduleField;
      readonly dayOfWeek: ScheduleField;
    }
  /** In whole seconds, one at least. */
  | { readonly every: number };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const BOUNDS: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const EVERY = '@every ';
const SECOND_NANOS = 1_000_000_000n;

/**
 * The standard five fields, or a descriptor.
 * @throws ScheduleError
 */
export function parseSchedule(text: string): Schedule {
  const rest = withoutZone(text);
  if (!rest.startsWith('@')) return parseFields(rest);
  const fields = Object.hasOwn(DESCRIPTORS, rest) ? DESCRIPTORS[rest] : undefined;
  if (fields !== undefined) return parseFields(fields);
  if (!rest.startsWith(EVERY)) throw new ScheduleError(`unrecognized descriptor: ${rest}`);
  try {
    const nanos = parseDuration(rest.slice(EVERY.length));
    return { every: Math.max(1, Number(nanos / SECOND_NANOS)) };
  } catch (error) {
    if (!(error instanceof TimeError)) throw error;
    throw new ScheduleError(`failed to parse duration ${rest}: ${error.message}`);
  }
}

/** A time zone in front is understood only to say what is wrong with it. */
function withoutZone(text: string): string {
  const zone = /^(?:CRON_)?TZ=([^ ]*)/.exec(text);
  if (zone === null) return text;
  const [all, name = ''] = zone;
  if (name !== '' && name !== 'Local' && !isTimeZone(name)) {
    throw new ScheduleError(`provided bad location ${name}: unknown time zone ${name}`);
  }
  return text.slice(all.length).trim();
}

function parseFields(text: string): Schedule {
  const fields = text.split(/\s+/).filter((each) => each !== '');
  if (fields.length !== BOUNDS.length) {
    const found = `${fields.length}: [${fields.join(' ')}]`;
    throw new ScheduleError(`expected exactly ${BOUNDS.length} fields, found ${found}`);
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek] = BOUNDS.map((bounds, index) =>
    parseField(fields[index] ?? '', bounds),
  );
  const none = { values: new Set<number>(), isAny: false };
  return {
    minute: minute ?? none,
    hour: hour ?? none,
    dayOfMonth: dayOfMonth ?? none,
    month: month ?? none,
    dayOfWeek: dayOfWeek ?? none,
  };
}

function parseField(text: string, bounds: Bounds): ScheduleField {
  const values = new Set<number>();
  let isAny = false;
  for (const part of text.split(',')) {
    if (part === '') continue;
    if (addRange(part, bounds, values)) isAny = true;
  }
  return { values, isAny };
}

/** Answers whether the range restricts nothing. */
function addRange(text: string, bounds: Bounds, values: Set<number>): boolean {
  const [range = '', stepText, ...slashes] = text.split('/');
  const [low = '', high, ...hyphens] = range.split('-');
  const isStar = low === '*' || low === '?';
  let start = bounds.min;
  let end = bounds.max;
  if (!isStar) {
    start = parseNumber(low, bounds.names, bounds.min);
    if (hyphens.length > 0) throw new ScheduleError(`too many hyphens: ${text}`);
    end = high === undefined ? start : parseNumber(high, bounds.names, bounds.min);
  }
  if (slashes.length > 0) throw new ScheduleError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText, [], 0);
  if (stepText !== undefined && high === undefined) end = bounds.max;
  checkRange({ start, end, step }, bounds, text);
  for (let value = start; value <= end; value += step) values.add(value);
  return isStar && step === 1;
}

function checkRange(
  { start, end, step }: { start: number; end: number; step: number },
  { min, max }: Bounds,
  text: string,
): void {
  if (start < min) {
    throw new ScheduleError(`beginning of range (${start}) below minimum (${min}): ${text}`);
  }
  if (end > max) throw new ScheduleError(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) {
    throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  }
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${text}`);
}

const INT64_MAX = 2n ** 63n - 1n;
const INT64_DIGITS = 19;

function parseNumber(text: string, names: readonly string[], first: number): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  const problem = numberProblem(text);
  if (problem !== undefined) {
    const quoted = JSON.stringify(text);
    throw new ScheduleError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${quoted}: ${problem}`,
    );
  }
  const value = Number(text);
  if (value < 0) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

function numberProblem(text: string): string | undefined {
  if (!/^[+-]?\d+$/.test(text)) return 'invalid syntax';
  const digits = text.replace(/^[+-]?0*/, '');
  const isSmall = digits.length <= INT64_DIGITS && BigInt(digits) <= INT64_MAX;
  return isSmall ? undefined : 'value out of range';
}
