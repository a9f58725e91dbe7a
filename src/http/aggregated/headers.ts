import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { UserInfo } from '../../apimachinery/user.ts';
import { HOP_BY_HOP } from '../hop-by-hop.ts';

/** Meant for this server, or said anew. */
const OWN = new Set([
  'authorization',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'x-remote-group',
  'x-remote-uid',
  'x-remote-user',
]);
const OWN_PREFIXES = [':', 'impersonate-', 'x-remote-extra-'];
/** Upstream lets nobody else say who may read its answers. */
const CROSS_ORIGIN = new Set([
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
]);

/** What a request to another server carries of the one that came in. */
export interface Incoming {
  readonly headers: IncomingHttpHeaders;
  readonly user: UserInfo;
  readonly remoteAddress: string;
  readonly auditId: string;
}

/** The headers of a request that is passed on, with who sends it. */
export function passedOnHeaders({ headers, user, ...from }: Incoming): OutgoingHttpHeaders {
  const dropped = hopByHop(headers.connection);
  const result: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || dropped.has(name) || OWN.has(name)) continue;
    if (OWN_PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    result[canonical(name)] = value;
  }
  const before = headers['x-forwarded-for'];
  result['X-Forwarded-For'] =
    before === undefined ? from.remoteAddress : `${String(before)}, ${from.remoteAddress}`;
  result['Audit-Id'] = from.auditId;
  return { ...result, ...userHeaders(user) };
}

/** Who a request is from, as servers behind a front proxy read it. */
export function userHeaders({ name, uid, groups, extra = {} }: UserInfo): OutgoingHttpHeaders {
  const result: OutgoingHttpHeaders = { 'X-Remote-User': latin1(name) };
  if (uid !== undefined && uid !== '') result['X-Remote-Uid'] = latin1(uid);
  if (groups.length > 0) result['X-Remote-Group'] = groups.map(latin1);
  for (const [key, values] of Object.entries(extra)) {
    if (values.length > 0) {
      result[canonical(`X-Remote-Extra-${escapeKey(key)}`)] = values.map(latin1);
    }
  }
  return result;
}

/** The headers of an answer that reach the client, in their order, by lower-case names. */
export function answeredHeaders(
  raw: readonly string[],
  connection: string | undefined,
): Map<string, string[]> {
  const dropped = hopByHop(connection);
  const result = new Map<string, string[]>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    if (dropped.has(name) || CROSS_ORIGIN.has(name)) continue;
    const known = result.get(name);
    if (known === undefined) result.set(name, [raw[i + 1] ?? '']);
    else known.push(raw[i + 1] ?? '');
  }
  return result;
}

function hopByHop(connection: string | undefined): ReadonlySet<string> {
  const named = (connection ?? '').split(',').map((each) => each.trim().toLowerCase());
  return new Set([...HOP_BY_HOP, ...named.filter((each) => each !== '')]);
}

/** As Go writes the names of headers. */
function canonical(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** Header bytes are UTF-8, which Node takes as Latin-1. Line ends cannot be in a header. */
function latin1(value: string): string {
  return Buffer.from(value.replaceAll(/[\r\n\0]/g, ' ')).toString('latin1');
}

/** Percent-encodes what cannot stand in the name of a header, and the percent sign. */
function escapeKey(key: string): string {
  let result = '';
  for (const byte of Buffer.from(key)) {
    const character = String.fromCharCode(byte);
    const isLegal = /[!#$&'*+\-.^_`|~0-9A-Za-z]/.test(character);
    result += isLegal ? character : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  }
  return result;
}
