const FLOAT = /^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['+infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
]);

/** Go's ParseFloat; undefined: no number, or one out of range. */
export function parseGoFloat(text: string): number | undefined {
  const special = SPECIAL.get(text.toLowerCase());
  if (special !== undefined) return special;
  if (text.includes('_') || !FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Go's `%g`: the shortest digits, with an exponent below 1e-4 and from 1e6 on. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  if (value === 0) return '0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return plain(value, exponent);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function plain(value: number, exponent: number): string {
  // JavaScript writes an exponent only outside of these bounds.
  return exponent >= -6 ? String(value) : value.toFixed(20).replace(/0+$/, '');
}

/** Go's `%.nf`: halves go to the even digit. */
export function formatFixed(value: number, digits: number): string {
  const { sign, mantissa, exponent } = partsOf(value);
  const scaled = mantissa * 10n ** BigInt(digits);
  const text = shifted(scaled, exponent)
    .toString()
    .padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
}

/** `mantissa * 2 ** exponent`, rounded to the nearest, halves to the even number. */
function shifted(mantissa: bigint, exponent: number): bigint {
  if (exponent >= 0) return mantissa << BigInt(exponent);
  const down = BigInt(-exponent);
  const floor = mantissa >> down;
  const twice = (mantissa - (floor << down)) * 2n;
  const unit = 1n << down;
  const isUp = twice > unit || (twice === unit && floor % 2n === 1n);
  return isUp ? floor + 1n : floor;
}

const MANTISSA_BITS = 52;
const EXPONENT_BIAS = 1075;

function partsOf(value: number): { sign: string; mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = BigInt.asUintN(MANTISSA_BITS, bits);
  const power = Number((bits >> BigInt(MANTISSA_BITS)) & 0x7ffn);
  const sign = bits >> 63n === 1n ? '-' : '';
  if (power === 0) return { sign, mantissa: fraction, exponent: 1 - EXPONENT_BIAS };
  return { sign, mantissa: fraction + 2n ** 52n, exponent: power - EXPONENT_BIAS };
}

const EXPONENTIAL_DIGITS_MAX = 100;

/** As `toExponential`, but halves go to the even digit. */
export function formatExponential(value: number, digits: number): string {
  const rounded = value.toExponential(digits);
  const [full = '', exponent] = value.toExponential(EXPONENTIAL_DIGITS_MAX).split('e');
  const kept = full.slice(0, digits - EXPONENTIAL_DIGITS_MAX);
  const isHalf = /^50*$/.test(full.slice(kept.length));
  return isHalf && Number(kept.at(-1)) % 2 === 0 ? `${kept}e${exponent}` : rounded;
}
