import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { priorityClass } from '../../scheduling/priorityclass/index.ts';
import { podDisruptionBudget } from './index.ts';

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

function text(errors: FieldError[] | undefined): string[] {
  return (errors ?? []).map(({ field, body }) => `${field}: ${body}`);
}

describe('a disruption budget', () => {
  test.each<[object, string[]]>([
    [{ minAvailable: '50%' }, []],
    [
      { minAvailable: 1, maxUnavailable: 1, selector: {} },
      [
        'spec: Invalid value: {"MinAvailable":1,"Selector":{},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
      ],
    ],
    [
      { minAvailable: -1 },
      ['spec.minAvailable: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      { maxUnavailable: '150%' },
      ['spec.maxUnavailable: Invalid value: "150%": must not be greater than 100%'],
    ],
    [
      { unhealthyPodEvictionPolicy: 'x' },
      [
        'spec.unhealthyPodEvictionPolicy: Unsupported value: "x": supported values: "AlwaysAllow", "IfHealthyBudget"',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    const object = { metadata: {}, spec, status: {} } as never;

    expect(text(podDisruptionBudget.strategy.validate?.(object, context))).toEqual(messages);
  });

  test('has well-formed conditions', () => {
    const condition = { type: 'A', status: 'x', reason: '', message: '', lastTransitionTime: null };
    const status = { conditions: [condition, { ...condition, status: 'True', reason: 'R' }] };
    const object = { metadata: {}, spec: {}, status } as never;
    const { status: rules } = podDisruptionBudget.strategy.subresources ?? {};

    expect(text(rules?.validateUpdate?.(object, object, context))).toEqual([
      'status.conditions[0].status: Unsupported value: "x": supported values: "False", "True", "Unknown"',
      'status.conditions[0].lastTransitionTime: Required value',
      'status.conditions[0].reason: Required value',
      'status.conditions[1].type: Duplicate value: "A"',
      'status.conditions[1].lastTransitionTime: Required value',
    ]);
  });
});

describe('a priority class', () => {
  const system =
    "priority class names with 'system-' prefix are reserved for system use only. error:";

  test.each<[string, number, string[]]>([
    ['a', 1_000_000_000, []],
    [
      'a',
      1_000_000_001,
      ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    ],
    [
      'system-a',
      1,
      [`metadata.name: Forbidden: ${system} system-a is not a known system priority class`],
    ],
    [
      'system-node-critical',
      1,
      [
        `metadata.name: Forbidden: ${system} value of system-node-critical PriorityClass must be 2000001000`,
      ],
    ],
  ])('%s with %d: %j', (name, value, messages) => {
    const object = { metadata: { name }, value };
    priorityClass.strategy.defaults?.(object, context);

    expect(text(priorityClass.strategy.validate?.(object, context))).toEqual(messages);
  });

  test('keeps its value and its policy', () => {
    const old = { metadata: {}, value: 1, preemptionPolicy: 'Never' };
    const next = { metadata: {}, value: 2, preemptionPolicy: 'PreemptLowerPriority' };

    expect(text(priorityClass.strategy.validateUpdate?.(next, old, context))).toEqual([
      'value: Forbidden: may not be changed in an update.',
      'preemptionPolicy: Invalid value: "PreemptLowerPriority": field is immutable',
    ]);
  });
});
