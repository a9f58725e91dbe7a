import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Deployment, Event, Pod, ReplicaSet } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';

const NAMESPACE = 'default';
const REVISION = 'deployment.kubernetes.io/revision';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

function client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
  return world.client.resource<T>(apiVersion, plural);
}

function deployments(): ResourceClient<Deployment> {
  return client<Deployment>('apps/v1', 'deployments');
}

function template(app: string, image: string): object {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image }] } };
}

async function create(name: string, spec: object): Promise<void> {
  const selector = { matchLabels: { app: name } };
  // The server completes what is left out.
  await deployments().create(NAMESPACE, {
    metadata: { name },
    spec: { selector, template: template(name, 'i:1'), ...spec },
  } as unknown as Deployment);
}

async function change(name: string, spec: object): Promise<void> {
  await deployments().patch(NAMESPACE, name, { type: 'merge', body: { spec } });
}

async function makePodsReady(app: string): Promise<void> {
  const pods = client<Pod>('v1', 'pods');
  const { items } = await pods.list(NAMESPACE, { labelSelector: `app=${app}` });
  for (const { metadata, status } of items) {
    if (status.phase === 'Running') continue;
    const body = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } };
    await pods.patch(
      NAMESPACE,
      metadata.name ?? '',
      { type: 'merge', body },
      {
        subresource: 'status',
      },
    );
  }
}

function deploymentWhen(
  name: string,
  fits: (deployment: Deployment) => boolean,
): Promise<Deployment> {
  return level(async () => {
    const deployment = await deployments().get(NAMESPACE, name);
    return fits(deployment) ? deployment : undefined;
  }, `Deployment ${name}`);
}

/** Sizes and revisions of its ReplicaSets, by revision. */
async function revisionsOf(app: string): Promise<string[]> {
  const { items } = await client<ReplicaSet>('apps/v1', 'replicasets').list(NAMESPACE, {
    labelSelector: `app=${app}`,
  });
  return items
    .map(({ metadata, spec }) => `${metadata.annotations?.[REVISION]}:${spec.replicas}`)
    .toSorted();
}

function revisionsWhen(app: string, expected: string): Promise<true> {
  return level(async () => {
    await makePodsReady(app);
    return (await revisionsOf(app)).join(' ') === expected ? true : undefined;
  }, `${app} has ${expected}`);
}

function reasons({ status }: Deployment): string {
  return (status.conditions ?? []).map(({ reason }) => reason).join(' ');
}

