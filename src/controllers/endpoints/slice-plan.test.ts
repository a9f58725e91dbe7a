import { describe, expect, test } from 'vitest';
import type { Endpoint, EndpointSlice } from '../../apimachinery/types.generated.ts';
import { EndpointSet } from './slice-endpoints.ts';
import type { SliceMaker } from './slice-plan.ts';
import { emptyPlan, planPorts, recycle } from './slice-plan.ts';

function endpoint(i: number, ready = true): Endpoint {
  return {
    addresses: [`10.0.${i >> 8}.${i & 255}`],
    conditions: { ready },
    targetRef: { kind: 'Pod', namespace: 'default', name: `p-${i}` },
  };
}

function range(from: number, to: number): Endpoint[] {
  return Array.from({ length: to - from }, (_each, i) => endpoint(from + i));
}

function slice(name: string, endpoints: Endpoint[]): EndpointSlice {
  return { metadata: { name }, addressType: 'IPv4', endpoints, ports: [] };
}

const maker: SliceMaker = {
  make: () => ({ metadata: {}, addressType: 'IPv4', endpoints: [], ports: [] }),
  labelsFor: () => undefined,
};

function show({ metadata, endpoints }: EndpointSlice): string {
  return `${metadata.name ?? 'new'} ${endpoints.length}`;
}

/** Names (`new` for slices to create) and sizes. */
function planned(
  existing: EndpointSlice[],
  endpoints: Endpoint[],
): { create: string[]; update: string[]; remove: string[] } {
  const plan = emptyPlan();
  const wanted = new EndpointSet();
  for (const each of endpoints) wanted.add(each);
  planPorts(plan, existing, { ports: [], wanted }, maker);
  return {
    create: plan.create.map(show),
    update: plan.update.map(show),
    remove: plan.remove.map(show),
  };
}

describe('the slices of one set of ports', () => {
  test('stay as they are when nothing changes', () => {
    const unchanged = { create: [], update: [], remove: [] };

    expect(planned([slice('a', range(0, 5))], range(0, 5))).toEqual(unchanged);
  });

  test('are made with a hundred endpoints each', () => {
    expect(planned([], range(0, 250)).create).toEqual(['new 100', 'new 100', 'new 50']);
  });

  test('take new endpoints where they are written anyway, the fullest first', () => {
    const existing = [slice('a', range(0, 50)), slice('b', range(100, 199))];
    const wanted = [...range(1, 50), ...range(101, 199), ...range(300, 310)];

    expect(planned(existing, wanted).update).toEqual(['a 57', 'b 100']);
  });

  test('take new endpoints in one other slice that they make fullest', () => {
    const existing = [slice('a', range(0, 10)), slice('b', range(100, 190))];
    const wanted = [...range(0, 10), ...range(100, 190), ...range(300, 305)];

    expect(planned(existing, wanted)).toEqual({ create: [], update: ['b 95'], remove: [] });
  });

  test('are removed when nothing in them is wanted', () => {
    expect(planned([slice('a', range(0, 5))], range(9, 10))).toEqual({
      create: ['new 1'],
      update: [],
      remove: ['a 5'],
    });
  });

  test('are updated in place when an endpoint changes its state', () => {
    expect(planned([slice('a', range(0, 2))], [endpoint(0), endpoint(1, false)])).toEqual({
      create: [],
      update: ['a 2'],
      remove: [],
    });
  });

  test('pass their names on to slices that would be created', () => {
    const plan = {
      create: [slice('', range(0, 1))],
      update: [],
      remove: [slice('old', range(5, 6)), slice('older', range(6, 7))],
    };

    const recycled = recycle(plan, () => true);

    expect(recycled.create).toEqual([]);
    expect(recycled.update.map(({ metadata }) => metadata.name)).toEqual(['old']);
    expect(recycled.remove.map(({ metadata }) => metadata.name)).toEqual(['older']);
  });
});
