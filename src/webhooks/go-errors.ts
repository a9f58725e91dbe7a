import { getServers } from 'node:dns';
import { isIP } from 'node:net';

const DNS_PORT = 53;

/** What Node's network errors carry besides their message. */
interface NetworkError extends Error {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly host?: string;
  readonly cert?: { readonly subjectaltname?: string };
  readonly errors?: readonly NetworkError[];
}

/** Certificates of a CA that is not trusted. */
const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const CONNECT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ETIMEDOUT: 'connection timed out',
};

/** An error of a call as Go's HTTP client words it. */
export function goNetworkError(error: unknown): string {
  const found = error as NetworkError;
  // Several addresses were tried; Go tells of the first.
  const { code = '', message, address, port } = found.errors?.[0] ?? found;
  const refused = CONNECT[code];
  if (refused !== undefined && address !== undefined) {
    return `dial tcp ${hostPort(address, port ?? 0)}: connect: ${refused}`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const [server] = getServers();
    const asked = server === undefined ? '' : ` on ${hostPort(server, DNS_PORT)}`;
    return `dial tcp: lookup ${found.hostname ?? ''}${asked}: no such host`;
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return message.includes('socket hang up') ? 'EOF' : 'read tcp: read: connection reset by peer';
  }
  const certificate = certificateProblem(found, code);
  if (certificate !== undefined) return `tls: failed to verify certificate: x509: ${certificate}`;
  // OpenSSL's words for an answer that is no TLS at all.
  if (/wrong version number|packet length too long|http request/i.test(message)) {
    return 'http: server gave HTTP response to HTTPS client';
  }
  if (code.startsWith('HPE_')) {
    return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
  }
  return message;
}

function certificateProblem(error: NetworkError, code: string): string | undefined {
  if (UNKNOWN_AUTHORITY.has(code)) return 'certificate signed by unknown authority';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return 'certificate has expired or is not yet valid';
  }
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined;
  return wrongName(error.host ?? '', error.cert?.subjectaltname ?? '');
}

/** @param alternatives `DNS:localhost, IP Address:127.0.0.1` */
function wrongName(host: string, alternatives: string): string {
  const names = alternatives.split(', ').filter((each) => each !== '');
  if (names.length === 0) {
    return 'certificate relies on legacy Common Name field, use SANs instead';
  }
  const prefix = isIP(host) === 0 ? 'DNS:' : 'IP Address:';
  const valid = names
    .filter((each) => each.startsWith(prefix))
    .map((each) => each.slice(prefix.length));
  if (valid.length > 0) return `certificate is valid for ${valid.join(', ')}, not ${host}`;
  return isIP(host) === 0
    ? `certificate is not valid for any names, but wanted to match ${host}`
    : `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
}

function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
