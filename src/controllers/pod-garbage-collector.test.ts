import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiError } from '../apimachinery/errors.ts';
import type { Node, Pod } from '../apimachinery/types.generated.ts';
import type { World } from './controller-world.suite.ts';
import { level, startWorld } from './controller-world.suite.ts';

const NAMESPACE = 'default';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

const nodes = () => world.client.resource<Node>('v1', 'nodes');
const pods = () => world.client.resource<Pod>('v1', 'pods');

interface Wanted {
  readonly nodeName?: string;
  readonly finalizers?: string[];
}

async function createPod(name: string, { nodeName, finalizers }: Wanted): Promise<void> {
  const containers = [{ name: 'c', image: 'i' }];
  // The server completes what is left out.
  const pod = { metadata: { name, finalizers }, spec: { nodeName, containers } };
  await pods().create(NAMESPACE, JSON.parse(JSON.stringify(pod)) as Pod);
}

async function createNode(name: string, ready: string): Promise<void> {
  const conditions = [{ type: 'Ready', status: ready }];
  await nodes().create(undefined, { metadata: { name }, status: { conditions } } as Node);
}

const find = (name: string): Promise<Pod | undefined> =>
  pods()
    .get(NAMESPACE, name)
    .catch((error: ApiError) => {
      if (error.reason === 'NotFound') return undefined;
      throw error;
    });

/** Second by second; gives how many went by until the look is satisfied. */
async function secondsUntil(look: () => Promise<boolean>): Promise<number> {
  let seconds = 0;
  await level(async () => {
    if (await look()) return true;
    seconds++;
    await world.clock.advance(1000);
    return undefined;
  }, 'what was waited for');
  return seconds;
}

async function passSeconds(count: number): Promise<void> {
  for (let second = 0; second < count; second++) await world.clock.advance(1000);
}

describe('a pod on a node that does not exist', () => {
  test('is marked and removed after its time in quarantine', async () => {
    await createPod('lost', { nodeName: 'nowhere' });
    await createPod('held', { nodeName: 'nowhere', finalizers: ['example.com/hold'] });

    const seconds = await secondsUntil(async () => (await find('lost')) === undefined);

    expect(seconds).toBeGreaterThanOrEqual(40);
    expect(seconds).toBeLessThanOrEqual(61);
    const held = await level(async () => {
      const pod = await find('held');
      return pod?.metadata.deletionTimestamp === undefined ? undefined : pod;
    }, 'the deletion of the other one');
    expect(held.metadata.deletionGracePeriodSeconds).toBe(0);
    expect(held.status).toMatchObject({
      phase: 'Failed',
      observedGeneration: 1,
      conditions: [
        {
          type: 'DisruptionTarget',
          observedGeneration: 1,
          status: 'True',
          lastProbeTime: null,
          reason: 'DeletionByPodGC',
          message: 'PodGC: node no longer exists',
        },
      ],
    });
  });

  test('stays when the node comes in time', async () => {
    await createPod('early', { nodeName: 'late' });
    await passSeconds(30);
    await createNode('late', 'True');

    await passSeconds(90);

    expect((await find('early'))?.metadata.deletionTimestamp).toBeUndefined();
    expect((await find('early'))?.status.phase).toBe('Pending');
  });

  test('has its whole time even if others have lost the same node before', async () => {
    await createPod('first', { nodeName: 'gone' });
    await passSeconds(35);
    await createPod('second', { nodeName: 'gone' });

    await secondsUntil(async () => (await find('first')) === undefined);

    expect(await find('second')).toBeDefined();
  });
});

describe('a terminating pod', () => {
  test('that was never scheduled fails as soon as somebody looks', async () => {
    await createPod('unscheduled', { finalizers: ['example.com/hold'] });
    await pods().delete(NAMESPACE, 'unscheduled');

    const seconds = await secondsUntil(
      async () => (await find('unscheduled'))?.status.phase === 'Failed',
    );

    expect(seconds).toBeLessThanOrEqual(21);
    expect((await find('unscheduled'))?.status.conditions).toBeUndefined();
  });

  test.each([
    ['is removed from a node that is out of service', 'False', 'out-of-service', true],
    ['waits for its kubelet if the node is ready after all', 'True', 'out-of-service', false],
    ['waits for its kubelet if nobody has given the node up', 'False', 'other', false],
  ])('%s', async (_sentence, ready, taint, isRemoved) => {
    const name = `node-${ready}-${taint}`.toLowerCase();
    await createNode(name, ready);
    const taints = [{ key: `node.kubernetes.io/${taint}`, effect: 'NoSchedule' }];
    await nodes().patch(undefined, name, { type: 'merge', body: { spec: { taints } } });
    await createPod(name, { nodeName: name });
    await pods().delete(NAMESPACE, name);
    expect(await find(name)).toBeDefined();

    await passSeconds(25);
    if (isRemoved) await secondsUntil(async () => (await find(name)) === undefined);

    expect((await find(name)) === undefined).toBe(isRemoved);
  });
});
