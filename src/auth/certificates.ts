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
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const SUBJECT_ALT_NAME = '2.5.29.17';
const KEY_USAGE = '2.5.29.15';

x509.cryptoProvider.set(webcrypto as never);

/** A certificate authority of its own for one server. */
export async function makeAuthority(
  clock: Clock,
  commonName = 'kubedouble-ca',
): Promise<KeyAndCertificate> {
  const keys = await generateKeys();
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${commonName}`,
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
export function makeServingCertificate(
  authority: KeyAndCertificate,
  names: readonly string[],
  clock: Clock,
): Promise<KeyAndCertificate> {
  const alternatives = new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({
      type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
      value,
    })),
  );
  const what = { commonName: 'kube-apiserver', purpose: SERVER_AUTH, more: [alternatives] };
  return makeCertificate(authority, what, clock);
}

/** A certificate with which somebody shows that this is their name. */
export function makeClientCertificate(
  authority: KeyAndCertificate,
  commonName: string,
  clock: Clock,
): Promise<KeyAndCertificate> {
  return makeCertificate(authority, { commonName, purpose: CLIENT_AUTH, more: [] }, clock);
}

interface Certified {
  readonly commonName: string;
  readonly purpose: string;
  readonly more: readonly x509.Extension[];
}

async function makeCertificate(
  authority: KeyAndCertificate,
  { commonName, purpose, more }: Certified,
  clock: Clock,
): Promise<KeyAndCertificate> {
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const { KeyUsageFlags } = x509;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${commonName}`,
    issuer: issuer.subject,
    ...validity(clock),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([purpose]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...more,
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

/** A request whose subject and names are to be certified as they are. */
export interface CertifiableRequest {
  /** DER of PKCS #10. */
  readonly request: Buffer;
  /** As CertificateSigningRequests name them. */
  readonly usages: readonly string[];
  readonly seconds: number;
}

/** The certificate for a request, as PEM: kube-controller-manager's rules for what it signs. */
export async function signRequest(
  authority: KeyAndCertificate,
  { request: der, usages, seconds }: CertifiableRequest,
  clock: Clock,
): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(new Uint8Array(der));
  const issuer = new x509.X509Certificate(authority.certificate);
  const alternativeNames = request.extensions.find((each) => each.type === SUBJECT_ALT_NAME);
  const purposes = Object.keys(PURPOSES)
    .filter((each) => usages.includes(each))
    .map((each) => PURPOSES[each] ?? '');
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: request.subjectName.toJSON(),
    issuer: issuer.subject,
    ...signedValidity(clock, seconds, issuer.notAfter),
    signingAlgorithm: ALGORITHM,
    publicKey: request.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      ...keyUsages(usages),
      ...(purposes.length === 0
        ? []
        : [new x509.ExtendedKeyUsageExtension([...new Set(purposes)])]),
      new x509.BasicConstraintsExtension(false, undefined, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(alternativeNames === undefined ? [] : [alternativeNames]),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** In the order of Go's ExtKeyUsage, which is that of the signed list. */
const PURPOSES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': SERVER_AUTH,
  'client auth': CLIENT_AUTH,
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

/** In the order of the bits of the extension. */
const KEY_USES = [
  ['signing', 'digital signature'],
  ['content commitment'],
  ['key encipherment'],
  ['data encipherment'],
  ['key agreement'],
  ['cert sign'],
  ['crl sign'],
  ['encipher only'],
  ['decipher only'],
];

function keyUsages(usages: readonly string[]): x509.Extension[] {
  const bits = KEY_USES.flatMap((names, bit) =>
    names.some((name) => usages.includes(name)) ? [bit] : [],
  );
  const last = bits.at(-1);
  // One that names no use at all is malformed.
  if (last === undefined) return [];
  const octets = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  const unused = 7 - (last & 7);
  const der = Buffer.from([3, octets.length + 1, unused, ...octets]);
  return [new x509.Extension(KEY_USAGE, true, der)];
}

const SIGNED_BACKDATE_MS = 5 * 60 * 1000;
/** The end of a shorter life is not moved back with its beginning. */
const SHORT_MS = 8 * 3600 * 1000;

function signedValidity(
  clock: Clock,
  seconds: number,
  authorityEnds: Date,
): { notBefore: Date; notAfter: Date } {
  const now = clock.now();
  const life = seconds * 1000;
  const end = now + (life < SHORT_MS ? life : life - SIGNED_BACKDATE_MS);
  return {
    notBefore: dateOf(now - SIGNED_BACKDATE_MS),
    notAfter: dateOf(Math.min(end, authorityEnds.getTime())),
  };
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
