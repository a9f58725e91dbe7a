import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../apimachinery/errors.ts';
import type {
  Event,
  Pod,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimTemplate,
} from '../../apimachinery/types.generated.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';

const NAMESPACE = 'default';
const RESOURCES = 'resource.k8s.io/v1';
const FINALIZER = 'resource.kubernetes.io/delete-protection';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

const pods = () => world.client.resource<Pod>('v1', 'pods');
const claims = () => world.client.resource<ResourceClaim>(RESOURCES, 'resourceclaims');
const templates = () =>
  world.client.resource<ResourceClaimTemplate>(RESOURCES, 'resourceclaimtemplates');

const devices = {
  requests: [
    {
      name: 'gpu',
      exactly: { deviceClassName: 'a', allocationMode: 'ExactCount', count: 1 },
    },
  ],
};
const allocation = {
  devices: { results: [{ request: 'gpu', driver: 'd', pool: 'p', device: 'x' }] },
};

async function createTemplate(name: string): Promise<void> {
  const metadata = { labels: { a: 'b' }, annotations: { x: 'y' } };
  await templates().create(NAMESPACE, {
    metadata: { name },
    spec: { metadata, spec: { devices } },
  });
}

async function createClaim(name: string, finalizers: string[] = []): Promise<void> {
  await claims().create(NAMESPACE, {
    metadata: { name, finalizers },
    spec: { devices },
    status: {},
  });
}

async function createPod(name: string, resourceClaims: object[], nodeName?: string): Promise<void> {
  const spec = { containers: [{ name: 'c', image: 'i' }], resourceClaims };
  // The server completes what is left out.
  const pod = { metadata: { name }, spec: nodeName === undefined ? spec : { ...spec, nodeName } };
  await pods().create(NAMESPACE, pod as unknown as Pod);
}

async function setPhase(name: string, phase: string): Promise<void> {
  const patch = { type: 'merge', body: { status: { phase } } } as const;
  await pods().patch(NAMESPACE, name, patch, { subresource: 'status' });
}

async function setStatus(name: string, status: object): Promise<void> {
  const patch = { type: 'merge', body: { status } } as const;
  await claims().patch(NAMESPACE, name, patch, { subresource: 'status' });
}

