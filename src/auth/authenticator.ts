import type { UserInfo } from '../apimachinery/user.ts';
import { SYSTEM_MASTERS } from '../apimachinery/user.ts';

/** What a connection and its headers say about who is there. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** Subject of a client certificate that the CA has signed; `refused`: it is somebody else's. */
  readonly certificate: CertificateSubject | 'refused' | undefined;
  /** The plain-HTTP port: Go clients send no credentials there, so none are asked for. */
  readonly trusted: boolean;
}

export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;
}

/** `anonymous`: no credentials; `refused`: wrong ones. */
export type Authentication = UserInfo | 'anonymous' | 'refused';

/** A token that was recognised. */
export interface TokenIdentity {
  readonly user: UserInfo;
  /** Those of the wanted audiences that the token is for. */
  readonly audiences: readonly string[];
}

/** One of its own tokens, which an authenticator refuses; the message is for reviews. */
export class TokenError extends Error {}

/** One way to recognise a bearer token: static tokens, service account tokens. */
export interface TokenAuthenticator {
  /**
   * Undefined: not one of its tokens, or for none of these audiences.
   * @throws TokenError
   */
  authenticate(
    token: string,
    audiences: readonly string[],
  ): TokenIdentity | undefined | Promise<TokenIdentity | undefined>;
}

/** Whom service account tokens are issued by and, unless they say otherwise, for. */
export const SERVICE_ACCOUNT_ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** The audiences that this server answers to. */
export const API_AUDIENCES: readonly string[] = [SERVICE_ACCOUNT_ISSUER];

export const ADMIN: UserInfo = {
  name: 'kubernetes-admin',
  groups: [SYSTEM_MASTERS, 'system:authenticated'],
};

/** By this audit logs tell the credentials of one user apart. */
const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';

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

  /** One that recognises more tokens. */
  with(tokens: TokenAuthenticator): Authenticator {
    return new Authenticator([...this.#tokens, tokens]);
  }

  async authenticate({
    authorization,
    certificate,
    trusted,
  }: Credentials): Promise<Authentication> {
    if (certificate !== undefined && certificate !== 'refused') {
      return {
        name: certificate.commonName,
        groups: [...certificate.organizations, 'system:authenticated'],
        extra: { [CREDENTIAL_ID]: [`X509SHA256=${certificate.fingerprint}`] },
      };
    }
    const token = bearerToken(authorization);
    if (token === undefined) {
      // Who shows a wrong certificate and nothing else is not let in as a stranger.
      if (certificate === 'refused') return 'refused';
      return trusted ? ADMIN : 'anonymous';
    }
    const found = await this.review(token, API_AUDIENCES);
    return 'error' in found ? 'refused' : found.user;
  }

  /** Who a token stands for, or in upstream's words why it stands for nobody. */
  async review(
    token: string,
    audiences: readonly string[],
  ): Promise<TokenIdentity | { readonly error: string }> {
    const errors: string[] = [];
    for (const each of this.#tokens) {
      try {
        const identity = await each.authenticate(token, audiences);
        if (identity !== undefined) return identity;
      } catch (error) {
        if (!(error instanceof TokenError)) throw error;
        errors.push(error.message);
      }
    }
    const all = ['invalid bearer token', ...errors];
    return { error: errors.length === 0 ? (all[0] ?? '') : `[${all.join(', ')}]` };
  }
}

function bearerToken(authorization: string | undefined): string | undefined {
  const match = /^bearer +(\S+)\s*$/i.exec(authorization ?? '');
  return match?.[1];
}
