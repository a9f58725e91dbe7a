import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  EndpointSlice,
  Endpoints,
  Node,
  Pod,
  Service,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';

const NAMESPACE = 'default';
const SERVICE_NAME = 'kubernetes.io/service-name';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await client<Node>('v1', 'nodes').create(undefined, { metadata: { name: 'n' } } as Node);
});

afterAll(() => world.stop());

function client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
  return world.client.resource<T>(apiVersion, plural);
}

async function createPod(name: string, app: string, ip: string): Promise<void> {
  const pods = client<Pod>('v1', 'pods');
  const containers = [{ name: 'c', image: 'i' }];
  // The server completes what is left out, here and below.
  const pod = { metadata: { name, labels: { app } }, spec: { nodeName: 'n', containers } };
  await pods.create(NAMESPACE, pod as unknown as Pod);
  await setReady(name, ip, true);
}

async function setReady(name: string, ip: string, ready: boolean): Promise<void> {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  const body = { status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions } };
  const pods = client<Pod>('v1', 'pods');
  await pods.patch(NAMESPACE, name, { type: 'merge', body }, { subresource: 'status' });
}

function createService(name: string, spec: object): Promise<Service> {
  return client<Service>('v1', 'services').create(NAMESPACE, {
    metadata: { name },
    spec,
  } as Service);
}

function slicesOf(name: string): Promise<readonly EndpointSlice[]> {
  return client<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices')
    .list(NAMESPACE, { labelSelector: `${SERVICE_NAME}=${name}` })
    .then(({ items }) => items);
}

function sliceWith(name: string, addresses: readonly string[]): Promise<EndpointSlice> {
  return level(async () => {
    const slices = await slicesOf(name);
    const held = slices.flatMap(({ endpoints }) => endpoints ?? []);
    const found = held.flatMap((endpoint) => endpoint.addresses).toSorted();
    return found.join() === addresses.join() ? slices[0] : undefined;
  }, `slices of ${name} with ${addresses.join()}`);
}

function endpointsThat(name: string, fits: (endpoints: Endpoints) => boolean): Promise<Endpoints> {
  return level(async () => {
    const { items } = await client<Endpoints>('v1', 'endpoints').list(NAMESPACE);
    return items.find((each) => each.metadata.name === name && fits(each));
  }, `Endpoints of ${name}`);
}

describe('a service that selects pods', () => {
  test('has Endpoints and a slice of them, which follow readiness', async () => {
    await createPod('web-1', 'web', '10.0.0.1');
    await createService('web', { selector: { app: 'web' }, ports: [{ port: 80 }] });

    const ready = await endpointsThat(
      'web',
      ({ subsets }) => subsets?.[0]?.addresses?.length === 1,
    );
    expect(ready.metadata.labels).toEqual({
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    });
    const slice = await sliceWith('web', ['10.0.0.1']);
    expect(slice.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Service', name: 'web' });
    expect(slice.ports).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);

    await setReady('web-1', '10.0.0.1', false);

    await endpointsThat('web', ({ subsets }) => subsets?.[0]?.notReadyAddresses?.length === 1);
    await level(async () => {
      const [first] = await slicesOf('web');
      return first?.endpoints[0]?.conditions.ready === false ? first : undefined;
    }, 'an endpoint that is not ready');
  });

  test('has an empty slice while no pod fits, and Endpoints without subsets', async () => {
    await createService('lonely', { selector: { app: 'none' }, ports: [{ port: 80 }] });

    const endpoints = await endpointsThat('lonely', () => true);
    expect(endpoints.subsets).toBeUndefined();
    await sliceWith('lonely', []);
    expect(await slicesOf('lonely')).toHaveLength(1);
  });

  test('forgets a published pod that fails while it terminates', async () => {
    const published = { publishNotReadyAddresses: true };
    await createPod('end-1', 'end', '10.0.0.8');
    await createService('end', { ...published, selector: { app: 'end' }, ports: [{ port: 80 }] });
    const pods = client<Pod>('v1', 'pods');
    await pods.delete(NAMESPACE, 'end-1');
    await setReady('end-1', '10.0.0.8', false);
    await endpointsThat('end', ({ subsets }) => subsets?.[0]?.addresses?.length === 1);

    const body = { status: { phase: 'Failed' } };
    await pods.patch(NAMESPACE, 'end-1', { type: 'merge', body }, { subresource: 'status' });

    await endpointsThat('end', ({ subsets }) => subsets === undefined);
  });

  test('gets its slice back a second after somebody removed it', async () => {
    await createPod('back-1', 'back', '10.0.0.5');
    await createService('back', { selector: { app: 'back' }, ports: [{ port: 80 }] });
    const slice = await sliceWith('back', ['10.0.0.5']);
    const { name = '', uid } = slice.metadata;
    const slices = client<EndpointSlice>('discovery.k8s.io/v1', 'endpointslices');

    await slices.delete(NAMESPACE, name);

    const again = await level(async () => {
      await world.clock.advance(100);
      return (await slicesOf('back'))[0];
    }, 'a new slice');
    expect(again.metadata.uid).not.toBe(uid);
  });

  test('loses its Endpoints and its slices when it is deleted', async () => {
    await createService('gone', { selector: { app: 'gone' }, ports: [{ port: 80 }] });
    await endpointsThat('gone', () => true);
    await sliceWith('gone', []);

    await client<Service>('v1', 'services').delete(NAMESPACE, 'gone');

    await level(async () => {
      const { items } = await client<Endpoints>('v1', 'endpoints').list(NAMESPACE);
      const left = items.filter(({ metadata }) => metadata.name === 'gone');
      return left.length + (await slicesOf('gone')).length === 0 ? true : undefined;
    }, 'nothing left of the service');
  });
});

describe('a service without selector', () => {
  test('has the Endpoints that a user wrote mirrored as a slice', async () => {
    await createService('db', { ports: [{ port: 5432 }] });
    await client<Endpoints>('v1', 'endpoints').create(NAMESPACE, {
      metadata: { name: 'db', labels: { tier: 'data' } },
      subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 5432 }] }],
    });

    const slice = await sliceWith('db', ['192.0.2.7']);

    expect(slice.metadata.labels).toEqual({
      tier: 'data',
      [SERVICE_NAME]: 'db',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    });
    expect(slice.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Endpoints', name: 'db' });
  });
});

describe('the kubernetes service', () => {
  test('is left to the server', async () => {
    const slices = await slicesOf('kubernetes');

    expect(slices.map(({ metadata }) => metadata.name)).toEqual(['kubernetes']);
  });
});
