import { describe, expect, test } from 'vitest';
import type { Identity } from './identity.ts';
import { identityOf } from './identity.ts';

const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' };
const STRUCT =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

describe('identityOf', () => {
  test.each<readonly [unknown, Identity]>([
    [{ apiVersion: 'apps/v1', kind: 'Deployment' }, { is: 'expected' }],
    [{ apiVersion: 'apps/v1' }, { is: 'expected' }],
    [{ apiVersion: 'apps/v1', kind: '' }, { is: 'expected' }],
    [{ apiVersion: 'apps/v1', kind: null }, { is: 'expected' }],
    [
      { kind: 'Deployment', metadata: {}, spec: {} },
      { is: 'nothing', unknownFields: ['unknown field "metadata"', 'unknown field "spec"'] },
    ],
    [{ apiVersion: '' }, { is: 'nothing', unknownFields: [] }],
    [{ apiVersion: 'apps/' }, { is: 'nothing', unknownFields: [] }],
    [{ apiVersion: 'v1' }, { is: 'other', group: '', version: 'v1', kind: 'Deployment' }],
    [
      { apiVersion: 'v1', kind: 'Pod' },
      { is: 'other', group: '', version: 'v1', kind: 'Pod' },
    ],
    [
      { apiVersion: 'apps/v1', kind: 'Foo' },
      { is: 'other', group: 'apps', version: 'v1', kind: 'Foo' },
    ],
    [{ apiVersion: 'a/b/c' }, { is: 'unreadable', why: 'unexpected GroupVersion string: a/b/c' }],
    [
      { apiVersion: 1 },
      {
        is: 'unreadable',
        why: "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string",
      },
    ],
    [
      { apiVersion: 'v1', kind: [] },
      {
        is: 'unreadable',
        why: "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .kind of type string",
      },
    ],
    [
      [],
      {
        is: 'unreadable',
        why: `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type ${STRUCT}`,
      },
    ],
  ])('finds in %j %j', (document, identity) => {
    expect(identityOf(document, DEPLOYMENT)).toEqual(identity);
  });
});
