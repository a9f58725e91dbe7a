import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  DaemonSet,
  Event,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
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

async function createBudget(name: string, spec: object): Promise<void> {
  const selector = { matchLabels: { app: name } };
  const budget = { metadata: { name }, spec: { selector, ...spec } };
  await client<PodDisruptionBudget>('policy/v1', 'poddisruptionbudgets').create(
    NAMESPACE,
    budget as unknown as PodDisruptionBudget,
  );
}

async function createReplicaSet(app: string, replicas: number): Promise<readonly Pod[]> {
  const template = {
    metadata: { labels: { app } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  };
  const set = {
    metadata: { name: app },
    spec: { replicas, selector: { matchLabels: { app } }, template },
  };
  await client<ReplicaSet>('apps/v1', 'replicasets').create(
    NAMESPACE,
    set as unknown as ReplicaSet,
  );
  return level(async () => {
    const { items } = await client<Pod>('v1', 'pods').list(NAMESPACE, {
      labelSelector: `app=${app}`,
    });
    return items.length === replicas ? items : undefined;
  }, `pods of ${app}`);
}

async function makeReady({ metadata: { name = '' } }: Pod): Promise<void> {
  const lastTransitionTime = new Date(world.clock.now()).toISOString();
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime }];
  const body = { status: { phase: 'Running', conditions } };
  const pods = client<Pod>('v1', 'pods');
  await pods.patch(NAMESPACE, name, { type: 'merge', body }, { subresource: 'status' });
}

function budgetWhen(
  name: string,
  fits: (status: PodDisruptionBudget['status']) => boolean,
): Promise<PodDisruptionBudget['status']> {
  const budgets = client<PodDisruptionBudget>('policy/v1', 'poddisruptionbudgets');
  return level(async () => {
    const { status } = await budgets.get(NAMESPACE, name);
    return fits(status) ? status : undefined;
  }, `budget ${name}`);
}

describe('a disruption budget', () => {
  test('allows as many disruptions as its percentage of the scale leaves', async () => {
    const pods = await createReplicaSet('web', 4);
    await createBudget('web', { minAvailable: '50%' });
    for (const pod of pods) await makeReady(pod);

    const status = await budgetWhen('web', ({ disruptionsAllowed }) => disruptionsAllowed === 2);

    expect(status).toMatchObject({ currentHealthy: 4, desiredHealthy: 2, expectedPods: 4 });
    expect(status.conditions).toMatchObject([
      { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' },
    ]);
  });

  test('has no disruptions while nobody knows how many pods there should be', async () => {
    const template = {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    const selector = { matchLabels: { app: 'agent' } };
    const set = await client<DaemonSet>('apps/v1', 'daemonsets').create(NAMESPACE, {
      metadata: { name: 'agent' },
      spec: { selector, template },
    } as unknown as DaemonSet);
    const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', controller: true };
    const ownerReferences = [{ ...owner, uid: set.metadata.uid }];
    const metadata = { name: 'agent-a', labels: { app: 'agent' }, ownerReferences };
    await client<Pod>('v1', 'pods').create(NAMESPACE, {
      metadata,
      spec: template.spec,
    } as unknown as Pod);

    await createBudget('agent', { maxUnavailable: 1 });

    const status = await budgetWhen('agent', ({ conditions }) => conditions !== undefined);
    expect(status.conditions).toMatchObject([
      { reason: 'SyncFailed', message: 'daemonsets.apps does not implement the scale subresource' },
    ]);
  });

  test('counts pods that nobody controls only by number', async () => {
    const metadata = { name: 'alone', labels: { app: 'alone' } };
    await client<Pod>('v1', 'pods').create(NAMESPACE, {
      metadata,
      spec: { containers: [{ name: 'c', image: 'i' }] },
    } as unknown as Pod);

    await createBudget('alone', { minAvailable: '50%' });

    const { message } = await level(async () => {
      const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
      return items.find(({ reason }) => reason === 'UnmanagedPods');
    }, 'the event');
    expect(message).toContain(
      '(selector: &LabelSelector{MatchLabels:map[string]string{app: alone,},' +
        'MatchExpressions:[]LabelSelectorRequirement{},})',
    );
  });

  test('forgets an allowed eviction after two minutes when the pod is still there', async () => {
    const [pod] = await createReplicaSet('stay', 1);
    await createBudget('stay', { minAvailable: 0 });
    if (pod !== undefined) await makeReady(pod);
    await budgetWhen('stay', ({ disruptionsAllowed }) => disruptionsAllowed === 1);
    const { name = '' } = pod?.metadata ?? {};
    const disruptedPods = { [name]: new Date(world.clock.now()).toISOString() };
    const budgets = client<PodDisruptionBudget>('policy/v1', 'poddisruptionbudgets');
    await budgets.patch(
      NAMESPACE,
      'stay',
      { type: 'merge', body: { status: { disruptedPods } } },
      { subresource: 'status' },
    );
    await budgetWhen('stay', ({ disruptionsAllowed }) => disruptionsAllowed === 0);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));

    await world.clock.advance(120_001);

    const status = await budgetWhen('stay', ({ disruptionsAllowed }) => disruptionsAllowed === 1);
    expect(status.disruptedPods).toBeUndefined();
  });
});
