import { describe, expect, test } from 'vitest';
import { SeededRng } from '../base/rng.ts';
import { AllocationError } from './claim-pool.ts';
import { FakeStore } from './fake-store.suite.ts';
import type { IpRange } from './ip-allocator.ts';
import { bandsOf, dryRunCheck, dryRunNext, IpAllocator } from './ip-allocator.ts';
import { NODE_PORT_PREFIX, PortAllocator, portBands, rangeText } from './port-allocator.ts';

const PREFIX = '/addresses/';

/** A range of IPv4 addresses below 10.0.0.0/8, or one of IPv6 below fd00::. */
function range(bits: number, family: 'IPv4' | 'IPv6' = 'IPv4', network = 0): IpRange {
  const start = family === 'IPv4' ? '10.' : 'fd00::';
  const hostBits = (family === 'IPv4' ? 32 : 128) - bits;
  return {
    text: `${family === 'IPv4' ? '10.0.0.0' : 'fd00::'}/${bits}`,
    family,
    hostBits,
    addressAt: (offset) => start + String(BigInt(network) + offset),
    offsetOf(address) {
      if (!address.startsWith(start)) return undefined;
      const offset = BigInt(address.slice(start.length)) - BigInt(network);
      return offset >= 0n && offset < 1n << BigInt(hostBits) ? offset : undefined;
    },
  };
}

function allocator(seed = 1) {
  const store = new FakeStore();
  const addresses = new IpAllocator({ store, rng: new SeededRng(seed), prefix: PREFIX });
  const claim = (address: string) =>
    store.commit([{ key: PREFIX + address, expect: 0, value: () => 'x' }]);
  const remove = (address: string) =>
    store.commit([{ key: PREFIX + address, expect: undefined, value: undefined }]);
  return { store, addresses, claim, remove };
}

/** What a writer does that loses races: asks again. */
async function obtain({ addresses, claim }: ReturnType<typeof allocator>, ranges: IpRange[]) {
  for (;;) {
    const address = await addresses.next(ranges);
    if ((await claim(address)).ok) return address;
  }
}

async function twoAddresses(seed: number) {
  const world = allocator(seed);
  return [await obtain(world, [range(16)]), await obtain(world, [range(16)])];
}

const offsets = (taken: readonly string[]) => taken.map((address) => Number(address.slice(3)));

describe('addresses', () => {
  test.each([
    [24, 'IPv4', 16n, 238n],
    [28, 'IPv4', 0n, 14n],
    [27, 'IPv4', 16n, 14n],
    [16, 'IPv4', 256n, 65278n],
    [12, 'IPv4', 256n, (1n << 20n) - 258n],
    [0, 'IPv4', 0n, (1n << 32n) - 2n],
    [30, 'IPv4', 0n, 2n],
    [31, 'IPv4', 0n, 0n],
    [112, 'IPv6', 256n, 65279n],
    [64, 'IPv6', 256n, (1n << 64n) - 257n],
  ] as const)('/%i of %s keeps %i for explicit addresses', (bits, family, reserved, chosen) => {
    expect(bandsOf(range(bits, family))).toEqual([
      { first: 1n + reserved, size: chosen },
      { first: 1n, size: reserved },
    ]);
  });

  test.each([
    [24, 254, 238],
    [28, 14, 14],
  ])(
    'a whole /%i is given out, each address once, chosen band first',
    async (bits, all, chosen) => {
      const world = allocator();
      const ranges = [range(bits)];
      const taken: string[] = [];
      for (let i = 0; i < all; i++) taken.push(await obtain(world, ranges));

      expect(new Set(taken).size).toBe(all);
      expect(Math.min(...offsets(taken.slice(0, chosen)))).toBe(all - chosen + 1);
      expect(Math.max(...offsets(taken))).toBe(all);
      await expect(world.addresses.next(ranges)).rejects.toThrow('range is full');
    },
  );

  test('a released address is found again in a full range', async () => {
    const world = allocator();
    const ranges = [range(28)];
    for (let i = 0; i < 14; i++) await obtain(world, ranges);

    await world.remove('10.5');

    expect(await obtain(world, ranges)).toBe('10.5');
  });

  test('a released address is not given out again while there are others', async () => {
    const world = allocator();
    const ranges = [range(24)];
    const released = await obtain(world, ranges);
    await world.remove(released);

    const taken: string[] = [];
    for (let i = 0; i < 237; i++) taken.push(await obtain(world, ranges));

    expect(taken).not.toContain(released);
    expect(await obtain(world, ranges)).toBe(released);
  });

  test('picks whose request failed are given to others before the explicit band is touched', async () => {
    const world = allocator();
    const ranges = [range(27)];
    for (let i = 0; i < 40; i++) await world.addresses.next(ranges);

    const taken: string[] = [];
    for (let i = 0; i < 14; i++) taken.push(await obtain(world, ranges));

    expect(Math.min(...offsets(taken))).toBe(17);
  });

  test('hundreds of writers at once get an address each', async () => {
    const seed = 7;
    const world = allocator(seed);
    const ranges = [range(24)];

    const taken = await Promise.all(Array.from({ length: 254 }, () => obtain(world, ranges)));

    expect(new Set(taken).size, `seed ${seed}`).toBe(254);
  });

  test('two allocators over one store never share an address', async () => {
    const one = allocator(1);
    const other = {
      ...one,
      addresses: new IpAllocator({ store: one.store, rng: new SeededRng(1), prefix: PREFIX }),
    };
    const ranges = [range(24)];

    const taken = await Promise.all(
      Array.from({ length: 200 }, (_, i) => obtain(i % 2 === 0 ? one : other, ranges)),
    );

    expect(new Set(taken).size).toBe(200);
  });

  test('the same seed gives the same addresses', async () => {
    expect(await twoAddresses(42)).toEqual(await twoAddresses(42));
  });

  test('a full range gives way to the next one', async () => {
    const world = allocator();
    const ranges = [range(30), range(24, 'IPv4', 1000)];
    const taken = [];
    for (let i = 0; i < 3; i++) taken.push(await obtain(world, ranges));

    expect(
      offsets(taken)
        .slice(0, 2)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2]);
    expect(offsets(taken)[2]).toBeGreaterThan(1000);
  });

  test('a /64 of IPv6 is searched without counting its addresses', async () => {
    const world = allocator();

    expect(await obtain(world, [range(64, 'IPv6')])).toMatch(/^fd00::\d+$/);
  });

  test.each([
    ['10.0', 'the provided network does not match the current range'],
    ['10.255', 'the provided network does not match the current range'],
    ['10.256', 'the provided network does not match the current range'],
    ['11.1', 'the provided network does not match the current range'],
    ['10.7', 'provided IP is already allocated'],
  ])('an explicit %s is refused: %s', async (address, message) => {
    const world = allocator();
    await world.claim('10.7');

    await expect(world.addresses.check([range(24)], address)).rejects.toThrow(
      new AllocationError(message),
    );
  });

  test.each(['10.1', '10.254', '10.17'])('an explicit %s is free', async (address) => {
    await expect(allocator().addresses.check([range(24)], address)).resolves.toBeUndefined();
  });

  test('the last address of an IPv6 range is usable', async () => {
    const { addresses } = allocator();

    await expect(addresses.check([range(120, 'IPv6')], 'fd00::255')).resolves.toBeUndefined();
  });

  test('a dry run shows the network address and only looks at the range', () => {
    expect(dryRunNext([range(24)])).toBe('10.0');
    expect(() => dryRunCheck([range(24)], '10.7')).not.toThrow();
    expect(() => dryRunCheck([range(24)], '10.255')).toThrow(
      'the provided IP (10.255) is not in the valid range. The range of valid IPs is 10.0.0.0/24',
    );
  });

  test('a crowded range is learnt once, not at every pick', async () => {
    const world = allocator();
    const ranges = [range(24)];
    for (let i = 0; i < 238; i++) await obtain(world, ranges);
    const before = world.store.reads;

    for (let i = 0; i < 10; i++) await obtain(world, ranges);

    // One look at the chosen address and one list of the full band each.
    expect(world.store.reads - before).toBe(20);
  });
});

