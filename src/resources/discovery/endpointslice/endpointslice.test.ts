import { describe, expect, test } from 'vitest';
import type { EndpointSlice } from '../../../apimachinery/types.generated.ts';
import { endpointSlice } from './index.ts';

const { strategy } = endpointSlice;
const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'discovery.k8s.io/v1',
  subresource: undefined,
};

const IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const addresses = ['192.0.2.1'];
const conditions = {};

/** Canonical where it matters: empty lists are null. */
function slice(body: object): EndpointSlice {
  const base = { metadata: { name: 'a' }, addressType: 'IPv4', endpoints: null, ports: null };
  const object = { ...base, ...body } as unknown as EndpointSlice;
  strategy.defaults?.(object, context);
  return object;
}

function refusals(body: object): string[] {
  const errors = strategy.validate?.(slice(body), context) ?? [];
  return errors.map(({ field, body: text }) => `${field}: ${text}`);
}

function warnings(body: object): string[] {
  return strategy.warningsOnCreate?.(slice(body), context) ?? [];
}

describe('a slice', () => {
  test('gets names and protocols of its ports', () => {
    expect(slice({ ports: [{ port: 80 }, { name: 'b', protocol: 'UDP' }] }).ports).toEqual([
      { name: '', port: 80, protocol: 'TCP' },
      { name: 'b', protocol: 'UDP' },
    ]);
  });

  test.each<[object, string[]]>([
    [{}, []],
    [{ ports: [{ port: 70_000 }, { name: 'b' }] }, []],
    [{ addressType: '' }, ['addressType: Required value']],
    [
      { addressType: 'IPv5' },
      ['addressType: Unsupported value: "IPv5": supported values: "FQDN", "IPv4", "IPv6"'],
    ],
    [
      { endpoints: [{ conditions }] },
      ['endpoints[0].addresses: Required value: must contain at least 1 address'],
    ],
    [
      { endpoints: [{ addresses: ['x'] }] },
      [`endpoints[0].addresses[0]: Invalid value: "x": ${IP}`],
    ],
    [
      { endpoints: [{ addresses: ['2001:db8::1'] }] },
      ['endpoints[0].addresses: Invalid value: "2001:db8::1": must be an IPv4 address'],
    ],
    [
      { addressType: 'IPv6', endpoints: [{ addresses: ['2001:DB8::1'] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")',
      ],
    ],
    [
      { endpoints: [{ addresses: ['169.254.1.1'] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
      ],
    ],
    [
      { addressType: 'FQDN', endpoints: [{ addresses: ['single'] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "single": should be a domain with at least two segments separated by dots',
      ],
    ],
    [{ ports: [{ port: 80 }, { port: 81 }] }, ['ports[1].name: Duplicate value: ""']],
    [
      { ports: [{ protocol: '' }] },
      ['ports[0].protocol: Unsupported value: "": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      { endpoints: Array.from({ length: 1001 }, () => ({ addresses })) },
      ['endpoints: Too many: 1001: must have at most 1000 items'],
    ],
    [
      { endpoints: [{ addresses, hints: { forZones: [{ name: 'z' }, { name: 'z' }] } }] },
      ['endpoints[0].hints.forZones[1].name: Duplicate value: "z"'],
    ],
    [
      {
        endpoints: [
          {
            addresses,
            hints: { forNodes: Array.from({ length: 9 }, (_, i) => ({ name: `n${i}` })) },
          },
        ],
      },
      ['endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items'],
    ],
  ])('%j: %j', (body, messages) => {
    expect(refusals(body)).toEqual(messages);
  });

  test('keeps its address type', () => {
    const errors = strategy.validateUpdate?.(slice({ addressType: 'IPv6' }), slice({}), context);

    expect(errors).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'addressType',
        body: 'Invalid value: "IPv6": field is immutable',
      },
    ]);
  });

  test('counts a change of its labels as a generation', () => {
    const labelled = slice({ metadata: { name: 'a', labels: { a: 'b' } } });

    expect(endpointSlice.generationChanged?.(labelled, slice({}))).toBe(true);
    expect(endpointSlice.generationChanged?.(slice({}), slice({}))).toBe(false);
  });

  test('loses a written topology and keeps a stored one', () => {
    const endpoint = {
      addresses,
      conditions,
      deprecatedTopology: { 'kubernetes.io/hostname': 'n1' },
    };
    const stored = slice({ endpoints: [endpoint] });
    const created = slice({ endpoints: [{ ...endpoint }] });
    const kept = slice({ endpoints: [{ ...endpoint }] });
    const changed = slice({ endpoints: [{ ...endpoint, addresses: ['192.0.2.9'] }] });

    strategy.prepareForCreate?.(created, context);
    strategy.prepareForUpdate?.(kept, stored, context);
    strategy.prepareForUpdate?.(changed, stored, context);

    expect(created.endpoints).toEqual([{ addresses, conditions }]);
    expect(kept.endpoints).toEqual([endpoint]);
    expect(changed.endpoints).toEqual([{ addresses: ['192.0.2.9'], conditions, nodeName: 'n1' }]);
  });

  test('counts a topology that is not kept as a generation', () => {
    const endpoint = { addresses, conditions };
    const previous = slice({ metadata: { name: 'a', generation: 1 }, endpoints: [endpoint] });
    const deprecatedTopology = { zone: 'z' };
    const next = slice({ endpoints: [{ ...endpoint, deprecatedTopology }] });

    strategy.prepareForUpdate?.(next, previous, context);

    expect(next.metadata.generation).toBe(2);
    expect(next.endpoints).toEqual(previous.endpoints);
  });

  test('warns of names, and of addresses that are badly written', () => {
    expect(warnings({ addressType: 'FQDN' })).toEqual([
      'spec.addressType: FQDN endpoints are deprecated',
    ]);
    expect(warnings({ endpoints: [{ addresses: ['010.0.0.1'] }] })).toEqual([
      'endpoints[0].addresses[0]: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
    ]);
  });
});
