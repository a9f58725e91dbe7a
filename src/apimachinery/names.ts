/**
 * The string formats of apimachinery's validation. Every function returns the messages for what is
 * wrong with its argument, in upstream's order; none: it is fine. All checks take linear time.
 */

export const DNS1123_LABEL_LENGTH_MAX = 63;
export const DNS1123_SUBDOMAIN_LENGTH_MAX = 253;

const DNS1123_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORE_SUBDOMAIN = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`;
const DNS1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD_DNS1123_SUBDOMAIN = `\\*\\.${DNS1123_SUBDOMAIN}`;
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+';
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const ENV_VAR_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const HTTP_HEADER_NAME = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

type Format = (value: string) => boolean;

const matches = (source: string): Format => {
  const expression = new RegExp(`^(?:${source})$`);
  return (value) => expression.test(value);
};
const dns1123Label = matches(DNS1123_LABEL);
const dns1035Label = matches(DNS1035_LABEL);
const qualifiedName = matches(QUALIFIED_NAME);
const labelValue = matches(LABEL_VALUE);
const configMapKey = matches(CONFIG_MAP_KEY);
const cIdentifier = matches(C_IDENTIFIER);
const envVarName = matches(ENV_VAR_NAME);
const httpHeaderName = matches(HTTP_HEADER_NAME);
const percent = matches(PERCENT);

// Upstream's expressions for subdomains nest repetitions, for which V8 needs a stack as deep as the
// name is long. These say the same with what must not be in a name.
const dns1123Subdomain: Format = (value) =>
  /^[-.a-z0-9]+$/.test(value) && !/(?:^|\.)[-.]|-(?:\.|$)|\.$/.test(value);
const underscoreSubdomain: Format = (value) =>
  /^[-._a-z0-9]+$/.test(value) && !/(?:^|\.)(?:[-.]|_[-_.]|_$)|[-_](?:\.|$)|\.$/.test(value);
const wildcardDns1123Subdomain: Format = (value) =>
  value.startsWith('*.') && dns1123Subdomain(value.slice(2));

const DNS1123_LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const DNS1123_SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const UNDERSCORE_SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
const DNS1035_LABEL_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const WILDCARD_TEXT =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const QUALIFIED_NAME_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const CONFIG_MAP_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const C_IDENTIFIER_TEXT =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
const ENV_VAR_NAME_TEXT =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
const RELAXED_ENV_VAR_NAME_TEXT =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";
const HTTP_HEADER_NAME_TEXT = "a valid HTTP header must consist of alphanumeric characters or '-'";
const PERCENT_TEXT = "a valid percent string must be a numeric string followed by an ending '%'";

/** `… (e.g. 'a',  or 'b', regex used for validation is '…')` with upstream's two spaces. */
export function regexError(text: string, source: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${text} (regex used for validation is '${source}')`;
  const shown = examples.map((example, i) => (i > 0 ? ` or '${example}', ` : `'${example}', `));
  return `${text} (e.g. ${shown.join('')}regex used for validation is '${source}')`;
}

export function maxLengthError(length: number): string {
  return `must be no more than ${length} characters`;
}

export function emptyError(): string {
  return 'must be non-empty';
}

export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** Lengths count bytes. */
function tooLong(value: string, max: number): boolean {
  return value.length > max || (value.length * 3 > max && Buffer.byteLength(value) > max);
}

function checked(value: string, max: number, format: Format, error: () => string): string[] {
  const errors: string[] = [];
  if (tooLong(value, max)) errors.push(maxLengthError(max));
  if (!format(value)) errors.push(error());
  return errors;
}

export function isDns1123Label(value: string): string[] {
  return checked(value, DNS1123_LABEL_LENGTH_MAX, dns1123Label, () =>
    dns1123Subdomain(value)
      ? 'must not contain dots'
      : regexError(DNS1123_LABEL_TEXT, DNS1123_LABEL, 'my-name', '123-abc'),
  );
}

export function isDns1123Subdomain(value: string): string[] {
  return checked(value, DNS1123_SUBDOMAIN_LENGTH_MAX, dns1123Subdomain, () =>
    regexError(DNS1123_SUBDOMAIN_TEXT, DNS1123_SUBDOMAIN, 'example.com'),
  );
}

/** Search domains of a pod may have underscores. */
export function isDns1123SubdomainWithUnderscore(value: string): string[] {
  return checked(value, DNS1123_SUBDOMAIN_LENGTH_MAX, underscoreSubdomain, () =>
    regexError(UNDERSCORE_SUBDOMAIN_TEXT, UNDERSCORE_SUBDOMAIN, 'example.com'),
  );
}

export function isDns1035Label(value: string): string[] {
  return checked(value, DNS1123_LABEL_LENGTH_MAX, dns1035Label, () =>
    regexError(DNS1035_LABEL_TEXT, DNS1035_LABEL, 'my-name', 'abc-123'),
  );
}

export function isWildcardDns1123Subdomain(value: string): string[] {
  return checked(value, DNS1123_SUBDOMAIN_LENGTH_MAX, wildcardDns1123Subdomain, () =>
    regexError(WILDCARD_TEXT, WILDCARD_DNS1123_SUBDOMAIN, '*.example.com'),
  );
}

