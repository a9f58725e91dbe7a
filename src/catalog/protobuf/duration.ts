const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
/** Longer than the longest duration Go would print; what is longer was not written by it. */
const TEXT_MAX = 100;

/**
 * Nanoseconds of a duration such as `1h30m` or `1.5s`.
 * @returns undefined when the text is none
 */
export function parseGoDuration(text: string): bigint | undefined {
  if (text.length > TEXT_MAX) return undefined;
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0n;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(
    /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const scale = UNITS[unit] ?? 0n;
    total += BigInt(whole === '' ? 0 : whole) * scale;
    if (fraction !== '') total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  return sign === '-' ? -total : total;
}

/** As Go prints a duration: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatGoDuration(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const amount = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (amount === 0n) return '0s';
  for (const [unit, limit] of [
    ['ns', 1000n],
    ['µs', 1_000_000n],
    ['ms', 1_000_000_000n],
  ] as const) {
    if (amount < limit) return `${sign}${decimal(amount, UNITS[unit] ?? 1n)}${unit}`;
  }
  const seconds = `${decimal(amount % 60_000_000_000n, 1_000_000_000n)}s`;
  const minutes = amount / 60_000_000_000n;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  const head = hours === 0n ? '' : `${hours}h`;
  return `${sign}${head}${minutes % 60n}m${seconds}`;
}

function decimal(amount: bigint, unit: bigint): string {
  const digits = unit.toString().length - 1;
  const fraction = (amount % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return fraction === '' || digits === 0 ? `${amount / unit}` : `${amount / unit}.${fraction}`;
}
