import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import type { ResourceQuota } from '../../../apimachinery/types.generated.ts';
import { validate, validateUpdate } from './validation.ts';

function quotaOf(spec: ResourceQuota['spec']): ResourceQuota {
  return { metadata: { name: 'q', namespace: 'ns' }, spec, status: {} };
}

function texts(errors: readonly FieldError[]): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

describe('a resource quota', () => {
  test.each<[ResourceQuota['spec'], string[]]>([
    [{ hard: { pods: '10', 'count/deployments.apps': '3', 'requests.cpu': '500m' } }, []],
    [{ hard: { pods: '1500m' } }, ['spec.hard[pods]: Invalid value: "1500m": must be an integer']],
    [
      { hard: { odd: '1' } },
      [
        'spec.hard[odd]: Invalid value: "odd": must be a standard resource type or fully qualified',
        'spec.hard[odd]: Invalid value: "odd": must be a standard resource for quota',
      ],
    ],
    [
      { hard: { cpu: '1' }, scopes: ['BestEffort'] },
      ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
    ],
    [
      { scopes: ['Terminating', 'NotTerminating'] },
      ['spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes'],
    ],
    [
      { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In' }] } },
      [
        "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      ],
    ],
  ])('with %o is answered %o', (spec, expected) => {
    expect(texts(validate(quotaOf(spec)))).toEqual(expected);
  });

  test('keeps its scopes', () => {
    const errors = validateUpdate(quotaOf({ scopes: ['Terminating'] }), quotaOf({}));

    expect(texts(errors)).toEqual([
      'spec.scopes: Invalid value: ["Terminating"]: field is immutable',
    ]);
  });
});
