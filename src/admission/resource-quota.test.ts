import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../apimachinery/meta.ts';
import { quotaEvaluator } from '../apimachinery/quota/evaluators.ts';
import type { ResourceQuota, ResourceQuotaSpec } from '../apimachinery/types.generated.ts';
import type { LimitedResource } from './configuration.ts';
import type { AdmissionAttributes } from './plugin.ts';
import { chargedQuotas } from './resource-quota.ts';

type Amounts = Record<string, string>;

function quotaOf(hard: Amounts, used: Amounts, spec: ResourceQuotaSpec = {}): ResourceQuota {
  return { metadata: { name: 'q' }, spec, status: { hard, used } };
}

function attributesOf(resource: string, object: object, previous?: object): AdmissionAttributes {
  return {
    operation: previous === undefined ? 'CREATE' : 'UPDATE',
    group: '',
    resource,
    name: 'x',
    object: object as AnyObject,
    previous: previous as AnyObject | undefined,
  } as AdmissionAttributes;
}

function charge(
  quota: ResourceQuota,
  resource: string,
  object: object,
  previous?: object,
): Amounts | undefined {
  const attributes = attributesOf(resource, object, previous);
  const evaluator = quotaEvaluator('', resource);
  if (evaluator === undefined) return undefined;
  return chargedQuotas([quota], { attributes, evaluator, limited: [], now: 0 })[0]?.status.used;
}

function pod(requests: Amounts, more: object = {}): object {
  const containers = [{ name: 'main', resources: { requests } }];
  return { metadata: { name: 'x' }, spec: { containers, ...more }, status: {} };
}

function service(type: string, ports: number): object {
  return { metadata: {}, spec: { type, ports: Array.from({ length: ports }, () => ({})) } };
}

describe('what a pod is charged', () => {
  test.each<[string, Amounts, Amounts, object, Amounts | undefined]>([
    ['one more', { pods: '2' }, { pods: '1' }, pod({}), { pods: '2' }],
    ['sums', { cpu: '1' }, { cpu: '250m' }, pod({ cpu: '500m' }), { cpu: '750m' }],
    [
      'overhead',
      { memory: '1Gi' },
      { memory: '0' },
      pod({ memory: '1Mi' }, { overhead: { memory: '1Mi' } }),
      { memory: '2Mi' },
    ],
    [
      'extended resources',
      { 'requests.example.com/gpu': '2' },
      { 'requests.example.com/gpu': '0' },
      pod({ 'example.com/gpu': '2' }),
      { 'requests.example.com/gpu': '2' },
    ],
    ['other names', { services: '0' }, { services: '0' }, pod({}), undefined],
  ])('%s', (_, hard, used, object, expected) => {
    expect(charge(quotaOf(hard, used), 'pods', object)).toEqual(expected);
  });

  test('scopes choose the pods', () => {
    const quota = quotaOf({ pods: '1' }, { pods: '0' }, { scopes: ['Terminating'] });
    expect(charge(quota, 'pods', pod({}))).toBeUndefined();
    expect(charge(quota, 'pods', pod({}, { activeDeadlineSeconds: 5 }))).toEqual({ pods: '1' });
  });
});

describe('what is refused', () => {
  test.each<[Amounts, Amounts, object, string]>([
    [
      { pods: '1', 'requests.cpu': '1' },
      { pods: '1', 'requests.cpu': '600m' },
      pod({ cpu: '500m' }),
      'exceeded quota: q, requested: pods=1,requests.cpu=500m, used: pods=1,requests.cpu=600m, ' +
        'limited: pods=1,requests.cpu=1',
    ],
    [{ memory: '1' }, { memory: '0' }, pod({}), 'failed quota: q: must specify memory for: main'],
    [{ pods: '1' }, {}, pod({}), 'status unknown for quota: q, resources: pods'],
  ])('%j %j', (hard, used, object, message) => {
    expect(() => charge(quotaOf(hard, used), 'pods', object)).toThrow(
      `pods "x" is forbidden: ${message}`,
    );
  });
});

test('an update is charged what it adds, and nothing is given back', () => {
  const quota = quotaOf({ 'services.nodeports': '5' }, { 'services.nodeports': '2' });
  expect(charge(quota, 'services', service('NodePort', 3), service('NodePort', 2))).toEqual({
    'services.nodeports': '3',
  });
  expect(charge(quota, 'services', service('ClusterIP', 2), service('NodePort', 2))).toBe(
    undefined,
  );
});

const STORAGE: LimitedResource = {
  apiGroup: '',
  resource: 'persistentvolumeclaims',
  matchContains: ['.storageclass.storage.k8s.io/requests.storage'],
  matchScopes: [],
};
const IMPORTANT: LimitedResource = {
  apiGroup: '',
  resource: 'pods',
  matchContains: [],
  matchScopes: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high', 'higher'] }],
};
const GOLD = 'gold.storageclass.storage.k8s.io/requests.storage';
const claim = (storageClassName: string | undefined): object => ({
  metadata: { name: 'x' },
  spec: { storageClassName, resources: { requests: { storage: '1Gi' } } },
});

function answer(
  quotas: readonly ResourceQuota[],
  limited: LimitedResource,
  object: object,
  previous?: object,
): string {
  const { resource } = limited;
  const attributes = attributesOf(resource, object, previous);
  const evaluator = quotaEvaluator('', resource);
  if (evaluator === undefined) return 'nobody counts it';
  try {
    chargedQuotas(quotas, { attributes, evaluator, limited: [limited], now: 0 });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('what is limited by configuration', () => {
  test.each<[string, readonly ResourceQuota[], LimitedResource, object, string]>([
    [
      'is refused without a quota',
      [],
      STORAGE,
      claim('gold'),
      `insufficient quota to consume: ${GOLD}`,
    ],
    ['is free where it is not meant', [], STORAGE, claim(undefined), ''],
    [
      'is allowed by a quota',
      [quotaOf({ [GOLD]: '5Gi' }, { [GOLD]: '0' })],
      STORAGE,
      claim('gold'),
      '',
    ],
    [
      'is refused by a quota for something else',
      [quotaOf({ persistentvolumeclaims: '5' }, { persistentvolumeclaims: '0' })],
      STORAGE,
      claim('gold'),
      `insufficient quota to consume: ${GOLD}`,
    ],
    [
      'may be meant by a scope',
      [],
      IMPORTANT,
      pod({ cpu: '1' }, { priorityClassName: 'high' }),
      'insufficient quota to match these scopes: [{PriorityClass In [high higher]}]',
    ],
    [
      'is free outside of the scope',
      [],
      IMPORTANT,
      pod({ cpu: '1' }, { priorityClassName: 'low' }),
      '',
    ],
    [
      'is allowed by a quota of the scope',
      [
        quotaOf(
          { pods: '5' },
          { pods: '0' },
          {
            scopeSelector: {
              matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }],
            },
          },
        ),
      ],
      IMPORTANT,
      pod({ cpu: '1' }, { priorityClassName: 'high' }),
      '',
    ],
  ])('%s', (_what, quotas, limited, object, expected) => {
    const found = answer(quotas, limited, object);
    expect(found === expected || found.endsWith(` is forbidden: ${expected}`), found).toBe(true);
  });

  test('is not asked of a change that uses up no more', () => {
    expect(answer([], STORAGE, claim('gold'), claim('gold'))).toBe('');
  });
});
