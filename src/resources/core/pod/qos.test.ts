import { expect, test } from 'vitest';
import { create, podOf } from './pod.suite.ts';
import { strategy } from './strategy.ts';

const needing = (resources: object): object => ({ name: 'c', image: 'x', resources });
const both = (cpu: string, memory: string): object => ({
  requests: { cpu, memory },
  limits: { cpu, memory },
});

test.each<[object, string]>([
  [{ containers: [needing({})] }, 'BestEffort'],
  [{ containers: [needing({ requests: { 'ephemeral-storage': '1Gi' } })] }, 'BestEffort'],
  [{ containers: [needing({ requests: { cpu: '0' } })] }, 'BestEffort'],
  [{ containers: [needing({ requests: { cpu: '1' } })] }, 'Burstable'],
  [{ containers: [needing({ limits: { cpu: '1' } })] }, 'Burstable'],
  [{ containers: [needing(both('1', '1Gi'))] }, 'Guaranteed'],
  [{ containers: [needing({ limits: { cpu: '1', memory: '1Gi' } })] }, 'Guaranteed'],
  [
    {
      containers: [needing({ ...both('1000m', '1Gi'), requests: { cpu: '1', memory: '1024Mi' } })],
    },
    'Guaranteed',
  ],
  [
    { containers: [needing(both('1', '1Gi'))], initContainers: [{ name: 'i', image: 'x' }] },
    'Burstable',
  ],
  [{ resources: both('1', '1Gi'), containers: [needing({})] }, 'Guaranteed'],
  [{ resources: { requests: { cpu: '1' } }, containers: [needing({})] }, 'Burstable'],
])('%j is %s', (spec, expected) => {
  expect(create(spec).pod.status.qosClass).toBe(expected);
});

test.each<[object, object, number | undefined, number]>([
  [{}, {}, undefined, 0],
  [{ nodeName: 'n' }, {}, undefined, 30],
  [{ nodeName: 'n', terminationGracePeriodSeconds: 5 }, {}, undefined, 5],
  [{ nodeName: 'n' }, {}, 7, 7],
  [{ nodeName: 'n' }, {}, 0, 0],
  [{ nodeName: 'n' }, {}, -3, 1],
  [{ nodeName: 'n' }, { phase: 'Succeeded' }, 7, 0],
  [{ nodeName: 'n' }, { phase: 'Failed' }, undefined, 0],
])('%j with %j, asked for %s seconds, stops within %i', (spec, status, requested, expected) => {
  expect(strategy.gracePeriodSeconds?.(podOf(spec, {}, status), requested)).toBe(expected);
});
