import { TimeError } from './decode-time.ts';

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
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

function parseDuration(text: string): bigint {
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
    if (whole.length > DIGITS_MAX) throw invalid();
    if (unit === '') throw new TimeError(`time: missing unit in duration ${quoteText(text)}`);
    const factor = UNIT_NANOS[unit];
    if (factor === undefined) {
      throw new TimeError(`time: unknown unit ${quoteText(unit)} in duration ${quoteText(text)}`);
    }
    const digits = fraction.slice(0, DIGITS_MAX);
    nanos += BigInt(whole === '' ? '0' : whole) * factor;
    nanos += (BigInt(digits === '' ? '0' : digits) * factor) / 10n ** BigInt(digits.length);
    if (nanos > 2n ** 63n) throw invalid();
    at += part.length;
  }
  if (!negative && nanos === 2n ** 63n) throw invalid();
  return negative ? -nanos : nanos;
}

function formatDuration(duration: bigint): string {
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
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