const find = async (name: string): Promise<ResourceClaim | undefined> => {
  try {
    return await claims().get(NAMESPACE, name);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
};

/** The names of the claims that were made for a pod. */
const madeFor = (name: string, count: number): Promise<string[]> =>
  level(async () => {
    const { resourceClaimStatuses = [] } = (await pods().get(NAMESPACE, name)).status;
    if (resourceClaimStatuses.length < count) return undefined;
    return resourceClaimStatuses.map(({ resourceClaimName = '' }) => resourceClaimName);
  }, `claims of ${name}`);

const reservedFor = (name: string, pod: string): Promise<true> =>
  level(async () => {
    const { status } = await claims().get(NAMESPACE, name);
    return (status.reservedFor ?? []).some((each) => each.name === pod) ? true : undefined;
  }, `a reservation of ${name} for ${pod}`);

describe('a pod that wants claims from templates', () => {
  test('gets them with the labels and annotations of the template, and learns their names', async () => {
    await createTemplate('gpu');
    await createPod('one', [
      { name: 'first', resourceClaimTemplateName: 'gpu' },
      { name: 'second', resourceClaimTemplateName: 'gpu' },
    ]);

    const names = await madeFor('one', 2);

    const { metadata, spec } = await claims().get(NAMESPACE, names[0] ?? '');
    expect(metadata).toMatchObject({
      generateName: 'one-first-',
      labels: { a: 'b' },
      annotations: { x: 'y', 'resource.kubernetes.io/pod-claim-name': 'first' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'one', controller: true }],
    });
    expect(spec.devices).toEqual(devices);
    const applied = (await pods().get(NAMESPACE, 'one')).metadata.managedFields?.find(
      ({ manager }) => manager === 'ResourceClaimController',
    );
    expect(applied).toMatchObject({ operation: 'Apply', subresource: 'status' });
  });

  test('has names of claims that are shortened evenly', async () => {
    await createPod('a'.repeat(50), [{ name: 'b'.repeat(40), resourceClaimTemplateName: 'gpu' }]);

    const [name = ''] = await madeFor('a'.repeat(50), 1);

    expect(name).toMatch(/^a{30}-b{24}[a-z\d]{5}$/);
  });

  test('is told what is missing until it is there', async () => {
    await createPod('early', [{ name: 'c', resourceClaimTemplateName: 'later' }]);
    const told = await level(async () => {
      const { items } = await world.client.resource<Event>('v1', 'events').list(NAMESPACE);
      return items.find(({ involvedObject }) => involvedObject.name === 'early');
    }, 'an event');

    await createTemplate('later');
    await level(async () => {
      await world.clock.advance(1000);
      const { resourceClaimStatuses = [] } = (await pods().get(NAMESPACE, 'early')).status;
      return resourceClaimStatuses.length > 0 ? true : undefined;
    }, 'the claim');

    expect(told).toMatchObject({
      type: 'Warning',
      reason: 'FailedResourceClaimCreation',
      message:
        'PodResourceClaim c: resource claim template "later": resourceclaimtemplate.resource.k8s.io "later" not found',
      source: { component: 'resource_claim' },
    });
  });

  test('loses them when it is over, and they are not made again', async () => {
    await createPod('short', [{ name: 'c', resourceClaimTemplateName: 'gpu' }]);
    const [name = ''] = await madeFor('short', 1);

    await setPhase('short', 'Succeeded');

    await level(async () => ((await find(name)) === undefined ? true : undefined), 'its deletion');
    await world.clock.advance(5000);
    const { items } = await claims().list(NAMESPACE);
    expect(items.filter(({ metadata }) => metadata.name?.startsWith('short-'))).toEqual([]);
  });
});

describe('an allocated claim', () => {
  test('is reserved for the pods that are bound, and given back by the last of them', async () => {
    await createClaim('shared', [FINALIZER]);
    await setStatus('shared', { allocation });
    await createPod('bound', [{ name: 'c', resourceClaimName: 'shared' }], 'nowhere');
    await createPod('other', [{ name: 'c', resourceClaimName: 'shared' }], 'nowhere');
    await reservedFor('shared', 'bound');
    await reservedFor('shared', 'other');

    await setPhase('bound', 'Succeeded');
    await level(async () => {
      const { status } = await claims().get(NAMESPACE, 'shared');
      return status.reservedFor?.length === 1 ? true : undefined;
    }, 'one reservation less');
    expect((await find('shared'))?.status.allocation).toEqual(allocation);

    await setPhase('other', 'Failed');
    const left = await level(async () => {
      const claim = await claims().get(NAMESPACE, 'shared');
      return claim.metadata.finalizers === undefined ? claim : undefined;
    }, 'the end of the allocation');
    expect(left.status).toEqual({});
  });

  test('forgets pods that nobody knows', async () => {
    await createClaim('stale');
    const consumer = { resource: 'pods', name: 'nobody', uid: '1' };

    await setStatus('stale', { allocation, reservedFor: [consumer] });

    const { status } = await level(async () => {
      const claim = await claims().get(NAMESPACE, 'stale');
      return claim.status.reservedFor === undefined ? claim : undefined;
    }, 'the end of the reservation');
    // Without its finalizer nobody here has allocated it.
    expect(status.allocation).toEqual(allocation);
  });

  test('may go when it is deleted while nobody uses it', async () => {
    await createClaim('unused', [FINALIZER]);
    await setStatus('unused', { allocation });

    await claims().delete(NAMESPACE, 'unused');

    await level(async () => ((await find('unused')) === undefined ? true : undefined), 'its end');
  });
});
