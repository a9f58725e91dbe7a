import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  ControllerRevision,
  DaemonSet,
  Event,
  Node,
  Pod,
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

async function addNode(name: string, pool: string): Promise<void> {
  const node = { metadata: { name, labels: { pool } } };
  await client<Node>('v1', 'nodes').create(undefined, node as unknown as Node);
  // A new node is tainted until its kubelet says that it is ready.
  const body = { spec: { taints: null } };
  await client<Node>('v1', 'nodes').patch(undefined, name, { type: 'merge', body });
}

async function createSet(name: string, spec: object = {}): Promise<void> {
  const template = {
    metadata: { labels: { app: name } },
    spec: { nodeSelector: { pool: name }, containers: [{ name: 'c', image: 'i:1' }] },
  };
  const selector = { matchLabels: { app: name } };
  const set = { metadata: { name }, spec: { selector, template, ...spec } };
  await daemonSets().create(NAMESPACE, set as unknown as DaemonSet);
}

function daemonSets(): ResourceClient<DaemonSet> {
  return client<DaemonSet>('apps/v1', 'daemonsets');
}

async function setImage(name: string, image: string): Promise<void> {
  const body = { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } };
  await daemonSets().patch(NAMESPACE, name, { type: 'strategic', body });
}

function podsWhen(app: string, fits: (pods: readonly Pod[]) => boolean): Promise<readonly Pod[]> {
  return level(async () => {
    const { items } = await client<Pod>('v1', 'pods').list(NAMESPACE, {
      labelSelector: `app=${app}`,
    });
    return fits(items) ? items : undefined;
  }, `pods of ${app}`);
}

function setWhen(name: string, fits: (set: DaemonSet) => boolean): Promise<DaemonSet> {
  return level(async () => {
    const set = await daemonSets().get(NAMESPACE, name);
    return fits(set) ? set : undefined;
  }, `DaemonSet ${name}`);
}

async function setStatus(name: string, phase: string): Promise<void> {
  const lastTransitionTime = new Date(world.clock.now()).toISOString();
  const status = phase === 'Running' ? 'True' : 'False';
  const conditions = [{ type: 'Ready', status, lastTransitionTime }];
  const body = { status: { phase, conditions } };
  const pods = client<Pod>('v1', 'pods');
  await pods.patch(NAMESPACE, name, { type: 'merge', body }, { subresource: 'status' });
}

function nameOf(pod: Pod | undefined): string {
  return pod?.metadata.name ?? '';
}

function isNew({ spec }: Pod): boolean {
  return spec.containers[0]?.image === 'i:2';
}

describe('a DaemonSet', () => {
  test('has a pod for every node that it selects, and no other node may have it', async () => {
    await addNode('a1', 'agent');
    await addNode('a2', 'agent');
    await addNode('other', 'none');

    await createSet('agent');

    const pods = await podsWhen('agent', ({ length }) => length === 2);
    const terms = pods.map(
      ({ spec }) =>
        spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
          ?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0],
    );
    expect(new Set(terms)).toEqual(new Set(['a1', 'a2']));
    const { status } = await setWhen('agent', (set) => set.status.currentNumberScheduled === 2);
    expect(status).toEqual({
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberMisscheduled: 0,
      numberReady: 0,
      numberUnavailable: 2,
      observedGeneration: 1,
      updatedNumberScheduled: 2,
    });
  });

  test('keeps a revision of each template, and numbers an old one anew when it comes back', async () => {
    await addNode('h1', 'history');
    await createSet('history');
    await podsWhen('history', ({ length }) => length === 1);

    await setImage('history', 'i:2');
    await podsWhen('history', ([pod]) => pod?.spec.containers[0]?.image === 'i:2');
    await setImage('history', 'i:1');
    await podsWhen('history', ([pod]) => pod?.spec.containers[0]?.image === 'i:1');

    const { items } = await client<ControllerRevision>('apps/v1', 'controllerrevisions').list(
      NAMESPACE,
      { labelSelector: 'app=history' },
    );
    expect(new Set(items.map(({ revision }) => revision))).toEqual(new Set([2, 3]));
    expect(items[0]?.data).toMatchObject({ spec: { template: { $patch: 'replace' } } });
  });

  test('replaces available pods one after the other', async () => {
    await addNode('r1', 'roll');
    await addNode('r2', 'roll');
    await createSet('roll');
    const before = await podsWhen('roll', ({ length }) => length === 2);
    for (const pod of before) await setStatus(nameOf(pod), 'Running');
    await setWhen('roll', ({ status }) => status.numberAvailable === 2);

    await setImage('roll', 'i:2');

    const half = await podsWhen('roll', (pods) => pods.length === 2 && pods.some(isNew));
    expect(half.filter(isNew)).toHaveLength(1);
    await setStatus(nameOf(half.find(isNew)), 'Running');
    await podsWhen('roll', (pods) => pods.length === 2 && pods.every(isNew));
  });

  test('replaces failed pods at once, then after pauses that grow', async () => {
    await addNode('f1', 'fail');
    await createSet('fail');
    await setWhen('fail', ({ status }) => status.observedGeneration === 1);
    const [first] = await podsWhen('fail', ({ length }) => length === 1);

    await setStatus(nameOf(first), 'Failed');

    const isOther = (than: Pod | undefined) => (pods: readonly Pod[]) =>
      pods.length === 1 && nameOf(pods[0]) !== nameOf(than);
    const [second] = await podsWhen('fail', isOther(first));
    await setStatus(nameOf(second), 'Failed');
    await setWhen('fail', ({ status }) => status.numberReady === 0);
    await world.clock.advance(999);
    expect(nameOf((await podsWhen('fail', ({ length }) => length === 1))[0])).toBe(nameOf(second));
    await world.clock.advance(1);
    await podsWhen('fail', isOther(second));
    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    const failed = items.filter(({ reason }) => reason === 'FailedDaemonPod');
    expect(failed.map(({ message }) => message)).toContain(
      `Found failed daemon pod default/${nameOf(first)} on node f1, will try to kill it`,
    );
  });

  test('leaves nodes that take no more pods', async () => {
    await addNode('t1', 'taint');
    await createSet('taint');
    await podsWhen('taint', ({ length }) => length === 1);

    const taints = [{ key: 'own', value: 'x', effect: 'NoExecute' }];
    const body = { spec: { taints } };
    await client<Node>('v1', 'nodes').patch(undefined, 't1', { type: 'merge', body });
    const touched = { metadata: { annotations: { touched: '1' } } };
    await daemonSets().patch(NAMESPACE, 'taint', { type: 'merge', body: touched });

    await podsWhen('taint', ({ length }) => length === 0);
    await setWhen('taint', ({ status }) => status.desiredNumberScheduled === 0);
  });
});
