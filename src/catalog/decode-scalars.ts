import { canonicalDuration } from '../apimachinery/go-duration.ts';
import { TimeError } from '../apimachinery/go-time-error.ts';
import { Quantity, QuantityError } from '../apimachinery/quantity.ts';
import type { ScalarType } from '../apimachinery/schema.ts';
import { ExactNumber } from '../base/json.ts';
import { Base64Error, canonicalBase64 } from './decode-base64.ts';
import type { DecodeState } from './decode-state.ts';
import { DecodeError, kindOf } from './decode-state.ts';
import { canonicalMicroTime, canonicalTime } from './decode-time.ts';
import { countMembers, int64Of, settle } from './json-source.ts';

/**
 * Decodes one JSON value to its canonical form.
 *
 * @param raw the value as parsed
 * @param previous what a repeated member had before; a refused value leaves it
 * @returns undefined for Go's nil and for what leaves a fresh value at its zero
 */
export type Decode = (raw: unknown, state: DecodeState, previous: unknown) => unknown;

/** @param goType the Go type as messages print it, `v1.Protocol` */
export function scalarDecoder(scalar: ScalarType, goType: string): Decode {
  if (scalar !== 'string' && scalar !== 'bool') return DECODERS[scalar];
  const type = scalar === 'string' ? 'string' : 'boolean';
  return (raw, state, previous) =>
    typeof raw === type ? raw : refuse(raw, state, previous, goType);
}

const DECODERS: Readonly<Record<Exclude<ScalarType, 'string' | 'bool'>, Decode>> = {
  bytes: decodeBytes,
  double: decodeDouble,
  // Go's parser does not look for null first.
  duration: (raw, state) => decodeText(raw ?? '', state, canonicalDuration),
  fieldsV1: decodeRaw,
  int32: (raw, state, previous) => decodeInteger(raw, state, previous, INT32),
  int64: (raw, state, previous) => decodeInteger(raw, state, previous, INT64),
  intOrString: decodeIntOrString,
  json: decodeRaw,
  microTime: (raw, state) => decodeText(raw, state, canonicalMicroTime),
  quantity: decodeQuantity,
  rawExtension: decodeRaw,
  time: (raw, state) => decodeText(raw, state, canonicalTime),
};

function refuse(raw: unknown, state: DecodeState, previous: unknown, goType: string): unknown {
  // Go ignores null for whatever cannot be nil.
  if (raw !== null) state.refuse(raw, goType);
  return previous;
}

interface IntegerType {
  readonly goType: string;
  readonly min: number;
  readonly max: number;
}

const INT32: IntegerType = { goType: 'int32', min: -(2 ** 31), max: 2 ** 31 - 1 };
const INT64: IntegerType = { goType: 'int64', min: -(2 ** 63), max: 2 ** 63 - 1 };
const UINT8: IntegerType = { goType: 'uint8', min: 0, max: 255 };

function decodeInteger(
  raw: unknown,
  state: DecodeState,
  previous: unknown,
  type: IntegerType,
): unknown {
  const value = integerOf(raw, type);
  if (value !== undefined) return value;
  if (typeof raw === 'number' || raw instanceof ExactNumber) state.refuseNumber(raw, type.goType);
  else if (raw !== null) state.refuse(raw, type.goType);
  return previous;
}

/** Undefined for anything that Go's ParseInt refuses or the type cannot hold. */
function integerOf(raw: unknown, type: IntegerType): number | ExactNumber | undefined {
  if (typeof raw === 'number') {
    // Beyond 2^53 a double that prints like an integer is one, up to the bound of the type.
    if (!Number.isInteger(raw) || raw < type.min || raw > type.max || raw >= 2 ** 63) {
      return undefined;
    }
    return raw + 0;
  }
  if (!(raw instanceof ExactNumber)) return undefined;
  const exact = int64Of(raw.text);
  if (exact === undefined || exact < type.min || exact > type.max) return undefined;
  const double = Number(exact);
  return Number.isSafeInteger(double) ? double : raw;
}

function decodeDouble(raw: unknown, state: DecodeState, previous: unknown): unknown {
  if (typeof raw === 'number') return raw;
  if (!(raw instanceof ExactNumber)) return refuse(raw, state, previous, 'float64');
  const double = Number(raw.text);
  if (Number.isFinite(double)) return double;
  state.refuseNumber(raw, 'float64');
  return previous;
}

function decodeBytes(raw: unknown, state: DecodeState, previous: unknown): unknown {
  if (typeof raw === 'string') {
    try {
      return canonicalBase64(raw);
    } catch (error) {
      if (!(error instanceof Base64Error)) throw error;
      state.refuseText(error.message);
      return previous;
    }
  }
  if (raw === null) return undefined;
  if (!Array.isArray(raw)) return refuse(raw, state, previous, '[]uint8');
  // To Go this is a list of small numbers like any other.
  const bytes = raw.map((item) => Number(decodeInteger(item, state, 0, UINT8)));
  return Buffer.from(bytes).toString('base64');
}

/** The few quantities that bodies are full of (`100m`, `1Gi`), with their canonical forms. */
const canonicalForms = new Map<string, string>();
const CANONICAL_FORMS_MAX = 1000;
const CANONICAL_FORM_LENGTH_MAX = 16;

function decodeQuantity(raw: unknown): unknown {
  if (raw === null) return undefined;
  const text = quantityText(raw);
  const known = canonicalForms.get(text);
  if (known !== undefined) return known;
  const canonical = parseQuantity(text);
  if (canonicalForms.size < CANONICAL_FORMS_MAX && text.length <= CANONICAL_FORM_LENGTH_MAX) {
    canonicalForms.set(text, canonical);
  }
  return canonical;
}

/** @throws DecodeError */
function parseQuantity(text: string): string {
  try {
    return Quantity.parse(text).toString();
  } catch (error) {
    throw error instanceof QuantityError ? new DecodeError(error.message) : error;
  }
}

/** Go parses the JSON text itself, whatever it is, without its quotes. */
function quantityText(raw: unknown): string {
  if (typeof raw === 'string') return raw.replace(/^[\p{Zs}\u0085]+|[\p{Zs}\u0085]+$/gu, '');
  if (raw instanceof ExactNumber) return raw.text;
  // Of lists and objects the first character is enough to be refused.
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : '[';
}

function decodeText(
  raw: unknown,
  state: DecodeState,
  canonical: (text: string) => string | null,
): unknown {
  if (raw === null) return undefined;
  if (typeof raw !== 'string') throw state.mismatch(kindOf(raw), 'string');
  try {
    return canonical(raw);
  } catch (error) {
    throw error instanceof TimeError ? new DecodeError(error.message) : error;
  }
}

function decodeIntOrString(raw: unknown, state: DecodeState): unknown {
  if (typeof raw === 'string') return raw;
  if (raw === null) return undefined;
  const value = integerOf(raw, INT32);
  if (value !== undefined) return value;
  const isNumber = typeof raw === 'number' || raw instanceof ExactNumber;
  throw state.mismatch(isNumber ? `number ${String(raw)}` : kindOf(raw), 'int32');
}

/** JSON that is kept as it is. Null leaves what was there. */
function decodeRaw(raw: unknown, state: DecodeState, previous: unknown): unknown {
  if (raw === null) return previous;
  if (typeof raw !== 'object') return raw;
  state.members += countMembers(raw);
  return settle(raw);
}
