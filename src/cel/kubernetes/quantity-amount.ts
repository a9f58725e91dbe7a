import { INT64_MAX, INT64_MIN } from '../values/numbers.ts';

/**
 * Upstream keeps most quantities as an int64 and a power of ten, the others with any number of digits. Only the first
 * are integers to CEL, if their power is not negative: not `1.5Gi` and not `1000m`.
 */
export interface Amount {
  readonly value: bigint;
  readonly scale: number;
}

const DECIMAL_DIGITS_MAX = 18;
const BINARY_DIGITS_MAX = 14;
const SCALE_MIN = -9;
const DECIMAL_SUFFIXES = new Map(
  Object.entries({ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }),
);
const BINARY_SUFFIXES = new Map(Object.entries({ Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }));

/** Undefined: it is kept with any number of digits. The text is that of a quantity. */
export function amountOf(text: string): Amount | undefined {
  const parts = /^([+-]?)0*(\d*)(?:\.(\d*))?(.*)$/.exec(text);
  const [, sign, digits = '', denominator = '', suffix = ''] = parts ?? [];
  const numerator = digits === '' ? '0' : digits;
  const value = BigInt(`${sign === '-' ? '-' : ''}${numerator}${denominator}`);
  const count = numerator.length + denominator.length;
  const bits = BINARY_SUFFIXES.get(suffix);
  if (bits !== undefined) {
    const room = BINARY_DIGITS_MAX - numerator.length - Math.trunc((bits * 3) / 10);
    return denominator === '' && room >= 0 ? { value: value << BigInt(bits), scale: 0 } : undefined;
  }
  const power = DECIMAL_SUFFIXES.get(suffix) ?? Number(suffix.slice(1));
  const scale = power - denominator.length;
  return count <= DECIMAL_DIGITS_MAX && scale >= SCALE_MIN ? { value, scale } : undefined;
}

/** Undefined: the sum needs more digits. */
export function sumOf(a: Amount | undefined, b: Amount | undefined): Amount | undefined {
  if (a === undefined || b === undefined || b.value === 0n) return b && a;
  if (a.value === 0n) return b;
  const scale = Math.min(a.scale, b.scale);
  const value = raised(a, a.scale - scale) + raised(b, b.scale - scale);
  return isInt64(value) ? { value, scale } : undefined;
}

export function negated(amount: Amount | undefined): Amount | undefined {
  return amount && { value: -amount.value, scale: amount.scale };
}

export function integerOf(amount: Amount | undefined): bigint | undefined {
  if (amount === undefined || amount.scale < 0) return undefined;
  const value = raised(amount, amount.scale);
  return isInt64(value) ? value : undefined;
}

function raised({ value }: Amount, power: number): bigint {
  return value * 10n ** BigInt(power);
}

function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}
