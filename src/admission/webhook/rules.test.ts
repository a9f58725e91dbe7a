import { describe, expect, test } from 'vitest';
import type { RuleWithOperations } from '../../apimachinery/types.generated.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { ObjectVersions } from './object-versions.ts';
import { isExempt, matchRules } from './rules.ts';

const NO_VERSIONS = { equivalents: () => [] } as unknown as ObjectVersions;

function attributes(parts: Partial<AdmissionAttributes>): AdmissionAttributes {
  return {
    operation: 'CREATE',
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    namespaced: true,
    subresource: undefined,
    namespace: 'default',
    name: 'p',
    object: undefined,
    previous: undefined,
    user: { name: 'u', groups: [] },
    dryRun: false,
    warn: () => {},
    ...parts,
  };
}

function rule(parts: Partial<RuleWithOperations>): RuleWithOperations {
  return {
    operations: ['*'],
    apiGroups: ['*'],
    apiVersions: ['*'],
    resources: ['*'],
    scope: '*',
    ...parts,
  };
}

const STATUS = { subresource: 'status' };
const NAMESPACE = { resource: 'namespaces', kind: 'Namespace', namespace: undefined, name: 'n' };
const NODE = { resource: 'nodes', kind: 'Node', namespace: undefined };

const kind = (version: string): object => ({ group: 'g', version, kind: 'Cup' });

describe('a rule', () => {
  test.each<[Partial<RuleWithOperations>, Partial<AdmissionAttributes>, boolean]>([
    [{}, {}, true],
    [{ operations: ['UPDATE', 'CREATE'] }, {}, true],
    [{ operations: ['UPDATE'] }, {}, false],
    [{ apiGroups: ['apps'] }, {}, false],
    [{ apiGroups: [''] }, {}, true],
    [{ apiVersions: ['v2'] }, {}, false],
    [{ resources: ['pods'] }, {}, true],
    [{ resources: ['pods'] }, STATUS, false],
    [{ resources: ['pods/status'] }, STATUS, true],
    [{ resources: ['pods/*'] }, STATUS, true],
    [{ resources: ['pods/*'] }, {}, true],
    [{ resources: ['*'] }, STATUS, false],
    [{ resources: ['*/status'] }, STATUS, true],
    [{ resources: ['*/status'] }, {}, false],
    [{ resources: ['*/*'] }, STATUS, true],
    [{ scope: 'Namespaced' }, {}, true],
    [{ scope: 'Cluster' }, {}, false],
    [{ scope: 'Namespaced' }, NODE, false],
    [{ scope: 'Cluster' }, NODE, true],
    [{ scope: 'Namespaced' }, NAMESPACE, false],
    [{ scope: 'Cluster' }, NAMESPACE, true],
  ])('%j about %j: %s', (parts, request, expected) => {
    const found = matchRules([rule(parts)], 'Exact', attributes(request), NO_VERSIONS);

    expect(found !== undefined).toBe(expected);
  });

  test('about another version counts under Equivalent, earlier rules first', () => {
    const versions = {
      equivalents: () =>
        ['v2', 'v3'].map((version) => ({
          group: 'g',
          version,
          resource: 'cups',
          kind: kind(version),
        })),
    } as unknown as ObjectVersions;
    const request = attributes({ group: 'g', version: 'v1', resource: 'cups', kind: 'Cup' });
    const rules = [rule({ apiVersions: ['v3'] }), rule({ apiVersions: ['v2'] })];

    expect(matchRules(rules, 'Exact', request, versions)).toBeUndefined();
    expect(matchRules(rules, 'Equivalent', request, versions)?.kind).toEqual(kind('v3'));
  });
});

test.each([
  ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', true],
  ['admissionregistration.k8s.io', 'MutatingAdmissionPolicyBinding', true],
  ['example.com', 'ValidatingWebhookConfiguration', false],
  ['', 'Pod', false],
])('%s %s is nobody else’s business: %s', (group, kind, expected) => {
  expect(isExempt(attributes({ group, kind }))).toBe(expected);
});
