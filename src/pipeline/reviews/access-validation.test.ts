import { describe, expect, test } from 'vitest';
import { validateAccessReview } from './access-validation.ts';

const RESOURCE = { verb: 'list', resource: 'pods', namespace: 'ns' };
const PATH = { path: '/x', verb: 'get' };
const SELF = 'SelfSubjectAccessReview';
const SUBJECT = 'SubjectAccessReview';
const LOCAL = 'LocalSubjectAccessReview';
const EITHER =
  'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';

describe('an access review', () => {
  test.each([
    [SELF, { spec: { resourceAttributes: RESOURCE } }, []],
    [SELF, { spec: {} }, [EITHER]],
    [
      SELF,
      { spec: { resourceAttributes: RESOURCE, nonResourceAttributes: PATH } },
      [
        'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: cannot be specified in combination with resourceAttributes',
      ],
    ],
    [
      SELF,
      { metadata: { name: 'a' }, spec: { resourceAttributes: RESOURCE } },
      ['metadata: Invalid value: {"name":"a"}: must be empty'],
    ],
    [SUBJECT, { spec: { nonResourceAttributes: PATH, groups: ['g'] } }, []],
    [
      SUBJECT,
      { spec: {} },
      [EITHER, 'spec.user: Invalid value: "": at least one of user or group must be specified'],
    ],
    [
      LOCAL,
      { metadata: { namespace: 'ns' }, spec: { user: 'u', resourceAttributes: RESOURCE } },
      [],
    ],
    [
      LOCAL,
      { metadata: { namespace: 'other' }, spec: { user: 'u', resourceAttributes: RESOURCE } },
      ['spec.resourceAttributes.namespace: Invalid value: "ns": must match metadata.namespace'],
    ],
    [
      LOCAL,
      { metadata: { namespace: 'ns' }, spec: { user: 'u', nonResourceAttributes: PATH } },
      [
        'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: disallowed on this kind of request',
      ],
    ],
    [
      SELF,
      { spec: { resourceAttributes: { ...RESOURCE, fieldSelector: {} } } },
      [
        'spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required',
      ],
    ],
    [
      SELF,
      {
        spec: {
          resourceAttributes: {
            ...RESOURCE,
            labelSelector: { rawSelector: 'a', requirements: [{ key: 'k', operator: 'In' }] },
          },
        },
      },
      [
        'spec.resourceAttributes.labelSelector.rawSelector: Invalid value: "a": may not specified at the same time as requirements',
        "spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ],
    ],
  ])('%s %j', (kind, review, expected) => {
    const errors = validateAccessReview({ metadata: {}, ...review }, kind);

    expect(errors.map(({ field, body }) => `${field}: ${body}`)).toEqual(expected);
  });
});
