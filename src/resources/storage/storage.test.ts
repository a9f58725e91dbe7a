import { describe, expect, test } from 'vitest';
import type {
  CSIDriver,
  CSINode,
  StorageClass,
  TopologySelectorTerm,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../registry/definition.ts';
import { csiDriver } from './csidriver/index.ts';
import { csiNode } from './csinode/index.ts';
import { storageClass } from './storageclass/index.ts';
import { volumeAttachment } from './volumeattachment/index.ts';
import { volumeAttributesClass } from './volumeattributesclass/index.ts';

const context: StrategyContext = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'storage.k8s.io/v1',
  subresource: undefined,
};
const metadata = { name: 'a' };

function shown(errors: readonly { field: string; body: string }[] = []): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

function classOf(parts: Partial<StorageClass>): StorageClass {
  const given = { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...parts };
  return { metadata, provisioner: 'a', ...given };
}

const zones = (...values: string[]): TopologySelectorTerm => ({
  matchLabelExpressions: [{ key: 'zone', values }],
});

describe('a StorageClass', () => {
  const { strategy } = storageClass;

  test.each<[Partial<StorageClass>, string[]]>([
    [{}, []],
    [{ provisioner: '' }, ['provisioner: Required value']],
    [
      { volumeBindingMode: 'Later' },
      [
        'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"',
      ],
    ],
    [
      { reclaimPolicy: 'Recycle' },
      ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
    ],
    [{ parameters: { '': 'x' } }, ['parameters: Invalid value: "": field can not be empty.']],
    [
      { allowedTopologies: [zones('a', 'b'), zones('b', 'a')] },
      ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""'],
    ],
    [
      { allowedTopologies: [{}] },
      ['allowedTopologies[0].matchLabelExpressions: Duplicate value: ""'],
    ],
    [
      { allowedTopologies: [zones('a', 'a'), zones()] },
      [
        'allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "a"',
        'allowedTopologies[1].matchLabelExpressions[0].values: Required value',
      ],
    ],
  ])('%j', (parts, expected) => {
    expect(shown(strategy?.validate?.(classOf(parts), context))).toEqual(expected);
  });

  test('says once who provisions, and how', () => {
    const errors = strategy?.validateUpdate?.(
      classOf({ provisioner: 'b', reclaimPolicy: 'Retain', parameters: { x: 'y' } }),
      classOf({}),
      context,
    );
    expect(shown(errors)).toEqual([
      'parameters: Forbidden: updates to parameters are forbidden.',
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.',
    ]);
  });
});

describe('a CSIDriver', () => {
  test.each<[CSIDriver['spec'], RegExp | undefined]>([
    [{}, undefined],
    [{ tokenRequests: [{ audience: 'a' }, { audience: 'a' }] }, /Duplicate value: "a"/],
    [{ tokenRequests: [{ audience: 'a', expirationSeconds: 1 }] }, /10 minutes/],
    [{ fsGroupPolicy: 'x' }, /Unsupported value: "x": .*"File", "None", "ReadWriteOnceWithFSType"/],
    [{ volumeLifecycleModes: ['x'] }, /Unsupported value: "x": .*"Persistent", "Ephemeral"/],
  ])('%j', (spec, expected) => {
    const defaults = { attachRequired: true, podInfoOnMount: false, storageCapacity: false };
    const whole = { volumeLifecycleModes: ['Persistent'], ...defaults, ...spec };
    const driver = { metadata: { name: 'd.example.com' }, spec: whole };
    const [error] = shown(csiDriver.strategy?.validate?.(driver, context));
    if (expected === undefined) expect(error).toBeUndefined();
    else expect(error).toMatch(expected);
  });
});

const nodeOf = (...drivers: [name: string, nodeID: string][]): CSINode => ({
  metadata,
  spec: { drivers: drivers.map(([name, nodeID]) => ({ name, nodeID, topologyKeys: [] })) },
});

describe('a CSINode', () => {
  const { strategy } = csiNode;

  test.each<[[string, string][], string[]]>([
    [[['a', 'x']], []],
    [
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
      ['spec.drivers[1].name: Duplicate value: "a"'],
    ],
    [[['a', '']], ['spec.drivers[0].nodeID: Required value']],
  ])('%j', (drivers, expected) => {
    expect(shown(strategy?.validate?.(nodeOf(...drivers), context))).toEqual(expected);
  });

  test('keeps what a driver said of itself', () => {
    const errors = strategy?.validateUpdate?.(nodeOf(['a', 'y']), nodeOf(['a', 'x']), context);
    expect(shown(errors)).toHaveLength(1);
  });
});

const attachment = (spec: Partial<VolumeAttachment['spec']>): VolumeAttachment => ({
  metadata,
  spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'p' }, ...spec },
  status: { attached: false },
});

describe('a VolumeAttachment', () => {
  const { strategy } = volumeAttachment;

  test.each<[Partial<VolumeAttachment['spec']>, string[]]>([
    [{}, []],
    [{ attacher: '' }, ['spec.attacher: Required value']],
    [
      { source: {} },
      [
        'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
      ],
    ],
  ])('%j', (spec, expected) => {
    const found = shown(strategy?.validate?.(attachment(spec), context));
    expect(found.slice(0, 1)).toEqual(expected);
  });

  test('is for one volume on one node', () => {
    const errors = strategy?.validateUpdate?.(
      attachment({ nodeName: 'm' }),
      attachment({}),
      context,
    );
    expect(shown(errors)[0]).toMatch(/^spec: Invalid value: .*: field is immutable$/);
  });
});

const attributes = (parts: Partial<VolumeAttributesClass>): VolumeAttributesClass => ({
  metadata,
  driverName: 'a',
  parameters: { x: 'y' },
  ...parts,
});

describe('a VolumeAttributesClass', () => {
  const { strategy } = volumeAttributesClass;

  test('says something, and always the same', () => {
    expect(shown(strategy?.validate?.(attributes({}), context))).toEqual([]);
    expect(shown(strategy?.validate?.(attributes({ parameters: undefined }), context))).toEqual([
      'parameters: Required value: must contain at least one key/value pair',
    ]);
    const changed = attributes({ driverName: 'b', parameters: { x: 'z' } });
    expect(shown(strategy?.validateUpdate?.(changed, attributes({}), context))).toEqual([
      'driverName: Forbidden: updates to driverName are forbidden.',
      'parameters: Forbidden: updates to parameters are forbidden.',
    ]);
  });
});
