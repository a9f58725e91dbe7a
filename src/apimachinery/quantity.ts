/** Go's words for a text that is no quantity. */
export const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const QUANTITY_SUFFIX_ERROR = "unable to parse quantity's suffix";

/** How a quantity was written, and so how it prints: `Mi`, `M` or `e6`. */
type Family = 'binary' | 'decimal' | 'exponent';

const NANO = 10n ** 9n;
/** Larger values are capped, as upstream caps them. */
const VALUE_MAX = (2n ** 63n - 1n) * NANO;
const TEXT_LENGTH_MAX = 1024;
const EXPONENT_MAX = 64;

const DECIMAL: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A resource quantity: an exact number of billionths, and the family it is written in. */
export class Quantity {
  readonly #nano: bigint;
  readonly #family: Family;

  private constructor(nano: bigint, family: Family) {
    this.#nano = nano > VALUE_MAX ? VALUE_MAX : nano < -VALUE_MAX ? -VALUE_MAX : nano;
    this.#family = family;
  }

  /** @throws QuantityError */
  static parse(text: string): Quantity {
    const parsed = tryParse(text);
    if (typeof parsed === 'string') throw new QuantityError(parsed);
    return new Quantity(parsed.nano, parsed.family);
  }

  static ofNumber(value: number | bigint): Quantity {
    return new Quantity(BigInt(value) * NANO, 'decimal');
  }

  static ofMilli(value: number | bigint): Quantity {
    return new Quantity(BigInt(value) * 1_000_000n, 'decimal');
  }

  compare(other: Quantity): number {
    return this.#nano < other.#nano ? -1 : this.#nano > other.#nano ? 1 : 0;
  }

  get isZero(): boolean {
    return this.#nano === 0n;
  }

  get sign(): number {
    return this.#nano < 0n ? -1 : this.#nano > 0n ? 1 : 0;
  }

  /** Keeps the family of the receiver; a zero takes that of the other. */
  add(other: Quantity): Quantity {
    return new Quantity(this.#nano + other.#nano, this.isZero ? other.#family : this.#family);
  }

  sub(other: Quantity): Quantity {
    return new Quantity(this.#nano - other.#nano, this.isZero ? other.#family : this.#family);
  }

  /** Whole units, rounded up. */
  value(): bigint {
    return divideUp(this.#nano, NANO);
  }

  /** Thousandths, rounded up. */
  milliValue(): bigint {
    return divideUp(this.#nano, 1_000_000n);
  }

  /** The canonical form: no fraction, the largest suffix of the family that allows that. */
  toString(): string {
    if (this.#nano === 0n) return '0';
    const binary = this.#family === 'binary' ? binaryText(this.#nano) : undefined;
    return binary ?? decimalText(this.#nano, this.#family);
  }
}

export class QuantityError extends Error {}

/** Undefined: no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  const parsed = parseOrUndefined(text);
  return parsed?.toString();
}

export function parseOrUndefined(text: string): Quantity | undefined {
  try {
    return Quantity.parse(text);
  } catch {
    return undefined;
  }
}

function divideUp(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by === 0n ? quotient : value > 0n ? quotient + 1n : quotient - 1n;
}

function tryParse(text: string): { nano: bigint; family: Family } | string {
  if (text === '' || text.length > TEXT_LENGTH_MAX) return QUANTITY_FORMAT_ERROR;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (match === null) return QUANTITY_FORMAT_ERROR;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return QUANTITY_FORMAT_ERROR;
  const scale = scaleOf(suffix);
  if (scale === undefined) return QUANTITY_SUFFIX_ERROR;
  const digits = BigInt(whole + fraction);
  // value = digits × 10^(exponent - fraction digits) × 2^shift, in billionths, rounded away from zero.
  const exponent = scale.exponent - fraction.length + 9;
  const shifted = digits << BigInt(scale.shift);
  const magnitude =
    exponent >= 0 ? shifted * 10n ** BigInt(exponent) : divideUp(shifted, 10n ** BigInt(-exponent));
  return { nano: sign === '-' ? -magnitude : magnitude, family: scale.family };
}

function scaleOf(suffix: string): { exponent: number; shift: number; family: Family } | undefined {
  const binary = suffix === '' ? -1 : BINARY.indexOf(suffix);
  if (binary > 0) return { exponent: 0, shift: binary * 10, family: 'binary' };
  const decimal = DECIMAL.find(([name]) => name === suffix);
  if (decimal !== undefined) return { exponent: decimal[1], shift: 0, family: 'decimal' };
  const match = /^[eE]([-+]?\d+)$/.exec(suffix);
  if (match === null) return undefined;
  const exponent = Number(match[1]);
  if (Math.abs(exponent) > EXPONENT_MAX) {
    return { exponent: Math.sign(exponent) * EXPONENT_MAX, shift: 0, family: 'exponent' };
  }
  return { exponent, shift: 0, family: 'exponent' };
}

/** Undefined: too small or too broken for this family; it prints as a decimal then. */
function binaryText(nano: bigint): string | undefined {
  const magnitude = nano < 0n ? -nano : nano;
  if (magnitude < 1024n * NANO) return undefined;
  let value = divideUp(nano, NANO);
  if (nano % NANO !== 0n) return undefined;
  let index = 0;
  while (index < BINARY.length - 1 && value % 1024n === 0n && value !== 0n) {
    value /= 1024n;
    index++;
  }
  return `${value}${BINARY[index] ?? ''}`;
}

function decimalText(nano: bigint, family: Family): string {
  let value = nano;
  let exponent = -9;
  const limit = family === 'exponent' ? Number.POSITIVE_INFINITY : 18;
  while (value % 1000n === 0n && exponent < limit) {
    value /= 1000n;
    exponent += 3;
  }
  if (family === 'exponent') return exponent === 0 ? `${value}` : `${value}e${exponent}`;
  const suffix = DECIMAL.find(([, each]) => each === exponent)?.[0] ?? '';
  return `${value}${suffix}`;
}
