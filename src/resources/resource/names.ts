import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError, invalidEach } from '../../apimachinery/field-error.ts';
import {
  DNS1123_SUBDOMAIN_LENGTH_MAX,
  isCIdentifier,
  isDns1123Subdomain,
} from '../../apimachinery/names.ts';
import { pointedAt } from '../core/pod/field-checks.ts';
import { checkDriverName } from '../core/pod/spec-validation-old-volumes.ts';

const DOMAIN_BYTES_MAX = 63;
const IDENTIFIER_BYTES_MAX = 32;
/** Of the key of an attribute, as far as a path shows it. */
const SHOWN_KEY_BYTES_MAX = DOMAIN_BYTES_MAX + 1 + IDENTIFIER_BYTES_MAX;
const ELLIPSIS = '...';

export function driverNameErrors(name: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  checkDriverName(name, path, errors);
  return errors;
}

/** Subdomains with slashes between them. */
export function poolNameErrors(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldError.required(path)];
  const errors: FieldError[] = [];
  if (Buffer.byteLength(name) > DNS1123_SUBDOMAIN_LENGTH_MAX) {
    errors.push(fieldError.tooLong(path, DNS1123_SUBDOMAIN_LENGTH_MAX));
  }
  for (const part of name.split('/')) {
    errors.push(...invalidEach(path, part, isDns1123Subdomain(part)));
  }
  return errors;
}

/** The name of an attribute, with or without its domain. */
export function qualifiedNameErrors(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldError.required(path, 'name required')];
  const [first = '', second, ...more] = name.split('/');
  if (second === undefined) return identifierErrors(first, path);
  // Upstream does not look at what has more than one slash.
  if (more.length > 0) return [];
  return [
    ...(first === ''
      ? [fieldError.required(path, 'the domain must not be empty')]
      : driverNameErrors(first, path)),
    ...(second === ''
      ? [fieldError.required(path, 'the name must not be empty')]
      : identifierErrors(second, path)),
  ];
}

export function fullyQualifiedNameErrors(name: string, path: FieldPath): FieldError[] {
  const errors = qualifiedNameErrors(name, path);
  if (name !== '' && !name.includes('/')) {
    errors.push(fieldError.invalid(path, pointedAt(name), 'must include a domain'));
  }
  return errors;
}

function identifierErrors(name: string, path: FieldPath): FieldError[] {
  const isTooLong = Buffer.byteLength(name) > IDENTIFIER_BYTES_MAX;
  return [
    ...(isTooLong ? [fieldError.tooLong(path, IDENTIFIER_BYTES_MAX)] : []),
    ...invalidEach(path, name, isCIdentifier(name)),
  ];
}

/** A key as paths show it: without its middle when it is too long. */
export function shownKey(key: string): string {
  const bytes = Buffer.from(key);
  if (bytes.length <= SHOWN_KEY_BYTES_MAX) return key;
  const remaining = SHOWN_KEY_BYTES_MAX - ELLIPSIS.length;
  const start = bytes.subarray(0, Math.trunc((remaining + 1) / 2));
  const end = bytes.subarray(bytes.length - Math.trunc(remaining / 2));
  return start.toString() + ELLIPSIS + end.toString();
}

const HEX_UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const URN = 'urn:uuid:';

/** The id of a share of a device, a UUID in its usual form. */
export function shareIdErrors(uid: string, path: FieldPath): FieldError[] {
  const problem = uuidProblem(uid);
  if (problem !== undefined) {
    return [fieldError.invalid(path, uid, `error validating uid: ${problem}`)];
  }
  if (uid.length === 36 && uid === uid.toLowerCase()) return [];
  const detail =
    'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';
  return [fieldError.invalid(path, uid, detail)];
}

/** All forms that Go's parser knows. */
function uuidProblem(text: string): string | undefined {
  const invalid = 'invalid UUID format';
  const isWrong = (uuid: string): string | undefined => (HEX_UUID.test(uuid) ? undefined : invalid);
  switch (Buffer.byteLength(text)) {
    case 36:
      return isWrong(text);
    case 45: {
      const prefix = text.slice(0, URN.length);
      if (prefix.toLowerCase() !== URN) return `invalid urn prefix: ${JSON.stringify(prefix)}`;
      return isWrong(text.slice(URN.length));
    }
    case 38:
      if (!text.startsWith('{') || !text.endsWith('}')) return 'invalid bracketed UUID format';
      return isWrong(text.slice(1, -1));
    case 32:
      return /^[\da-f]{32}$/i.test(text) ? undefined : invalid;
    default:
      return `invalid UUID length: ${Buffer.byteLength(text)}`;
  }
}
