import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isValidIpForLegacyField } from '../../../apimachinery/ip.ts';
import { maxLengthError, regexError } from '../../../apimachinery/names.ts';
import type { HostAlias, PodDNSConfig } from '../../../apimachinery/types.generated.ts';
import { checkDnsSubdomain, pushInvalid } from './field-checks.ts';

const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCHES_LENGTH_MAX = 2048;

export function checkDnsConfig(
  config: PodDNSConfig | undefined,
  policy: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  if (policy === 'None') {
    if (config === undefined) {
      const detail = 'must provide `dnsConfig` when `dnsPolicy` is None';
      errors.push(fieldError.required(path, detail));
      return;
    }
    if (nameservers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      errors.push(fieldError.required(path.child('nameservers'), detail));
      return;
    }
  }
  if (nameservers.length > NAMESERVERS_MAX) {
    const detail = `must not have more than ${NAMESERVERS_MAX} nameservers`;
    errors.push(fieldError.invalid(path.child('nameservers'), nameservers, detail));
  }
  for (const [index, server] of nameservers.entries()) {
    errors.push(...isValidIpForLegacyField(path.child('nameservers').index(index), server, []));
  }
  checkSearches(searches, path.child('searches'), errors);
  for (const [index, { name }] of options.entries()) {
    if (!name)
      errors.push(fieldError.required(path.child('options').index(index), 'must not be empty'));
  }
}

function checkSearches(searches: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (searches.length > SEARCHES_MAX) {
    const detail = `must not have more than ${SEARCHES_MAX} search paths`;
    errors.push(fieldError.invalid(path, searches, detail));
  }
  if (Buffer.byteLength(searches.join(' ')) > SEARCHES_LENGTH_MAX) {
    const detail = `must not have more than ${SEARCHES_LENGTH_MAX} characters (including spaces) in the search list`;
    errors.push(fieldError.invalid(path, searches, detail));
  }
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const domain = search.endsWith('.') ? search.slice(0, -1) : search;
    pushInvalid(errors, searchErrors(domain), path.index(index), domain);
  }
}

const LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const DOMAIN = `${LABEL}(\\.${LABEL})*`;
const DOMAIN_LENGTH_MAX = 253;
const domainExpression = new RegExp(`^${DOMAIN}$`);
const DOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";

/** A subdomain in which underscores are allowed. */
function searchErrors(domain: string): string[] {
  const tooLong = Buffer.byteLength(domain) > DOMAIN_LENGTH_MAX;
  const errors = tooLong ? [maxLengthError(DOMAIN_LENGTH_MAX)] : [];
  const looked = tooLong ? domain.slice(0, DOMAIN_LENGTH_MAX + 1) : domain;
  if (!domainExpression.test(looked)) errors.push(regexError(DOMAIN_TEXT, DOMAIN, 'example.com'));
  return errors;
}

export function checkHostAliases(
  aliases: readonly HostAlias[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [index, { ip, hostnames }] of (aliases ?? []).entries()) {
    errors.push(...isValidIpForLegacyField(path.index(index).child('ip'), ip, []));
    for (const [place, hostname] of (hostnames ?? []).entries()) {
      checkDnsSubdomain(hostname, path.index(index).child('hostnames').index(place), errors);
    }
  }
}
