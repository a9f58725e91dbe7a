import { ApiError, badRequest, conflict, invalid } from '../../apimachinery/errors.ts';
import type { FieldError } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { API_AUDIENCES } from '../../auth/authenticator.ts';
import type { BoundClaims, ObjectClaim } from '../../auth/service-account-claims.ts';
import { claimsOf } from '../../auth/service-account-claims.ts';
import type { TokenSigner } from '../../auth/token-signer.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Handler, HandlerParts } from './handler.ts';
import { itemOf, receive, typeOf } from './handler.ts';

const GROUP = 'authentication.k8s.io';
const KIND = 'TokenRequest';
const SECONDS_DEFAULT = 3600;
const SECONDS_MIN = 600;
const SECONDS_MAX = 2 ** 32;
/** What pods ask for; such a token lives longer, so that old clients keep working. */
const WARNED_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;

interface TokenRequest extends KubeObject {
  spec: {
    audiences?: string[];
    expirationSeconds?: number | null;
    boundObjectRef?: BoundObject | null;
  };
  status?: { token: string; expirationTimestamp: string };
}

interface BoundObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** `serviceaccounts/<name>/token`: a signed token for an account, maybe bound to an object. */
export function tokenRequestHandler(
  parts: HandlerParts,
  accounts: Resource,
  signer: TokenSigner,
): Handler {
  const type = typeOf(parts.catalog, accounts, [GROUP, 'v1', KIND]);
  return {
    async create(call, produce, write) {
      const sent = produce();
      const { spec } = sent as unknown as TokenRequest;
      spec.expirationSeconds ??= SECONDS_DEFAULT;
      const { name: sentName } = sent.metadata;
      const { object, validate } = await receive(parts, call, write, {
        type,
        object: sent,
        keepsMetadata: true,
      });
      const request = object as unknown as TokenRequest;
      if (sentName && sentName !== call.name) {
        const detail = 'must match the service account name if specified';
        throw invalid({ group: GROUP, kind: KIND }, call.name, [
          fieldError.invalid('metadata.name', sentName, detail),
        ]);
      }
      const { object: account } = await parts.registry.get(call);
      settleMetadata(request, account, parts.clock.now());
      const errors = validateExpiration(request.spec.expirationSeconds ?? 0);
      if (errors.length > 0) throw invalid({ group: GROUP, kind: KIND }, '', errors);
      await validate();
      const status = await issue(parts, signer, request, account);
      return itemOf(type, { ...request, status });
    },
  };
}

function settleMetadata(request: TokenRequest, account: KubeObject, now: number): void {
  const { name = '', namespace = '', uid = '' } = account.metadata;
  const { metadata } = request;
  if (metadata.uid && metadata.uid !== uid) {
    throw conflict(
      { group: GROUP, resource: KIND },
      name,
      `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`,
    );
  }
  metadata.name = name;
  metadata.namespace = namespace;
  metadata.uid = uid;
  metadata.creationTimestamp = formatTime(now);
  if ((request.spec.audiences ?? []).length === 0) request.spec.audiences = [...API_AUDIENCES];
}

export function validateExpiration(seconds: number): FieldError[] {
  const path = 'spec.expirationSeconds';
  if (seconds < SECONDS_MIN) {
    return [fieldError.invalid(path, seconds, 'may not specify a duration less than 10 minutes')];
  }
  if (seconds > SECONDS_MAX) {
    const detail = 'may not specify a duration larger than 2^32 seconds';
    return [fieldError.invalid(path, seconds, detail)];
  }
  return [];
}

async function issue(
  parts: HandlerParts,
  signer: TokenSigner,
  { spec }: TokenRequest,
  account: KubeObject,
): Promise<NonNullable<TokenRequest['status']>> {
  const bound = await boundClaims(parts, spec.boundObjectRef ?? undefined, account);
  const seconds = spec.expirationSeconds ?? SECONDS_DEFAULT;
  const audiences = spec.audiences ?? [];
  const now = parts.clock.now();
  const issuedAt = Math.floor(now / 1000);
  const forPods =
    bound.pod !== undefined &&
    seconds === WARNED_SECONDS &&
    audiences.every((each) => API_AUDIENCES.includes(each));
  const claims = claimsOf(bound, audiences, {
    issuedAt,
    expiry: issuedAt + (forPods ? EXTENDED_SECONDS : seconds),
    warnAfter: forPods ? issuedAt + seconds : undefined,
  });
  return {
    token: await signer.sign(claims),
    expirationTimestamp: formatTime(now + seconds * 1000),
  };
}

/** @throws 404 for a bound object that is missing, 409 for another one, 400 for what cannot be bound to */
async function boundClaims(
  parts: HandlerParts,
  reference: BoundObject | undefined,
  { metadata }: KubeObject,
): Promise<BoundClaims> {
  const { name = '', namespace = '', uid = '' } = metadata;
  const base = { namespace, serviceAccount: { name, uid }, id: parts.rng.uuid() };
  if (reference === undefined) return base;
  const { kind = '', apiVersion = '' } = reference;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const plural = group === '' ? BINDABLE[kind] : undefined;
  if (plural === undefined) {
    throw badRequest(
      `cannot bind token to object of type ${group ?? ''}/${version ?? ''}, Kind=${kind}`,
    );
  }
  if (!reference.name) throw badRequest('Name parameter required.');
  const object = await read(parts, plural, namespace, reference.name);
  const nodeName = plural === 'pods' ? checkAccount(object as unknown as Pod, name) : '';
  const node = nodeName === '' ? undefined : await nodeClaim(parts, nodeName);
  const found = claimOf(object);
  if (reference.uid && reference.uid !== found.uid) {
    throw conflict(
      { group: '', resource: kind },
      reference.name,
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. ` +
        'The object might have been deleted and then recreated',
    );
  }
  if (plural === 'pods') return { ...base, pod: found, ...(node === undefined ? {} : { node }) };
  return plural === 'nodes' ? { ...base, node: found } : { ...base, secret: found };
}

const BINDABLE: Readonly<Record<string, 'pods' | 'nodes' | 'secrets'>> = {
  Pod: 'pods',
  Node: 'nodes',
  Secret: 'secrets',
};

/** @returns the node of the pod; empty: none */
function checkAccount({ spec }: Pod, account: string): string {
  if (spec.serviceAccountName !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
    );
  }
  return spec.nodeName ?? '';
}

/** A node that is gone is named all the same. */
async function nodeClaim(parts: HandlerParts, name: string): Promise<ObjectClaim> {
  try {
    return claimOf(await read(parts, 'nodes', '', name));
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return { name, uid: '' };
    throw error;
  }
}

async function read(
  { catalog, registry }: HandlerParts,
  plural: string,
  namespace: string,
  name: string,
): Promise<KubeObject> {
  const resource = catalog.find('', 'v1', plural);
  if (resource === undefined) throw new Error(`the catalog has no ${plural}`);
  const place = resource.namespaced ? namespace : undefined;
  return (await registry.get({ resource, namespace: place, name })).object;
}

function claimOf({ metadata }: KubeObject): ObjectClaim {
  return { name: metadata.name ?? '', uid: metadata.uid ?? '' };
}
