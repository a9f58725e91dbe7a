import { describe, expect, test } from 'vitest';
import { FieldPath } from './field-error.ts';
import {
  validateDomainPrefixedPath,
  validateFullyQualifiedDomainName,
  validateFullyQualifiedName,
} from './field-formats.ts';
import {
  isCIdentifier,
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isEnvVarName,
  isHttpHeaderName,
  isPathSegmentName,
  isQualifiedName,
  isRelaxedEnvVarName,
  isValidGroupId,
  isValidLabelValue,
  isValidPercent,
  isValidPortName,
  isValidPortNum,
  isWildcardDns1123Subdomain,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from './names.ts';

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const UNDERSCORE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";
const DNS_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const WILDCARD =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const QUALIFIED =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const PORT_CHARACTERS = 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)';
const PORT_LETTER = 'must contain at least one letter (a-z)';

type Case = readonly [check: (value: string) => string[], value: string, messages: string[]];

const of = (check: (value: string) => string[], cases: [string, string[]][]): Case[] =>
  cases.map(([value, messages]) => [check, value, messages]);

const CASES: readonly Case[] = [
  ...of(isDns1123Label, [
    ['my-name', []],
    ['9', []],
    ['a'.repeat(63), []],
    ['a'.repeat(64), ['must be no more than 63 characters']],
    ['a.b', ['must not contain dots']],
    ['', [LABEL]],
    ['-a', [LABEL]],
    ['a-', [LABEL]],
    ['A', [LABEL]],
    ['a\n', [LABEL]],
    ['é'.repeat(32), ['must be no more than 63 characters', LABEL]],
    [`${'a'.repeat(64)}-`, ['must be no more than 63 characters', LABEL]],
  ]),
  ...of(isDns1123Subdomain, [
    ['a.b-c.0', []],
    ['a'.repeat(253), []],
    ['a'.repeat(254), ['must be no more than 253 characters']],
    ['', [SUBDOMAIN]],
    ['.a', [SUBDOMAIN]],
    ['a.', [SUBDOMAIN]],
    ['a..b', [SUBDOMAIN]],
    ['a.-b', [SUBDOMAIN]],
    ['a-.b', [SUBDOMAIN]],
    ['a_b', [SUBDOMAIN]],
  ]),
  ...of(isDns1123SubdomainWithUnderscore, [
    ['_a.b_c', []],
    ['__a', [UNDERSCORE]],
    ['_', [UNDERSCORE]],
    ['a_', [UNDERSCORE]],
    ['a._', [UNDERSCORE]],
  ]),
  ...of(isDns1035Label, [
    ['abc-123', []],
    ['1a', [DNS_1035]],
    ['a.b', [DNS_1035]],
  ]),
  ...of(isWildcardDns1123Subdomain, [
    ['*.a.b', []],
    ['*', [WILDCARD]],
    ['*.', [WILDCARD]],
    ['*.*.a', [WILDCARD]],
    ['a.b', [WILDCARD]],
  ]),
  ...of(isQualifiedName, [
    ['example.com/MyName', []],
    ['a_b.C', []],
    ['', ['name part must be non-empty', `name part ${QUALIFIED}`]],
    ['/a', ['prefix part must be non-empty']],
    ['A/a', [`prefix part ${SUBDOMAIN}`]],
    ['a/', ['name part must be non-empty', `name part ${QUALIFIED}`]],
    ['a'.repeat(64), ['name part must be no more than 63 characters']],
    [
      'a/b/c',
      [
        `a qualified name ${QUALIFIED} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ],
    ],
  ]),
  ...of(isValidLabelValue, [
    ['', []],
    ['A_b.c-1', []],
    ['-a', [LABEL_VALUE]],
    ['a b', [LABEL_VALUE]],
    ['a'.repeat(64), ['must be no more than 63 characters']],
  ]),
  ...of(isConfigMapKey, [
    ['.a', []],
    ['', [CONFIG_KEY]],
    ['a/b', [CONFIG_KEY]],
    ['.', ["must not be '.'"]],
    ['..', ["must not be '..'"]],
    ['..a', ["must not start with '..'"]],
    ['../', [CONFIG_KEY, "must not start with '..'"]],
  ]),
  ...of(isHttpHeaderName, [
    ['X-A', []],
    [
      'X_A',
      [
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
      ],
    ],
  ]),
  ...of(isEnvVarName, [
    ['MY_ENV.NAME-1', []],
    [
      '1A',
      [
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
      ],
    ],
  ]),
  ...of(isRelaxedEnvVarName, [
    ['1 a$~', []],
    ['', ['environment variable name must be non-empty']],
    [
      'a=b',
      [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ],
    ],
  ]),
  ...of(isCIdentifier, [
    ['_a1', []],
    [
      'a-b',
      [
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')",
      ],
    ],
  ]),
  ...of(isValidPortName, [
    ['http-1', []],
    ['', [PORT_CHARACTERS, PORT_LETTER]],
    [
      '-80--80-80-80-80-',
      [
        'must be no more than 15 characters',
        PORT_LETTER,
        'must not contain consecutive hyphens',
        'must not begin or end with a hyphen',
      ],
    ],
    ['A', [PORT_CHARACTERS, PORT_LETTER]],
  ]),
  ...of(isValidPercent, [
    ['50%', []],
    [
      '-1%',
      [
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
  ]),
  ...of(isPathSegmentName, [
    ['a:b', []],
    ['.', ["may not be '.'"]],
    ['..', ["may not be '..'"]],
    ['/%', ["may not contain '/'", "may not contain '%'"]],
  ]),
];

const bodies = (errors: readonly { body: string }[]): string[] => errors.map(({ body }) => body);

describe('formats of names', () => {
  test.each(CASES)('%o of %j', (check, value, messages) => {
    expect(check(value)).toEqual(messages);
  });

  test('ranges of numbers', () => {
    expect(isValidPortNum(0)).toEqual(['must be between 1 and 65535, inclusive']);
    expect(isValidPortNum(65_535)).toEqual([]);
    expect(isValidGroupId(-1)).toEqual(['must be between 0 and 2147483647, inclusive']);
  });

  test('the base of a generated name may end with a dash', () => {
    expect(nameIsDnsSubdomain('a.b-', true)).toEqual([]);
    expect(nameIsDnsSubdomain('a.b-', false)).toEqual([SUBDOMAIN]);
    expect(nameIsDns1035Label('ab-', true)).toEqual([]);
    expect(nameIsDns1035Label('-', true)).toEqual([DNS_1035]);
    expect(nameIsDnsLabel(`${'a'.repeat(63)}-`, true)).toEqual([]);
    // What stands in front of the dash goes unseen upstream.
    expect(nameIsDnsLabel('a.-', true)).toEqual([]);
    expect(nameIsDnsLabel('é-', true)).toEqual([LABEL]);
  });

  test.each([isDns1123Label, isDns1123Subdomain, isQualifiedName, isWildcardDns1123Subdomain])(
    'a name of megabytes is refused without harm by %o',
    (check) => {
      expect(check('a.'.repeat(1_500_000))).not.toEqual([]);
      expect(check(`${'a-'.repeat(1_500_000)}!`)).not.toEqual([]);
    },
  );
});

describe('formats whose checks are field errors', () => {
  const path = FieldPath.of('spec', 'host');

  test('a fully qualified domain name has two segments', () => {
    expect(validateFullyQualifiedDomainName(path, 'a.b.')).toEqual([]);
    expect(bodies(validateFullyQualifiedDomainName(path, ''))).toEqual(['Required value']);
    expect(bodies(validateFullyQualifiedDomainName(path, 'a'))).toEqual([
      'Invalid value: "a": should be a domain with at least two segments separated by dots',
    ]);
    expect(bodies(validateFullyQualifiedDomainName(path, `a.${'b'.repeat(64)}`))).toEqual([
      `Invalid value: "${'b'.repeat(64)}": must be no more than 63 characters`,
    ]);
  });

  test('a fully qualified name has three segments', () => {
    expect(validateFullyQualifiedName(path, 'a.b.c')).toEqual([]);
    expect(bodies(validateFullyQualifiedName(path, 'a.b'))).toEqual([
      'Invalid value: "a.b": should be a domain with at least three segments separated by dots',
    ]);
  });

  test('a domain-prefixed path has both parts', () => {
    expect(validateDomainPrefixedPath(path, 'acme.io/foo/bar')).toEqual([]);
    expect(bodies(validateDomainPrefixedPath(path, 'acme.io/'))).toEqual([
      'Invalid value: "acme.io/": must be a domain-prefixed path (such as "acme.io/foo")',
    ]);
    expect(bodies(validateDomainPrefixedPath(path, 'A/b c'))).toEqual([
      `Invalid value: "A": ${SUBDOMAIN}`,
      "Invalid value: \"b c\": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
    ]);
  });
});
