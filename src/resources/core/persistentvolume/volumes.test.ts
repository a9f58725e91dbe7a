import { describe, expect, test } from 'vitest';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { persistentVolumeClaim } from '../persistentvolumeclaim/index.ts';
import { persistentVolume } from './index.ts';

const context: StrategyContext = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

function shown(errors: readonly { field: string; body: string }[] = []): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

type VolumeSpec = Partial<PersistentVolume['spec']>;

function volume(spec: VolumeSpec): PersistentVolume {
  const whole = {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    csi: { driver: 'd.example.com', volumeHandle: 'h' },
    ...spec,
  };
  return { metadata: { name: 'v' }, spec: whole, status: {} };
}

type ClaimSpec = Partial<PersistentVolumeClaim['spec']>;

function claim(
  spec: ClaimSpec,
  status: PersistentVolumeClaim['status'] = {},
): PersistentVolumeClaim {
  const whole = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '2Gi' } },
    volumeMode: 'Filesystem',
    ...spec,
  };
  return { metadata: { name: 'c' }, spec: whole, status };
}

describe('a volume', () => {
  const { strategy } = persistentVolume;
  const none = { csi: undefined };

  test.each<[VolumeSpec, string[]]>([
    [{}, []],
    [
      { ...none, local: { path: '' } },
      [
        'spec.local.path: Required value',
        'spec.nodeAffinity: Required value: Local volume requires node affinity',
      ],
    ],
    [
      { nodeAffinity: {} },
      ['spec.nodeAffinity.required: Required value: must specify required node constraints'],
    ],
    [
      { csi: { driver: 'd', volumeHandle: 'h', nodePublishSecretRef: { name: 's' } } },
      ['spec.csi.nodePublishSecretRef.namespace: Required value'],
    ],
    [
      { ...none, nfs: { server: 's', path: 'p' } },
      ['spec.nfs.path: Invalid value: "p": must be an absolute path'],
    ],
    [
      { ...none, cinder: { volumeID: 'x', secretRef: { name: 's' } } },
      ['spec.cinder.secretRef.namespace: Required value'],
    ],
    [
      { capacity: { storage: '-1' } },
      [
        'spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity',
        'spec.capacity[storage]: Invalid value: "-1": must be greater than zero',
      ],
    ],
    [
      { ...none, hostPath: { path: '/x' }, volumeAttributesClassName: 'a' },
      ['spec.csi: Required value: has to be specified when using volumeAttributesClassName'],
    ],
  ])('%j', (spec, expected) => {
    expect(shown(strategy.validate?.(volume(spec), context))).toEqual(expected);
  });

  test('keeps its source, and the change is shown', () => {
    const next = volume({ csi: { driver: 'd.example.com', volumeHandle: 'other' } });

    const [error] = strategy.validateUpdate?.(next, volume({}), context) ?? [];

    expect(error?.field).toBe('spec.persistentvolumesource');
    expect(error?.body).toContain('-  "VolumeHandle": "h",\n+  "VolumeHandle": "other",');
  });

  test('may get its expansion secret later', () => {
    const secret = { name: 's', namespace: 'n' };
    const csi = { driver: 'd.example.com', volumeHandle: 'h', controllerExpandSecretRef: secret };

    expect(strategy.validateUpdate?.(volume({ csi }), volume({}), context)).toEqual([]);
  });
});

describe('a claim', () => {
  const { strategy } = persistentVolumeClaim;
  const boundStatus = { phase: 'Bound', capacity: { storage: '2Gi' } };

  test.each<[string, ClaimSpec, ClaimSpec, PersistentVolumeClaim['status'], RegExp[]]>([
    ['its volume once', {}, { volumeName: 'v' }, {}, []],
    [
      'its volume again',
      { volumeName: 'v' },
      { volumeName: 'w' },
      {},
      [/^spec: Forbidden: spec is immutable/],
    ],
    ['a class that it had not', {}, { storageClassName: 'c' }, {}, []],
    [
      'its class',
      { storageClassName: 'c' },
      { storageClassName: 'd' },
      {},
      [/^spec: Forbidden: spec is immutable/],
    ],
    ['its size when bound', {}, { resources: { requests: { storage: '3Gi' } } }, boundStatus, []],
    [
      'its size below what there is',
      {},
      { resources: { requests: { storage: '1Gi' } } },
      boundStatus,
      [/^spec.resources.requests.storage: Forbidden: field can not be less than status.capacity$/],
    ],
    ['nothing, in other words', {}, { resources: { requests: { storage: '2048Mi' } } }, {}, []],
    [
      'its mode',
      {},
      { volumeMode: 'Block' },
      {},
      [/^spec: Forbidden/, /^volumeMode: Invalid value: "Block": field is immutable$/],
    ],
  ])('changes %s', (_what, before, after, status, expected) => {
    const previous = claim(before, status);
    const next = claim({ ...before, ...after }, status);

    const errors = shown(strategy.validateUpdate?.(next, previous, context));

    expect(errors).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(errors[index]).toMatch(pattern);
  });

  test.each<[ClaimSpec, ClaimSpec]>([
    [
      { dataSource: { kind: 'PersistentVolumeClaim', name: 'x' } },
      {
        dataSource: { kind: 'PersistentVolumeClaim', name: 'x' },
        dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'x' },
      },
    ],
    [{ dataSource: { apiGroup: 'a.example.com', kind: 'Book', name: 'x' } }, {}],
    [
      { dataSourceRef: { apiGroup: 'a.example.com', kind: 'Book', name: 'x' } },
      {
        dataSource: { apiGroup: 'a.example.com', kind: 'Book', name: 'x' },
        dataSourceRef: { apiGroup: 'a.example.com', kind: 'Book', name: 'x' },
      },
    ],
    [{ dataSourceRef: { kind: 'Book', name: 'x', namespace: 'n' } }, {}],
  ])('from %j', (sources, expected) => {
    const next = claim(sources);

    strategy.prepareForCreate?.(next, context);

    const { dataSource, dataSourceRef } = next.spec;
    expect({ dataSource, dataSourceRef }).toEqual(expected);
  });
});
