import { badRequest, bareError } from './errors.ts';
import { quote } from './go-print.ts';

const UINT64_MAX = 2n ** 64n - 1n;

/** Undefined: not a version. The empty string is 0, which means any. */
function parseVersion(text: string): bigint | undefined {
  if (text === '') return 0n;
  if (!/^0*\d{1,20}$/.test(text)) return undefined;
  const version = BigInt(text);
  return version > UINT64_MAX ? undefined : version;
}

/** Go's words for a text that is no uint64. */
function parseUintError(text: string): string {
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  return `strconv.ParseUint: parsing ${quote(text)}: ${why}`;
}

/** `resourceVersion` of a GET or a watch. @throws a bare 500, as upstream */
export function parseReadVersion(text: string | null): bigint | undefined {
  return versionOr(text, bareError);
}

/** `resourceVersion` of a list. @throws 400 */
export function parseListVersion(text: string | null): bigint | undefined {
  return versionOr(text, (why) => badRequest(`invalid resource version: ${why}`));
}

function versionOr(text: string | null, refusal: (why: string) => Error): bigint | undefined {
  if (text === null || text === '') return undefined;
  const version = parseVersion(text);
  if (version !== undefined) return version;
  throw refusal(`resourceVersion: Invalid value: ${quote(text)}: ${parseUintError(text)}`);
}

/** `metadata.resourceVersion` of a body; 0: it asks for no particular one. @throws a bare 500, as upstream */
export function requireObjectVersion(text: string | undefined): bigint {
  const version = parseVersion(text ?? '');
  if (version === undefined) throw bareError(parseUintError(text ?? ''));
  return version;
}

/** Whether `metadata.resourceVersion` of a body asks for a particular version; nonsense asks for none. */
export function namesVersion(text: string | undefined): boolean {
  return (parseVersion(text ?? '') ?? 0n) !== 0n;
}
