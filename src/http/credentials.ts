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

function certificateOf(socket: IncomingMessage['socket']): Credentials['certificate'] {
  const secure = socket as Partial<TLSSocket>;
  if (secure.authorized !== true || secure.getPeerCertificate === undefined) return undefined;
  const { subject } = secure.getPeerCertificate();
  if (subject?.CN === undefined) return undefined;
  const organizations = subject.O === undefined ? [] : [subject.O].flat();
  return { commonName: String(subject.CN), organizations: organizations.map(String) };
}
