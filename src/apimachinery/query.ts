import { badRequest } from './errors.ts';
import { quote } from './go-print.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** Absent: false; `0` and `false`: false; anything else, even empty, is true. */
export function queryBoolean(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  return value === null ? undefined : !/^(0|false)$/i.test(value);
}

/** @throws 400 with Go's words */
export function queryInteger(query: URLSearchParams, name: string): bigint | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^[+-]?\d+$/.test(value)) {
    throw badRequest(`strconv.ParseInt: parsing ${quote(value)}: invalid syntax`);
  }
  const number = BigInt(value.replace('+', ''));
  if (number > INT64_MAX || number < -INT64_MAX - 1n) {
    throw badRequest(`strconv.ParseInt: parsing ${quote(value)}: value out of range`);
  }
  return number;
}

/** Numbers larger than this mean the same as this. */
export function toSafeNumber(value: bigint): number {
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > max ? max : value < -max ? -max : value);
}
