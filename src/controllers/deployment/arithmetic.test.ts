import { describe, expect, test } from 'vitest';
import type { Deployment, ReplicaSet } from '../../apimachinery/types.generated.ts';
import { maxSurge, maxUnavailable, newReplicaSetSize, proportionalSizes } from './arithmetic.ts';
import { safeEncode } from './template-hash.ts';

function deployment(
  replicas: number,
  surge: number | string,
  missing: number | string,
): Deployment {
  const rollingUpdate = { maxSurge: surge, maxUnavailable: missing };
  const spec = { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } };
  return { metadata: {}, spec, status: {} } as unknown as Deployment;
}

function replicaSet(name: string, replicas: number, max: number): ReplicaSet {
  const annotations = { 'deployment.kubernetes.io/max-replicas': String(max) };
  const creationTimestamp = `2026-01-01T00:00:0${name.slice(-1)}Z`;
  return {
    metadata: { name, annotations, creationTimestamp },
    spec: { replicas },
    status: { replicas },
  } as unknown as ReplicaSet;
}

describe('a rolling update', () => {
  test.each([
    [10, '25%', '25%', 3, 2],
    [1, '25%', '25%', 1, 0],
    [3, 0, '1%', 0, 1],
    [2, 1, 5, 1, 2],
    [0, '50%', 1, 0, 0],
  ])('of %i with %s and %s', (replicas, surge, missing, extra, fewer) => {
    const subject = deployment(replicas, surge, missing);
    expect([maxSurge(subject), maxUnavailable(subject)]).toEqual([extra, fewer]);
  });

  test.each([
    [[4, 0], 0, 1],
    [[5, 0], 0, 0],
    [[2, 2], 2, 3],
    [[0, 0], 0, 4],
  ])('has room for new pods beside %j', (sizes, size, next) => {
    const all = sizes.map((each, index) => replicaSet(`rs-${index}`, each, 5));
    expect(newReplicaSetSize(deployment(4, 1, 0), all, size)).toBe(next);
  });
});

describe('scaling in the middle of a rollout', () => {
  test.each([
    [10, [5, 5], 10, [5, 5]],
    [20, [5, 5], 10, [10, 10]],
    [5, [8, 2], 10, [4, 1]],
    [12, [5, 5, 1], 11, [5, 6, 1]],
    [0, [3, 2], 5, [0, 0]],
  ])('to %i shares %j out', (replicas, sizes, max, expected) => {
    const active = sizes.map((size, index) => replicaSet(`rs-${index}`, size, max));
    const result = proportionalSizes(deployment(replicas, 0, 1), active);
    const byName = Object.fromEntries(
      result.map(({ replicaSet: { metadata }, size }) => [metadata.name, size]),
    );
    expect(sizes.map((_, index) => byName[`rs-${index}`])).toEqual(expected);
  });
});

test('hashes are written in letters that spell no words', () => {
  expect(safeEncode('2224262322')).toBe('66686b6766');
});
