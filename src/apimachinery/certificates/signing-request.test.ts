import { describe, expect, test } from 'vitest';
import { SeededRng } from '../../base/rng.ts';
import { makeRequest } from './make-request.suite.ts';
import { parseSigningRequest, SigningRequestError } from './signing-request.ts';

const SEED = 20261121;

function pemText(type: string, bytes: Buffer): string {
  return `-----BEGIN ${type}-----\n${bytes.toString('base64')}\n-----END ${type}-----\n`;
}

function base64Of(der: Buffer): string {
  return Buffer.from(pemText('CERTIFICATE REQUEST', der)).toString('base64');
}

describe('a signing request', () => {
  test.each(['ecdsa', 'rsa', 'pss', 'ed25519'] as const)(
    'is read, and its signature with %s is checked',
    async (algorithm) => {
      const made = await makeRequest({
        subject: 'CN=ann, O=developers, O=testers',
        dnsNames: ['a.example.com', 'b.example.com'],
        ipAddresses: ['192.0.2.7', '2001:db8::1'],
        algorithm,
      });

      const request = parseSigningRequest(made.base64);

      expect(request).toMatchObject({
        commonName: 'ann',
        organizations: ['developers', 'testers'],
        dnsNames: ['a.example.com', 'b.example.com'],
        emailAddresses: [],
        uris: [],
      });
      expect(request.ipAddresses.map((each) => each.toString('hex'))).toEqual([
        'c0000207',
        '20010db8000000000000000000000001',
      ]);
      expect(request.signatureProblem()).toBeUndefined();
    },
  );

  test('whose subject was changed after it was signed has a bad signature', async () => {
    const { der } = await makeRequest({ subject: 'CN=ann' });
    const at = der.indexOf('ann');
    const forged = Buffer.from(der);
    forged.write('bob', at);

    const request = parseSigningRequest(base64Of(forged));

    expect(request.commonName).toBe('bob');
    expect(request.signatureProblem()).toBe('x509: ECDSA verification failure');
  });

  test.each([
    ['', 'PEM block type must be CERTIFICATE REQUEST'],
    ['bm90IGEgcmVxdWVzdA==', 'PEM block type must be CERTIFICATE REQUEST'],
    [
      Buffer.from(pemText('CERTIFICATE', Buffer.from([0x30, 0]))).toString('base64'),
      'PEM block type must be CERTIFICATE REQUEST',
    ],
    [base64Of(Buffer.from([0, 0, 0])), 'x509: trailing data'],
    [base64Of(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])), 'asn1: syntax error'],
    [base64Of(Buffer.from([0x30, 0x00])), 'asn1: structure error'],
  ])('is refused: %s', (base64, message) => {
    expect(() => parseSigningRequest(base64)).toThrow(message);
    expect(() => parseSigningRequest(base64)).toThrow(SigningRequestError);
  });

  test(`however mangled is refused or read, and breaks nothing (seed ${SEED})`, async () => {
    const { der } = await makeRequest({ subject: 'CN=ann, O=a', dnsNames: ['a.example.com'] });
    const rng = new SeededRng(SEED);

    for (let i = 0; i < 2000; i++) {
      const mangled = Buffer.from(
        der.subarray(0, rng.int(4) === 0 ? rng.int(der.length) : undefined),
      );
      for (let n = 0; n <= rng.int(3); n++) mangled[rng.int(der.length)] = rng.int(256);
      try {
        parseSigningRequest(base64Of(mangled)).signatureProblem();
      } catch (error) {
        expect(error).toBeInstanceOf(SigningRequestError);
      }
    }
  });
});
