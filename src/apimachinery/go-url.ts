import { quote } from './go-print.ts';

/** The parts of a URL that Go's parser tells apart. */
export interface GoUrl {
  readonly scheme: string;
  /** With the port. */
  readonly host: string;
  /** Undefined: there is none; `u:p`. */
  readonly user: string | undefined;
  readonly query: string;
  readonly fragment: string;
}

/** A URL that Go's net/url refuses; the message is Go's. */
export class GoUrlError extends Error {
  constructor(url: string, why: string) {
    super(`parse ${quote(url)}: ${why}`);
  }
}

// Go refuses what could end a line of a request.
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\x00-\x1f\x7f]/;
const HOST_CHARACTERS = /[^A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"\u0080-\uffff%]/;

/** Parses a URL as Go does. @throws GoUrlError */
export function parseGoUrl(url: string): GoUrl {
  const refuse = (why: string): GoUrlError => new GoUrlError(url, why);
  if (CONTROL.test(url)) throw refuse('net/url: invalid control character in URL');
  const hash = url.indexOf('#');
  const whole = hash === -1 ? url : url.slice(0, hash);
  const fragment = hash === -1 ? '' : url.slice(hash + 1);
  if (whole.startsWith(':')) throw refuse('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole)?.[1] ?? '';
  const afterScheme = scheme === '' ? whole : whole.slice(scheme.length + 1);
  const mark = afterScheme.indexOf('?');
  const query = mark === -1 ? '' : afterScheme.slice(mark + 1);
  const rest = mark === -1 ? afterScheme : afterScheme.slice(0, mark);
  const parts = { scheme: scheme.toLowerCase(), query, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...parts, host: '', user: undefined };
    if ((rest.split('/')[0] ?? '').includes(':')) {
      throw refuse('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const [, authority = '', path = ''] = hasAuthority
    ? (/^\/\/([^/]*)(.*)$/.exec(rest) ?? [])
    : ['', '', rest];
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? undefined : authority.slice(0, at);
  const host = authority.slice(at + 1);
  const problem = hostProblem(host) ?? escapeProblem(path) ?? escapeProblem(fragment);
  if (problem !== undefined) throw refuse(problem);
  return { ...parts, host, user };
}

function hostProblem(host: string): string | undefined {
  if (host.startsWith('[') && !host.includes(']')) return "missing ']' in host";
  const port = host.startsWith('[')
    ? host.slice(host.lastIndexOf(']') + 1)
    : host.slice(host.lastIndexOf(':') === -1 ? host.length : host.lastIndexOf(':'));
  if (port !== '' && !/^:\d*$/.test(port)) return `invalid port ${quote(port)} after host`;
  const invalid = HOST_CHARACTERS.exec(host)?.[0];
  if (invalid !== undefined) return `invalid character ${quote(invalid)} in host name`;
  return escapeProblem(host);
}

function escapeProblem(text: string): string | undefined {
  const [escape] = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text) ?? [];
  return escape === undefined ? undefined : `invalid URL escape ${quote(escape)}`;
}
