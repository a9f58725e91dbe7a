import { describe, expect, test } from 'vitest';
import type {
  Device,
  DeviceClass,
  ResourceSlice,
  ResourceSliceSpec,
} from '../../apimachinery/types.generated.ts';
import { deviceClass } from './deviceclass/index.ts';
import { context, shown } from './resource.suite.ts';
import { resourceSlice } from './resourceslice/index.ts';

const classOf = (expression: string): DeviceClass => ({
  metadata: { name: 'a' },
  spec: { selectors: [{ cel: { expression } }], extendedResourceName: 'example.com/gpu' },
});

const sliceOf = (parts: Partial<ResourceSliceSpec>): ResourceSlice => ({
  metadata: { name: 'a', generation: 1 },
  spec: {
    driver: 'd',
    pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
    nodeName: 'n',
    devices: [],
    ...parts,
  },
});

const deviceOf = (parts: Partial<Device>): Partial<ResourceSliceSpec> => ({
  devices: [{ name: 'x', ...parts }],
});

describe('a DeviceClass', () => {
  test.each([
    ['device.driver == "d"', []],
    [
      '1',
      [
        'spec.selectors[0].cel.expression: Invalid value: "1": must evaluate to bool or the unknown type, not int',
      ],
    ],
    [
      `"${'x'.repeat(10_240)}" == ""`,
      ['spec.selectors[0].cel.expression: Too long: may not be more than 10240 bytes'],
    ],
    [
      'device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, a.contains(b) || b.contains(c))))',
      ['spec.selectors[0].cel.expression: Forbidden: too complex, exceeds cost limit'],
    ],
  ])('selects devices by an expression: %.40s', (expression, errors) => {
    expect(shown(deviceClass.strategy.validate?.(classOf(expression), context))).toEqual(errors);
  });

  test('has no extended resource behind the closed gate', () => {
    const next = classOf('true');

    deviceClass.strategy.prepareForCreate?.(next, context);

    expect(next.spec.extendedResourceName).toBeUndefined();
  });
});

describe('a ResourceSlice', () => {
  const { strategy } = resourceSlice;
  const ONE_OF =
    'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';

  test.each<[Partial<ResourceSliceSpec>, string[]]>([
    [{}, []],
    [
      { pool: { name: 'a//b', generation: -1, resourceSliceCount: 0 } },
      [
        expect.stringMatching(/^spec\.pool\.name: Invalid value: "": a lowercase/) as string,
        'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
        'spec.pool.generation: Invalid value: -1: must be greater than or equal to zero',
      ],
    ],
    [{ nodeName: undefined }, [`spec: Required value: ${ONE_OF}`]],
    [
      { allNodes: true },
      [
        `spec: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${ONE_OF}, but multiple fields are set`,
      ],
    ],
    [
      { nodeName: undefined, nodeSelector: { nodeSelectorTerms: [{}, {}] } },
      [
        'spec.nodeSelector.nodeSelectorTerms: Invalid value: [{"MatchExpressions":null,"MatchFields":null},{"MatchExpressions":null,"MatchFields":null}]: must have exactly one node selector term',
      ],
    ],
    [
      deviceOf({ attributes: { a: {}, 'b/c/d': { bool: true }, '/c': { int: 1 } } }),
      [
        'spec.devices[0].attributes[a]: Required value: exactly one value must be specified',
        'spec.devices[0].attributes[/c]: Required value: the domain must not be empty',
      ],
    ],
    [
      deviceOf({ attributes: { a: { int: 1, string: '<' }, b: { version: '1.2' } } }),
      [
        'spec.devices[0].attributes[a]: Invalid value: {"IntValue":1,"BoolValue":null,"StringValue":"\\u003c","VersionValue":null}: exactly one value must be specified',
        'spec.devices[0].attributes[b].version: Invalid value: "1.2": must be a string compatible with semver.org spec 2.0.0',
      ],
    ],
    [
      deviceOf({ capacity: { [`${'z'.repeat(70)}/${'q'.repeat(40)}`]: { value: '1' } } }),
      [
        `spec.devices[0].capacity[${'z'.repeat(47)}...${'z'.repeat(5)}/${'q'.repeat(40)}]: Too long: may not be more than 63 bytes`,
        `spec.devices[0].capacity[${'z'.repeat(47)}...${'z'.repeat(5)}/${'q'.repeat(40)}]: Too long: may not be more than 32 bytes`,
      ],
    ],
  ])('%j', (parts, errors) => {
    expect(shown(strategy.validate?.(sliceOf(parts), context))).toEqual(errors);
  });

  test('stays where it is', () => {
    const pool = { name: 'q', generation: 2, resourceSliceCount: 1 };
    const next = sliceOf({ pool, nodeName: undefined, allNodes: true });

    expect(shown(strategy.validateUpdate?.(next, sliceOf({}), context))).toEqual([
      'spec.pool.name: Invalid value: "q": field is immutable',
      'spec.nodeName: Invalid value: null: field is immutable',
    ]);
  });

  test('loses what is behind closed gates, which counts as a change all the same', () => {
    const next = sliceOf({
      devices: [
        {
          name: 'x',
          taints: [{ key: 'a', effect: 'NoSchedule' }],
          nodeName: 'n',
          allowMultipleAllocations: true,
          capacity: { a: { value: '1', requestPolicy: { default: '1' } } },
        },
      ],
      sharedCounters: [{ name: 'a' }],
    });
    const device = { name: 'x', capacity: { a: { value: '1' } } };

    strategy.prepareForUpdate?.(next, sliceOf({ devices: [device] }), context);

    expect(next).toEqual({
      ...sliceOf({ devices: [device] }),
      metadata: { name: 'a', generation: 2 },
    });
  });
});
