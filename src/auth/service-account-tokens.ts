import { timingSafeEqual } from 'node:crypto';
import { ApiError } from '../apimachinery/errors.ts';
import { goJson, quote } from '../apimachinery/go-print.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import { isTerminating, parseTime } from '../apimachinery/meta.ts';
import type { Secret } from '../apimachinery/types.generated.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Clock } from '../base/clock.ts';
import type { Client } from '../client/client.ts';
import type { TokenAuthenticator, TokenIdentity } from './authenticator.ts';
import { API_AUDIENCES, SERVICE_ACCOUNT_ISSUER, TokenError } from './authenticator.ts';
import type { BoundClaims, ObjectClaim } from './service-account-claims.ts';
import { boundClaimsOf, LEGACY_ISSUER, textClaim, userOf } from './service-account-claims.ts';
import type { Claims, TokenSigner } from './token-signer.ts';
import { parseToken, SignatureError } from './token-signer.ts';

/** Clocks differ by that much at most. */
const LEEWAY_SECONDS = 60;
const LEGACY_CLAIM = 'kubernetes.io/serviceaccount/';
const MARKED_INVALID = 'kubernetes.io/legacy-token-invalid-since';

/** Recognises the tokens that this server has issued, as long as what they speak for is there. */
export class ServiceAccountTokens implements TokenAuthenticator {
  readonly #signer: TokenSigner;
  readonly #client: () => Client;
  readonly #clock: Clock;

  /** @param parts `client` is asked for when the first token comes */
  constructor(parts: { signer: TokenSigner; client: () => Client; clock: Clock }) {
    this.#signer = parts.signer;
    this.#client = parts.client;
    this.#clock = parts.clock;
  }

  async authenticate(
    token: string,
    audiences: readonly string[],
  ): Promise<TokenIdentity | undefined> {
    const parsed = parseToken(token);
    const issuer = parsed?.claims['iss'];
    if (parsed === undefined) return undefined;
    if (issuer !== SERVICE_ACCOUNT_ISSUER && issuer !== LEGACY_ISSUER) return undefined;
    const claims = await this.#verified(parsed);
    const own = audiencesOf(claims);
    const meant = own.filter((each) => audiences.includes(each));
    if (meant.length === 0) {
      throw new TokenError(
        `token audiences ${goStrings(own)} is invalid for the target audiences ${goStrings(audiences)}`,
      );
    }
    const user =
      issuer === LEGACY_ISSUER ? await this.#legacy(claims, token) : await this.#bound(claims);
    return { user, audiences: meant };
  }

