import { describe, expect, test } from 'vitest';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { ApiError } from './errors.ts';
import { parseListOptions } from './list-options.ts';
import type { WriteVerb } from './options.ts';
import { parseDeleteOptions, parseWriteOptions, validateDeleteOptions } from './options.ts';
import {
  namesVersion,
  parseListVersion,
  parseReadVersion,
  requireObjectVersion,
} from './resource-version.ts';

/** Code and message of what is thrown. */
function refusalOf(act: () => unknown): [number, string] | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return [error.code, error.message];
    throw error;
  }
  return undefined;
}

const query = (search: string): URLSearchParams => new URLSearchParams(search);

const token = (text: string): string => Buffer.from(text).toString('base64url');
const initial = (search: string): boolean =>
  parseListOptions(query(search), 'watch').sendInitialEvents;

describe('options of a list', () => {
  test('are read from the query', () => {
    const options = parseListOptions(
      query('limit=5&continue=abc&timeoutSeconds=7&resourceVersion=9&labelSelector=a'),
      'list',
    );

    expect(options).toMatchObject({
      limit: 5,
      continueToken: 'abc',
      timeoutSeconds: 7,
      resourceVersion: 9n,
      labelSelector: 'a',
      fieldSelector: undefined,
      resourceVersionMatch: undefined,
      sendInitialEvents: false,
    });
    expect(parseListOptions(query('limit=-1&resourceVersion='), 'list')).toMatchObject({
      limit: undefined,
      resourceVersion: undefined,
    });
  });

  const MATCH = 'resourceVersionMatch: ';
  test.each([
    [
      'resourceVersionMatch=Exact',
      [`${MATCH}Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided`],
    ],
    [
      'resourceVersionMatch=x&resourceVersion=1&continue=a',
      [
        `${MATCH}Forbidden: resourceVersionMatch is forbidden when continue is provided`,
        `${MATCH}Unsupported value: "x": supported values: "Exact", "NotOlderThan", ""`,
      ],
    ],
    [
      'resourceVersionMatch=Exact&resourceVersion=0',
      [`${MATCH}Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"`],
    ],
    [
      'sendInitialEvents=false',
      ['sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'],
    ],
    [
      'watch=1&sendInitialEvents=true',
      [
        `${MATCH}Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`,
      ],
    ],
    [
      'watch=1&resourceVersionMatch=Exact&continue=a',
      [
        `${MATCH}Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided`,
        `${MATCH}Unsupported value: "Exact": supported values: "NotOlderThan"`,
        `${MATCH}Forbidden: resourceVersionMatch is forbidden when continue is provided`,
      ],
    ],
    [
      'watch=1&continue=a',
      [`${MATCH}Forbidden: resourceVersionMatch is forbidden when continue is provided`],
    ],
  ])('%s is refused with 422', (search, causes) => {
    const list = causes.length === 1 ? causes[0] : `[${causes.join(', ')}]`;

    expect(refusalOf(() => parseListOptions(query(search), 'list'))).toEqual([
      422,
      `ListOptions.meta.k8s.io "" is invalid: ${list}`,
    ]);
  });

  test.each([
    [
      'limit=abc&timeoutSeconds=x&labelSelector=((&resourceVersionMatch=x',
      'strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      'labelSelector=((&fieldSelector=x&resourceVersionMatch=x',
      "found '(', expected: !, identifier, or 'end of string'",
    ],
    ['fieldSelector=x&resourceVersion=abc', "invalid selector: 'x'; can't understand 'x'"],
    [
      'resourceVersion=abc',
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
  ])('%s is refused with 400, the first fault first', (search, message) => {
    expect(refusalOf(() => parseListOptions(query(search), 'list'))).toEqual([400, message]);
  });

  test('a watch from nowhere begins with what there is', () => {
    expect(initial('watch=1')).toBe(true);
    expect(initial('watch=1&resourceVersion=0')).toBe(true);
    expect(initial('watch=1&resourceVersion=7')).toBe(false);
    expect(initial('watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan')).toBe(
      false,
    );
  });

  test('the deprecated paths, which do not say that they watch, do not tell where that ends', () => {
    const deprecated = parseListOptions(new URLSearchParams(), 'watch');

    expect(deprecated.sendInitialEvents).toBe(true);
    expect(deprecated.marksInitialEvents).toBe(false);
  });
});

describe('options of a write', () => {
  test('have defaults', () => {
    expect(parseWriteOptions(query(''), 'kubectl/v1.34.0 (linux)', 'create')).toEqual({
      dryRun: false,
      fieldManager: 'kubectl',
      fieldValidation: 'Warn',
      force: false,
      sent: { dryRun: [], fieldManager: '', fieldValidation: '' },
    });
    expect(
      parseWriteOptions(
        query('dryRun=All&fieldManager=m&fieldValidation=Strict&force'),
        '',
        'apply',
      ),
    ).toEqual({
      dryRun: true,
      fieldManager: 'm',
      fieldValidation: 'Strict',
      force: true,
      sent: { dryRun: ['All'], fieldManager: 'm', fieldValidation: 'Strict' },
    });
  });

  test.each<[WriteVerb, string, string]>([
    [
      'create',
      'dryRun=x&fieldValidation=y',
      'CreateOptions.meta.k8s.io "" is invalid: [dryRun: Unsupported value: ["x"]: supported values: "All", fieldValidation: Unsupported value: "y": supported values: "", "Ignore", "Strict", "Warn"]',
    ],
    [
      'update',
      'dryRun=All&dryRun=',
      'UpdateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["All",""]: supported values: "All"',
    ],
    [
      'patch',
      'force=false',
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ],
    [
      'apply',
      'fieldManager=',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'create',
      `fieldManager=${'m'.repeat(129)}`,
      'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    ],
  ])('a %s with %s is refused', (verb, search, message) => {
    expect(refusalOf(() => parseWriteOptions(query(search), 'a', verb))).toEqual([422, message]);
  });
});

describe('options of a deletion', () => {
  test('come from the query, preconditions included', () => {
    expect(
      parseDeleteOptions(
        query('gracePeriodSeconds=5&propagationPolicy=Orphan&uid=u&resourceVersion=7&dryRun=All'),
      ),
    ).toEqual({
      gracePeriodSeconds: 5,
      propagationPolicy: 'Orphan',
      orphanDependents: undefined,
      preconditions: { uid: 'u', resourceVersion: '7' },
      dryRun: ['All'],
    });
    expect(parseDeleteOptions(query('uid=')).preconditions).toBeUndefined();
    expect(refusalOf(() => parseDeleteOptions(query('gracePeriodSeconds=x')))).toEqual([
      400,
      'strconv.ParseInt: parsing "x": invalid syntax',
    ]);
  });

  test('are refused all at once', () => {
    const options = parseDeleteOptions(query('propagationPolicy=x&orphanDependents=1&dryRun=x'));

    expect(refusalOf(() => validateDeleteOptions(options))).toEqual([
      422,
      'DeleteOptions.meta.k8s.io "" is invalid: [propagationPolicy: Invalid value: "x": orphanDependents and deletionPropagation cannot be both set, propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil", dryRun: Unsupported value: ["x"]: supported values: "All"]',
    ]);
  });
});

describe('a continue token', () => {
  test('comes back as it was given', () => {
    const place = { revision: 7, key: 'default/a<b>' };

    expect(decodeContinue(encodeContinue(place))).toEqual(place);
    expect(encodeContinue({ revision: -1, key: 'a' })).toBe(
      token('{"v":"meta.k8s.io/v1","rv":-1,"start":"a\\u0000"}'),
    );
  });

  test.each([
    ['abc', "invalid character 'i' looking for beginning of value"],
    ['8', 'illegal base64 data at input byte 0'],
    ['YQ==', 'illegal base64 data at input byte 2'],
    ['', 'unexpected end of JSON input'],
    [token('{"v":'), 'unexpected end of JSON input'],
    [token('[]'), 'json: cannot unmarshal array into Go value of type storage.continueToken'],
    [
      token('{"v":5}'),
      'json: cannot unmarshal number into Go struct field continueToken.v of type string',
    ],
    [
      token('{"rv":1.5}'),
      'json: cannot unmarshal number 1.5 into Go struct field continueToken.rv of type int64',
    ],
    [token('{"v":"v2"}'), 'server does not recognize this encoded version v2'],
    [
      token('{"v":"meta.k8s.io/v1","start":"a"}'),
      'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    ],
    [token('{"v":"meta.k8s.io/v1","rv":5}'), 'encoded start key empty (version meta.k8s.io/v1)'],
    [token('{"v":"meta.k8s.io/v1","rv":5,"start":"../x"}'), '../x'],
    [token('{"v":"meta.k8s.io/v1","rv":5,"start":"a//b"}'), 'a//b'],
  ])('%s is refused', (text, why) => {
    expect(refusalOf(() => decodeContinue(text))).toEqual([
      400,
      `invalid continue token: continue key is not valid: ${why}`,
    ]);
  });
});

describe('a resource version', () => {
  test('is a whole number of 64 bits', () => {
    expect(parseReadVersion(null)).toBeUndefined();
    expect(parseReadVersion('')).toBeUndefined();
    expect(parseListVersion('0')).toBe(0n);
    expect(parseListVersion('18446744073709551615')).toBe(2n ** 64n - 1n);
    expect(requireObjectVersion(undefined)).toBe(0n);
    expect(requireObjectVersion('007')).toBe(7n);
  });

  test('is named by a number only', () => {
    expect(['5', '0', '', undefined, 'x', '-1'].map(namesVersion)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test('that is none is told in the words of the verb', () => {
    const why = 'strconv.ParseUint: parsing "-1": invalid syntax';

    expect(refusalOf(() => parseReadVersion('-1'))).toEqual([
      500,
      `resourceVersion: Invalid value: "-1": ${why}`,
    ]);
    expect(refusalOf(() => parseListVersion('-1'))).toEqual([
      400,
      `invalid resource version: resourceVersion: Invalid value: "-1": ${why}`,
    ]);
    expect(refusalOf(() => requireObjectVersion('-1'))).toEqual([500, why]);
    expect(refusalOf(() => requireObjectVersion('18446744073709551616'))).toEqual([
      500,
      'strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ]);
  });
});
