import { describe, expect, test } from 'vitest';
import { ServiceWorld } from './service-world.suite.ts';

const ports = [{ port: 80 }];

function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  );
}

function unique(values: readonly unknown[]): number {
  return new Set(values).size;
}

function node(list: readonly object[]): object {
  return { type: 'NodePort', ports: list };
}

function extraCidr(status: string): object {
  return {
    metadata: { name: 'more' },
    spec: { cidrs: ['10.7.0.0/24'] },
    status: { conditions: [{ type: 'Ready', status }] },
  };
}

async function heldFamilies(world: ServiceWorld): Promise<string[]> {
  return (await world.addresses()).map(familyOfText);
}

function familyOfText(address: string): string {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

describe('create', () => {
  test('fills in what a client leaves out', async () => {
    const service = await new ServiceWorld().create({ ports, selector: { app: 'a' } });

    expect(service.spec).toEqual({
      clusterIP: expect.stringMatching(/^10\.96\.\d+\.\d+$/),
      clusterIPs: [service.spec.clusterIP],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { app: 'a' },
      sessionAffinity: 'None',
      type: 'ClusterIP',
    });
  });

  test('writes an IPAddress that names the service', async () => {
    const world = new ServiceWorld();

    await world.create({ ports, clusterIP: '10.96.0.25' });

    const entry = await world.store.get('/registry/ipaddresses.networking.k8s.io/10.96.0.25');
    expect(JSON.parse(entry?.value ?? '')).toMatchObject({
      metadata: {
        name: '10.96.0.25',
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: {
          'ipaddress.kubernetes.io/ip-family': 'IPv4',
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
      },
      spec: { parentRef: { resource: 'services', namespace: 'ns', name: 'a' } },
    });
  });

  test.each<[object, object]>([
    [{ clusterIP: 'None' }, { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' }],
    [
      { clusterIP: 'None', selector: { a: 'b' } },
      { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    ],
    [{ clusterIP: 'None', ipFamilyPolicy: 'SingleStack' }, { ipFamilies: ['IPv4'] }],
    [{ ports, ipFamilyPolicy: 'PreferDualStack' }, { ipFamilies: ['IPv4'] }],
    [{ ports, clusterIP: 'None', ipFamilies: ['IPv6'] }, { ipFamilies: ['IPv6', 'IPv4'] }],
  ])('%j on a cluster of IPv4', async (spec, expected) => {
    expect((await new ServiceWorld().create(spec)).spec).toMatchObject(expected);
  });

  test('headless and ExternalName services hold no address', async () => {
    const world = new ServiceWorld();
    await world.create({ clusterIP: 'None' });
    await world.create({ type: 'ExternalName', externalName: 'a.b' }, { name: 'b' });

    expect(await world.addresses()).toEqual([]);
  });

  test.each<[string, string]>([
    ['10.97.0.1', 'the provided network does not match the current range'],
    ['10.96.0.0', 'the provided network does not match the current range'],
    ['10.96.255.255', 'the provided network does not match the current range'],
    ['10.96.0.20', 'provided IP is already allocated'],
    ['10.96.0.020', 'provided IP is already allocated'],
  ])('the address %s is refused alone: %s', async (clusterIP, why) => {
    const world = new ServiceWorld();
    await world.create({ ports, clusterIP: '10.96.0.20' });

    const message = await refusal(world.create({ ports: [], clusterIP }, { name: 'b' }));

    expect(message).toBe(
      `Service "b" is invalid: spec.clusterIPs: Invalid value: ["${clusterIP}"]: failed to allocate IP ${clusterIP}: ${why}`,
    );
  });

  test('a full range is an internal error', async () => {
    const world = new ServiceWorld({ cidrs: ['10.0.0.0/30'] });
    await world.create({ ports });
    await world.create({ ports }, { name: 'b' });

    expect(await refusal(world.create({ ports }, { name: 'c' }))).toBe(
      'Internal error occurred: failed to allocate a serviceIP: range is full',
    );
  });

  test('a service that is refused holds nothing', async () => {
    const world = new ServiceWorld();
    await refusal(
      world.create({
        type: 'NodePort',
        clusterIP: '10.96.0.21',
        sessionAffinity: 'x',
        ports: [{ port: 80, nodePort: 30006 }],
      }),
    );

    expect([await world.addresses(), await world.nodePorts()]).toEqual([[], []]);
    await world.create({
      type: 'NodePort',
      clusterIP: '10.96.0.21',
      ports: [{ port: 80, nodePort: 30006 }],
    });
    expect([await world.addresses(), await world.nodePorts()]).toEqual([['10.96.0.21'], [30006]]);
  });

  test('many services at once get addresses and ports of their own', async () => {
    const seed = 11;
    const world = new ServiceWorld({
      cidrs: ['10.0.0.0/24'],
      ports: { base: 30_000, size: 200 },
      seed,
    });
    const names = Array.from({ length: 200 }, (_, i) => `s${i}`);

    await Promise.all(names.map((name) => world.create({ type: 'NodePort', ports }, { name })));

    const services = await Promise.all(names.map((name) => world.get(name)));
    expect(unique(services.map(({ spec }) => spec.clusterIP)), `seed ${seed}`).toBe(200);
    expect(unique(services.map(({ spec }) => spec.ports?.[0]?.nodePort)), `seed ${seed}`).toBe(200);
  });

  test('the range of another ServiceCIDR serves when it is ready', async () => {
    const world = new ServiceWorld({ cidrs: ['10.0.0.0/30'] });
    const put = (status: string) =>
      world.store.commit([
        {
          key: '/registry/servicecidrs.networking.k8s.io/more',
          expect: undefined,
          value: () => JSON.stringify(extraCidr(status)),
        },
      ]);

    await put('False');
    expect(await refusal(world.create({ ports, clusterIP: '10.7.0.5' }))).toContain(
      'does not match',
    );
    await put('True');
    expect((await world.create({ ports, clusterIP: '10.7.0.5' })).spec.clusterIP).toBe('10.7.0.5');
  });
});

describe('node ports of a new service', () => {
  const tcp = { name: 't', port: 53 };
  const udp = { name: 'u', port: 53, protocol: 'UDP' };

  test.each<[string, object[], number[]]>([
    ['given once, first', [{ ...tcp, nodePort: 30002 }, udp], [30002, 30002]],
    ['given once, last', [tcp, { ...udp, nodePort: 30003 }], [30003, 30003]],
    [
      'given twice',
      [
        { ...tcp, nodePort: 30002 },
        { ...udp, nodePort: 30002 },
      ],
      [30002, 30002],
    ],
    [
      'different',
      [
        { ...tcp, nodePort: 30002 },
        { ...udp, nodePort: 30003 },
      ],
      [30002, 30003],
    ],
  ])('TCP and UDP of one port share a number: %s', async (_, list, numbers) => {
    const world = new ServiceWorld();

    const service = await world.create(node(list));

    expect(service.spec.ports?.map(({ nodePort }) => nodePort)).toEqual(numbers);
    expect(await world.nodePorts()).toEqual([...new Set(numbers)]);
  });

  test.each<[object[], string]>([
    [
      [{ port: 80, nodePort: 99_999 }],
      'spec.ports[0].nodePort: Invalid value: 99999: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      [{ port: 80, nodePort: -1 }],
      'spec.ports[0].nodePort: Invalid value: -1: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      [{ port: 80, nodePort: 30001 }],
      'spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated',
    ],
    [
      [
        { name: 'x', port: 80, nodePort: 30080 },
        { name: 'y', port: 81, nodePort: 30080, protocol: 'UDP' },
      ],
      'spec.ports[1].nodePort: Invalid value: 30080: provided port is already allocated',
    ],
    [
      [tcp, { name: 'u', port: 81, nodePort: 30001 }],
      'spec.ports[1].nodePort: Invalid value: 30001: provided port is already allocated',
    ],
  ])('%j: %s', async (list, message) => {
    const world = new ServiceWorld();
    await world.create(node([{ port: 80, nodePort: 30001 }]), { name: 'holder' });

    expect(await refusal(world.create(node(list)))).toBe(`Service "a" is invalid: ${message}`);
  });

  test('a load balancer without allocation takes only the numbers that it names', async () => {
    const world = new ServiceWorld();

    const service = await world.create({
      type: 'LoadBalancer',
      allocateLoadBalancerNodePorts: false,
      ports: [
        { name: 'a', port: 80, nodePort: 30009 },
        { name: 'b', port: 81 },
      ],
    });

    expect(service.spec.ports?.map(({ nodePort }) => nodePort)).toEqual([30009, undefined]);
    expect(await world.nodePorts()).toEqual([30009]);
  });

  test('local traffic wants a health check port, given or chosen', async () => {
    const world = new ServiceWorld();
    const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports };

    const chosen = await world.create(local);
    const given = await world.create({ ...local, healthCheckNodePort: 30500 }, { name: 'b' });

    expect(given.spec.healthCheckNodePort).toBe(30500);
    expect(await world.nodePorts()).toContain(chosen.spec.healthCheckNodePort);
    expect(
      await refusal(world.create({ ...local, healthCheckNodePort: 30500 }, { name: 'c' })),
    ).toBe(
      'Internal error occurred: failed to allocate requested HealthCheck NodePort 30500: provided port is already allocated',
    );
  });

  test('a full range is an internal error', async () => {
    const world = new ServiceWorld({ ports: { base: 30_000, size: 1 } });
    await world.create(node(ports));

    expect(await refusal(world.create(node(ports), { name: 'b' }))).toBe(
      'Internal error occurred: failed to allocate a nodePort: range is full',
    );
  });
});

describe('a dry run', () => {
  test('shows stand-ins and takes nothing', async () => {
    const world = new ServiceWorld();
    const list = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ];

    const service = await world.create(
      { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: list },
      {},
      true,
    );

    expect(service.spec).toMatchObject({
      clusterIP: '10.96.0.0',
      clusterIPs: ['10.96.0.0'],
      ports: [{ nodePort: 32769 }, { nodePort: 32770 }],
      healthCheckNodePort: 32771,
    });
    expect([await world.addresses(), await world.nodePorts()]).toEqual([[], []]);
  });

  test.each<[object, string]>([
    [{ clusterIP: '10.96.0.20' }, 'accepted'],
    [
      { clusterIP: '192.0.2.1' },
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["192.0.2.1"]: failed to allocate IP 192.0.2.1: the provided IP (192.0.2.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16',
    ],
    [{ type: 'NodePort', ports: [{ port: 80, nodePort: 1 }] }, 'accepted'],
    [
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30007 }] },
      'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30007: provided port is already allocated',
    ],
  ])('of %j: %s', async (spec, expected) => {
    const world = new ServiceWorld();
    await world.create({
      type: 'NodePort',
      clusterIP: '10.96.0.20',
      ports: [{ port: 80, nodePort: 30007 }],
    });

    expect(await refusal(world.create({ ports, ...spec }, { name: 'b' }, true))).toBe(expected);
  });

  test('of a change gives nothing back', async () => {
    const world = new ServiceWorld();
    await world.create({
      type: 'NodePort',
      clusterIP: '10.96.0.20',
      ports: [{ port: 80, nodePort: 30007 }],
    });

    const changed = await world.patch({ type: 'ExternalName', externalName: 'a.b' }, 'a', true);

    expect(changed.spec.clusterIP).toBeUndefined();
    expect([await world.addresses(), await world.nodePorts()]).toEqual([['10.96.0.20'], [30007]]);
  });
});

describe('delete', () => {
  test('gives back addresses, node ports and the health check port', async () => {
    const world = new ServiceWorld();
    await world.create({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports });

    await world.remove();

    expect([await world.addresses(), await world.nodePorts()]).toEqual([[], []]);
  });

  test('takes the Endpoints of the name with it', async () => {
    const world = new ServiceWorld();
    await world.create({ ports });
    const key = '/registry/v1/Endpoints/ns/a';
    await world.store.commit([{ key, expect: 0, value: () => '{}' }]);

    await world.remove();

    expect(await world.store.get(key)).toBeUndefined();
  });
});

describe('a dual-stack cluster', () => {
  const cidrs = ['10.96.0.0/16', 'fd00:10:96::/112'];

  test.each<[object, string[]]>([
    [{}, ['IPv4']],
    [{ ipFamilyPolicy: 'PreferDualStack' }, ['IPv4', 'IPv6']],
    [{ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6'] }, ['IPv6', 'IPv4']],
    [{ ipFamilies: ['IPv6'] }, ['IPv6']],
    [{ clusterIP: 'fd00:10:96::5' }, ['IPv6']],
  ])('%j gets %j', async (spec, expected) => {
    const world = new ServiceWorld({ cidrs });

    const service = await world.create({ ports, ...spec });

    expect(service.spec.ipFamilies).toEqual(expected);
    expect(service.spec.clusterIPs?.map(familyOfText)).toEqual(expected);
    expect((await heldFamilies(world)).toSorted()).toEqual(expected.toSorted());
  });

  test('a second family is added and given back', async () => {
    const world = new ServiceWorld({ cidrs });
    await world.create({ ports });

    await world.patch({ ipFamilyPolicy: 'RequireDualStack' });
    expect(await heldFamilies(world)).toEqual(['IPv4', 'IPv6']);

    const single = await world.patch({ ipFamilyPolicy: 'SingleStack' });
    expect(single.spec.clusterIPs).toHaveLength(1);
    expect(await heldFamilies(world)).toEqual(['IPv4']);
  });

  test.each<[object, string]>([
    [
      { clusterIPs: ['10.96.0.5'] },
      '[spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be \'SingleStack\' to release the secondary cluster IP]',
    ],
    [
      { clusterIPs: ['10.96.0.5'], ipFamilies: ['IPv4'] },
      '[spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be \'SingleStack\' to release the secondary cluster IP, spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be \'SingleStack\' to release the secondary IP family]',
    ],
    [
      { clusterIPs: ['10.96.0.5', 'fd00:10:96::7'] },
      '[spec.clusterIPs[1]: Invalid value: ["10.96.0.5","fd00:10:96::7"]: may not change once set]',
    ],
  ])('the second address may not go unsaid: %j', async (change, message) => {
    const world = new ServiceWorld({ cidrs });
    await world.create({
      ports,
      ipFamilyPolicy: 'PreferDualStack',
      clusterIP: '10.96.0.5',
      clusterIPs: ['10.96.0.5', 'fd00:10:96::6'],
    });

    const text = await refusal(world.patch(change));

    expect(`[${text.replace('Service "a" is invalid: ', '').replace(/^\[(.*)\]$/, '$1')}]`).toBe(
      message,
    );
  });
});
