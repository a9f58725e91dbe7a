import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeRequest } from '../../apimachinery/certificates/make-request.suite.ts';
import type { CertificateSigningRequest } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';
import { REQUESTS } from './requests.ts';

const HOUR_MS = 3_600_000;
const KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet';

let world: World;
let client: ResourceClient<CertificateSigningRequest>;
beforeEach(async () => {
  world = await startWorld();
  client = world.client.resource<CertificateSigningRequest>(...REQUESTS);
});
afterEach(() => world.stop());

async function submit(name: string, signerName: string, subject: string): Promise<void> {
  const { base64: request } = await makeRequest({ subject });
  const usages = ['digital signature', 'client auth'];
  const spec = { request, signerName, usages };
  await client.create(undefined, { metadata: { name }, spec, status: {} });
}

function decided(name: string): Promise<CertificateSigningRequest> {
  return level(async () => {
    const csr = await client.get(undefined, name);
    return csr.status.conditions === undefined ? undefined : csr;
  }, `a decision about ${name}`);
}

async function isThere(name: string): Promise<boolean> {
  const { items } = await client.list(undefined);
  return items.some(({ metadata }) => metadata.name === name);
}

function goneOf(name: string): Promise<true> {
  return level(async () => ((await isThere(name)) ? undefined : true), `${name} is removed`);
}

describe('requests of kubelets', () => {
  test('are approved, other ones wait', async () => {
    await submit('other', KUBELET, 'CN=ann');
    await submit('node', KUBELET, 'CN=system:node:a, O=system:nodes');

    const { status } = await decided('node');

    expect(status.conditions).toMatchObject([
      {
        type: 'Approved',
        status: 'True',
        reason: 'AutoApproved',
        message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
      },
    ]);
    expect((await client.get(undefined, 'other')).status).toEqual({});
  });

  test('for themselves say so', async () => {
    // The user of this client.
    await submit('self', KUBELET, 'CN=system:test, O=system:nodes');
    await submit('node', KUBELET, 'CN=system:node:a, O=system:nodes');
    await decided('node');

    // A name that is no node's is not recognised, whoever asks.
    expect((await client.get(undefined, 'self')).status).toEqual({});
  });
});

describe('old requests', () => {
  test('that nobody decided go after a day', async () => {
    await submit('a', 'example.com/signer', 'CN=ann');
    await world.clock.advance(24 * HOUR_MS - 1000);
    expect(await isThere('a')).toBe(true);

    await world.clock.advance(2000);

    await goneOf('a');
  });

  test('that were denied go after an hour, approved ones without a certificate stay', async () => {
    for (const name of ['denied', 'approved']) await submit(name, 'example.com/signer', 'CN=ann');
    for (const [name, type] of [
      ['denied', 'Denied'],
      ['approved', 'Approved'],
    ] as const) {
      const csr = await client.get(undefined, name);
      const conditions = [{ type, status: 'True', reason: 'Test' }];
      const next = { ...csr, status: { ...csr.status, conditions } };
      await client.update(undefined, next, { subresource: 'approval' });
    }
    await world.clock.advance(HOUR_MS - 1000);
    expect(await isThere('denied')).toBe(true);

    await world.clock.advance(2000);

    await goneOf('denied');
    expect(await isThere('approved')).toBe(true);
  });
});
