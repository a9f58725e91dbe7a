import { describe, expect, test } from 'vitest';
import type { Pod, PodStatus } from '../../../apimachinery/types.generated.ts';
import { row, rowConditions } from './table.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

type Status = Omit<PodStatus, 'containerStatuses' | 'initContainerStatuses'> & {
  containerStatuses?: object[];
  initContainerStatuses?: object[];
};

const whole = (each: object): object => ({
  restartCount: 0,
  ready: false,
  state: {},
  lastState: {},
  ...each,
});

function pod(status: Status, metadata: object = {}, spec: object = {}): Pod {
  return {
    metadata,
    spec: {
      initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }, { name: 'k' }],
      containers: [{ name: 'c' }, { name: 'd' }],
      ...spec,
    },
    status: {
      ...status,
      containerStatuses: status.containerStatuses?.map(whole),
      initContainerStatuses: status.initContainerStatuses?.map(whole),
    },
  } as unknown as Pod;
}

const RUNNING = { name: 'c', ready: true, state: { running: {} } };
const COMPLETED = { name: 'd', state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const DELETED = { deletionTimestamp: '2025-12-31T00:00:00Z' };

describe('the row of a pod', () => {
  test.each<[string, Pod, [string, string, string]]>([
    ['a new pod', pod({ phase: 'Pending' }), ['0/3', 'Pending', '0']],
    ['an evicted pod', pod({ phase: 'Failed', reason: 'Evicted' }), ['0/3', 'Evicted', '0']],
    [
      'a gated pod',
      pod({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      }),
      ['0/3', 'SchedulingGated', '0'],
    ],
    [
      'a pod that initializes',
      pod({
        phase: 'Pending',
        initContainerStatuses: [
          { name: 'i', state: { terminated: { exitCode: 0 } }, restartCount: 2 },
          { name: 's', ready: true, started: true, restartCount: 4 },
          { name: 'k', state: { waiting: { reason: 'PodInitializing' } } },
        ],
      }),
      ['1/3', 'Init:2/3', '6'],
    ],
    [
      'a failed init container without a reason',
      pod({
        phase: 'Pending',
        initContainerStatuses: [{ name: 'i', state: { terminated: { exitCode: 3, signal: 9 } } }],
      }),
      ['0/3', 'Init:Signal:9', '0'],
    ],
    [
      'a crash loop',
      pod({
        phase: 'Running',
        containerStatuses: [
          {
            ...RUNNING,
            restartCount: 2,
            lastState: { terminated: { exitCode: 1, finishedAt: '2025-12-31T23:00:00Z' } },
          },
          { name: 'd', state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 1 },
        ],
      }),
      ['1/3', 'CrashLoopBackOff', '3 (60m ago)'],
    ],
    [
      'one container done, not ready',
      pod({ phase: 'Running', containerStatuses: [RUNNING, COMPLETED] }),
      ['1/3', 'NotReady', '0'],
    ],
    [
      'one container done, ready',
      pod({
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [RUNNING, COMPLETED],
      }),
      ['1/3', 'Running', '0'],
    ],
    [
      'an exit code',
      pod({ phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 7 } } }] }),
      ['0/3', 'ExitCode:7', '0'],
    ],
    ['a pod that goes', pod({ phase: 'Running' }, DELETED), ['0/3', 'Terminating', '0']],
    ['a finished pod that goes', pod({ phase: 'Succeeded' }, DELETED), ['0/3', 'Succeeded', '0']],
    [
      'a pod on a lost node',
      pod({ phase: 'Running', reason: 'NodeLost' }, DELETED),
      ['0/3', 'Unknown', '0'],
    ],
  ])('%s', (_, object, [ready, status, restarts]) => {
    expect(row(object, { now: NOW })).toMatchObject({
      Ready: ready,
      Status: status,
      Restarts: restarts,
    });
  });

  test('shows address, nodes and readiness gates', () => {
    const object = pod(
      {
        podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }],
        conditions: [{ type: 'a', status: 'True' }],
      },
      {},
      { nodeName: 'n', readinessGates: [{ conditionType: 'a' }, { conditionType: 'b' }] },
    );

    expect(row(object, { now: NOW })).toMatchObject({
      IP: '10.0.0.1',
      Node: 'n',
      'Nominated Node': '<none>',
      'Readiness Gates': '1/2',
    });
  });

  test('says in a condition that a pod is finished', () => {
    expect(rowConditions(pod({ phase: 'Running' }))).toEqual([]);
    expect(rowConditions(pod({ phase: 'Failed' }))).toEqual([
      { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' },
    ]);
  });
});
