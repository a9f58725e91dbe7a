import { expect, test } from 'vitest';
import type { AnyObject } from '../meta.ts';
import { countedBy, quotaEvaluator } from './evaluators.ts';

const evaluator = quotaEvaluator('resource.k8s.io', 'resourceclaims');
const exactly = (deviceClassName: string, allocationMode: string, count?: number): object => ({
  exactly: { deviceClassName, allocationMode, count },
});
const alternative = (deviceClassName: string, count: number): object => ({
  deviceClassName,
  allocationMode: 'ExactCount',
  count,
});

test.each<[string, object[], Record<string, string>]>([
  ['counts claims', [], {}],
  ['adds requests', [exactly('a', 'ExactCount', 1), exactly('a', 'ExactCount', 2)], { a: '3' }],
  ['takes all for many', [exactly('a', 'All')], { a: '32' }],
  [
    'takes the worst alternative of each class',
    [{ firstAvailable: [alternative('a', 1), alternative('a', 3), alternative('b', 2)] }],
    { a: '3', b: '2' },
  ],
])('a quota %s', (_sentence, requests, used) => {
  const claim = { metadata: {}, spec: { devices: { requests } } } as AnyObject;

  const usage = [...(evaluator?.usage(claim, 0) ?? [])];

  expect(Object.fromEntries(usage.map(([name, amount]) => [name, amount.toString()]))).toEqual({
    'count/resourceclaims.resource.k8s.io': '1',
    ...Object.fromEntries(
      Object.entries(used).map(([name, amount]) => [
        `${name}.deviceclass.resource.k8s.io/devices`,
        amount,
      ]),
    ),
  });
});

test('the claims that use up a class of devices are found by its name', () => {
  expect(countedBy('gpu.deviceclass.resource.k8s.io/devices')).toEqual([
    'resource.k8s.io',
    'resourceclaims',
  ]);
  expect(countedBy('requests.storage')).toEqual(['', 'persistentvolumeclaims']);
});
