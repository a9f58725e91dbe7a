import { X509Certificate } from 'node:crypto';
import { LEGACY_UNKNOWN } from '../../../apimachinery/certificates/kubelet-request.ts';
import {
  parseSigningRequest,
  SigningRequestError,
} from '../../../apimachinery/certificates/signing-request.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import { decodePem } from '../../../apimachinery/pem.ts';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../../apimachinery/types.generated.ts';
import { validateSignerName } from '../signer-name.ts';

const SPEC = FieldPath.of('spec');
const CONDITIONS = FieldPath.of('status', 'conditions');
const CERTIFICATE = FieldPath.of('status', 'certificate');
const EXPIRATION_SECONDS_MIN = 600;
const STATUSES = ['False', 'True', 'Unknown'];
/** They hold or they are not there. */
const DECISIONS = ['Approved', 'Denied', 'Failed'];
const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

/** What an update may change besides metadata. */
export interface Permissions {
  readonly approval: boolean;
  readonly certificate: boolean;
}

/** @param previous what is wrong there already is put up with */
export function validate(
  next: CertificateSigningRequest,
  previous?: CertificateSigningRequest,
): FieldError[] {
  return [
    ...specErrors(next, previous),
    ...conditionErrors(conditionsOf(next), previous && conditionsOf(previous)),
    ...certificateErrors(next, previous),
  ];
}

export function validateUpdate(
  next: CertificateSigningRequest,
  previous: CertificateSigningRequest,
  may: Permissions,
): FieldError[] {
  const errors = validate(next, previous);
  for (const type of DECISIONS) {
    if (count(next, type) >= count(previous, type)) continue;
    const detail = `updates may not remove a condition of type ${quote(type)}`;
    errors.push(fieldError.forbidden(CONDITIONS, detail));
  }
  for (const type of may.approval ? [] : ['Approved', 'Denied']) {
    if (count(next, type) <= count(previous, type)) continue;
    const detail = `updates may not add a condition of type ${quote(type)}`;
    errors.push(fieldError.forbidden(CONDITIONS, detail));
  }
  const { certificate = '' } = next.status;
  const { certificate: old = '' } = previous.status;
  if (certificate === old) return errors;
  if (!may.certificate) {
    errors.push(fieldError.forbidden(CERTIFICATE, 'updates may not set certificate content'));
  } else if (old !== '') {
    const detail = 'updates may not modify existing certificate content';
    errors.push(fieldError.forbidden(CERTIFICATE, detail));
  }
  return errors;
}

function count(of: CertificateSigningRequest, type: string): number {
  return conditionsOf(of).filter((each) => each.type === type).length;
}

export function conditionsOf({
  status,
}: CertificateSigningRequest): readonly CertificateSigningRequestCondition[] {
  return status?.conditions ?? [];
}

function specErrors(
  { spec }: CertificateSigningRequest,
  previous: CertificateSigningRequest | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const problem = requestProblem(spec.request ?? '');
  if (problem !== undefined) {
    errors.push(fieldError.invalid(SPEC.child('request'), spec.request ?? null, problem));
  }
  errors.push(...usageErrors(spec.usages ?? [], previous?.spec.usages ?? []));
  const signer = SPEC.child('signerName');
  if (spec.signerName === LEGACY_UNKNOWN && previous?.spec.signerName !== LEGACY_UNKNOWN) {
    const detail = 'the legacy signerName is not allowed via this API version';
    errors.push(fieldError.invalid(signer, spec.signerName, detail));
  } else errors.push(...validateSignerName(signer, spec.signerName ?? ''));
  const { expirationSeconds } = spec;
  if (expirationSeconds !== undefined && expirationSeconds < EXPIRATION_SECONDS_MIN) {
    const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(fieldError.invalid(SPEC.child('expirationSeconds'), expirationSeconds, detail));
  }
  return errors;
}

function requestProblem(request: string): string | undefined {
  try {
    return parseSigningRequest(request).signatureProblem();
  } catch (error) {
    if (error instanceof SigningRequestError) return error.message;
    throw error;
  }
}

function usageErrors(usages: readonly string[], previous: readonly string[]): FieldError[] {
  const path = SPEC.child('usages');
  const errors: FieldError[] = [];
  if (usages.length === 0) errors.push(fieldError.required(path));
  for (const [index, usage] of previous.every(isKnownUsage) ? usages.entries() : []) {
    if (!isKnownUsage(usage))
      errors.push(fieldError.notSupported(path.index(index), usage, USAGES));
  }
  const repeats = new Set(previous).size < previous.length;
  for (const [index, usage] of repeats ? [] : usages.entries()) {
    if (usages.indexOf(usage) < index) errors.push(fieldError.duplicate(path.index(index), usage));
  }
  return errors;
}

function isKnownUsage(usage: string): boolean {
  return USAGES.includes(usage);
}

type Conditions = readonly CertificateSigningRequestCondition[];

function conditionErrors(conditions: Conditions, previous: Conditions = []): FieldError[] {
  const errors: FieldError[] = [];
  const has = (type: string): boolean => previous.some((each) => each.type === type);
  const mayBoth = has('Approved') && has('Denied');
  const mayRepeat = new Set(previous.map(({ type }) => type)).size < previous.length;
  const seen = new Set<string>();
  for (const [index, { type = '', status = '' }] of conditions.entries()) {
    const path = CONDITIONS.index(index);
    if (type === '' && !has('')) errors.push(fieldError.required(path.child('type')));
    const allowed = DECISIONS.includes(type) ? ['True'] : STATUSES;
    if (status === '') errors.push(fieldError.required(path.child('status')));
    else if (!allowed.includes(status)) {
      errors.push(fieldError.notSupported(path.child('status'), status, allowed));
    }
    const opposite = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (!mayBoth && opposite !== undefined && seen.has(opposite)) {
      const detail = 'Approved and Denied conditions are mutually exclusive';
      errors.push(fieldError.invalid(CONDITIONS, type, detail));
    }
    if (!mayRepeat && seen.has(type)) errors.push(fieldError.duplicate(path.child('type'), type));
    seen.add(type);
  }
  return errors;
}

function certificateErrors(
  { status }: CertificateSigningRequest,
  previous: CertificateSigningRequest | undefined,
): FieldError[] {
  const certificate = status?.certificate ?? '';
  const old = previous?.status?.certificate ?? '';
  if (previous !== undefined && certificate === old) return [];
  if (certificateProblem(old) !== undefined) return [];
  const problem = certificateProblem(certificate);
  if (problem === undefined) return [];
  return [fieldError.invalid(CERTIFICATE, '<certificate data>', problem)];
}

/** @param certificate base64 of the PEM text */
function certificateProblem(certificate: string): string | undefined {
  if (certificate === '') return undefined;
  const blocks = decodePem(Buffer.from(certificate, 'base64'));
  if (blocks.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  for (const { type, headers, bytes } of blocks) {
    if (type !== 'CERTIFICATE') {
      return `only CERTIFICATE PEM blocks are allowed, found ${quote(type)}`;
    }
    if (headers.size > 0) return 'no PEM block headers are permitted';
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates';
    if (!isCertificate(bytes)) return 'x509: malformed certificate';
  }
  return undefined;
}

function isCertificate(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.length > 0;
  } catch {
    return false;
  }
}
