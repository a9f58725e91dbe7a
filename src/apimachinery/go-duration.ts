import { quoteBytes, TimeError } from './go-time-error.ts';

const UNIT_NANOS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['\u00b5s', 1000n],
  ['\u03bcs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
/** Of a negative duration; a positive one has one less. */
const MAGNITUDE_MAX = 2n ** 63n;
const PART = /([0-9]*)(?:(\.)([0-9]*))?([^.0-9]*)/y;
/** No duration that Go can hold needs more digits. */
const DIGITS_MAX = 40;

/**
 * metav1.Duration as Go prints it, `1h0m0s`.
 * @throws TimeError with the text of Go's ParseDuration
 */
export function canonicalDuration(text: string): string {
  return formatDuration(parseDuration(text));
}

/**
 * Nanoseconds of a duration as Go's ParseDuration reads it: `1h30m`.
 * @throws TimeError with its text
 */
export function parseDuration(text: string): bigint {
  const negative = text.startsWith('-');
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return 0n;
  const invalid = (): TimeError => new TimeError(`time: invalid duration ${quoteText(text)}`);
  if (body === '') throw invalid();
  let nanos = 0n;
  for (let at = 0; at < body.length; ) {
    PART.lastIndex = at;
    const [part = '', whole = '', , fraction = '', unit = ''] = PART.exec(body) ?? [];
    if (whole === '' && fraction === '') throw invalid();
    // Go reads the digits first, and only as many as an int64 holds.
    const digits = whole.replace(/^0+/, '');
    const count = digits.length > DIGITS_MAX ? MAGNITUDE_MAX + 1n : BigInt(digits || '0');
    if (count > MAGNITUDE_MAX) throw invalid();
    if (unit === '') throw new TimeError(`time: missing unit in duration ${quoteText(text)}`);
    const factor = UNIT_NANOS.get(unit);
    if (factor === undefined) {
      throw new TimeError(`time: unknown unit ${quoteText(unit)} in duration ${quoteText(text)}`);
    }
    nanos += count * factor + fractionOf(fraction, factor);
    if (nanos > MAGNITUDE_MAX) throw invalid();
    at += part.length;
  }
  if (!negative && nanos === MAGNITUDE_MAX) throw invalid();
  return negative ? -nanos : nanos;
}

/** The same; undefined for a text that is no duration. */
export function durationOf(text: string): bigint | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof TimeError) return undefined;
    throw error;
  }
}

/** Of the digits behind a point Go takes what an int64 holds, and calculates with doubles. */
function fractionOf(digits: string, factor: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (MAGNITUDE_MAX - 1n) / 10n || next > MAGNITUDE_MAX) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(factor) / scale)));
}

/** Nanoseconds as Go prints them: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(duration: bigint): string {
  const sign = duration < 0n ? '-' : '';
  const nanos = duration < 0n ? -duration : duration;
  if (nanos === 0n) return '0s';
  if (nanos < 1000n) return `${sign}${nanos}ns`;
  if (nanos < 1_000_000n) return `${sign}${withFraction(nanos, 3)}\u00b5s`;
  if (nanos < 1_000_000_000n) return `${sign}${withFraction(nanos, 6)}ms`;
  const minutes = nanos / 60_000_000_000n;
  const seconds = `${withFraction(nanos % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`;
}

function withFraction(value: bigint, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const fraction = String(value % scale)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(value / scale) : `${value / scale}.${fraction}`;
}

function quoteText(text: string): string {
  return quoteBytes(Buffer.from(text).toString('latin1'));
}
