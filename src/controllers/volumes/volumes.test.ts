import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  Event,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';

let world: World;
let volumes: ResourceClient<PersistentVolume>;
let claims: ResourceClient<PersistentVolumeClaim>;
beforeEach(async () => {
  world = await startWorld();
  volumes = world.client.resource('v1', 'persistentvolumes');
  claims = world.client.resource('v1', 'persistentvolumeclaims');
});
afterEach(() => world.stop());

async function volume(
  name: string,
  storage: string,
  more: Partial<PersistentVolume['spec']> = {},
): Promise<void> {
  const spec = {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'c',
    csi: { driver: 'd.example.com', volumeHandle: name },
    ...more,
  };
  await volumes.create(undefined, { metadata: { name }, spec, status: {} });
}

async function availableVolume(...parts: Parameters<typeof volume>): Promise<void> {
  await volume(...parts);
  await phaseOf(parts[0], 'Available');
}

async function claim(
  name: string,
  storage: string,
  more: Partial<PersistentVolumeClaim['spec']> = {},
): Promise<void> {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage } },
    storageClassName: 'c',
    ...more,
  };
  await claims.create('default', { metadata: { name }, spec, status: {} });
}

function phaseOf(name: string, phase: string): Promise<PersistentVolume> {
  return level(async () => {
    const found = await volumes.get(undefined, name);
    return found.status.phase === phase ? found : undefined;
  }, `volume ${name} is ${phase}`);
}

function bound(name: string): Promise<PersistentVolumeClaim> {
  return level(async () => {
    const found = await claims.get('default', name);
    return found.status.phase === 'Bound' ? found : undefined;
  }, `claim ${name} is bound`);
}

function eventOf(name: string): Promise<Event> {
  return level(async () => {
    const { items } = await world.client.resource<Event>('v1', 'events').list('default');
    return items.find(({ involvedObject }) => involvedObject.name === name);
  }, `an event about ${name}`);
}

describe('a claim', () => {
  test('gets the smallest volume that is big enough', async () => {
    await availableVolume('big', '10Gi');
    await availableVolume('fits', '3Gi');
    await availableVolume('small', '1Gi');

    await claim('a', '2Gi');

    const { spec, status } = await bound('a');
    expect(spec.volumeName).toBe('fits');
    expect(status).toMatchObject({ capacity: { storage: '3Gi' }, accessModes: ['ReadWriteOnce'] });
    expect((await phaseOf('fits', 'Bound')).spec.claimRef).toMatchObject({ name: 'a' });
  });

  test('waits for a volume that comes later, one volume for one claim', async () => {
    await claim('a', '1Gi');
    await claim('b', '1Gi');
    await eventOf('b');

    await volume('v', '1Gi');

    const first = await level(async () => {
      const { items } = await claims.list('default');
      return items.find(({ status }) => status.phase === 'Bound');
    }, 'one of them is bound');
    const { spec } = await phaseOf('v', 'Bound');
    expect(spec.claimRef?.name).toBe(first.metadata.name);
    const { items } = await claims.list('default');
    expect(items.filter(({ status }) => status.phase === 'Bound')).toHaveLength(1);
  });

  test('says what is wrong with the volume that it names', async () => {
    await availableVolume('block', '5Gi', { volumeMode: 'Block' });
    await claim('a', '1Gi', { volumeName: 'block' });

    expect(await eventOf('a')).toMatchObject({
      type: 'Warning',
      reason: 'VolumeMismatch',
      message: 'Cannot bind to requested volume "block": incompatible volumeMode',
    });
  });

  test('is lost with its volume', async () => {
    await availableVolume('v', '1Gi');
    await claim('a', '1Gi');
    await bound('a');
    const found = await phaseOf('v', 'Bound');
    await volumes.delete(undefined, 'v');

    await volumes.patch(undefined, 'v', {
      type: 'merge',
      body: { metadata: { finalizers: null } },
    });

    const lost = await level(async () => {
      const { status } = await claims.get('default', 'a');
      return status.phase === 'Lost' ? status : undefined;
    }, 'the claim is lost');
    expect(found.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
    expect(lost).toEqual({ phase: 'Lost' });
  });

  test('stays while a pod on a node uses it, and releases its volume then', async () => {
    await availableVolume('v', '1Gi');
    await claim('a', '1Gi');
    await bound('a');
    const pods = world.client.resource<Pod>('v1', 'pods');
    await pods.create('default', {
      metadata: { name: 'p' },
      spec: {
        nodeName: 'n',
        terminationGracePeriodSeconds: 0,
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'a' } }],
        containers: [{ name: 'main', image: 'i' }],
      },
    } as unknown as Pod);
    await claims.delete('default', 'a');
    expect((await claims.get('default', 'a')).metadata.deletionTimestamp).toBeDefined();

    await pods.delete('default', 'p');

    expect((await phaseOf('v', 'Released')).spec.claimRef?.name).toBe('a');
    const { items } = await claims.list('default');
    expect(items).toEqual([]);
  });

  test('waits for its first pod when its class says so', async () => {
    await world.client
      .resource<StorageClass>('storage.k8s.io/v1', 'storageclasses')
      .create(undefined, {
        metadata: { name: 'c' },
        provisioner: 'd.example.com',
        volumeBindingMode: 'WaitForFirstConsumer',
      });
    await availableVolume('v', '1Gi');
    await claim('a', '1Gi');

    expect(await eventOf('a')).toMatchObject({ reason: 'WaitForFirstConsumer' });
    expect((await phaseOf('v', 'Available')).spec.claimRef).toBeUndefined();
  });
});

