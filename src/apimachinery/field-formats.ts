import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { isDns1123Label, isDns1123Subdomain, regexError } from './names.ts';

/** Formats whose checks are field errors of their own upstream, not messages. */

/** At least three segments, and no dot at the end. */
export function validateFullyQualifiedName(path: FieldPath, name: string): FieldError[] {
  if (name === '') return [fieldError.required(path)];
  const errors = isDns1123Subdomain(name);
  if (errors.length > 0) return [fieldError.invalid(path, name, errors.join(','))];
  if (name.split('.').length >= 3) return [];
  const detail = 'should be a domain with at least three segments separated by dots';
  return [fieldError.invalid(path, name, detail)];
}

/** At least two segments; a dot at the end is fine. */
export function validateFullyQualifiedDomainName(path: FieldPath, name: string): FieldError[] {
  if (name === '') return [fieldError.required(path)];
  const domain = name.endsWith('.') ? name.slice(0, -1) : name;
  const errors = isDns1123Subdomain(domain);
  if (errors.length > 0) return [fieldError.invalid(path, domain, errors.join(','))];
  const labels = domain.split('.');
  if (labels.length < 2) {
    const detail = 'should be a domain with at least two segments separated by dots';
    return [fieldError.invalid(path, domain, detail)];
  }
  for (const label of labels) {
    const wrong = isDns1123Label(label);
    if (wrong.length > 0) return [fieldError.invalid(path, label, wrong.join(','))];
  }
  return [];
}

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPath = new RegExp(`^${HTTP_PATH}$`);

export function validateDomainPrefixedPath(path: FieldPath, value: string): FieldError[] {
  if (value === '') return [fieldError.required(path)];
  const at = value.indexOf('/');
  const host = value.slice(0, Math.max(at, 0));
  const rest = value.slice(at + 1);
  if (at === -1 || host === '' || rest === '') {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    return [fieldError.invalid(path, value, detail)];
  }
  const errors = isDns1123Subdomain(host).map((each) => fieldError.invalid(path, host, each));
  if (!httpPath.test(rest)) {
    errors.push(fieldError.invalid(path, rest, regexError('Invalid path', HTTP_PATH)));
  }
  return errors;
}
