import { badRequest } from './errors.ts';
import { quote } from './go-print.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** Most requests have no search; nobody changes what was parsed. */
const EMPTY = new URLSearchParams();

/**
 * The search of a URL as Node gives it, without the question mark. Like Go, leaves out the pairs
 * that have a semicolon or a percent sign that encodes nothing.
 */
export function parseQuery(search: string): URLSearchParams {
  if (search === '') return EMPTY;
  if (/^[!-$&-:<-~]*$/.test(search)) return new URLSearchParams(search);
  const pairs = Buffer.from(search, 'latin1').toString().split('&');
  const sound = pairs.filter((pair) => !/;|%(?![0-9a-fA-F]{2})/.test(pair));
  return new URLSearchParams(sound.join('&'));
}

/** `0` and `false` are false; anything else, even nothing at all, is true. Undefined: absent. */
export function queryBoolean(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  return value === null ? undefined : !/^(?:0|false)$/i.test(value);
}

/** @throws 400 with Go's words */
export function queryInteger(query: URLSearchParams, name: string): bigint | undefined {
  const value = query.get(name);
  return value === null ? undefined : parseInt64(value);
}

function parseInt64(text: string): bigint {
  const digits = /^[-+]?0*(\d+)$/.exec(text)?.[1];
  if (digits === undefined) {
    throw badRequest(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
  }
  const number = digits.length > 19 ? undefined : BigInt(`${text[0] === '-' ? '-' : ''}${digits}`);
  if (number === undefined || number > INT64_MAX || number < -INT64_MAX - 1n) {
    throw badRequest(`strconv.ParseInt: parsing ${quote(text)}: value out of range`);
  }
  return number;
}

/** Numbers larger than this mean the same as this. */
export function toSafeNumber(value: bigint): number {
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > max ? max : value < -max ? -max : value);
}
