import { describe, expect, test } from 'vitest';
import type { LimitRange, LimitRangeItem } from '../../../apimachinery/types.generated.ts';
import { limitRange } from './index.ts';
import { validate } from './validation.ts';

function rangeOf(...limits: LimitRangeItem[]): LimitRange {
  return { metadata: { name: 'l', namespace: 'ns' }, spec: { limits } };
}

function texts(range: LimitRange): string[] {
  return validate(range).map(({ field, body }) => `${field}: ${body}`);
}

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

describe('a limit range', () => {
  test('gives containers what they may have at most, and asks for what they get', () => {
    const range = rangeOf({ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } });

    limitRange.strategy.defaults?.(range, context);

    expect(range.spec.limits[0]).toEqual({
      type: 'Container',
      max: { cpu: '2' },
      min: { memory: '1Mi' },
      default: { cpu: '2' },
      defaultRequest: { cpu: '2', memory: '1Mi' },
    });
  });

  test.each<[LimitRangeItem, string[]]>([
    [
      { type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } },
      ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'],
    ],
    [
      { type: 'Container', default: { cpu: '2' }, max: { cpu: '1' } },
      [
        'spec.limits[0].default[cpu]: Invalid value: "1": default value 2 is greater than max value 1',
      ],
    ],
    [
      { type: 'Pod', default: { cpu: '1' } },
      ["spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"],
    ],
    [
      { type: 'PersistentVolumeClaim' },
      [
        'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
      ],
    ],
    [
      { type: 'Odd' },
      [
        'spec.limits[0].type: Invalid value: "Odd": must be a standard limit type or fully qualified',
      ],
    ],
    [
      {
        type: 'Container',
        min: { cpu: '1' },
        max: { cpu: '2' },
        maxLimitRequestRatio: { cpu: '3' },
      },
      [
        'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000',
      ],
    ],
  ])('is refused as %o', (item, expected) => {
    expect(texts(rangeOf(item))).toEqual(expected);
  });
});
