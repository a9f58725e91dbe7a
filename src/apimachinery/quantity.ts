/** Go's words for a text that is no quantity. */
export const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const QUANTITY_SUFFIX_ERROR = "unable to parse quantity's suffix";
export const QUANTITY_NUMBER_ERROR = 'unable to parse numeric part of quantity';

/** How a quantity was written, and so how it prints: `Mi`, `M` or `e6`. */
type Format = 'BinarySI' | 'DecimalSI' | 'DecimalExponent';

const NANO = -9;
const MILLI = -3;
/** What a binary quantity is cut to, as upstream cuts it. */
const BINARY_MAX = 2n ** 63n - 1n;
const TEXT_LENGTH_MAX = 1024;
/** Powers of ten further apart than this are not calculated with exactly. */
const POWER_MAX = 2048;
/** An int64 holds every number of so many digits; upstream has a shorter way for these. */
const INT64_DIGITS = 18;

const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const DECIMAL_SUFFIXES = new Map(
  Object.entries(DECIMAL_EXPONENTS).map(([suffix, exponent]) => [exponent, suffix]),
);
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The error of `Quantity.parse`; its message is upstream's. */
export class QuantityError extends Error {}

/** A resource quantity: mantissa × 10^scale, and the format it is written in. Immutable. */
export class Quantity {
  readonly #mantissa: bigint;
  readonly #scale: number;
  readonly #format: Format;
  #text: string | undefined;

  private constructor(mantissa: bigint, scale: number, format: Format, text?: string) {
    this.#mantissa = mantissa;
    this.#scale = scale;
    this.#format = format;
    this.#text = text;
  }

  /** @throws QuantityError */
  static parse(text: string): Quantity {
    if (text === '' || text.length > TEXT_LENGTH_MAX)
      throw new QuantityError(QUANTITY_FORMAT_ERROR);
    const [number, sign = '', whole = '', fraction = ''] = NUMBER.exec(text) ?? [''];
    const rest = text.slice(number.length);
    if (!SUFFIX.test(rest)) throw new QuantityError(QUANTITY_FORMAT_ERROR);
    const { exponent, format } = interpretSuffix(rest);
    const digits = (whole.replace(/^0+/, '') || '0') + fraction;
    const magnitude = BigInt(digits);
    const mantissa = sign === '-' ? -magnitude : magnitude;

    if (format === 'BinarySI') {
      if (fraction === '' && digits.length <= binaryDigitsMax(exponent)) {
        // Upstream keeps the text of a number that cannot be written with a larger suffix.
        const kept = (magnitude & 7n) === 0n ? undefined : text;
        return new Quantity(mantissa << BigInt(exponent), 0, format, kept);
      }
      requireDigit(whole + fraction);
      return Quantity.#binary(mantissa << BigInt(exponent), -fraction.length);
    }
    const scale = exponent - fraction.length;
    if (digits.length <= INT64_DIGITS && scale >= NANO) {
      const canonical = scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
      return new Quantity(mantissa, scale, format, canonical ? text : undefined);
    }
    requireDigit(whole + fraction);
    if (scale >= NANO) return new Quantity(mantissa, scale, format);
    return new Quantity(rescale(mantissa, scale, NANO), NANO, format);
  }

