import { describe, expect, test } from 'vitest';
import { ServiceWorld } from './service-world.suite.ts';

const ports = [{ port: 80 }];

function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'accepted',
    (error: unknown) => (error as Error).message.replace('Service "a" is invalid: ', ''),
  );
}

async function worldWith(spec: object): Promise<ServiceWorld> {
  const world = new ServiceWorld();
  await world.create(spec);
  return world;
}

describe('the same manifest again', () => {
  test.each<[string, object]>([
    ['ClusterIP', { ports }],
    [
      'NodePort',
      {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      },
    ],
    ['LoadBalancer', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports }],
    ['headless', { clusterIP: 'None', ports }],
    ['ExternalName', { type: 'ExternalName', externalName: 'a.b', ports }],
  ])('keeps everything of a %s service', async (_, spec) => {
    const world = new ServiceWorld();
    const before = await world.create(spec);

    expect(await world.replace(spec)).toEqual(before);
  });

  test('node ports follow the name of the port', async () => {
    const world = new ServiceWorld();
    const before = await world.create({
      type: 'NodePort',
      ports: [
        { name: 'http', port: 80 },
        { name: 'https', port: 443 },
      ],
    });
    const [http, https] = before.spec.ports ?? [];

    const after = await world.replace({
      type: 'NodePort',
      ports: [
        { name: 'https', port: 443 },
        { name: 'web', port: 8080 },
      ],
    });

    expect(after.spec.ports?.[0]?.nodePort).toBe(https?.nodePort);
    expect(after.spec.ports?.[1]?.nodePort).not.toBe(http?.nodePort);
    expect(await world.nodePorts()).toHaveLength(2);
  });
});

