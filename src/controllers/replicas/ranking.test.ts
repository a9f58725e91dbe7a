import { describe, expect, test } from 'vitest';
import type { Pod } from '../../apimachinery/types.generated.ts';
import { podsToDelete } from './ranking.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

interface Shape {
  node?: string;
  phase?: string;
  readySince?: string;
  cost?: string;
  restarts?: number;
  created?: string;
  uid?: string;
}

function pod(name: string, shape: Shape = {}): Pod {
  const { node = 'n', phase = 'Running', readySince, cost, restarts = 0 } = shape;
  const { created = '2026-01-01T00:00:00Z', uid = name } = shape;
  const annotations =
    cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost };
  const ready = { type: 'Ready', status: 'True', lastTransitionTime: readySince };
  const result = {
    metadata: { name, uid, annotations, creationTimestamp: created },
    spec: { nodeName: node, containers: [] },
    status: {
      phase,
      conditions: readySince === undefined ? [] : [ready],
      containerStatuses: [{ name: 'c', restartCount: restarts }],
    },
  };
  return result as unknown as Pod;
}

function firstToGo(pods: readonly Pod[], related: readonly Pod[] = []): string | undefined {
  return podsToDelete(pods, related, { count: 1, now: NOW })[0]?.metadata.name;
}

const READY = '2026-01-01T01:00:00Z';

describe('the pod to do without', () => {
  const cases: readonly [string, Shape, Shape][] = [
    ['has no node', { node: '', readySince: READY }, { phase: 'Pending' }],
    ['is pending', { phase: 'Pending' }, { phase: 'Unknown' }],
    ['is in an unknown phase', { phase: 'Unknown' }, { phase: 'Running' }],
    ['is not ready', { cost: '100' }, { readySince: READY, cost: '-100' }],
    ['costs less', { cost: '-1' }, {}],
    ['has a cost that is no number', { cost: '+5' }, { cost: '1' }],
    [
      'has been ready for a shorter time',
      { readySince: '2026-01-01T11:59:00Z' },
      { readySince: READY },
    ],
    ['was restarted more often', { restarts: 3 }, { restarts: 2, created: '2026-01-01T11:59:00Z' }],
    ['is younger', { created: '2026-01-01T11:00:00Z' }, {}],
    [
      'has the smaller uid when both are about as old',
      { created: '2026-01-01T00:00:00Z', uid: 'a' },
      { created: '2026-01-01T00:00:01Z', uid: 'b' },
    ],
  ];

  test.each(cases)('%s', (_, goes, stays) => {
    const pods = [pod('stays', stays), pod('goes', goes)];
    expect(firstToGo(pods)).toBe('goes');
    expect(firstToGo(pods.toReversed())).toBe('goes');
  });

  test('shares its node with more siblings', () => {
    const pods = [pod('alone', { node: 'a' }), pod('crowded', { node: 'b' })];
    const siblings = [pod('x', { node: 'b' }), pod('y', { node: 'a', phase: 'Failed' })];
    expect(firstToGo(pods, [...pods, ...siblings])).toBe('crowded');
  });
});
