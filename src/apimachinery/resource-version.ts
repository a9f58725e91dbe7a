import { ApiError, badRequest, bareError } from './errors.ts';
import { quote } from './go-print.ts';

const UINT64_MAX = 2n ** 64n - 1n;

/** Go's words for a text that is no uint64. */
export function parseUintError(text: string): string {
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  return `strconv.ParseUint: parsing ${quote(text)}: ${why}`;
}

/** Undefined: not a version. The empty string and `0` mean "any" and are 0. */
export function parseObjectVersion(text: string | undefined): bigint | undefined {
  if (text === undefined || text === '') return 0n;
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const version = BigInt(text);
  return version > UINT64_MAX ? undefined : version;
}

function parse(text: string | null): bigint | undefined | 'bad' {
  if (text === null || text === '') return undefined;
  return parseObjectVersion(text) ?? 'bad';
}

/** `resourceVersion` of a GET or a watch; upstream answers a bad one with a bare 500. */
export function parseReadVersion(text: string | null): bigint | undefined {
  const version = parse(text);
  if (version === 'bad') throw bareError(invalidVersion(text ?? ''));
  return version;
}

/** `resourceVersion` of a list. @throws 400 */
export function parseListVersion(text: string | null): bigint | undefined {
  const version = parse(text);
  if (version === 'bad')
    throw badRequest(`invalid resource version: ${invalidVersion(text ?? '')}`);
  return version;
}

function invalidVersion(text: string): string {
  return `resourceVersion: Invalid value: ${quote(text)}: ${parseUintError(text)}`;
}

/** `metadata.resourceVersion` of a body. @throws a bare 500, as upstream */
export function requireObjectVersion(text: string | undefined): bigint {
  const version = parseObjectVersion(text);
  if (version === undefined) throw new ApiError(500, '', parseUintError(text ?? ''));
  return version;
}