/** Label keys, annotation keys (in lower case), finalizers: `[prefix/]name`. */
export function isQualifiedName(value: string): string[] {
  const errors: string[] = [];
  const parts = value.split('/');
  let name = value;
  if (parts.length === 2) {
    const [prefix = '', second = ''] = parts;
    name = second;
    if (prefix === '') errors.push(`prefix part ${emptyError()}`);
    else errors.push(...isDns1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  } else if (parts.length > 2) {
    return [
      `a qualified name ${regexError(QUALIFIED_NAME_TEXT, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')}` +
        " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  }
  if (name === '') errors.push(`name part ${emptyError()}`);
  else if (tooLong(name, 63)) errors.push(`name part ${maxLengthError(63)}`);
  if (!qualifiedName(name)) {
    errors.push(
      `name part ${regexError(QUALIFIED_NAME_TEXT, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc')}`,
    );
  }
  return errors;
}

export function isValidLabelValue(value: string): string[] {
  return checked(value, 63, labelValue, () =>
    regexError(LABEL_VALUE_TEXT, LABEL_VALUE, 'MyValue', 'my_value', '12345'),
  );
}

export function isConfigMapKey(value: string): string[] {
  const errors: string[] = [];
  if (tooLong(value, DNS1123_SUBDOMAIN_LENGTH_MAX)) {
    errors.push(maxLengthError(DNS1123_SUBDOMAIN_LENGTH_MAX));
  }
  if (!configMapKey(value)) {
    errors.push(
      regexError(CONFIG_MAP_KEY_TEXT, CONFIG_MAP_KEY, 'key.name', 'KEY_NAME', 'key-name'),
    );
  }
  return [...errors, ...dotErrors(value)];
}

function dotErrors(value: string): string[] {
  if (value === '.') return [`must not be '.'`];
  if (value === '..') return [`must not be '..'`];
  if (value.startsWith('..')) return [`must not start with '..'`];
  return [];
}

export function isCIdentifier(value: string): string[] {
  if (cIdentifier(value)) return [];
  return [regexError(C_IDENTIFIER_TEXT, C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')];
}

export function isEnvVarName(value: string): string[] {
  const errors = envVarName(value)
    ? []
    : [regexError(ENV_VAR_NAME_TEXT, ENV_VAR_NAME, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')];
  return [...errors, ...dotErrors(value)];
}

/** Any printable ASCII but `=`: what the kubelet of 1.34 takes as the name of a variable. */
export function isRelaxedEnvVarName(value: string): string[] {
  const errors = value === '' ? [`environment variable name ${emptyError()}`] : [];
  if (!/^[ -<>-~]*$/.test(value)) errors.push(RELAXED_ENV_VAR_NAME_TEXT);
  return errors;
}

export function isHttpHeaderName(value: string): string[] {
  if (httpHeaderName(value)) return [];
  return [regexError(HTTP_HEADER_NAME_TEXT, HTTP_HEADER_NAME, 'X-Header-Name')];
}

export function isValidPercent(value: string): string[] {
  return percent(value) ? [] : [regexError(PERCENT_TEXT, PERCENT, '1%', '93%')];
}

const UNIX_ID_MAX = 2 ** 31 - 1;

export function isValidUserId(uid: number): string[] {
  return isInRange(uid, 0, UNIX_ID_MAX);
}

export function isValidGroupId(gid: number): string[] {
  return isInRange(gid, 0, UNIX_ID_MAX);
}

export function isValidPortNum(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : [inclusiveRangeError(1, 65535)];
}

export function isInRange(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [inclusiveRangeError(low, high)];
}

export function isValidPortName(port: string): string[] {
  const errors: string[] = [];
  if (tooLong(port, 15)) errors.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(port)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(port)) errors.push('must contain at least one letter (a-z)');
  if (port.includes('--')) errors.push('must not contain consecutive hyphens');
  if (port.startsWith('-') || port.endsWith('-')) {
    errors.push('must not begin or end with a hyphen');
  }
  return errors;
}

/** Names that stand in a path as they are (RBAC): no dots alone, no slash, no percent sign. */
export function isPathSegmentName(name: string, prefix = false): string[] {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%']
    .filter((each) => name.includes(each))
    .map((each) => `may not contain '${each}'`);
}

/** Which names a kind allows. `prefix`: the name is a generateName, whose trailing dash is cut later. */
export type NameValidator = (name: string, prefix: boolean) => string[];

/** Upstream lets a letter stand for the dash and also for the character in front of it. */
function maskTrailingDash(name: string): string {
  if (name.length < 2 || !name.endsWith('-') || name.charCodeAt(name.length - 2) > 0x7f)
    return name;
  return `${name.slice(0, -2)}a`;
}

export const nameIsDnsSubdomain: NameValidator = (name, prefix) =>
  isDns1123Subdomain(prefix ? maskTrailingDash(name) : name);

export const nameIsDnsLabel: NameValidator = (name, prefix) =>
  isDns1123Label(prefix ? maskTrailingDash(name) : name);

export const nameIsDns1035Label: NameValidator = (name, prefix) =>
  isDns1035Label(prefix ? maskTrailingDash(name) : name);

export const anyName: NameValidator = () => [];
