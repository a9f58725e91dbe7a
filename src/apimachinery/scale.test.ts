import { describe, expect, test } from 'vitest';
import { ApiError } from './errors.ts';
import type { AnyObject } from './meta.ts';
import type { ScalableKind } from './scale.ts';
import { applyScale, toScale } from './scale.ts';
import type { Scale } from './types.generated.ts';

const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };

function deployment(spec: object, status?: object): AnyObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'd',
      namespace: 'ns',
      uid: 'u-1',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 3,
      labels: { a: 'b' },
    },
    spec,
    ...(status === undefined ? {} : { status }),
  };
}

function scaleTo(replicas: number, metadata: Scale['metadata'] = {}): Scale {
  return {
    metadata: { name: 'd', namespace: 'ns', ...metadata },
    spec: { replicas },
    status: { replicas: 9, selector: 'ignored' },
  };
}

describe('toScale', () => {
  test('shows which object is scaled, its replicas and its selector', () => {
    const selector = { matchLabels: { app: 'web' } };

    const scale = toScale(deployment({ replicas: 2, selector }, { replicas: 1 }), 'Deployment');

    expect(scale).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: {
        name: 'd',
        namespace: 'ns',
        uid: 'u-1',
        resourceVersion: '7',
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'app=web' },
    });
  });

  test('leaves out no replicas in the spec, but not in the status', () => {
    const { spec, status } = toScale(deployment({ replicas: 0 }), 'ReplicaSet');

    expect({ spec, status }).toEqual({ spec: {}, status: { replicas: 0 } });
  });

  test.each<readonly [ScalableKind, object | undefined, string | undefined]>([
    ['Deployment', undefined, undefined],
    ['Deployment', {}, undefined],
    ['Deployment', { matchLabels: { z: '1', app: 'd' } }, 'app=d,z=1'],
    [
      'StatefulSet',
      {
        matchLabels: { z: '1' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['b', 'a'] },
          { key: 'x', operator: 'DoesNotExist' },
          { key: 'e', operator: 'Exists' },
          { key: 'n', operator: 'NotIn', values: ['q'] },
        ],
      },
      'e,n notin (q),tier in (a,b),!x,z=1',
    ],
    ['ReplicationController', undefined, undefined],
    ['ReplicationController', { b: 'c', app: 'rc' }, 'app=rc,b=c'],
  ])('writes the selector of a %s %j as %j', (kind, selector, text) => {
    expect(toScale(deployment({ selector }), kind).status.selector).toBe(text);
  });
});

describe('applyScale', () => {
  test('changes the replicas and nothing else', () => {
    const before = deployment({ replicas: 2, paused: true }, { replicas: 2 });

    const after = applyScale(before, scaleTo(5), DEPLOYMENTS);

    const { resourceVersion: _any, ...metadata } = before.metadata;
    expect(after).toEqual({ ...before, metadata, spec: { replicas: 5, paused: true } });
    expect(before).toEqual(deployment({ replicas: 2, paused: true }, { replicas: 2 }));
  });

  test('takes no replicas for none', () => {
    const scale = { metadata: { name: 'd', namespace: 'ns' }, spec: {}, status: { replicas: 0 } };

    expect(applyScale(deployment({ replicas: 2 }), scale, DEPLOYMENTS)['spec']).toEqual({
      replicas: 0,
    });
  });

  test('hands on the version that the client believes in', () => {
    const after = applyScale(deployment({}), scaleTo(1, { resourceVersion: '5' }), DEPLOYMENTS);

    expect(after.metadata.resourceVersion).toBe('5');
  });

  test.each<readonly [Scale, number, string]>([
    [
      scaleTo(-1),
      422,
      'Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      scaleTo(-1, { labels: { '': 'x' } }),
      422,
      "Scale.autoscaling \"d\" is invalid: [metadata.labels: Invalid value: \"\": name part must be non-empty, metadata.labels: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), spec.replicas: Invalid value: -1: must be greater than or equal to 0]",
    ],
    [
      scaleTo(1, { uid: 'x' }),
      409,
      'Operation cannot be fulfilled on deployments/scale.apps "d": Precondition failed: UID in precondition: x, UID in object meta: u-1',
    ],
  ])('refuses %j', (scale, code, message) => {
    let refused: unknown;
    try {
      applyScale(deployment({ replicas: 2 }), scale, DEPLOYMENTS);
    } catch (error) {
      refused = error;
    }

    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ code, message });
  });
});
