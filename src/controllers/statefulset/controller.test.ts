import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  Event,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
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

function sets(): ResourceClient<StatefulSet> {
  return client<StatefulSet>('apps/v1', 'statefulsets');
}

async function createSet(name: string, spec: object): Promise<void> {
  const template = {
    metadata: { labels: { app: name } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'i:1' }] },
  };
  const selector = { matchLabels: { app: name } };
  const set = { metadata: { name }, spec: { serviceName: name, selector, template, ...spec } };
  await sets().create(NAMESPACE, set as unknown as StatefulSet);
}

async function patchSet(name: string, spec: object): Promise<void> {
  await sets().patch(NAMESPACE, name, { type: 'strategic', body: { spec } });
}

function podsWhen(app: string, fits: (names: string) => boolean): Promise<readonly Pod[]> {
  return level(async () => {
    const { items } = await client<Pod>('v1', 'pods').list(NAMESPACE, {
      labelSelector: `app=${app}`,
    });
    return fits(items.map(({ metadata }) => metadata.name).join()) ? items : undefined;
  }, `pods of ${app}`);
}

function setWhen(name: string, fits: (set: StatefulSet) => boolean): Promise<StatefulSet> {
  return level(async () => {
    const set = await sets().get(NAMESPACE, name);
    return fits(set) ? set : undefined;
  }, `StatefulSet ${name}`);
}

async function makeReady(name: string): Promise<void> {
  const lastTransitionTime = new Date(world.clock.now()).toISOString();
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime }];
  const body = { status: { phase: 'Running', conditions } };
  const pods = client<Pod>('v1', 'pods');
  await pods.patch(NAMESPACE, name, { type: 'merge', body }, { subresource: 'status' });
}

function isNew({ spec }: Pod): boolean {
  return spec.containers[0]?.image === 'i:2';
}

describe('a StatefulSet', () => {
  test('makes one pod after the other, each with its number', async () => {
    await createSet('db', { replicas: 2 });
    const [first] = await podsWhen('db', (names) => names === 'db-0');
    expect(first?.spec).toMatchObject({ hostname: 'db-0', subdomain: 'db' });
    expect(first?.metadata.labels).toMatchObject({
      'statefulset.kubernetes.io/pod-name': 'db-0',
      'apps.kubernetes.io/pod-index': '0',
    });

    await makeReady('db-0');

    await podsWhen('db', (names) => names === 'db-0,db-1');
    await makeReady('db-1');
    const { status } = await setWhen('db', (set) => set.status.readyReplicas === 2);
    expect(status).toMatchObject({ availableReplicas: 2, currentReplicas: 2, collisionCount: 0 });
    expect(status.currentRevision).toBe(status.updateRevision);
    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    expect(items.map(({ message }) => message)).toContain(
      'create Pod db-1 in StatefulSet db successful',
    );
  });

  test('updates from the highest number down to the partition', async () => {
    await createSet('up', { replicas: 2, podManagementPolicy: 'Parallel' });
    await podsWhen('up', (names) => names === 'up-0,up-1');
    await makeReady('up-0');
    await makeReady('up-1');
    await setWhen('up', ({ status }) => status.readyReplicas === 2);

    await patchSet('up', {
      updateStrategy: { rollingUpdate: { partition: 1 } },
      template: { spec: { containers: [{ name: 'c', image: 'i:2' }] } },
    });

    await level(async () => {
      const pods = await podsWhen('up', () => true);
      return pods.length === 2 && pods.some(isNew) ? true : undefined;
    }, 'the new pod');
    await makeReady('up-1');
    const { status } = await setWhen(
      'up',
      (set) => set.status.updatedReplicas === 1 && set.status.readyReplicas === 2,
    );
    expect(status.currentReplicas).toBe(1);
    const pods = await podsWhen('up', (names) => names === 'up-0,up-1');
    expect(pods.map(isNew)).toEqual([false, true]);
  });

  test('makes claims, and leaves those of pods that are scaled away to the pods', async () => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    await createSet('disk', {
      replicas: 1,
      volumeClaimTemplates: [claim],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    });
    const [pod] = await podsWhen('disk', (names) => names === 'disk-0');
    expect(pod?.spec.volumes?.[0]).toMatchObject({
      name: 'data',
      persistentVolumeClaim: { claimName: 'data-disk-0' },
    });
    await makeReady('disk-0');
    await setWhen('disk', ({ status }) => status.readyReplicas === 1);

    await patchSet('disk', { replicas: 0 });

    const claims = client<PersistentVolumeClaim>('v1', 'persistentvolumeclaims');
    const owners = await level(async () => {
      const { items } = await claims.list(NAMESPACE);
      const owned = items.find(({ metadata }) => metadata.ownerReferences !== undefined);
      return owned?.metadata.ownerReferences ?? (items.length === 0 ? [] : undefined);
    }, 'the claim is owned by the pod or gone with it');
    if (owners.length > 0) {
      expect(owners).toMatchObject([{ kind: 'Pod', name: 'disk-0', controller: true }]);
    }
    await podsWhen('disk', (names) => names === '');
  });

  test('waits for minReadySeconds before the next pod', async () => {
    await createSet('slow', { replicas: 2, minReadySeconds: 10 });
    await podsWhen('slow', (names) => names === 'slow-0');
    await makeReady('slow-0');
    await setWhen('slow', ({ status }) => status.readyReplicas === 1);

    await world.clock.advance(10_000);

    await podsWhen('slow', (names) => names === 'slow-0,slow-1');
  });
});