function portWorld(size = 2768, seed = 1) {
  const store = new FakeStore();
  const rng = new SeededRng(seed);
  return { store, ports: new PortAllocator({ store, rng, range: { base: 30000, size } }) };
}

describe('node ports', () => {
  test.each([
    [2768, 86],
    [16, 0],
    [17, 16],
    [512, 16],
    [5000, 128],
  ])('a range of %i keeps %i for explicit ports', (size, reserved) => {
    expect(portBands({ base: 30000, size })).toEqual([
      { first: BigInt(reserved), size: BigInt(size - reserved) },
      { first: 0n, size: BigInt(reserved) },
    ]);
  });

  test('the range prints with both ends', () => {
    expect(rangeText({ base: 30000, size: 2768 })).toBe('30000-32767');
  });

  test('a whole range is given out, each port once', async () => {
    const world = portWorld(20);
    const taken: number[] = [];
    for (let i = 0; i < 20; i++) {
      const operation = world.ports.begin('ns/a', false);
      taken.push(await operation.takeNext());
      await world.store.commit(await operation.writes());
    }

    expect(taken.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => 30000 + i),
    );
    expect(Math.min(...taken.slice(0, 4))).toBe(30016);
    await expect(world.ports.begin('ns/a', false).takeNext()).rejects.toThrow('range is full');
  });

  test('one operation may not take a port twice', async () => {
    const operation = portWorld().ports.begin('ns/a', false);
    await operation.take(30001);

    await expect(operation.take(30001)).rejects.toThrow('provided port is already allocated');
  });

  test.each([29999, 32768, 0, -1, 65535])('%i is out of range', async (port) => {
    await expect(portWorld().ports.begin('ns/a', false).take(port)).rejects.toThrow(
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
  });

  test('a released port is free with the commit, not before', async () => {
    const world = portWorld();
    const first = world.ports.begin('ns/a', false);
    await first.take(30005);
    await world.store.commit(await first.writes());
    const second = world.ports.begin('ns/a', false);
    second.release(30005);
    const writes = await second.writes();

    await expect(world.ports.begin('ns/b', false).take(30005)).rejects.toThrow('already allocated');
    await world.store.commit(writes);
    await expect(world.ports.begin('ns/b', false).take(30005)).resolves.toBeUndefined();
  });

  test('nobody releases what belongs to somebody else', async () => {
    const world = portWorld();
    const owner = world.ports.begin('ns/a', false);
    await owner.take(30005);
    await world.store.commit(await owner.writes());
    const other = world.ports.begin('ns/b', false);
    other.release(30005);

    expect(await other.writes()).toEqual([]);
    expect(await world.store.get(`${NODE_PORT_PREFIX}30005`)).toMatchObject({ value: 'ns/a' });
  });

  test('a dry run counts on from 32769, ignores the range and writes nothing', async () => {
    const world = portWorld();
    const held = world.ports.begin('ns/a', false);
    await held.take(30005);
    await world.store.commit(await held.writes());
    const operation = world.ports.begin('ns/b', true);

    expect(await operation.takeNext()).toBe(32769);
    expect(await operation.takeNext()).toBe(32770);
    await expect(operation.take(1)).resolves.toBeUndefined();
    await expect(operation.take(30005)).rejects.toThrow('already allocated');
    expect(await operation.writes()).toEqual([]);
  });
});
