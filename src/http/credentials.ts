import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Credentials } from '../auth/authenticator.ts';

/** Reads who a request claims to be; a certificate counts only if the CA has signed it. */
export function credentialsOf(request: IncomingMessage, trusted: boolean): Credentials {
  return {
    authorization: request.headers.authorization,
    certificate: certificateOf(request.socket),
    trusted,
  };
}

/** A connection keeps its certificate, and reading one takes longer than many a request. */
const known = new WeakMap<object, Credentials['certificate'] | 'none'>();

function certificateOf(socket: IncomingMessage['socket']): Credentials['certificate'] {
  const secure = socket as Partial<TLSSocket>;
  if (secure.getPeerCertificate === undefined) return undefined;
  let certificate = known.get(socket);
  if (certificate === undefined) {
    certificate = readCertificate(secure) ?? 'none';
    known.set(socket, certificate);
  }
  return certificate === 'none' ? undefined : certificate;
}

function readCertificate(socket: Partial<TLSSocket>): Credentials['certificate'] {
  const shown = socket.getPeerCertificate?.();
  if (shown?.raw === undefined) return undefined;
  if (socket.authorized !== true) return 'refused';
  const { CN: commonName, O: organizations = [] } = shown.subject ?? {};
  // A certificate without a name stands for nobody.
  if (commonName === undefined) return undefined;
  return {
    commonName: String([commonName].flat().at(-1)),
    organizations: [organizations].flat().map(String),
    fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
