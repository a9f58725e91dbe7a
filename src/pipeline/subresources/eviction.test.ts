import { describe, expect, test } from 'vitest';
import type { PodDisruptionBudget } from '../../apimachinery/types.generated.ts';
import { afterDisruption, checkDisruption } from './disruption-budget.ts';
import { deleteOptionsOf } from './eviction.ts';

const NOW = '2026-01-01T00:00:00Z';

function budgetOf(status: object): PodDisruptionBudget {
  return {
    metadata: { name: 'guard', generation: 2 },
    spec: {},
    status: {
      observedGeneration: 2,
      currentHealthy: 3,
      desiredHealthy: 2,
      expectedPods: 3,
      disruptionsAllowed: 1,
      ...status,
    },
  };
}

describe('a disruption budget', () => {
  const text = "Cannot evict pod as it would violate the pod's disruption budget.";

  test('lets a pod go', () => {
    expect(() => checkDisruption(budgetOf({}))).not.toThrow();
  });

  test.each([
    [{ observedGeneration: 1 }, text],
    [{ disruptionsAllowed: 0 }, text],
    [
      { disruptionsAllowed: -1 },
      'poddisruptionbudget.policy "guard" is forbidden: pdb disruptions allowed is negative',
    ],
  ])('refuses with %j', (status, message) => {
    expect(() => checkDisruption(budgetOf(status))).toThrow(message);
  });

  test('remembers who went, and that nobody else may', () => {
    const old = {
      type: 'DisruptionAllowed',
      status: 'True',
      reason: 'SufficientPods',
      message: '',
      lastTransitionTime: '2025-01-01T00:00:00Z',
    };

    const after = afterDisruption(budgetOf({ conditions: [old] }), 'web-1', NOW);

    expect(after).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { 'web-1': NOW } });
    expect(after.conditions).toEqual([
      {
        type: 'DisruptionAllowed',
        status: 'False',
        observedGeneration: 2,
        lastTransitionTime: NOW,
        reason: 'InsufficientPods',
        message: '',
      },
    ]);
  });
});

function eviction(deleteOptions?: object): never {
  return { metadata: { name: 'p' }, deleteOptions } as never;
}

describe('the delete options of an eviction', () => {
  test.each([
    [undefined, false, {}],
    [undefined, true, { dryRun: ['All'] }],
    [{ gracePeriodSeconds: 3 }, true, { gracePeriodSeconds: 3, dryRun: ['All'] }],
    [{ dryRun: ['All'] }, false, { dryRun: ['All'] }],
    [{ dryRun: ['All'] }, true, { dryRun: ['All'] }],
  ])('%j with dry run %j', (options, dryRun, expected) => {
    expect(deleteOptionsOf(eviction(options), 'p', dryRun)).toEqual(expected);
  });

  test('must agree with the query', () => {
    expect(() => deleteOptionsOf(eviction({ dryRun: ['Some'] }), 'p', true)).toThrow(
      'Non-matching dry-run options in request and content: [All] and [Some]',
    );
  });
});