  async #verified(parsed: NonNullable<ReturnType<typeof parseToken>>): Promise<Claims> {
    try {
      return await this.#signer.verify(parsed);
    } catch (error) {
      if (error instanceof SignatureError) throw new TokenError(error.message);
      throw error;
    }
  }

  /** A token of a TokenRequest. */
  async #bound(claims: Claims): Promise<UserInfo> {
    this.#checkTimes(claims);
    const bound = boundClaimsOf(claims);
    const { namespace, serviceAccount } = bound;
    const account = await this.#get('serviceaccounts', namespace, serviceAccount.name);
    const found = account.metadata.uid ?? '';
    if (found !== serviceAccount.uid) {
      throw new TokenError(
        `service account UID (${found}) does not match claim (${serviceAccount.uid})`,
      );
    }
    if (this.#isGone(account)) {
      throw new TokenError(`service account ${namespace}/${serviceAccount.name} has been deleted`);
    }
    await this.#checkObjects(bound);
    return userOf(bound);
  }

  async #checkObjects({ namespace, secret, pod, node }: BoundClaims): Promise<void> {
    if (secret !== undefined) {
      await this.#checkObject('secrets', namespace, secret, 'secret', 'service account secret');
    }
    if (pod !== undefined) {
      await this.#checkObject('pods', namespace, pod, 'pod', 'service account pod');
    } else if (node !== undefined) {
      // The node of a pod is only told, not checked.
      await this.#checkObject('nodes', undefined, node, 'node', 'service account node');
    }
  }

  async #checkObject(
    plural: string,
    namespace: string | undefined,
    claim: ObjectClaim,
    noun: string,
    claimNoun: string,
  ): Promise<void> {
    const invalidated = 'service account token has been invalidated';
    const object = await this.#find(plural, namespace, claim.name);
    if (object === undefined) throw new TokenError(invalidated);
    const uid = object.metadata.uid ?? '';
    if (uid !== claim.uid) {
      throw new TokenError(
        `${noun} UID (${uid}) does not match ${claimNoun} ref claim (${claim.uid})`,
      );
    }
    if (this.#isGone(object)) throw new TokenError(invalidated);
  }

  #checkTimes(claims: Claims): void {
    const now = Math.floor(this.#clock.now() / 1000);
    const [expiry, notBefore, issuedAt] = ['exp', 'nbf', 'iat'].map((name) => claims[name]);
    if (typeof expiry === 'number' && now - LEEWAY_SECONDS > expiry) {
      throw new TokenError('service account token has expired');
    }
    if (typeof notBefore === 'number' && now + LEEWAY_SECONDS < notBefore) {
      throw new TokenError('service account token is not valid yet');
    }
    if (typeof issuedAt === 'number' && now + LEEWAY_SECONDS < issuedAt) {
      throw new TokenError('service account token is issued in the future');
    }
  }

  /** A token of a secret: good as long as the secret holds it. */
  async #legacy(claims: Claims, token: string): Promise<UserInfo> {
    const claim = (name: string): string => textClaim(claims[`${LEGACY_CLAIM}${name}`]);
    const namespace = claim('namespace');
    const name = claim('service-account.name');
    const uid = claim('service-account.uid');
    if (claims['sub'] !== `system:serviceaccount:${namespace}:${name}`) {
      throw new TokenError('sub claim is invalid');
    }
    const secret = await this.#find<Secret>('secrets', namespace, claim('secret.name'));
    if (secret === undefined || isTerminating(secret)) {
      throw new TokenError('Token has been invalidated');
    }
    if (!isSame(secret.data?.['token'] ?? '', Buffer.from(token).toString('base64'))) {
      throw new TokenError("Token does not match server's copy");
    }
    const account = await this.#get('serviceaccounts', namespace, name);
    if (isTerminating(account)) {
      throw new TokenError(`ServiceAccount ${namespace}/${name} has been deleted`);
    }
    const found = account.metadata.uid ?? '';
    if (found !== uid) {
      throw new TokenError(`ServiceAccount UID (${found}) does not match claim (${uid})`);
    }
    if (secret.metadata.labels?.[MARKED_INVALID]) {
      throw new TokenError(
        `the token in secret ${namespace}/${claim('secret.name')} for service account ` +
          `${namespace}/${name} has been marked invalid. Use tokens from the TokenRequest API or ` +
          `manually created secret-based tokens, or remove the '${MARKED_INVALID}' label from the ` +
          'secret to temporarily allow use of this token',
      );
    }
    return userOf({ namespace, serviceAccount: { name, uid }, id: '' });
  }

  #isGone(object: KubeObject): boolean {
    const { deletionTimestamp } = object.metadata;
    if (deletionTimestamp === undefined) return false;
    return parseTime(deletionTimestamp) < this.#clock.now() - LEEWAY_SECONDS * 1000;
  }

  async #find<T extends KubeObject>(
    plural: string,
    namespace: string | undefined,
    name: string,
  ): Promise<T | undefined> {
    try {
      return await this.#client().resource<T>('v1', plural).get(namespace, name);
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  async #get(plural: string, namespace: string, name: string): Promise<KubeObject> {
    const object = await this.#find(plural, namespace, name);
    if (object === undefined)
      throw new TokenError(`${plural.slice(0, -1)} ${quote(name)} not found`);
    return object;
  }
}

/** A token without audiences is one of a secret, and those are for this server. */
function audiencesOf(claims: Claims): readonly string[] {
  const { aud } = claims as { aud?: unknown };
  if (typeof aud === 'string') return [aud];
  if (!Array.isArray(aud) || aud.length === 0) return API_AUDIENCES;
  return aud.filter((each): each is string => typeof each === 'string');
}

/** Go's %q of a list of strings. */
function goStrings(list: readonly string[]): string {
  return `[${list.map((each) => goJson(each)).join(' ')}]`;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
