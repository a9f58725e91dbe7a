import { describe, expect, test } from 'vitest';
import type { EndpointSlice, Node } from '../../apimachinery/types.generated.ts';
import { planTopology } from './slice-topology.ts';

function node(name: string, zone: string | undefined, cpu: string | undefined): Node {
  return {
    metadata: { name, labels: zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone } },
    spec: {},
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      ...(cpu === undefined ? {} : { allocatable: { cpu } }),
    },
  } as unknown as Node;
}

const slice = (...zones: (string | undefined)[]): EndpointSlice =>
  ({
    metadata: { name: 's' },
    addressType: 'IPv4',
    endpoints: zones.map((zone, index) => ({
      addresses: [`10.0.0.${index}`],
      conditions: { ready: true },
      ...(zone === undefined ? {} : { zone }),
    })),
  }) as EndpointSlice;

const NODES = [node('a', 'za', '4'), node('b', 'zb', '4')];

function plan(nodes: readonly Node[], created: EndpointSlice, hadHints = false) {
  const { create, events } = planTopology({ create: [created], update: [], remove: [] }, [], {
    family: 'IPv4',
    nodes,
    hadHints,
  });
  const hints = create.flatMap(({ endpoints }) =>
    (endpoints ?? []).map((each) => each.hints?.forZones?.[0]?.name),
  );
  return { hints, said: events.map(({ type, message }) => `${type}: ${message}`) };
}

describe('hints by annotation', () => {
  test('keep endpoints in their zone while every zone has its share', () => {
    expect(plan(NODES, slice('za', 'za', 'zb', 'zb'))).toEqual({
      hints: ['za', 'za', 'zb', 'zb'],
      said: ['Normal: Topology Aware Hints has been enabled, addressType: IPv4'],
    });
  });

  test('are enabled only once', () => {
    expect(plan(NODES, slice('za', 'zb'), true).said).toEqual([]);
  });

  test('give endpoints of a full zone to an empty one', () => {
    const { hints } = plan(NODES, slice('za', 'za', 'za', 'za'));
    expect(hints.filter((zone) => zone === 'za')).toHaveLength(2);
    expect(hints.filter((zone) => zone === 'zb')).toHaveLength(2);
  });

  test.each([
    [
      'nodes in one zone',
      [node('a', 'za', '4')],
      ['za', 'za'],
      'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes',
    ],
    [
      'a node without CPUs',
      [...NODES, node('c', 'zb', undefined)],
      ['za', 'zb'],
      'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes',
    ],
    [
      'fewer endpoints than zones',
      NODES,
      ['za'],
      'Insufficient number of endpoints (1 endpoints, 2 zones)',
    ],
    [
      'an endpoint without zone',
      NODES,
      ['za', undefined],
      'One or more endpoints do not have a zone specified',
    ],
    [
      'zones that cannot share so few',
      [node('a', 'za', '9'), node('b', 'zb', '1')],
      ['za', 'za'],
      'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (2 endpoints, 2 zones)',
    ],
  ])('are not made for %s', (_what, nodes, zones, why) => {
    expect(plan(nodes, slice(...zones))).toEqual({
      hints: zones.map(() => undefined),
      said: [`Warning: ${why}, addressType: IPv4`],
    });
  });
});
