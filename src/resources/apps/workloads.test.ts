import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../apimachinery/field-error.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Strategy } from '../../registry/definition.ts';
import { replicationController } from '../core/replicationcontroller/index.ts';
import { controllerRevision } from './controllerrevision/index.ts';
import { daemonSet } from './daemonset/index.ts';
import { deployment } from './deployment/index.ts';
import { replicaSet } from './replicaset/index.ts';
import { statefulSet } from './statefulset/index.ts';

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

const labels = { app: 'a' };

function podTemplate(): Record<string, unknown> {
  return { metadata: { labels: { ...labels } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
}

/** Canonical where it matters: structs are there, absent pointers may be null. */
function bodyOf(spec: object, status: object = {}): Record<string, unknown> {
  const base = {
    selector: { matchLabels: { ...labels } },
    template: podTemplate(),
    strategy: {},
    updateStrategy: {},
    serviceName: '',
  };
  return { metadata: { name: 'x' }, spec: { ...base, ...spec }, status };
}

function text(errors: FieldError[] | undefined): string[] {
  return (errors ?? []).map(({ field, body }) => `${field}: ${body}`);
}

function refusals<T extends KubeObject>(strategy: Strategy<T>, body: object): string[] {
  const object = body as T;
  strategy.defaults?.(object, context);
  strategy.prepareForCreate?.(object, context);
  return text(strategy.validate?.(object, context));
}

const NEGATIVE = 'must be greater than or equal to 0';
const MISMATCH =
  'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`';

describe('a deployment', () => {
  const rollback = 'deprecated.deployment.rollback.to';
  test.each<[string, object | undefined]>([
    ['+05', { [rollback]: '5' }],
    ['', {}],
  ])('brings the revision to go back to into its form: %j', (text, annotations) => {
    const body = bodyOf({}) as { metadata: object };
    body.metadata = { annotations: { [rollback]: text } };

    deployment.strategy.defaults?.(body as never, context);

    expect(body.metadata).toEqual({ annotations });
  });

  test('refuses a revision to go back to that is no number', () => {
    const body = bodyOf({}) as { metadata: object };
    body.metadata = { annotations: { [rollback]: 'abc' } };

    expect(() => deployment.strategy.defaults?.(body as never, context)).toThrow(
      `failed to parse annotation[${rollback}]=abc as int64: strconv.ParseInt: parsing "abc": invalid syntax`,
    );
  });

  test.each<[object, string[]]>([
    [{}, []],
    [{ replicas: -1 }, [`spec.replicas: Invalid value: -1: ${NEGATIVE}`]],
    [{ selector: null }, ['spec.selector: Required value', MISMATCH]],
    [
      { selector: {} },
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [{ selector: { matchLabels: { app: 'b' } } }, [MISMATCH]],
    [
      { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      [
        "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"In"}]}: invalid label selector',
      ],
    ],
    [
      { strategy: { type: 'x' } },
      [
        'spec.strategy: Unsupported value: {"Type":"x","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
      ],
    ],
    [
      { strategy: { type: 'Recreate', rollingUpdate: {} } },
      [
        "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
      ],
    ],
    [
      { strategy: { rollingUpdate: { maxUnavailable: '0%', maxSurge: 0 } } },
      [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0',
      ],
    ],
    [
      { strategy: { rollingUpdate: { maxUnavailable: '101%' } } },
      [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
      ],
    ],
    [
      { progressDeadlineSeconds: 5, minReadySeconds: 5 },
      ['spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds'],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(deployment.strategy, bodyOf(spec))).toEqual(messages);
  });

  test('counts a change of its annotations as a generation', () => {
    const plain = bodyOf({}) as never;
    const annotated = { ...bodyOf({}), metadata: { annotations: { a: 'b' } } } as never;

    expect(deployment.generationChanged?.(annotated, plain)).toBe(true);
    expect(deployment.generationChanged?.(plain, plain)).toBe(false);
  });

  test.each<[object, object, string[]]>([
    [{ replicas: 1, readyReplicas: 1 }, {}, []],
    [
      { readyReplicas: 1, availableReplicas: 2 },
      {},
      [
        'status.readyReplicas: Invalid value: 1: cannot be greater than status.replicas',
        'status.availableReplicas: Invalid value: 2: cannot be greater than status.replicas',
        'status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas',
      ],
    ],
    [{}, { collisionCount: 2 }, ['status.collisionCount: Invalid value: 0: cannot be decremented']],
    [
      { collisionCount: 1 },
      { collisionCount: 2 },
      ['status.collisionCount: Invalid value: 1: cannot be decremented'],
    ],
  ])('with status %j after %j: %j', (status, old, messages) => {
    const { status: rules } = deployment.strategy.subresources ?? {};
    const next = bodyOf({}, status) as never;

    expect(text(rules?.validateUpdate?.(next, bodyOf({}, old) as never, context))).toEqual(
      messages,
    );
  });
});

describe('a replica set', () => {
  test.each<[object, string[]]>([
    [{}, []],
    [{ minReadySeconds: -1 }, [`spec.minReadySeconds: Invalid value: -1: ${NEGATIVE}`]],
    [
      {
        template: {
          ...podTemplate(),
          spec: {
            containers: [{ name: 'c', image: 'i' }],
            restartPolicy: 'Never',
            activeDeadlineSeconds: 1,
          },
        },
      },
      [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
        'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(replicaSet.strategy, bodyOf(spec))).toEqual(messages);
  });
});

describe('a replication controller', () => {
  test('takes selector and labels from its template', () => {
    const object = bodyOf({ selector: undefined }) as never;
    replicationController.strategy.defaults?.(object, context);

    expect(object).toMatchObject({ metadata: { labels }, spec: { selector: labels, replicas: 1 } });
  });

  test.each<[object, string[]]>([
    [
      { selector: null, template: null },
      ['spec.selector: Required value', 'spec.template: Required value'],
    ],
    [{ selector: { app: 'b' } }, [MISMATCH]],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(replicationController.strategy, bodyOf(spec))).toEqual(messages);
  });
});

describe('a daemon set', () => {
  test.each<[object, string[]]>([
    [{}, []],
    [
      { updateStrategy: { type: 'Recreate' } },
      [
        'spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
      ],
    ],
    [
      { updateStrategy: { rollingUpdate: { maxSurge: 1 } } },
      [
        'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
      ],
    ],
    [
      { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } },
      [
        'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(daemonSet.strategy, bodyOf(spec))).toEqual(messages);
  });

  test('counts the generations of its template, whatever the annotation says', () => {
    const { strategy } = daemonSet;
    const key = 'deprecated.daemonset.template.generation';
    const first = bodyOf({}) as never;
    strategy.defaults?.(first, context);
    strategy.prepareForCreate?.(first, context);
    const scaled = bodyOf({ minReadySeconds: 1 }) as { metadata: object };
    scaled.metadata = { annotations: { [key]: '9' } };
    strategy.defaults?.(scaled as never, context);
    strategy.prepareForUpdate?.(scaled as never, first, context);
    const changed = bodyOf({
      template: { ...podTemplate(), metadata: { labels, annotations: { a: 'b' } } },
    });
    strategy.defaults?.(changed as never, context);
    strategy.prepareForUpdate?.(changed as never, first, context);

    expect(first).toMatchObject({ metadata: { annotations: { [key]: '1' } } });
    expect(scaled).toMatchObject({ metadata: { annotations: { [key]: '1' } } });
    expect(changed).toMatchObject({ metadata: { annotations: { [key]: '2' } } });
  });
});

describe('a stateful set', () => {
  const claim = {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    status: {},
  };

  test.each<[object, string[]]>([
    [{}, []],
    [{ volumeClaimTemplates: [claim] }, []],
    [
      { podManagementPolicy: 'x' },
      ["spec.podManagementPolicy: Invalid value: \"x\": must be 'OrderedReady' or 'Parallel'"],
    ],
    [
      { updateStrategy: { type: 'Recreate' } },
      [
        'spec.updateStrategy: Invalid value: {"Type":"Recreate","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\'',
      ],
    ],
    [
      { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      [
        'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
      ],
    ],
    [
      { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'x' } },
      [
        'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "x": supported values: "Retain", "Delete"',
      ],
    ],
    [
      { replicas: -1, minReadySeconds: -1, ordinals: { start: -1 }, revisionHistoryLimit: -1 },
      ['spec.replicas', 'spec.minReadySeconds', 'spec.ordinals.start'].map(
        (path) => `${path}: Invalid value: -1: ${NEGATIVE}`,
      ),
    ],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(statefulSet.strategy, bodyOf(spec))).toEqual(messages);
  });

  test('keeps most of its spec', () => {
    const { strategy } = statefulSet;
    const update = (spec: object): string[] => {
      const [next, previous] = [bodyOf(spec) as never, bodyOf({}) as never];
      strategy.defaults?.(next, context);
      strategy.defaults?.(previous, context);
      return text(strategy.validateUpdate?.(next, previous, context));
    };

    expect(update({ replicas: 3, minReadySeconds: 1, ordinals: { start: 1 } })).toEqual([]);
    expect(update({ serviceName: 'other' })).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
  });
});

describe('a controller revision', () => {
  const { strategy } = controllerRevision;

  test.each<[object, string[]]>([
    [{ revision: 1, data: {} }, []],
    [
      { revision: -1, data: null },
      [`revision: Invalid value: -1: ${NEGATIVE}`, 'data: Required value: data is mandatory'],
    ],
    [{ revision: 1, data: [] }, ['data: Required value: data must be a valid JSON object']],
  ])('%j: %j', (body, messages) => {
    expect(refusals(strategy, { metadata: {}, ...body })).toEqual(messages);
  });
});