describe('the address of a service', () => {
  test.each<[object, string]>([
    [
      { clusterIP: '10.96.0.9' },
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
    ],
    [
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'] },
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
    ],
    [
      { clusterIPs: ['10.96.0.9'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.9"]: first value must match `clusterIP`',
    ],
    [{ clusterIP: 'None' }, 'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set'],
    [
      { ipFamilies: ['IPv6'] },
      'spec.clusterIPs[0]: Invalid value: "10.96.0.28": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ],
    [
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [{ clusterIP: '' }, 'accepted'],
    [{ clusterIP: null }, 'accepted'],
    [{ clusterIPs: null }, 'accepted'],
    [{ clusterIP: null, clusterIPs: null }, 'accepted'],
    [{ ipFamilyPolicy: 'PreferDualStack' }, 'accepted'],
    [{ ipFamilies: null }, 'accepted'],
  ])('changed by %j: %s', async (change, expected) => {
    const world = await worldWith({ clusterIP: '10.96.0.28', ports });

    expect(await refusal(world.patch(change))).toBe(expected);
    expect((await world.get()).spec.clusterIPs).toEqual(['10.96.0.28']);
    expect(await world.addresses()).toEqual(['10.96.0.28']);
  });

  test('is free for others while the service is an ExternalName', async () => {
    const world = await worldWith({ clusterIP: '10.96.0.27', ports });

    const named = await world.patch({ type: 'ExternalName', externalName: 'a.b' });
    await world.create({ clusterIP: '10.96.0.27', ports }, { name: 'thief' });
    const back = await world.patch({ type: 'ClusterIP', externalName: null });

    // As it is stored: the traffic policy waits for the type to change again, and is not shown.
    expect(named.spec).toEqual({
      externalName: 'a.b',
      internalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      type: 'ExternalName',
    });
    expect(back.spec.clusterIP).not.toBe('10.96.0.27');
    expect(back.spec.internalTrafficPolicy).toBe('Cluster');
  });

  test('headless stays headless', async () => {
    const world = await worldWith({ clusterIP: 'None', selector: { a: 'b' }, ports });

    expect(await refusal(world.patch({ clusterIP: '10.96.0.9' }))).toBe(
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
    );
    expect(await refusal(world.patch({ type: 'NodePort' }))).toBe(
      'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    );
    expect(await refusal(world.patch({ clusterIP: null, clusterIPs: null }))).toBe('accepted');
    expect((await world.get()).spec.clusterIP).toBe('None');
  });
});

describe('a change of the type', () => {
  test('up and down keeps the address and drops what no longer applies', async () => {
    const world = await worldWith({ ports, selector: { a: 'b' } });
    const plain = (await world.get()).spec;

    const node = await world.patch({ type: 'NodePort' });
    const balanced = await world.patch({ type: 'LoadBalancer' });
    const down = await world.patch({ type: 'ClusterIP' });

    expect(node.spec).toMatchObject({
      clusterIP: plain.clusterIP,
      externalTrafficPolicy: 'Cluster',
    });
    expect(balanced.spec.ports).toEqual(node.spec.ports);
    expect(balanced.spec.allocateLoadBalancerNodePorts).toBe(true);
    expect(down.spec).toEqual(plain);
    expect(await world.nodePorts()).toEqual([]);
  });

  test('what the request itself changes is not dropped but refused', async () => {
    const world = await worldWith({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports });

    expect(
      await refusal(world.patch({ type: 'ClusterIP', externalTrafficPolicy: 'Cluster' })),
    ).toBe(
      'spec.externalTrafficPolicy: Invalid value: "Cluster": may only be set for externally-accessible services',
    );
    expect(
      await refusal(world.patch({ type: 'ClusterIP', ports: [{ port: 80, nodePort: 30_099 }] })),
    ).toBe("spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'");
  });

  test('empties the status of a load balancer', async () => {
    const world = await worldWith({ type: 'LoadBalancer', ports });
    await world.patchStatus([{ ip: '198.51.100.1' }]);

    expect(
      (await world.patch({ loadBalancerIP: '198.51.100.1' })).status.loadBalancer.ingress,
    ).toHaveLength(1);
    expect((await world.patch({ type: 'NodePort' })).status).toEqual({ loadBalancer: {} });
  });

  test('local traffic comes and goes with its health check port', async () => {
    const world = await worldWith({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports });
    const first = (await world.get()).spec.healthCheckNodePort;

    expect(await refusal(world.patch({ healthCheckNodePort: 30_014 }))).toBe(
      'spec.healthCheckNodePort: Forbidden: field is immutable',
    );
    expect((await world.patch({ healthCheckNodePort: null })).spec.healthCheckNodePort).toBe(first);
    expect(
      (await world.patch({ externalTrafficPolicy: 'Cluster' })).spec.healthCheckNodePort,
    ).toBeUndefined();
    expect(await world.nodePorts()).not.toContain(first);
    const again = await world.patch({
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 30_015,
    });
    expect(again.spec.healthCheckNodePort).toBe(30_015);
  });

  test('the class of a load balancer stays', async () => {
    const world = await worldWith({ type: 'LoadBalancer', loadBalancerClass: 'x/y', ports });
    const detail = 'may not change once set';

    expect(await refusal(world.patch({ loadBalancerClass: 'x/z' }))).toBe(
      `spec.loadBalancerClass: Invalid value: "x/z": ${detail}`,
    );
    expect(await refusal(world.patch({ loadBalancerClass: null }))).toBe(
      `spec.loadBalancerClass: Invalid value: null: ${detail}`,
    );
    expect((await world.patch({ type: 'NodePort' })).spec.loadBalancerClass).toBeUndefined();
  });
});

describe('changed node ports', () => {
  const node = {
    type: 'NodePort',
    ports: [
      { name: 'x', port: 80, nodePort: 30_012 },
      { name: 'y', port: 81, nodePort: 30_013 },
    ],
  };

  test('are swapped, moved and given back', async () => {
    const world = await worldWith(node);

    await world.patch({
      ports: [
        { name: 'x', port: 80, nodePort: 30_013 },
        { name: 'y', port: 81, nodePort: 30_012 },
      ],
    });
    expect(await world.nodePorts()).toEqual([30_012, 30_013]);

    await world.patch({
      ports: [
        { name: 'x', port: 80, nodePort: 30_079 },
        { name: 'y', port: 81, nodePort: 30_012 },
      ],
    });
    expect(await world.nodePorts()).toEqual([30_012, 30_079]);
  });

  test('one that is taken is refused', async () => {
    const world = await worldWith(node);
    await world.create(
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30_011 }] },
      { name: 'other' },
    );

    expect(await refusal(world.patch({ ports: [{ port: 80, nodePort: 30_011 }] }))).toBe(
      'spec.ports[0].nodePort: Invalid value: 30011: provided port is already allocated',
    );
  });

  test('one protocol cannot have a number twice', async () => {
    const world = await worldWith(node);

    const error: unknown = await world
      .patch({
        ports: [
          { name: 'x', port: 80, nodePort: 30_012 },
          { name: 'y', port: 81, nodePort: 30_012 },
        ],
      })
      .catch((e: unknown) => e);

    expect(error).toMatchObject({
      message: 'duplicate nodePort: {TCP 30012}',
      code: 500,
      reason: '',
    });
  });

  test('ports added by an update get numbers of their own', async () => {
    const world = await worldWith(node);

    const { spec } = await world.patch({
      ports: [
        { name: 't', port: 53 },
        { name: 'u', port: 53, protocol: 'UDP' },
      ],
    });

    expect(new Set(spec.ports?.map(({ nodePort }) => nodePort)).size).toBe(2);
    expect(await world.nodePorts()).toHaveLength(2);
  });
});

describe('status', () => {
  test('of a load balancer gets the mode of its addresses', async () => {
    const world = await worldWith({ type: 'LoadBalancer', ports });

    const { status } = await world.patchStatus([
      { ip: '198.51.100.1' },
      { hostname: 'lb.example.test' },
    ]);

    expect(status.loadBalancer.ingress).toEqual([
      { ip: '198.51.100.1', ipMode: 'VIP' },
      { hostname: 'lb.example.test' },
    ]);
  });

  test.each<[object, string]>([
    [
      { ip: 'x' },
      'status.loadBalancer.ingress[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      { hostname: '10.0.0.1' },
      'status.loadBalancer.ingress[0].hostname: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
    ],
    [
      { hostname: 'a.b', ipMode: 'VIP' },
      'status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set',
    ],
    [
      { ip: '198.51.100.1', ipMode: 'vip' },
      'status.loadBalancer.ingress[0].ipMode: Unsupported value: "vip": supported values: "Proxy", "VIP"',
    ],
  ])('%j is refused: %s', async (entry, message) => {
    const world = await worldWith({ type: 'LoadBalancer', ports });

    expect(await refusal(world.patchStatus([entry]))).toBe(message);
  });

  test('of another type has no entries', async () => {
    const world = await worldWith({ ports });

    expect(await refusal(world.patchStatus([{ ip: '198.51.100.1' }]))).toBe(
      "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
    );
  });

  test('warns of addresses that are not written as they should be', async () => {
    const world = await worldWith({ type: 'LoadBalancer', ports });

    await world.patchStatus([{ ip: '198.051.100.001' }]);

    expect(world.warnings).toEqual([
      'status.loadBalancer.ingress[0]: non-standard IP address "198.051.100.001" will be considered invalid in a future Kubernetes release: use "198.51.100.1"',
    ]);
  });
});
