import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import { quote } from '../../apimachinery/go-print.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../apimachinery/names.ts';

const DOMAIN_MAX = 253;
/** A domain, a slash, and room for a label, a dot and a subdomain. */
const SIGNER_NAME_MAX = DOMAIN_MAX + 1 + 63 + 1 + 253;

/** `example.com/signer`: a domain of at least two labels, and a path. */
export function validateSignerName(path: FieldPath, signerName: string): FieldError[] {
  if (signerName === '') return [fieldError.required(path)];
  const [domain = '', name = '', ...more] = signerName.split('/');
  if (more.length > 0 || !signerName.includes('/')) {
    const detail =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [fieldError.invalid(path, signerName, detail)];
  }
  const labels = domain.split('.');
  const errors: FieldError[] = [];
  if (Buffer.byteLength(domain) > DOMAIN_MAX) errors.push(fieldError.tooLong(path, DOMAIN_MAX));
  errors.push(...firstWrong(path, domain, labels, isDns1123Label));
  if (labels.length < 2) {
    const detail = 'should be a domain with at least two segments separated by dots';
    errors.push(fieldError.invalid(path, domain, detail));
  }
  errors.push(...firstWrong(path, name, name.split('.'), isDns1123Subdomain));
  if (Buffer.byteLength(signerName) > SIGNER_NAME_MAX) {
    errors.push(fieldError.tooLong(path, SIGNER_NAME_MAX));
  }
  return errors;
}

/** More than the first wrong part would say the same again. */
function firstWrong(
  path: FieldPath,
  shown: string,
  parts: readonly string[],
  check: (part: string) => string[],
): FieldError[] {
  for (const part of parts) {
    const messages = check(part);
    if (messages.length === 0) continue;
    return messages.map((message) =>
      fieldError.invalid(path, shown, `validating label ${quote(part)}: ${message}`),
    );
  }
  return [];
}
