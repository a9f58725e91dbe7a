import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event, Node, Pod } from '../apimachinery/types.generated.ts';
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

async function createNode(name: string): Promise<void> {
  await nodes().create(undefined, { metadata: { name } } as Node);
}

async function createPod(name: string, nodeName: string, tolerations: object[]): Promise<void> {
  const containers = [{ name: 'c', image: 'i' }];
  // The server completes what is left out.
  const pod = { metadata: { name }, spec: { nodeName, containers, tolerations } };
  await pods().create(NAMESPACE, pod as unknown as Pod);
}

async function taint(node: string, taints: object[] | null): Promise<void> {
  await nodes().patch(undefined, node, { type: 'merge', body: { spec: { taints } } });
}

const isGoing = async (name: string): Promise<boolean> =>
  (await pods().get(NAMESPACE, name)).metadata.deletionTimestamp !== undefined;

async function told(pod: string): Promise<string[]> {
  const { items } = await world.client.resource<Event>('v1', 'events').list(NAMESPACE);
  return items
    .filter(({ involvedObject }) => involvedObject.name === pod)
    .map(({ message }) => message ?? '');
}

const NO_EXECUTE = [{ key: 'k', value: 'v', effect: 'NoExecute' }];
const TOLERATES = { key: 'k', operator: 'Exists', effect: 'NoExecute' };

describe('a NoExecute taint', () => {
  test('deletes the pods that do not tolerate it, and says why', async () => {
    await createNode('n1');
    await createPod('bare', 'n1', []);
    await createPod('tough', 'n1', [TOLERATES]);
    await taint('n1', [{ key: 'k', effect: 'NoSchedule' }]);
    expect(await isGoing('bare')).toBe(false);

    await taint('n1', NO_EXECUTE);

    await level(async () => ((await isGoing('bare')) ? true : undefined), 'an eviction');
    const { status } = await pods().get(NAMESPACE, 'bare');
    expect(status.conditions?.[0]).toMatchObject({
      type: 'DisruptionTarget',
      status: 'True',
      observedGeneration: 1,
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    expect(await told('bare')).toEqual(['Marking for deletion Pod default/bare']);
    expect(await isGoing('tough')).toBe(false);
  });

  test('waits as long as a toleration lasts, and gives up when it is taken away', async () => {
    await createNode('n2');
    await createPod('short', 'n2', [{ ...TOLERATES, tolerationSeconds: 10 }]);
    await createPod('long', 'n2', [{ ...TOLERATES, tolerationSeconds: 600 }]);
    await taint('n2', NO_EXECUTE);

    await level(async () => {
      await world.clock.advance(1000);
      return (await isGoing('short')) ? true : undefined;
    }, 'an eviction after ten seconds');

    expect(await isGoing('long')).toBe(false);
    await taint('n2', null);
    await level(async () => ((await told('long')).length > 0 ? true : undefined), 'an event');
    expect(await told('long')).toEqual(['Cancelling deletion of Pod default/long']);
  });

  test('meets a pod that comes later', async () => {
    await createNode('n3');
    await taint('n3', NO_EXECUTE);

    await createPod('late', 'n3', []);

    await level(async () => ((await isGoing('late')) ? true : undefined), 'an eviction');
  });
});