  static #binary(mantissa: bigint, scale: number): Quantity {
    const nanos = rescale(mantissa, scale, NANO);
    const magnitude = nanos < 0n ? -nanos : nanos;
    const one = 10n ** 9n;
    if (magnitude > BINARY_MAX * one) {
      return new Quantity(nanos < 0n ? -BINARY_MAX : BINARY_MAX, 0, 'BinarySI');
    }
    const isFraction = magnitude > 0n && magnitude < one;
    return new Quantity(nanos, NANO, isFraction ? 'DecimalSI' : 'BinarySI');
  }

  static ofNumber(value: number | bigint, format: Format = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value), 0, format);
  }

  static ofMilli(value: number | bigint, format: Format = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(value), MILLI, format);
  }

  /** Negative: this one is smaller. */
  compare(other: Quantity): number {
    if (this.sign !== other.sign) return this.sign - other.sign;
    const [left, right] = aligned(this, other);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  get isZero(): boolean {
    return this.#mantissa === 0n;
  }

  get sign(): number {
    return this.#mantissa < 0n ? -1 : this.#mantissa > 0n ? 1 : 0;
  }

  /** Keeps the format of the receiver; a zero takes that of the other. */
  add(other: Quantity): Quantity {
    const [left, right, scale] = aligned(this, other);
    return new Quantity(left + right, scale, this.isZero ? other.#format : this.#format);
  }

  /** Keeps the format of the receiver; a zero takes that of the other. */
  sub(other: Quantity): Quantity {
    return this.add(other.negated());
  }

  negated(): Quantity {
    return new Quantity(-this.#mantissa, this.#scale, this.#format);
  }

  /** Thousandths at the finest, rounded away from zero: what the defaults of resource lists do. */
  roundedToMilli(): Quantity {
    if (this.#scale >= MILLI) return this;
    return new Quantity(rescale(this.#mantissa, this.#scale, MILLI), MILLI, this.#format);
  }

  /** Whole units, rounded away from zero. */
  value(): bigint {
    return rescale(this.#mantissa, this.#scale, 0);
  }

  /** Thousandths, rounded away from zero. */
  milliValue(): bigint {
    return rescale(this.#mantissa, this.#scale, MILLI);
  }

  /** As exact as a double can be. */
  toNumber(): number {
    return Number(`${this.#mantissa}e${this.#scale}`);
  }

  /**
   * The canonical form: no fraction, the largest suffix of the format that allows that. What was
   * parsed in a form that upstream takes for canonical (`+5`, `1E3`, `1.500`) stays as it is.
   */
  toString(): string {
    this.#text ??= this.#print();
    return this.#text;
  }

  #print(): string {
    if (this.isZero) return '0';
    if (this.#format === 'BinarySI') {
      const value = this.value();
      const isWhole = this.#scale >= 0 || rescale(value, 0, this.#scale) === this.#mantissa;
      // Small numbers and fractions print as decimals, so that nothing is lost.
      if (isWhole && (value <= -1024n || value >= 1024n)) return printBinary(value);
    }
    return printDecimal(this.#mantissa, this.#scale, this.#format);
  }

  /** Both mantissas at the finer of the two scales. */
  static align(a: Quantity, b: Quantity): [bigint, bigint, number] {
    const scale = Math.min(a.#scale, b.#scale);
    return [rescale(a.#mantissa, a.#scale, scale), rescale(b.#mantissa, b.#scale, scale), scale];
  }
}

const aligned = (a: Quantity, b: Quantity): [bigint, bigint, number] => Quantity.align(a, b);

/** Undefined: no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  return parseOrUndefined(text)?.toString();
}

export function parseOrUndefined(text: string): Quantity | undefined {
  try {
    return Quantity.parse(text);
  } catch {
    return undefined;
  }
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?/;
const SUFFIX = /^[eEinumkKMGTP]*[-+]?\d*$/;

/** The exponent is one of 2 for BinarySI, otherwise one of 10. */
function interpretSuffix(suffix: string): { exponent: number; format: Format } {
  const decimal = Object.hasOwn(DECIMAL_EXPONENTS, suffix) ? DECIMAL_EXPONENTS[suffix] : undefined;
  if (decimal !== undefined) return { exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { exponent: binary * 10, format: 'BinarySI' };
  if (!/^[eE][-+]?\d+$/.test(suffix)) throw new QuantityError(QUANTITY_SUFFIX_ERROR);
  const exponent = BigInt(suffix.slice(1).replace('+', ''));
  if (BigInt.asIntN(64, exponent) !== exponent) throw new QuantityError(QUANTITY_SUFFIX_ERROR);
  return { exponent: Number(BigInt.asIntN(32, exponent)), format: 'DecimalExponent' };
}

/** How many digits upstream trusts to fit an int64 once they are shifted. */
function binaryDigitsMax(exponent: number): number {
  return 14 - Math.trunc((exponent * 3) / 10);
}

/** `m` and `Ki` are zero, but where a number is large or fine upstream wants to see a digit. */
function requireDigit(digits: string): void {
  if (digits === '') throw new QuantityError(QUANTITY_NUMBER_ERROR);
}

/** The same number with another scale; what is lost rounds away from zero. */
function rescale(mantissa: bigint, from: number, to: number): bigint {
  if (mantissa === 0n || from === to) return mantissa;
  const power = 10n ** BigInt(Math.min(Math.abs(from - to), POWER_MAX));
  if (from > to) return mantissa * power;
  const quotient = mantissa / power;
  if (quotient * power === mantissa) return quotient;
  return mantissa > 0n ? quotient + 1n : quotient - 1n;
}

function printBinary(value: bigint): string {
  let mantissa = value;
  let index = 0;
  while (mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    index++;
  }
  return `${mantissa}${BINARY_SUFFIXES[index] ?? ''}`;
}

function printDecimal(mantissa: bigint, scale: number, format: Format): string {
  let digits = mantissa.toString();
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  digits = digits.slice(0, digits.length - zeros);
  const power = scale + zeros;
  const exponent = Math.floor(power / 3) * 3;
  digits += '0'.repeat(power - exponent);
  if (format === 'DecimalExponent') return exponent === 0 ? digits : `${digits}e${exponent}`;
  // Above exa there is no suffix, and upstream prints none.
  return digits + (DECIMAL_SUFFIXES.get(exponent) ?? '');
}
