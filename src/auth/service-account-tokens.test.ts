import { beforeAll, describe, expect, test } from 'vitest';
import { notFound } from '../apimachinery/errors.ts';
import { ManualClock } from '../base/clock.ts';
import type { Client } from '../client/client.ts';
import { API_AUDIENCES, Authenticator } from './authenticator.ts';
import type { BoundClaims } from './service-account-claims.ts';
import { claimsOf, legacyClaimsOf } from './service-account-claims.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { NO_KEY_FILE, TokenSigner } from './token-signer.ts';

type World = Record<string, { metadata: object; data?: object }>;

function clientOf(world: World): Client {
  const client = {
    resource: (_version: string, plural: string) => ({
      async get(_namespace: string, name: string) {
        const object = world[`${plural}/${name}`];
        if (object === undefined) throw notFound({ group: '', resource: plural }, name);
        return object;
      },
    }),
  };
  return client as unknown as Client;
}

const ROBOT = { name: 'robot', uid: 'u-1' };
const signer = new TokenSigner(NO_KEY_FILE);
const others = new TokenSigner(NO_KEY_FILE);

/** What a review says of a token in a world. */
async function review(
  world: World,
  token: string,
  audiences: readonly string[] = API_AUDIENCES,
  clock = new ManualClock(),
): Promise<unknown> {
  const tokens = new ServiceAccountTokens({ signer, client: () => clientOf(world), clock });
  return new Authenticator([tokens]).review(token, audiences);
}

function bound(
  more: Partial<BoundClaims> = {},
  by = signer,
  audiences: readonly string[] = API_AUDIENCES,
): Promise<string> {
  const issuedAt = new ManualClock().now() / 1000;
  const claims = { namespace: 'ns', serviceAccount: ROBOT, id: 'j', ...more };
  const times = { issuedAt, expiry: issuedAt + 600, warnAfter: undefined };
  return by.sign(claimsOf(claims, audiences, times));
}

describe('tokens of service accounts', () => {
  const account = { metadata: { name: 'robot', uid: 'u-1' } };
  const world: World = {
    'serviceaccounts/robot': account,
    'pods/p': { metadata: { name: 'p', uid: 'u-2' } },
  };
  const pod = { name: 'p', uid: 'u-2' };

  // Keys take a while.
  beforeAll(async () => {
    await Promise.all([signer.publicKey(), others.publicKey()]);
  });

  test('stand for their account, with what they are bound to', async () => {
    const token = await bound({ pod, node: { name: 'n', uid: '' } });

    expect(await review(world, token)).toEqual({
      audiences: API_AUDIENCES,
      user: {
        name: 'system:serviceaccount:ns:robot',
        uid: 'u-1',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
        extra: {
          'authentication.kubernetes.io/credential-id': ['JTI=j'],
          'authentication.kubernetes.io/node-name': ['n'],
          'authentication.kubernetes.io/pod-name': ['p'],
          'authentication.kubernetes.io/pod-uid': ['u-2'],
        },
      },
    });
  });

  test.each([
    ['no token at all', world, async () => 'a.b.c', 'invalid bearer token'],
    [
      'another key',
      world,
      () => bound({}, others),
      '[invalid bearer token, invalid signature, no keys found]',
    ],
    [
      'a changed signature',
      world,
      async () => `${(await bound()).slice(0, -8)}AAAAAAAA`,
      '[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]',
    ],
    [
      'another audience',
      world,
      () => bound({}, signer, ['x']),
      `[invalid bearer token, token audiences ["x"] is invalid for the target audiences ["${API_AUDIENCES[0]}"]]`,
    ],
    [
      'a missing account',
      {},
      () => bound(),
      '[invalid bearer token, serviceaccount "robot" not found]',
    ],
    [
      'a new account of that name',
      { 'serviceaccounts/robot': { metadata: { uid: 'u-9' } } },
      () => bound(),
      '[invalid bearer token, service account UID (u-9) does not match claim (u-1)]',
    ],
    [
      'a missing pod',
      world,
      () => bound({ pod: { name: 'q', uid: 'u-2' } }),
      '[invalid bearer token, service account token has been invalidated]',
    ],
    [
      'another pod',
      world,
      () => bound({ pod: { name: 'p', uid: 'u-3' } }),
      '[invalid bearer token, pod UID (u-2) does not match service account pod ref claim (u-3)]',
    ],
  ])('are refused: %s', async (_why, objects, token, error) => {
    expect(await review(objects, await token())).toEqual({ error });
  });

  test('expire a minute after their time', async () => {
    const token = await bound();
    const start = new ManualClock().now();

    const late = await review(world, token, API_AUDIENCES, new ManualClock(start + 660_000));
    const later = await review(world, token, API_AUDIENCES, new ManualClock(start + 661_000));

    expect(late).toMatchObject({ audiences: API_AUDIENCES });
    expect(later).toEqual({
      error: '[invalid bearer token, service account token has expired]',
    });
  });

  test('that lie in a secret live as long as it holds them', async () => {
    const token = await signer.sign(legacyClaimsOf('ns', ROBOT, 's'));
    const data = { token: Buffer.from(token).toString('base64') };
    const filled = { ...world, 'secrets/s': { metadata: {}, data } };

    expect(await review(filled, token)).toMatchObject({
      user: { name: 'system:serviceaccount:ns:robot', uid: 'u-1' },
    });
    expect(await review({ ...world, 'secrets/s': { metadata: {}, data: {} } }, token)).toEqual({
      error: "[invalid bearer token, Token does not match server's copy]",
    });
    expect(await review(world, token)).toEqual({
      error: '[invalid bearer token, Token has been invalidated]',
    });
  });

  test('are good after a restart that finds the key', async () => {
    let kept: string | undefined;
    const file = { read: () => kept, write: (pem: string) => void (kept = pem) };
    const token = await new TokenSigner(file).sign({ iss: 'x' });

    const { kid } = await new TokenSigner(file).publicKey();

    const head = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    expect(head).toEqual({ alg: 'RS256', kid });
  });
});
