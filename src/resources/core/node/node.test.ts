import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import type { Node } from '../../../apimachinery/types.generated.ts';
import { strategy } from './strategy.ts';
import { validate, validateChange } from './validation.ts';

function nodeWith(spec: Node['spec'], status: Partial<Node['status']> = {}): Node {
  return {
    metadata: { name: 'n' },
    spec,
    status: { nodeInfo: {}, daemonEndpoints: {}, ...status } as Node['status'],
  };
}

function texts(errors: readonly FieldError[]): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

describe('a node', () => {
  test('can allocate all it has if nobody says otherwise', () => {
    const node = nodeWith({}, { capacity: { cpu: '4' } });

    strategy.defaults?.(node, context);

    expect(node.status.allocatable).toEqual({ cpu: '4' });
  });

  test.each<[Node['spec'], Node['spec']]>([
    [{ podCIDR: '10.0.0.0/24' }, { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'] }],
    [{ podCIDRs: ['10.0.0.0/24'] }, { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'] }],
    [
      { podCIDR: '10.0.1.0/24', podCIDRs: ['10.0.0.0/24', 'fd00::/64'] },
      { podCIDR: '10.0.1.0/24', podCIDRs: ['10.0.1.0/24'] },
    ],
  ])('keeps both forms of its pod ranges alike: %o', (spec, expected) => {
    const node = nodeWith({ ...spec });

    strategy.defaults?.(node, context);

    expect(node.spec).toEqual(expected);
  });

  test.each<[Node['spec'], Partial<Node['status']>, string[]]>([
    [
      {
        taints: [
          { key: 'k', effect: 'NoSchedule' },
          { key: 'k', effect: 'NoSchedule' },
        ],
      },
      {},
      [
        'metadata.taints[1]: Duplicate value: {"Key":"k","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      ],
    ],
    [
      {
        taints: [
          { key: 'k', effect: '' },
          { key: 'k', effect: 'Soon' },
        ],
      },
      {},
      [
        'metadata.taints[0].effect: Required value',
        'metadata.taints[1].effect: Unsupported value: "Soon": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    [
      { podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'] },
      {},
      [
        'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
      ],
    ],
    [
      {},
      { capacity: { cpu: '-1' } },
      ['status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0'],
    ],
  ])('is refused as %o with %o', (spec, status, expected) => {
    expect(texts(validate(nodeWith(spec, status)))).toEqual(expected);
  });

  test('keeps its ranges and its provider once it has them', () => {
    const previous = nodeWith({ podCIDRs: ['10.0.0.0/24'], providerID: 'a' });
    const next = nodeWith({ podCIDRs: ['10.0.1.0/24'], providerID: 'b' });

    expect(texts(validateChange(next, previous))).toEqual([
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
      'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
    ]);
  });

  const AVOIDS = 'scheduler.alpha.kubernetes.io/preferAvoidPods';
  test.each([
    ['{}', undefined],
    ['{"preferAvoidPods":[{"podSignature":{"podController":{"controller":true}}}]}', undefined],
    [
      '{',
      `metadata.annotations.AvoidPods: Invalid value: "${AVOIDS}": unexpected end of JSON input`,
    ],
    ['{"preferAvoidPods":[{}]}', `metadata.annotations.${AVOIDS}[0].PodSignature: Required value`],
    [
      '{"preferAvoidPods":[{"podSignature":{"podController":{"controller":false}}}]}',
      `metadata.annotations.${AVOIDS}[0].PodSignature.PodController.Controller: Invalid value: false: must point to a controller`,
    ],
  ])('may say %s of the pods that it avoids, or not', (text, error) => {
    const node = { ...nodeWith({}), metadata: { name: 'n', annotations: { [AVOIDS]: text } } };

    expect(texts(validate(node))).toEqual(error === undefined ? [] : [error]);
    expect(texts(validateChange(node, nodeWith({})))).toEqual(error === undefined ? [] : [error]);
  });

  test('has every address once', () => {
    const address = { type: 'InternalIP', address: '192.0.2.1' };
    const next = nodeWith({}, { addresses: [address, address] });

    expect(texts(validateChange(next, nodeWith({})))).toEqual([
      'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"192.0.2.1"}',
    ]);
  });
});
