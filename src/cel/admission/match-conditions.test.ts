import { describe, expect, test } from 'vitest';
import type { AdmissionInput } from './input.ts';
import { admissionVariables } from './input.ts';
import { MatchConditions } from './match-conditions.ts';

const input: AdmissionInput = {
  user: { name: 'alice', groups: [] },
  access: () => ({ allowed: true, reason: '' }),
  resource: { group: '', resource: 'pods', namespace: 'default', name: 'a' },
  request: { operation: 'CREATE', userInfo: { username: 'alice' } },
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
  oldObject: undefined,
};

function matchOf(expressions: readonly string[], failurePolicy = 'Fail'): unknown {
  const conditions = new MatchConditions(expressions.map((expression) => ({ expression })));
  return conditions.match({ variables: admissionVariables(input) }, failurePolicy);
}

const FAILURE = "expression 'object.foo == 1' resulted in error: no such key: foo";

describe('match conditions', () => {
  test('match if there are none', () => {
    expect(matchOf([])).toEqual({ matches: true });
  });

  test('match if all hold', () => {
    expect(
      matchOf(["object.metadata.name == 'a'", "request.userInfo.username == 'alice'"]),
    ).toEqual({ matches: true });
  });

  test('know no old object at a creation', () => {
    expect(matchOf(['oldObject == null'])).toEqual({ matches: true });
  });

  test('do not match if one is false, whatever else fails', () => {
    expect(matchOf(['object.foo == 1', 'false'])).toEqual({ matches: false });
  });

  test('refuse the request if one fails and the policy is Fail', () => {
    expect(matchOf(['object.foo == 1'])).toEqual({ matches: false, error: FAILURE });
  });

  test('name all failures', () => {
    expect(matchOf(['object.foo == 1', 'object.foo == 1'])).toEqual({
      matches: false,
      error: `[${FAILURE}, ${FAILURE}]`,
    });
  });

  test('do not match if one fails and the policy is Ignore', () => {
    expect(matchOf(['object.foo == 1'], 'Ignore')).toEqual({ matches: false });
  });
});
