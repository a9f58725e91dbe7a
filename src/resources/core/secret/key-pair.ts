import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { decodePem } from '../../../apimachinery/pem.ts';

const KEY_FORMS = ['pkcs1', 'pkcs8', 'sec1'] as const;
/** The curves that Go reads. */
const CURVES: ReadonlySet<string> = new Set(['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']);
const SEQUENCE = 0x30;

/**
 * Why a certificate and a key, both PEM, do not make a pair, in the words of Go's crypto/tls;
 * undefined: they do.
 */
export function keyPairError(certificate: Buffer, key: Buffer): string | undefined {
  const found = certificateIn(certificate);
  if (typeof found === 'string') return found;
  const keyBlock = keyIn(key);
  if (typeof keyBlock === 'string') return keyBlock;
  const publicKey = publicKeyOf(found);
  if (typeof publicKey === 'string') return publicKey;
  const privateKey = readPrivateKey(keyBlock);
  if (typeof privateKey === 'string') return privateKey;
  return mismatch(publicKey, privateKey);
}

function certificateIn(pem: Buffer): Buffer | string {
  const blocks = decodePem(pem);
  const certificate = blocks.find(({ type }) => type === 'CERTIFICATE');
  if (certificate !== undefined) return certificate.bytes;
  const [first] = blocks;
  if (first === undefined) return 'tls: failed to find any PEM data in certificate input';
  if (blocks.length === 1 && first.type.endsWith('PRIVATE KEY')) {
    return (
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; ' +
      'PEM inputs may have been switched'
    );
  }
  return (
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of ' +
    `the following types: [${blocks.map(({ type }) => type).join(' ')}]`
  );
}

function keyIn(pem: Buffer): Buffer | string {
  const blocks = decodePem(pem);
  const key = blocks.find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (key !== undefined) return key.bytes;
  const [first] = blocks;
  if (first === undefined) return 'tls: failed to find any PEM data in key input';
  if (blocks.length === 1 && first.type === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  return (
    'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping ' +
    `PEM blocks of the following types: [${blocks.map(({ type }) => type).join(' ')}]`
  );
}

function publicKeyOf(der: Buffer): KeyObject | string {
  const outer = elementAt(der, 0);
  if (outer === undefined) return 'x509: malformed certificate';
  if (elementAt(der, outer.start) === undefined) return 'x509: malformed tbs certificate';
  let publicKey: KeyObject;
  try {
    ({ publicKey } = new X509Certificate(der));
  } catch {
    return 'x509: malformed certificate';
  }
  if (outer.end !== der.length) return 'x509: trailing data';
  if (publicKey.asymmetricKeyType === 'ec' && !hasKnownCurve(publicKey)) {
    return 'x509: unsupported elliptic curve';
  }
  return publicKey;
}

/** Where the content of a DER sequence starts and ends; undefined: there is none, or not all of it. */
function elementAt(der: Buffer, at: number): { start: number; end: number } | undefined {
  const first = der[at + 1];
  if (der[at] !== SEQUENCE || first === undefined) return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + extra;
  if (extra > 4 || start > der.length) return undefined;
  const length = extra === 0 ? first : der.readUIntBE(at + 2, extra);
  return start + length > der.length ? undefined : { start, end: start + length };
}

function hasKnownCurve(key: KeyObject): boolean {
  return CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '');
}

function readPrivateKey(der: Buffer): KeyObject | string {
  for (const type of KEY_FORMS) {
    const key = privateKeyAs(der, type);
    if (key === undefined) continue;
    const kind = key.asymmetricKeyType;
    if (kind === 'rsa' || kind === 'ed25519') return key;
    if (kind === 'ec' && hasKnownCurve(key)) return key;
    if (kind === 'x25519') return 'tls: found unknown private key type in PKCS#8 wrapping';
  }
  return 'tls: failed to parse private key';
}

function privateKeyAs(der: Buffer, type: (typeof KEY_FORMS)[number]): KeyObject | undefined {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    return undefined;
  }
}

function mismatch(publicKey: KeyObject, privateKey: KeyObject): string | undefined {
  const kind = publicKey.asymmetricKeyType;
  if (kind !== 'rsa' && kind !== 'ec' && kind !== 'ed25519') {
    return 'tls: unknown public key algorithm';
  }
  if (privateKey.asymmetricKeyType !== kind) {
    return 'tls: private key type does not match public key type';
  }
  const own = createPublicKey(privateKey).export({ format: 'jwk' });
  const shown = publicKey.export({ format: 'jwk' });
  // Only the modulus of an RSA key is compared, only the point of another.
  const same = kind === 'rsa' ? own.n === shown.n : own.x === shown.x && own.y === shown.y;
  return same ? undefined : 'tls: private key does not match public key';
}
