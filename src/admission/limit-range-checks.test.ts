import { describe, expect, test } from 'vitest';
import type { LimitRangeItem, Pod } from '../apimachinery/types.generated.ts';
import { claimViolations, podViolations } from './limit-range-checks.ts';

type Amounts = Record<string, string>;

function podWith(requests?: Amounts, limits?: Amounts): Pod {
  return {
    metadata: {},
    spec: { containers: [{ name: 'main', resources: { requests, limits } }] },
  } as unknown as Pod;
}

describe('limits of containers', () => {
  const cpu: LimitRangeItem = {
    type: 'Container',
    min: { cpu: '100m' },
    max: { cpu: '1' },
    maxLimitRequestRatio: { cpu: '4' },
  };
  const what = {
    min: 'minimum cpu usage per Container is 100m',
    max: 'maximum cpu usage per Container is 1',
    ratio: 'cpu max limit to request ratio per Container is 4',
  };

  test.each<[string, Amounts | undefined, Amounts | undefined, string[]]>([
    ['inside', { cpu: '500m' }, { cpu: '1' }, []],
    ['low request', { cpu: '50m' }, { cpu: '100m' }, [`${what.min}, but request is 50m`]],
    ['low limit', { cpu: '100m' }, { cpu: '99m' }, [`${what.min}, but limit is 99m`]],
    ['high limit', { cpu: '500m' }, { cpu: '1500m' }, [`${what.max}, but limit is 1500m`]],
    ['wide', { cpu: '110m' }, { cpu: '500m' }, [`${what.ratio}, but provided ratio is 4.545455`]],
    [
      'nothing given',
      undefined,
      undefined,
      [
        `${what.min}.  No request is specified`,
        `${what.max}.  No limit is specified`,
        `${what.ratio}, but no request is specified or request is 0`,
      ],
    ],
  ])('%s', (_, requests, limits, expected) => {
    expect(podViolations([cpu], podWith(requests, limits))).toEqual(expected);
  });
});

function sized(memory: string): Record<'requests' | 'limits', Amounts> {
  return { requests: { memory }, limits: { memory } };
}

describe('limits of pods', () => {
  test('sidecars add up, other init containers only raise the sum', () => {
    const pod = podWith({ memory: '200Mi' }, { memory: '200Mi' });
    pod.spec.initContainers = [
      { name: 'side', restartPolicy: 'Always', resources: sized('300Mi') },
      { name: 'init', resources: sized('900Mi') },
    ] as Pod['spec']['initContainers'] & object;

    const found = podViolations([{ type: 'Pod', max: { memory: '1Gi' } }], pod);

    expect(found).toEqual(['maximum memory usage per Pod is 1Gi, but limit is 1200Mi']);
  });
});

describe('limits of claims', () => {
  const item: LimitRangeItem = {
    type: 'PersistentVolumeClaim',
    min: { storage: '1Gi' },
    max: { storage: '2Gi' },
  };
  const of = 'storage usage per PersistentVolumeClaim is';

  test.each<[Amounts, string[]]>([
    [{ storage: '1Gi' }, []],
    [{ storage: '1Mi' }, [`minimum ${of} 1Gi, but request is 1Mi`]],
    [{ storage: '3Gi' }, [`maximum ${of} 2Gi, but request is 3Gi`]],
  ])('%j', (requests, expected) => {
    const claim = { metadata: {}, spec: { resources: { requests } } };
    expect(claimViolations([item], claim as never)).toEqual(expected);
  });
});
