import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Service, ServiceCIDR } from '../apimachinery/types.generated.ts';
import type { World } from './controller-world.suite.ts';
import { level, startWorld } from './controller-world.suite.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

const cidrs = () => world.client.resource<ServiceCIDR>('networking.k8s.io/v1', 'servicecidrs');
const services = () => world.client.resource<Service>('v1', 'services');

const createRange = (name: string, cidr: string): Promise<ServiceCIDR> =>
  // The server completes what is left out.
  cidrs().create(undefined, { metadata: { name }, spec: { cidrs: [cidr] } } as ServiceCIDR);

const createService = (name: string, clusterIP: string): Promise<Service> =>
  services().create('default', {
    metadata: { name },
    spec: { clusterIP, ports: [{ port: 80 }] },
  } as unknown as Service);

function readyIs(name: string, status: string): Promise<ServiceCIDR> {
  return level(async () => {
    const found = await cidrs().get(undefined, name);
    const ready = found.status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === status ? found : undefined;
  }, `${name} is ${status}`);
}

const gone = (name: string): Promise<true> =>
  level(async () => {
    await world.clock.advance(500);
    const { items } = await cidrs().list(undefined);
    return items.some(({ metadata }) => metadata.name === name) ? undefined : true;
  }, `${name} is gone`);

test('a range stays until none of its addresses is in use', async () => {
  await createRange('more', '10.200.0.0/28');
  const ready = await readyIs('more', 'True');
  expect(ready.metadata.finalizers).toEqual(['networking.k8s.io/service-cidr-finalizer']);
  expect(ready.metadata.managedFields?.map(({ manager }) => manager)).toContain(
    'service-cidr-controller',
  );
  await createService('a', '10.200.0.3');

  await cidrs().delete(undefined, 'more');

  const held = await readyIs('more', 'False');
  expect(held.status?.conditions?.[0]).toMatchObject({
    reason: 'Terminating',
    message:
      'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
  });
  await expect(createService('b', '10.200.0.4')).rejects.toThrow(
    'does not match the current range',
  );
  await services().delete('default', 'a');
  await gone('more');
});

test('a range within another one goes although it is in use', async () => {
  await createRange('wide', '10.201.0.0/24');
  await createRange('part', '10.201.0.0/28');
  await readyIs('part', 'True');
  await createService('c', '10.201.0.3');

  await cidrs().delete(undefined, 'part');

  await gone('part');
  await readyIs('wide', 'True');
});
