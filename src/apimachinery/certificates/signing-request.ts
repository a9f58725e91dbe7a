import { constants, createPublicKey, verify } from 'node:crypto';
import { decodePem } from '../pem.ts';
import type { Der } from './der.ts';
import { bitStringBytes, DerError, derChildren, expectTag, oidText, readDer, TAG } from './der.ts';

/** What a PKCS #10 request asks for, as far as Kubernetes looks at it. */
export interface SigningRequest {
  readonly der: Buffer;
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  /** As bytes: 4 or 16 of them. */
  readonly ipAddresses: readonly Buffer[];
  readonly uris: readonly string[];
  /** Why the signature is not that of the key inside; undefined: it is. */
  signatureProblem(): string | undefined;
}

/** A request that cannot be read; the message is for the client. */
export class SigningRequestError extends Error {}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SUBJECT_ALT_NAME = '2.5.29.17';
const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1_HASH: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

interface Algorithm {
  readonly key: 'rsa' | 'ec' | 'ed25519';
  readonly hash: string | undefined;
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  '1.2.840.113549.1.1.5': { key: 'rsa', hash: 'sha1' },
  '1.2.840.113549.1.1.11': { key: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.1': { key: 'ec', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', hash: 'sha512' },
  '1.3.101.112': { key: 'ed25519', hash: undefined },
};

const FAILURES: Readonly<Record<Algorithm['key'], string>> = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
};

/**
 * Reads `spec.request` of a CertificateSigningRequest.
 * @param base64 of the PEM text
 * @throws SigningRequestError
 */
export function parseSigningRequest(base64: string): SigningRequest {
  const [block] = decodePem(Buffer.from(base64, 'base64'));
  if (block?.type !== 'CERTIFICATE REQUEST') {
    throw new SigningRequestError('PEM block type must be CERTIFICATE REQUEST');
  }
  try {
    return parseDer(block.bytes);
  } catch (error) {
    if (error instanceof DerError) throw new SigningRequestError(error.message);
    throw error;
  }
}

function parseDer(der: Buffer): SigningRequest {
  const [info, algorithm, signature] = derChildren(expectTag(readDer(der), TAG.sequence));
  const parts = derChildren(expectTag(info, TAG.sequence));
  expectTag(parts[0], TAG.integer);
  const names = subjectOf(expectTag(parts[1], TAG.sequence));
  const publicKey = expectTag(parts[2], TAG.sequence).raw;
  const signed = expectTag(info, TAG.sequence).raw;
  const how = derChildren(expectTag(algorithm, TAG.sequence));
  const signatureBytes = bitStringBytes(expectTag(signature, TAG.bitString));
  return {
    der,
    commonName: names.filter(({ oid }) => oid === COMMON_NAME).at(-1)?.value ?? '',
    organizations: names.filter(({ oid }) => oid === ORGANIZATION).map(({ value }) => value),
    ...alternativeNames(parts.slice(3)),
    signatureProblem: () => signatureProblem(how, publicKey, signed, signatureBytes),
  };
}

function subjectOf(name: Der): { oid: string; value: string }[] {
  return derChildren(name).flatMap((set) =>
    derChildren(expectTag(set, TAG.set)).map((attribute) => {
      const [oid, value] = derChildren(expectTag(attribute, TAG.sequence));
      return { oid: oidText(expectTag(oid, TAG.oid)), value: stringOf(value) };
    }),
  );
}

function stringOf(value: Der | undefined): string {
  if (value === undefined) throw new DerError('asn1: structure error: no value');
  const { tag, content } = value;
  if (tag !== TAG.bmpString) return content.toString('utf8');
  return Buffer.from(content.subarray(0, content.length & ~1))
    .swap16()
    .toString('utf16le');
}

type AlternativeNames = Pick<
  SigningRequest,
  'dnsNames' | 'emailAddresses' | 'ipAddresses' | 'uris'
>;

function alternativeNames(attributes: readonly Der[]): AlternativeNames {
  const names = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] } as {
    dnsNames: string[];
    emailAddresses: string[];
    ipAddresses: Buffer[];
    uris: string[];
  };
  for (const extension of attributes.flatMap(requestedExtensions)) {
    const parts = derChildren(expectTag(extension, TAG.sequence));
    if (oidText(expectTag(parts[0], TAG.oid)) !== SUBJECT_ALT_NAME) continue;
    // Between the name and the value may stand that it is critical.
    const value = expectTag(parts.at(-1), TAG.octetString).content;
    for (const { tag, content } of derChildren(expectTag(readDer(value), TAG.sequence))) {
      if (tag === 0x81) names.emailAddresses.push(content.toString('latin1'));
      if (tag === 0x82) names.dnsNames.push(content.toString('latin1'));
      if (tag === 0x86) names.uris.push(content.toString('latin1'));
      if (tag === 0x87) names.ipAddresses.push(content);
    }
  }
  return names;
}

/** @param attributes of the request: `[0]`, a set of them */
function requestedExtensions(attributes: Der): Der[] {
  if (attributes.tag !== 0xa0) return [];
  return derChildren(attributes).flatMap((attribute) => {
    const [oid, values] = derChildren(expectTag(attribute, TAG.sequence));
    if (oidText(expectTag(oid, TAG.oid)) !== EXTENSION_REQUEST) return [];
    const [extensions] = derChildren(expectTag(values, TAG.set));
    return derChildren(expectTag(extensions, TAG.sequence));
  });
}

function signatureProblem(
  how: readonly Der[],
  publicKey: Buffer,
  signed: Buffer,
  signature: Buffer,
): string | undefined {
  try {
    const oid = oidText(expectTag(how[0], TAG.oid));
    const isPss = oid === RSA_PSS;
    const algorithm = isPss ? pssAlgorithm(how[1]) : ALGORITHMS[oid];
    if (algorithm === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== algorithm.key) return MISMATCH;
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
    const options = isPss ? { key, padding, saltLength } : key;
    const isValid = verify(algorithm.hash, signed, options, signature);
    return isValid ? undefined : FAILURES[algorithm.key];
  } catch (error) {
    return error instanceof DerError ? error.message : 'x509: unsupported public key';
  }
}

const MISMATCH = 'x509: signature algorithm does not fit the public key';

/** The hash is the first thing that the parameters of RSA-PSS name. */
function pssAlgorithm(parameters: Der | undefined): Algorithm | undefined {
  const [tagged] = derChildren(expectTag(parameters, TAG.sequence));
  const [named] = tagged?.tag === 0xa0 ? derChildren(tagged) : [];
  if (named === undefined) return undefined;
  const [oid] = derChildren(expectTag(named, TAG.sequence));
  const hash = MGF1_HASH[oidText(expectTag(oid, TAG.oid))];
  return hash === undefined ? undefined : { key: 'rsa', hash };
}
