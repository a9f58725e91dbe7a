import { describe, expect, test } from 'vitest';
import { autoscalerV1 } from './horizontalpodautoscaler/conversion.ts';
import { horizontalPodAutoscaler } from './horizontalpodautoscaler/index.ts';

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'autoscaling/v2',
  subresource: undefined,
};

const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' };
const cpu = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
};
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Mi' } },
};
const PREFIX = 'autoscaling.alpha.kubernetes.io/';

function refusals(spec: object): string[] {
  const base = { scaleTargetRef: target, maxReplicas: 3 };
  const object = { metadata: {}, spec: { ...base, ...spec }, status: {} } as never;
  horizontalPodAutoscaler.strategy.defaults?.(object, context);
  const errors = horizontalPodAutoscaler.strategy.validate?.(object, context) ?? [];
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

describe('an autoscaler', () => {
  test.each<[object, string[]]>([
    [{}, []],
    [
      { minReplicas: 0, maxReplicas: 0 },
      [
        'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
        'spec.maxReplicas: Invalid value: 0: must be greater than 0',
        'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
      ],
    ],
    [
      { minReplicas: 4 },
      ['spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`'],
    ],
    [
      { scaleTargetRef: { kind: 'Deployment', name: 'd' } },
      ['spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group'],
    ],
    [{ scaleTargetRef: { apiVersion: 'v1', kind: 'ReplicationController', name: 'd' } }, []],
    [
      { metrics: [{ type: 'x' }] },
      [1, 2].map(
        () =>
          'spec.metrics[0].type: Unsupported value: "x": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
      ),
    ],
    [
      { metrics: [{ type: 'Pods', resource: cpu.resource }] },
      [
        'spec.metrics[0].pods: Required value: must populate information for the given metric source',
      ],
    ],
    [
      { metrics: [{ ...cpu, pods: { metric: { name: 'm' }, target: { type: 'x' } } }] },
      [
        'spec.metrics[0].pods.target.type: Invalid value: "x": must be either Utilization, Value, or AverageValue',
        'spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue',
        'spec.metrics[0].pods: Forbidden: must populate the given metric source only',
      ],
    ],
    [
      {
        behavior: {
          scaleUp: { stabilizationWindowSeconds: 3601, selectPolicy: 'x' },
          scaleDown: { policies: [{ type: 'x', value: 0, periodSeconds: 1801 }] },
        },
      },
      [
        'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
        'spec.behavior.scaleUp.selectPolicy: Unsupported value: "x": supported values: "Disabled", "Max", "Min"',
        'spec.behavior.scaleDown.policies[0].type: Unsupported value: "x": supported values: "Percent", "Pods"',
        'spec.behavior.scaleDown.policies[0].value: Invalid value: 0: must be greater than zero',
        'spec.behavior.scaleDown.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(spec)).toEqual(messages);
  });
});

describe('autoscaling/v1', () => {
  test('keeps what it has no fields for in annotations', () => {
    const stored = {
      metadata: { annotations: { z: '1' } },
      spec: {
        scaleTargetRef: target,
        maxReplicas: 3,
        metrics: [cpu, memory],
        behavior: { scaleUp: { policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }] } },
      },
      status: {
        conditions: [{ type: 'T', status: 'True', lastTransitionTime: null, reason: '<' }],
      },
    };

    expect(autoscalerV1.fromStorage(stored)).toEqual({
      metadata: {
        annotations: {
          [`${PREFIX}behavior`]:
            '{"ScaleUp":{"StabilizationWindowSeconds":null,"SelectPolicy":null,"Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15}],"Tolerance":null},"ScaleDown":null}',
          [`${PREFIX}conditions`]:
            '[{"type":"T","status":"True","lastTransitionTime":null,"reason":"\\u003c"}]',
          [`${PREFIX}metrics`]:
            '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Mi"}}]',
          z: '1',
        },
      },
      spec: { scaleTargetRef: target, maxReplicas: 3, targetCPUUtilizationPercentage: 50 },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    });
  });

  test('gives it back, with the CPU at the end', () => {
    const spec = { scaleTargetRef: target, maxReplicas: 3, metrics: [cpu, memory] };
    const served = autoscalerV1.fromStorage({ metadata: {}, spec, status: {} });
    const stored = autoscalerV1.toStorage(JSON.parse(JSON.stringify(served)));

    expect(stored).toEqual({
      metadata: {},
      spec: { scaleTargetRef: target, maxReplicas: 3, metrics: [memory, cpu] },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    });
  });

  test.each([
    '{',
    '7',
    '{"a":1}',
    '[7]',
    '[{"type":7}]',
    '[{"resource":{"targetAverageValue":"x"}}]',
  ])('ignores the annotation %s', (text) => {
    const metadata = { annotations: { [`${PREFIX}metrics`]: text } };
    const { spec } = autoscalerV1.toStorage({ metadata, spec: {}, status: {} });

    expect(spec).toMatchObject({ metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] });
  });
});