describe('an ephemeral volume of a pod', () => {
  const spec = {
    containers: [{ name: 'c', image: 'i' }],
    volumes: [
      {
        name: 'v',
        ephemeral: {
          volumeClaimTemplate: {
            metadata: { labels: { l: '1' } },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
              storageClassName: 'none',
            },
          },
        },
      },
    ],
  };
  const createPod = (name: string): Promise<Pod> =>
    // The server completes what is left out.
    world.client
      .resource<Pod>('v1', 'pods')
      .create('default', { metadata: { name }, spec } as unknown as Pod);

  test('gets a claim that goes with the pod, and comes back until then', async () => {
    const pod = await createPod('p');
    const made = (): Promise<PersistentVolumeClaim> =>
      level(async () => (await claims.list('default')).items[0], 'a claim');
    const first = await made();
    expect(first.metadata).toMatchObject({ name: 'p-v', labels: { l: '1' } });
    expect(first.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        name: 'p',
        uid: pod.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);

    await claims.delete('default', 'p-v');
    await level(async () => {
      const [second] = (await claims.list('default')).items;
      return second !== undefined && second.metadata.uid !== first.metadata.uid ? true : undefined;
    }, 'another claim');

    await world.client.resource<Pod>('v1', 'pods').delete('default', 'p');
    await level(async () => {
      const { items } = await claims.list('default');
      return items.length === 0 ? true : undefined;
    }, 'no claim');
  });

  test('does not take a claim that belongs to nobody', async () => {
    await claim('q-v', '1Gi');

    const pod = await createPod('q');

    const event = await level(async () => {
      const { items } = await world.client.resource<Event>('v1', 'events').list('default');
      return items.find(({ involvedObject }) => involvedObject.uid === pod.metadata.uid);
    }, 'an event of the pod');
    expect(event).toMatchObject({
      type: 'Warning',
      reason: 'FailedBinding',
      message:
        'ephemeral volume v: PVC default/q-v was not created for pod default/q (pod is not owner)',
      source: { component: 'ephemeral_volume' },
    });
  });
});

test('a bound claim that was made bigger waits for somebody who expands its volume', async () => {
  await world.client
    .resource<StorageClass>('storage.k8s.io/v1', 'storageclasses')
    .create(undefined, {
      metadata: { name: 'c' },
      provisioner: 'd.example.com',
      allowVolumeExpansion: true,
    });
  await availableVolume('v', '1Gi');
  await claim('a', '1Gi');
  await bound('a');

  const body = { spec: { resources: { requests: { storage: '2Gi' } } } };
  await claims.patch('default', 'a', { type: 'merge', body });

  expect(await eventOf('a')).toMatchObject({
    type: 'Normal',
    reason: 'ExternalExpanding',
    message: 'waiting for an external controller to expand this PVC',
    source: { component: 'volume_expand' },
  });
});

describe('a released volume', () => {
  test.each([
    [
      { csi: undefined, hostPath: { path: '/data' } },
      'host_path deleter only supports /tmp/.+ but received provided /data',
    ],
    [
      { csi: undefined, nfs: { server: 's', path: '/p' } },
      'error getting deleter volume plugin for volume "v": no deletable volume plugin matched',
    ],
  ])('that nobody can delete fails: %j', async (source, message) => {
    await availableVolume('v', '1Gi', { ...source, persistentVolumeReclaimPolicy: 'Delete' });
    await claim('a', '1Gi');
    await bound('a');

    await claims.delete('default', 'a');

    expect((await phaseOf('v', 'Failed')).status.message).toBe(message);
  });
});
