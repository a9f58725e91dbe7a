import { describe, expect, test } from 'vitest';
import type {
  ClusterRole,
  PolicyRule,
  RoleBinding,
  RoleRef,
  Subject,
} from '../../apimachinery/types.generated.ts';
import { defaults, RBAC_GROUP } from './defaults.ts';
import {
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
  validateRoleRefUpdate,
} from './validation.ts';

function shown(errors: readonly { field: string; body: string }[]): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

const metadata = { name: 'x' };
const REF: RoleRef = { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: 'view' };
const POD = { apiGroups: [''], resources: ['pods'] };

describe('the rules of a role', () => {
  test.each<[PolicyRule, string[]]>([
    [{ verbs: ['get'], ...POD }, []],
    [
      { verbs: [], ...POD },
      ['rules[0].verbs: Required value: verbs must contain at least one value'],
    ],
    [
      { verbs: ['get'] },
      [
        'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
        'rules[0].resources: Required value: resource rules must supply at least one resource',
      ],
    ],
    [
      { verbs: ['get'], nonResourceURLs: ['/x'], ...POD },
      [
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      ],
    ],
  ])('%j', (rule, expected) => {
    expect(shown(validateRole({ metadata, rules: [rule] }))).toEqual(expected);
  });

  test('of the whole cluster may be about paths', () => {
    const rules = [{ verbs: ['get'], nonResourceURLs: ['/x'] }];

    expect(validateClusterRole({ metadata, rules }, undefined)).toEqual([]);
  });

  test('that are gathered need a selector that can be asked', () => {
    const gathers = (value: string): ClusterRole => ({
      metadata,
      rules: [],
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: value } }] },
    });
    const none = { metadata, rules: [], aggregationRule: {} };

    expect(shown(validateClusterRole(none, undefined))).toEqual([
      'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
    ]);
    expect(validateClusterRole(gathers('b'), undefined)).toEqual([]);
    expect(shown(validateClusterRole(gathers('b c'), undefined))[1]).toBe(
      'aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector.',
    );
  });
});

describe('a binding', () => {
  const bind = (subject: Subject, roleRef: RoleRef = REF): RoleBinding => ({
    metadata,
    roleRef,
    subjects: [subject],
  });
  const user: Subject = { kind: 'User', apiGroup: RBAC_GROUP, name: 'ann' };

  test.each<[RoleBinding, string[]]>([
    [bind(user), []],
    [bind({ kind: 'ServiceAccount', name: 'robot' }), []],
    [bind({ ...user, name: '' }), ['subjects[0].name: Required value']],
    [
      bind({ kind: 'ServiceAccount', name: 'Bad', apiGroup: 'x' }),
      [
        expect.stringMatching(
          /^subjects\[0\]\.name: Invalid value: "Bad": a lowercase RFC 1123 subdomain/,
        ),
        'subjects[0].apiGroup: Unsupported value: "x": supported values: ""',
      ],
    ],
    [
      bind({ kind: 'Robot', name: 'r' }),
      [
        'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      ],
    ],
    [
      bind(user, { apiGroup: 'x', kind: 'Thing', name: '' }),
      [
        `roleRef.apiGroup: Unsupported value: "x": supported values: "${RBAC_GROUP}"`,
        'roleRef.kind: Unsupported value: "Thing": supported values: "Role", "ClusterRole"',
        'roleRef.name: Required value',
      ],
    ],
    [
      bind(user, { ...REF, name: 'a/b' }),
      [`roleRef.name: Invalid value: "a/b": may not contain '/'`],
    ],
  ])('%j', (binding, expected) => {
    expect(shown(validateRoleBinding(binding))).toEqual(expected);
  });

  test('of the cluster binds no local role, and its accounts need a namespace', () => {
    const binding = bind({ kind: 'ServiceAccount', name: 'robot' }, { ...REF, kind: 'Role' });

    expect(shown(validateClusterRoleBinding(binding))).toEqual([
      'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
      'subjects[0].namespace: Required value',
    ]);
  });

  test('keeps its role', () => {
    expect(validateRoleRefUpdate({ ...REF }, REF)).toEqual([]);
    expect(shown(validateRoleRefUpdate({ ...REF, name: 'admin' }, REF))).toEqual([
      `roleRef: Invalid value: {"APIGroup":"${RBAC_GROUP}","Kind":"ClusterRole","Name":"admin"}: cannot change roleRef`,
    ]);
  });

  test('gets the group of what it names', () => {
    const binding = bind({ kind: 'Group', name: 'g' }, { ...REF, apiGroup: '' });
    binding.subjects?.push({ kind: 'ServiceAccount', name: 'robot' });

    defaults(binding);

    expect(binding.roleRef.apiGroup).toBe(RBAC_GROUP);
    expect(binding.subjects?.map(({ apiGroup }) => apiGroup)).toEqual([RBAC_GROUP, undefined]);
  });
});
