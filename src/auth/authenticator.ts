import type { UserInfo } from '../apimachinery/user.ts';
import { SYSTEM_MASTERS } from '../apimachinery/user.ts';

/** What a connection and its headers say about who is there. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** Subject of a client certificate that the CA has signed. */
  readonly certificate: CertificateSubject | undefined;
  /** The plain-HTTP port: Go clients send no credentials there, so none are asked for. */
  readonly trusted: boolean;
}

export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/** `anonymous`: no credentials; `refused`: wrong ones. */
export type Authentication = UserInfo | 'anonymous' | 'refused';

/** One way to recognise a bearer token: static tokens, service account tokens. */
export interface TokenAuthenticator {
  /** Undefined: not one of its tokens. */
  authenticate(token: string): UserInfo | undefined;
}

export const ADMIN: UserInfo = {
  name: 'kubernetes-admin',
  groups: [SYSTEM_MASTERS, 'system:authenticated'],
};

export const ANONYMOUS: UserInfo = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

/** Upstream's order: client certificate, bearer token, anonymous. */
export class Authenticator {
  readonly #tokens: readonly TokenAuthenticator[];

  constructor(tokens: readonly TokenAuthenticator[]) {
    this.#tokens = tokens;
  }

  authenticate({ authorization, certificate, trusted }: Credentials): Authentication {
    if (certificate !== undefined) {
      return {
        name: certificate.commonName,
        groups: [...certificate.organizations, 'system:authenticated'],
      };
    }
    const token = bearerToken(authorization);
    if (token === undefined) return trusted ? ADMIN : 'anonymous';
    for (const each of this.#tokens) {
      const user = each.authenticate(token);
      if (user !== undefined) return user;
    }
    return 'refused';
  }
}

function bearerToken(authorization: string | undefined): string | undefined {
  const match = /^bearer +(\S+)\s*$/i.exec(authorization ?? '');
  return match?.[1];
}
