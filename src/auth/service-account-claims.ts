import type { UserInfo } from '../apimachinery/user.ts';
import { SERVICE_ACCOUNT_ISSUER } from './authenticator.ts';
import type { Claims } from './token-signer.ts';

/** The issuer of tokens that lie in secrets. */
export const LEGACY_ISSUER = 'kubernetes/serviceaccount';

const EXTRA = 'authentication.kubernetes.io/';

/** An object that a token speaks for. */
export interface ObjectClaim {
  readonly name: string;
  readonly uid: string;
}

/** What a token of a TokenRequest says. */
export interface BoundClaims {
  readonly namespace: string;
  readonly serviceAccount: ObjectClaim;
  readonly pod?: ObjectClaim;
  readonly secret?: ObjectClaim;
  readonly node?: ObjectClaim;
  /** The `jti` of the token. */
  readonly id: string;
}

export interface TokenTimes {
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiry: number;
  /** From then on the server would like the client to ask for a new one. */
  readonly warnAfter: number | undefined;
}

export function claimsOf(
  { namespace, serviceAccount, pod, secret, node, id }: BoundClaims,
  audiences: readonly string[],
  { issuedAt, expiry, warnAfter }: TokenTimes,
): Claims {
  return {
    aud: audiences,
    exp: expiry,
    iat: issuedAt,
    iss: SERVICE_ACCOUNT_ISSUER,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(node === undefined ? {} : { node: withoutEmpty(node) }),
      ...(pod === undefined ? {} : { pod }),
      ...(secret === undefined ? {} : { secret }),
      serviceaccount: serviceAccount,
      ...(warnAfter === undefined ? {} : { warnafter: warnAfter }),
    },
    nbf: issuedAt,
    sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
  };
}

function withoutEmpty({ name, uid }: ObjectClaim): object {
  return uid === '' ? { name } : { name, uid };
}

/** The claims of a token that lies in a secret: it never expires. */
export function legacyClaimsOf(
  namespace: string,
  serviceAccount: ObjectClaim,
  secret: string,
): Claims {
  return {
    iss: LEGACY_ISSUER,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secret,
    'kubernetes.io/serviceaccount/service-account.name': serviceAccount.name,
    'kubernetes.io/serviceaccount/service-account.uid': serviceAccount.uid,
    sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
  };
}

/** Reads claims whose signature is good; what is missing is empty. */
export function boundClaimsOf(claims: Claims): BoundClaims {
  const own = (claims['kubernetes.io'] ?? {}) as Claims;
  const pod = objectClaim(own['pod']);
  const secret = objectClaim(own['secret']);
  const node = objectClaim(own['node']);
  return {
    namespace: textClaim(own['namespace']),
    serviceAccount: objectClaim(own['serviceaccount']) ?? { name: '', uid: '' },
    ...(pod === undefined ? {} : { pod }),
    ...(secret === undefined ? {} : { secret }),
    ...(node === undefined ? {} : { node }),
    id: textClaim(claims['jti']),
  };
}

function objectClaim(value: unknown): ObjectClaim | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, uid } = value as Claims;
  return { name: textClaim(name), uid: textClaim(uid) };
}

/** Claims of another type count as empty. */
export function textClaim(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The user that a token stands for. */
export function userOf({ namespace, serviceAccount, pod, node, id }: BoundClaims): UserInfo {
  const extra: Record<string, readonly string[]> = {};
  if (id !== '') extra[`${EXTRA}credential-id`] = [`JTI=${id}`];
  if (node !== undefined) {
    extra[`${EXTRA}node-name`] = [node.name];
    if (node.uid !== '') extra[`${EXTRA}node-uid`] = [node.uid];
  }
  if (pod !== undefined) {
    extra[`${EXTRA}pod-name`] = [pod.name];
    extra[`${EXTRA}pod-uid`] = [pod.uid];
  }
  return {
    name: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
    uid: serviceAccount.uid,
    groups: [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      'system:authenticated',
    ],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
