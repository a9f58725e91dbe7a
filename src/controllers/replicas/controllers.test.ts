import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  Event,
  Pod,
  ReplicaSet,
  ReplicationController,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';

const NAMESPACE = 'default';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

function client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
  return world.client.resource<T>(apiVersion, plural);
}

function template(app: string): object {
  const labels = { app };
  return { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } };
}

function createSet(name: string, spec: object): Promise<ReplicaSet> {
  // The server completes what is left out, here and below.
  return client<ReplicaSet>('apps/v1', 'replicasets').create(NAMESPACE, {
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  } as unknown as ReplicaSet);
}

async function podsOf(app: string): Promise<readonly Pod[]> {
  const pods = client<Pod>('v1', 'pods');
  return (await pods.list(NAMESPACE, { labelSelector: `app=${app}` })).items;
}

function podsWhen(app: string, fits: (pods: readonly Pod[]) => boolean): Promise<readonly Pod[]> {
  return level(async () => {
    const pods = await podsOf(app);
    return fits(pods) ? pods : undefined;
  }, `pods of ${app}`);
}

function setWhen(name: string, fits: (set: ReplicaSet) => boolean): Promise<ReplicaSet> {
  return level(async () => {
    const set = await client<ReplicaSet>('apps/v1', 'replicasets').get(NAMESPACE, name);
    return fits(set) ? set : undefined;
  }, `ReplicaSet ${name}`);
}

function eventWith(name: string, reason: string): Promise<Event> {
  return level(async () => {
    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    return items.find((each) => each.involvedObject.name === name && each.reason === reason);
  }, `event ${reason} of ${name}`);
}

async function setReady(name: string): Promise<void> {
  const lastTransitionTime = new Date(world.clock.now()).toISOString();
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime }];
  const body = { status: { phase: 'Running', conditions } };
  const pods = client<Pod>('v1', 'pods');
  await pods.patch(NAMESPACE, name, { type: 'merge', body }, { subresource: 'status' });
}

describe('a ReplicaSet', () => {
  test('has its pods created and deleted, and tells of both', async () => {
    const { metadata } = await createSet('web', { replicas: 3 });

    const pods = await podsWhen('web', ({ length }) => length === 3);
    expect(pods[0]?.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid: metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    const full = await setWhen('web', ({ status }) => status.replicas === 3);
    expect(full.status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
    const created = await eventWith('web', 'SuccessfulCreate');
    expect(created.message).toMatch(/^Created pod: web-.{5}$/);
    expect(created.source).toEqual({ component: 'replicaset-controller' });

    const body = { spec: { replicas: 0 } };
    const sets = client<ReplicaSet>('apps/v1', 'replicasets');
    await sets.patch(NAMESPACE, 'web', { type: 'merge', body });

    await podsWhen('web', ({ length }) => length === 0);
    const empty = await setWhen('web', ({ status }) => status.replicas === 0);
    expect(empty.status).toEqual({ replicas: 0, observedGeneration: 2 });
    await eventWith('web', 'SuccessfulDelete');
  });

  test('tells of many pods in one event', async () => {
    await createSet('many', { replicas: 14 });
    await podsWhen('many', ({ length }) => length === 14);

    const combined = await level(async () => {
      const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
      const own = items.filter(({ involvedObject }) => involvedObject.name === 'many');
      return own.find(({ count }) => count === 5);
    }, 'the combined event');

    expect(combined.message).toMatch(/^\(combined from similar events\): Created pod: many-.{5}$/);
  });

  test('adopts an orphan and releases what no longer fits', async () => {
    const pods = client<Pod>('v1', 'pods');
    const orphan = { ...template('adopt'), metadata: { name: 'orphan', labels: { app: 'adopt' } } };
    await pods.create(NAMESPACE, orphan as unknown as Pod);
    await createSet('adopt', { replicas: 1 });

    const held = await podsWhen('adopt', ([pod]) => pod?.metadata.ownerReferences?.length === 1);
    expect(held.map(({ metadata }) => metadata.name)).toEqual(['orphan']);

    const body = { metadata: { labels: { app: 'free' } } };
    await pods.patch(NAMESPACE, 'orphan', { type: 'merge', body });

    await podsWhen('free', ([pod]) => pod?.metadata.ownerReferences === undefined);
    await podsWhen('adopt', ({ length }) => length === 1);
  });

  test('has pods available once they were ready for minReadySeconds', async () => {
    await createSet('slow', { replicas: 1, minReadySeconds: 10 });
    const [pod] = await podsWhen('slow', ({ length }) => length === 1);
    await setReady(pod?.metadata.name ?? '');
    const ready = await setWhen('slow', ({ status }) => status.readyReplicas === 1);
    expect(ready.status.availableReplicas).toBeUndefined();

    await world.clock.advance(10_000);

    await setWhen('slow', ({ status }) => status.availableReplicas === 1);
  });

  test('says why it has no pods, until it has them', async () => {
    const accounts = client<KubeObject>('v1', 'serviceaccounts');
    const spec = { serviceAccountName: 'absent', containers: [{ name: 'c', image: 'i' }] };
    await createSet('poor', { template: { metadata: { labels: { app: 'poor' } }, spec } });

    const failed = await setWhen('poor', ({ status }) => status.conditions !== undefined);
    expect(failed.status.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' },
    ]);
    const { message } = await eventWith('poor', 'FailedCreate');
    expect(message).toBe(`Error creating: ${failed.status.conditions?.[0]?.message}`);

    await accounts.create(NAMESPACE, { metadata: { name: 'absent' } });
    await level(async () => {
      await world.clock.advance(1000);
      return (await podsOf('poor'))[0];
    }, 'a pod of poor');

    await setWhen('poor', ({ status }) => status.conditions === undefined);
  });

  test('that has what it asks for is left alone', async () => {
    await createSet('still', { replicas: 1 });
    const { metadata } = await setWhen('still', ({ status }) => status.replicas === 1);

    const body = { metadata: { annotations: { note: 'x' } } };
    const sets = client<ReplicaSet>('apps/v1', 'replicasets');
    const patched = await sets.patch(NAMESPACE, 'still', { type: 'merge', body });
    expect(patched.metadata.resourceVersion).not.toBe(metadata.resourceVersion);
    await createSet('after', { replicas: 1 });
    await setWhen('after', ({ status }) => status.replicas === 1);

    const now = await sets.get(NAMESPACE, 'still');
    expect(now.metadata.resourceVersion).toBe(patched.metadata.resourceVersion);
  });
});

describe('a ReplicationController', () => {
  test('keeps its pods alike', async () => {
    await client<ReplicationController>('v1', 'replicationcontrollers').create(NAMESPACE, {
      metadata: { name: 'old' },
      spec: { replicas: 2, selector: { app: 'old' }, template: template('old') },
    } as unknown as ReplicationController);

    const [pod] = await podsWhen('old', ({ length }) => length === 2);
    const [owner] = pod?.metadata.ownerReferences ?? [];
    expect(owner).toMatchObject({ apiVersion: 'v1', kind: 'ReplicationController', name: 'old' });
    const { source } = await eventWith('old', 'SuccessfulCreate');
    expect(source).toEqual({ component: 'replication-controller' });
  });
});
