import { beforeAll, describe, expect, test } from 'vitest';
import { makeRequest } from '../apimachinery/certificates/make-request.suite.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { MaySigner } from './certificates.ts';
import {
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
} from './certificates.ts';
import type { AdmissionAttributes } from './plugin.ts';

const SIGNER = 'example.com/signer';

function csr(spec: object, status: object = {}): AnyObject {
  return { metadata: { name: 'a' }, spec, status };
}

function attributes(parts: Partial<AdmissionAttributes>): AdmissionAttributes {
  return {
    operation: 'UPDATE',
    group: 'certificates.k8s.io',
    version: 'v1',
    resource: 'certificatesigningrequests',
    kind: 'CertificateSigningRequest',
    namespaced: false,
    subresource: undefined,
    namespace: undefined,
    name: 'a',
    object: csr({ signerName: 'sent.example.com/x' }),
    previous: csr({ signerName: SIGNER }),
    user: { name: 'ann', groups: [] },
    dryRun: false,
    warn: () => {},
    ...parts,
  };
}

/** The user holds one verb on one signer. */
const holds =
  (verb: string, signer: string): MaySigner =>
  (_user, wanted, name) =>
    wanted === verb && name === signer;

describe('approving', () => {
  test.each([
    ['approve', SIGNER, undefined],
    ['approve', 'example.com/*', undefined],
    ['approve', 'sent.example.com/x', 'approve'],
    ['approve', '*/*', 'approve'],
    ['sign', SIGNER, 'approve'],
  ])('with %s on %s', (verb, signer, refused) => {
    const plugin = certificateApproval(holds(verb, signer));
    const ask = (): unknown => plugin.validate?.(attributes({ subresource: 'approval' }));

    if (refused === undefined) expect(ask).not.toThrow();
    else {
      expect(ask).toThrow(
        `certificatesigningrequests.certificates.k8s.io "a" is forbidden: user not permitted to ${refused} requests with signerName "${SIGNER}"`,
      );
    }
  });

  test('is not what a change of the object or its status is', () => {
    const plugin = certificateApproval(holds('', ''));

    for (const subresource of [undefined, 'status']) {
      expect(() => plugin.validate?.(attributes({ subresource }))).not.toThrow();
    }
  });
});

const change = (status: object): Partial<AdmissionAttributes> => ({
  subresource: 'status',
  object: csr({ signerName: SIGNER }, status),
});

describe('signing', () => {
  test.each([
    ['a certificate', { certificate: 'eA==' }],
    ['a condition', { conditions: [{ type: 'Failed', status: 'True' }] }],
  ])('needs a right for %s', (_what, status) => {
    const refused = (): unknown =>
      certificateSigning(holds('approve', SIGNER)).validate?.(attributes(change(status)));
    const allowed = (): unknown =>
      certificateSigning(holds('sign', 'example.com/*')).validate?.(attributes(change(status)));

    expect(refused).toThrow(`user not permitted to sign requests with signerName "${SIGNER}"`);
    expect(allowed).not.toThrow();
  });

  test('is not what a status without changes is', () => {
    const plugin = certificateSigning(holds('', ''));

    expect(() => plugin.validate?.(attributes(change({ conditions: [] })))).not.toThrow();
  });
});

describe('a request for the administrators', () => {
  let request = '';
  beforeAll(async () => {
    request = (await makeRequest({ subject: 'CN=eve, O=a, O=system:masters' })).base64;
  });

  test.each([
    ['kubernetes.io/kube-apiserver-client', true],
    ['kubernetes.io/kube-apiserver-client-kubelet', false],
    [SIGNER, false],
  ])('to %s is refused: %s', (signerName, refused) => {
    const object = csr({ signerName, request });
    const ask = (): unknown =>
      certificateSubjectRestriction.validate?.(attributes({ operation: 'CREATE', object }));

    if (refused) expect(ask).toThrow('signer with system:masters group is not allowed');
    else expect(ask).not.toThrow();
  });
});
