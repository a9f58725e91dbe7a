import { describe, expect, test } from 'vitest';
import type { IPAddress } from '../../../apimachinery/types.generated.ts';
import { ipAddress } from './index.ts';

const { strategy } = ipAddress;
const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'networking.k8s.io/v1',
  subresource: undefined,
};
const parentRef = { resource: 'services', namespace: 'ns', name: 'a' };

function object(spec: object): IPAddress {
  return { metadata: { name: '10.96.0.25' }, spec };
}

describe('an IPAddress', () => {
  test.each<[string, string[]]>([
    ['10.96.0.25', []],
    ['2001:db8::1', []],
    ['10.96.0.0256', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['10.96.0.025', ['must not have leading 0s']],
    ['2001:DB8::1', ['must be in canonical form ("2001:db8::1")']],
    ['"', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ])('may be named %s: %j', (name, messages) => {
    expect(strategy.validateName?.(name, false)).toEqual(messages);
  });

  test.each<[object, string[]]>([
    [{ parentRef }, []],
    [{}, ['spec.parentRef: Required value']],
    [
      { parentRef: { group: 'Bad' } },
      [
        "spec.parentRef.group: Invalid value: \"Bad\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        'spec.parentRef.resource: Required value',
        'spec.parentRef.name: Required value',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    const errors = strategy.validate?.(object(spec), context) ?? [];

    expect(errors.map(({ field, body }) => `${field}: ${body}`)).toEqual(messages);
  });

  test('keeps its parent', () => {
    const next = object({ parentRef: { ...parentRef, name: 'other' } });

    expect(strategy.validateUpdate?.(next, object({ parentRef }), context)).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'spec.parentRef',
        body: 'Invalid value: {"Group":"","Resource":"services","Namespace":"ns","Name":"other"}: field is immutable',
      },
    ]);
  });
});
