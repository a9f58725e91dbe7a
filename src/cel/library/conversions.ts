import { durationOf } from '../../apimachinery/go-duration.ts';
import { formatSeconds } from '../values/go-duration.ts';
import { typeNameOf } from '../values/kinds.ts';
import { INT64_MAX, INT64_MIN, UINT64_MAX } from '../values/numbers.ts';
import { formatTimestamp, parseTimestamp, timestampOf, unixSeconds } from '../values/timestamp.ts';
import type { CelDuration as Duration, CelTimestamp as Timestamp, Value } from '../values/value.ts';
import { CelDuration, CelError, CelTypeValue, CelUint } from '../values/value.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { declare } from './declaration.ts';
import { conversionError } from './errors.ts';
import { formatDouble, parseGoFloat } from './go-float.ts';

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
/** More digits than any 64-bit number has. */
const DIGITS = /^[+-]?\d{1,400}$/;

const same = <T extends Value>(value: T): T => value;

function toBool(text: string): boolean {
  if (TRUE_WORDS.has(text)) return true;
  if (FALSE_WORDS.has(text)) return false;
  throw conversionError('string', 'bool');
}

function parseInt64(text: string): bigint {
  const value = DIGITS.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
  if (value === undefined || value < INT64_MIN || value > INT64_MAX) {
    throw conversionError('string', 'int');
  }
  return value;
}

function parseUint64(text: string): CelUint {
  const value = /^\d{1,400}$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > UINT64_MAX) throw conversionError('string', 'uint');
  return new CelUint(value);
}

function doubleToInt(value: number): bigint {
  // The bounds themselves are refused: 2^63 - 1 is no double.
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) {
    throw new CelError('integer overflow');
  }
  return BigInt(Math.trunc(value));
}

function doubleToUint(value: number): CelUint {
  if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64) {
    throw new CelError('unsigned integer overflow');
  }
  return new CelUint(BigInt(Math.trunc(value)));
}

function intToUint(value: bigint): CelUint {
  if (value < 0n) throw new CelError('unsigned integer overflow');
  return new CelUint(value);
}

function uintToInt({ value }: CelUint): bigint {
  if (value > INT64_MAX) throw new CelError('integer overflow');
  return value;
}

function parseDouble(text: string): number {
  const value = parseGoFloat(text);
  if (value === undefined) throw conversionError('string', 'double');
  return value;
}

function bytesToString(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

function parseDuration(text: string): Duration {
  const nanoseconds = durationOf(text);
  if (nanoseconds === undefined) {
    throw conversionError('string', 'google.protobuf.Duration');
  }
  return new CelDuration(nanoseconds);
}

function stringToTimestamp(text: string): Timestamp {
  const found = parseTimestamp(text);
  if (found === undefined) throw conversionError('string', 'google.protobuf.Timestamp');
  return found;
}

export const conversions: readonly FunctionDeclaration[] = [
  declare('type', ['type', '(A): type(A)', (value: Value) => new CelTypeValue(typeNameOf(value))]),
  declare(
    'bool',
    ['bool_to_bool', '(bool): bool', same],
    ['string_to_bool', '(string): bool', toBool],
  ),
  declare(
    'bytes',
    ['bytes_to_bytes', '(bytes): bytes', same],
    ['string_to_bytes', '(string): bytes', (text: string) => new TextEncoder().encode(text)],
  ),
  declare(
    'double',
    ['double_to_double', '(double): double', same],
    ['int64_to_double', '(int): double', Number],
    ['string_to_double', '(string): double', parseDouble],
    ['uint64_to_double', '(uint): double', ({ value }: CelUint) => Number(value)],
  ),
  declare(
    'duration',
    ['duration_to_duration', '(duration): duration', same],
    [
      'int64_to_duration',
      '(int): duration',
      () => {
        throw conversionError('int', 'google.protobuf.Duration');
      },
    ],
    ['string_to_duration', '(string): duration', parseDuration],
  ),
  declare('dyn', ['to_dyn', '(A): dyn', same]),
  declare(
    'int',
    ['int64_to_int64', '(int): int', same],
    ['double_to_int64', '(double): int', doubleToInt],
    ['duration_to_int64', '(duration): int', ({ nanoseconds }: Duration) => nanoseconds],
    ['string_to_int64', '(string): int', parseInt64],
    ['timestamp_to_int64', '(timestamp): int', unixSeconds],
    ['uint64_to_int64', '(uint): int', uintToInt],
  ),
  declare(
    'string',
    ['string_to_string', '(string): string', same],
    ['bool_to_string', '(bool): string', String],
    ['bytes_to_string', '(bytes): string', bytesToString],
    ['double_to_string', '(double): string', formatDouble],
    [
      'duration_to_string',
      '(duration): string',
      ({ nanoseconds }: Duration) => formatSeconds(nanoseconds),
    ],
    ['int64_to_string', '(int): string', String],
    ['timestamp_to_string', '(timestamp): string', formatTimestamp],
    ['uint64_to_string', '(uint): string', ({ value }: CelUint) => String(value)],
  ),
  declare(
    'timestamp',
    ['timestamp_to_timestamp', '(timestamp): timestamp', same],
    [
      'int64_to_timestamp',
      '(int): timestamp',
      (seconds: bigint) => timestampOf(seconds * 1_000_000_000n, 0),
    ],
    ['string_to_timestamp', '(string): timestamp', stringToTimestamp],
  ),
  declare(
    'uint',
    ['uint64_to_uint64', '(uint): uint', same],
    ['double_to_uint64', '(double): uint', doubleToUint],
    ['int64_to_uint64', '(int): uint', intToUint],
    ['string_to_uint64', '(string): uint', parseUint64],
  ),
];
