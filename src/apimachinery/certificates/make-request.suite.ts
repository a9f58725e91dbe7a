import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHMS = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
  pss: {
    name: 'RSA-PSS',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
    saltLength: 32,
  },
  ed25519: { name: 'Ed25519' },
} as const;

export interface RequestParts {
  /** `CN=ann, O=developers` */
  readonly subject: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly algorithm?: keyof typeof ALGORITHMS;
}

export interface MadeRequest {
  /** As `spec.request` has it. */
  readonly base64: string;
  readonly der: Buffer;
  /** The private key as PEM. */
  readonly key: string;
}

/** A signing request with a key of its own. */
export async function makeRequest(parts: RequestParts): Promise<MadeRequest> {
  x509.cryptoProvider.set(webcrypto as never);
  const algorithm = ALGORITHMS[parts.algorithm ?? 'ecdsa'];
  const keys: webcrypto.CryptoKeyPair = await webcrypto.subtle.generateKey(
    algorithm as never,
    true,
    ['sign', 'verify'],
  );
  const names = [
    ...(parts.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(parts.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: parts.subject,
    keys,
    signingAlgorithm: algorithm as never,
    extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    base64: Buffer.from(`${request.toString('pem')}\n`).toString('base64'),
    der: Buffer.from(request.rawData),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  };
}
