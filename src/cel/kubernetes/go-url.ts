import { quote } from '../../apimachinery/go-print.ts';

/** A URL as Go's net/url takes it apart. */
export interface GoUrl {
  readonly scheme: string;
  /** With its port. */
  readonly host: string;
  readonly escapedPath: string;
  readonly rawQuery: string;
  readonly text: string;
}

/** The message is that of Go's url.Error. */
export class GoUrlError extends Error {}

/** Go's ParseRequestURI, and then Parse: an absolute URL or path, whose fragment is left out. */
export function parseRequestUri(text: string): GoUrl {
  const fail = (problem: string): never => {
    throw new GoUrlError(`parse ${quote(text)}: ${problem}`);
  };
  if (/\p{Cc}/u.test(text.replaceAll(/[\u0080-\u009f]/g, '')))
    fail('net/url: invalid control character in URL');
  if (text === '') fail('empty url');
  const scheme = schemeOf(text, fail);
  const rest = scheme === undefined ? text : text.slice(scheme.length + 1);
  const beforeQuery = rest.split('?', 1)[0] ?? '';
  if (!beforeQuery.startsWith('/')) {
    // Opaque URLs such as mailto: are left as they are by requests, but only those with a scheme.
    if (scheme === undefined) fail('invalid URI for request');
    if (scheme !== undefined) return opaque(text, scheme, rest);
  }
  const requestParts = authorityOf(beforeQuery, scheme);
  checkHost(requestParts.authority, fail);
  checkEscapes(requestParts.path, fail);
  const withoutFragment = rest.split('#', 1)[0] ?? '';
  const [path = ''] = withoutFragment.split('?', 1);
  const rawQuery = withoutFragment.slice(path.length + 1);
  const parts = authorityOf(path, scheme);
  const host = parts.authority.slice(parts.authority.lastIndexOf('@') + 1);
  return {
    scheme: (scheme ?? '').toLowerCase(),
    host,
    escapedPath: escapedPath(parts.path),
    rawQuery,
    text,
  };
}

function opaque(text: string, scheme: string, rest: string): GoUrl {
  const rawQuery = (rest.split('#', 1)[0] ?? '').split('?').slice(1).join('?');
  return { scheme: scheme.toLowerCase(), host: '', escapedPath: '', rawQuery, text };
}

function schemeOf(text: string, fail: (problem: string) => never): string | undefined {
  const colon = text.search(/[^a-zA-Z0-9+\-.]/);
  if (colon < 0 || text[colon] !== ':') return undefined;
  if (colon === 0) return fail('missing protocol scheme');
  return /^[a-zA-Z]/.test(text) ? text.slice(0, colon) : undefined;
}

function authorityOf(
  path: string,
  scheme: string | undefined,
): { readonly authority: string; readonly path: string } {
  const hasAuthority = path.startsWith('//') && scheme !== undefined;
  if (!hasAuthority) return { authority: '', path };
  const end = path.indexOf('/', 2);
  if (end < 0) return { authority: path.slice(2), path: '' };
  return { authority: path.slice(2, end), path: path.slice(end) };
}

function checkHost(authority: string, fail: (problem: string) => never): void {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (at >= 0 && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at))) {
    fail('net/url: invalid userinfo');
  }
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : undefined;
  if (bracket === -1) fail("missing ']' in host");
  const port = bracket === undefined ? portOf(host) : host.slice(bracket + 1);
  if (!/^(:\d*)?$/.test(port)) fail(`invalid port ${quote(port)} after host`);
  const bad = /[^A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(host)?.[0];
  if (bad !== undefined) fail(`invalid character ${quote(bad)} in host name`);
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(host)?.[0];
  if (escape !== undefined) fail(`invalid URL escape ${quote(escape)}`);
}

function portOf(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon < 0 ? '' : host.slice(colon);
}

function checkEscapes(path: string, fail: (problem: string) => never): void {
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(path)?.[0];
  if (escape !== undefined) fail(`invalid URL escape ${quote(escape)}`);
}

/** What Go would not write as it is gets escaped; a valid escape stays. */
function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~$&+,/:;=@!'()*[\]%]/gu, (char) => encodeURIComponent(char));
}

/** Without the port and the brackets of an IPv6 address. */
export function hostnameOf({ host }: GoUrl): string {
  const bracketed = /^\[(.*)\](:\d*)?$/.exec(host)?.[1];
  return bracketed ?? host.replace(/:\d*$/, '');
}

export function portOfUrl({ host }: GoUrl): string {
  return /:(\d*)$/.exec(host)?.[1] ?? '';
}

/** The values of each key in order; what cannot be decoded is left out, as Go leaves it out. */
export function queryOf({ rawQuery }: GoUrl): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const key = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (key === undefined || value === undefined) continue;
    const present = values.get(key);
    if (present === undefined) values.set(key, [value]);
    else present.push(value);
  }
  return values;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Whether a text is what a request may ask for: an absolute URL or a path. */
export function isRequestUri(text: string): boolean {
  try {
    parseRequestUri(text);
    return true;
  } catch (error) {
    if (error instanceof GoUrlError) return false;
    throw error;
  }
}