describe('a Deployment', () => {
  test('rolls its pods from one template to the next and back', async () => {
    await create('web', { replicas: 2 });
    await revisionsWhen('web', '1:2');
    const whole = await deploymentWhen('web', (each) => reasons(each).includes('NewReplicaSetA'));
    expect(reasons(whole)).toBe('MinimumReplicasAvailable NewReplicaSetAvailable');
    expect(whole.status).toMatchObject({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 });

    await change('web', { template: template('web', 'i:2') });
    await revisionsWhen('web', '1:0 2:2');
    await change('web', { template: template('web', 'i:1') });
    await revisionsWhen('web', '2:0 3:2');

    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    const [first] = items.filter(({ involvedObject }) => involvedObject.name === 'web');
    expect(first?.message).toMatch(/^Scaled up replica set web-[456789bcdf]+ from 0 to 2$/);
    expect(first?.reason).toBe('ScalingReplicaSet');
    expect(first?.source).toEqual({ component: 'deployment-controller' });
  });

  test('goes back to the last revision when an old client asks for it', async () => {
    await create('back', { replicas: 1 });
    await revisionsWhen('back', '1:1');
    await change('back', { template: template('back', 'i:2') });
    await revisionsWhen('back', '1:0 2:1');

    const annotations = { 'deprecated.deployment.rollback.to': '0' };
    const body = { metadata: { annotations } };
    await deployments().patch(NAMESPACE, 'back', { type: 'merge', body });

    await revisionsWhen('back', '2:0 3:1');
    const { metadata, spec } = await deployments().get(NAMESPACE, 'back');
    expect(spec.template.spec.containers[0]?.image).toBe('i:1');
    expect(metadata.annotations).toEqual({ [REVISION]: '3' });
    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    const told = items.filter(({ reason }) => reason === 'DeploymentRollback');
    expect(told.map(({ message }) => message)).toEqual([
      'Rolled back deployment "back" to revision 1',
    ]);
  });

  test('keeps only so many old ReplicaSets', async () => {
    await create('short', { replicas: 1, revisionHistoryLimit: 1 });
    await revisionsWhen('short', '1:1');
    await change('short', { template: template('short', 'i:2') });
    await revisionsWhen('short', '1:0 2:1');
    await change('short', { template: template('short', 'i:3') });
    await revisionsWhen('short', '2:0 3:1');
  });

  test('that recreates has no new pods before the old ones are gone', async () => {
    await create('one', { replicas: 1, strategy: { type: 'Recreate' } });
    await revisionsWhen('one', '1:1');
    await change('one', { template: template('one', 'i:2') });
    await revisionsWhen('one', '1:0 2:1');
  });

  test('that shrinks in the middle of a rollout keeps what has to be available', async () => {
    const strategy = { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
    await create('small', { replicas: 10, strategy });
    await revisionsWhen('small', '1:10');
    await deploymentWhen('small', ({ status }) => status.availableReplicas === 10);
    await change('small', { template: template('small', 'i:2') });
    await deploymentWhen('small', ({ status }) => status.updatedReplicas === 5);

    await change('small', { replicas: 5 });

    await deploymentWhen('small', ({ status }) => status.replicas === 8);
    expect(await revisionsOf('small')).toEqual(['1:3', '2:5']);
  });

  test('that is paused is scaled but not rolled out', async () => {
    await create('calm', { replicas: 1 });
    await revisionsWhen('calm', '1:1');
    await change('calm', { paused: true, replicas: 3, template: template('calm', 'i:2') });
    await revisionsWhen('calm', '1:3');
    const paused = await deploymentWhen('calm', (each) => reasons(each).includes('Paused'));
    expect(paused.status.updatedReplicas).toBeUndefined();

    await change('calm', { paused: false });
    await revisionsWhen('calm', '1:0 2:3');
  });

  test('that makes no progress says so after its deadline', async () => {
    await create('stuck', { replicas: 1, progressDeadlineSeconds: 5 });
    await deploymentWhen('stuck', ({ status }) => status.unavailableReplicas === 1);
    const late = await level(async () => {
      await world.clock.advance(1000);
      const deployment = await deployments().get(NAMESPACE, 'stuck');
      return reasons(deployment).includes('ProgressDeadlineExceeded') ? deployment : undefined;
    }, 'a passed deadline');
    expect(late.status.conditions?.at(-1)?.message).toMatch(
      /^ReplicaSet "stuck-\w+" has timed out progressing\.$/,
    );
  });

  test('whose name for a ReplicaSet is taken finds another one', async () => {
    await create('twin', { replicas: 0 });
    await revisionsWhen('twin', '1:0');
    const sets = client<ReplicaSet>('apps/v1', 'replicasets');
    const { items } = await sets.list(NAMESPACE, { labelSelector: 'app=twin' });
    const { name = '' } = items[0]?.metadata ?? {};
    await deployments().delete(NAMESPACE, 'twin', { propagationPolicy: 'Orphan' });
    await level(async () => {
      const { metadata } = await sets.get(NAMESPACE, name);
      return metadata.ownerReferences === undefined ? true : undefined;
    }, 'an orphan');
    const body = { metadata: { labels: { app: 'other' } } };
    await sets.patch(NAMESPACE, name, { type: 'merge', body });

    await create('twin', { replicas: 0 });

    await level(async () => {
      await world.clock.advance(10);
      return (await revisionsOf('twin')).join() === '1:0' ? true : undefined;
    }, 'another ReplicaSet');
    const { status } = await deployments().get(NAMESPACE, 'twin');
    expect(status.collisionCount).toBe(1);
  });
});
