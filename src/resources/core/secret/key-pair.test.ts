import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodePem } from '../../../apimachinery/pem.ts';
import { makeAuthority } from '../../../auth/certificates.ts';
import { SystemClock } from '../../../base/clock.ts';
import { keyPairError } from './key-pair.ts';

const pem = (type: string, bytes: Buffer): Buffer =>
  Buffer.from(`-----BEGIN ${type}-----\n${bytes.toString('base64')}\n-----END ${type}-----\n`);

describe('a certificate and a key', async () => {
  const one = await makeAuthority(new SystemClock());
  const other = await makeAuthority(new SystemClock());
  const certificate = Buffer.from(one.certificate);
  const key = Buffer.from(one.key);
  const der = decodePem(certificate)[0]?.bytes ?? Buffer.alloc(0);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const rsaKey = Buffer.from(rsa.export({ type: 'pkcs1', format: 'pem' }));

  test('that belong together are a pair, whatever stands around them', () => {
    expect(keyPairError(certificate, key)).toBeUndefined();
    expect(
      keyPairError(Buffer.from(`made by hand\r\n${one.certificate.replaceAll('\n', '\r\n')}`), key),
    ).toBeUndefined();
    expect(keyPairError(Buffer.concat([key, Buffer.from('\n'), certificate]), key)).toBeUndefined();
  });

  const none = Buffer.alloc(0);
  const cases: [string, Buffer, Buffer, string][] = [
    ['nothing', none, none, 'tls: failed to find any PEM data in certificate input'],
    ['no key', certificate, none, 'tls: failed to find any PEM data in key input'],
    [
      'both switched',
      key,
      certificate,
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    ],
    [
      'a certificate as key',
      certificate,
      certificate,
      'tls: found a certificate rather than a key in the PEM for the private key',
    ],
    [
      'other blocks',
      Buffer.concat([pem('PKCS7', der), pem('CRL', der)]),
      key,
      'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [PKCS7 CRL]',
    ],
    ['no certificate inside', pem('CERTIFICATE', none), key, 'x509: malformed certificate'],
    [
      'more than a certificate inside',
      pem('CERTIFICATE', Buffer.concat([der, Buffer.from([5, 0])])),
      key,
      'x509: trailing data',
    ],
    ['no key inside', certificate, pem('PRIVATE KEY', der), 'tls: failed to parse private key'],
    [
      'the key of another certificate',
      certificate,
      Buffer.from(other.key),
      'tls: private key does not match public key',
    ],
    [
      'a key of another kind',
      certificate,
      rsaKey,
      'tls: private key type does not match public key type',
    ],
  ];
  test.each(cases)("are refused with Go's words: %s", (_, first, second, message) => {
    expect(keyPairError(first, second)).toBe(message);
  });
});

describe('PEM blocks', () => {
  test('keep their headers', () => {
    const text = '-----BEGIN A-----\nDEK-Info: x, y\n\naGk=\n-----END A-----\n';
    const [block] = decodePem(Buffer.from(text));

    expect(block?.headers.get('DEK-Info')).toBe('x, y');
    expect(block?.bytes.toString()).toBe('hi');
  });

  test.each([
    ['another name at the end', '-----BEGIN A-----\naGk=\n-----END B-----\n'],
    ['no end', '-----BEGIN A-----\naGk=\n'],
    ['a foreign letter', '-----BEGIN A-----\na!k=\n-----END A-----\n'],
    ['missing padding', '-----BEGIN A-----\naGk\n-----END A-----\n'],
    ['something behind the end', '-----BEGIN A-----\naGk=\n-----END A----- x\n'],
    ['a start inside a line', 'x -----BEGIN A-----\naGk=\n-----END A-----\n'],
  ])('with %s are text', (_, text) => {
    expect(decodePem(Buffer.from(text))).toEqual([]);
  });

  test('are looked for in linear time', () => {
    const starts = '-----BEGIN A-----\n'.repeat(50_000);

    expect(decodePem(Buffer.from(starts))).toEqual([]);
    expect(decodePem(Buffer.from(`${starts}-----END A-----\n`))).toHaveLength(1);
  });
});
