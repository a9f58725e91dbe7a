import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { Clock } from '../base/clock.ts';
import { dateOf } from '../base/clock.ts';

/** A key pair with its certificate, as PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEARS = 10;
const DAY_MS = 24 * 3600 * 1000;
/** Clocks differ: a certificate is valid from an hour ago. */
const BACKDATE_MS = 3600 * 1000;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

x509.cryptoProvider.set(webcrypto as never);

/** A certificate authority of its own for one server. */
export async function makeAuthority(clock: Clock): Promise<KeyAndCertificate> {
  const keys = await generateKeys();
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=kubedouble-ca',
    ...validity(clock),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

/** A serving certificate for these names and addresses. */
export async function makeServingCertificate(
  authority: KeyAndCertificate,
  names: readonly string[],
  clock: Clock,
): Promise<KeyAndCertificate> {
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=kube-apiserver',
    issuer: issuer.subject,
    ...validity(clock),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({
          type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
          value,
        })),
      ),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key);
  return x509.PemConverter.encode(bytes, 'PRIVATE KEY');
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const bytes = x509.PemConverter.decodeFirst(pem);
  return webcrypto.subtle.importKey('pkcs8', bytes, ALGORITHM, true, ['sign']);
}

/** Positive, as the standard wants it. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

function validity(clock: Clock): { notBefore: Date; notAfter: Date } {
  const now = clock.now();
  return { notBefore: dateOf(now - BACKDATE_MS), notAfter: dateOf(now + YEARS * 365 * DAY_MS) };
}
