import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  Deployment,
  Event,
  HorizontalPodAutoscaler,
} from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';

const NAMESPACE = 'default';
const PERIOD_MS = 15_000;
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

function client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
  return world.client.resource<T>(apiVersion, plural);
}

async function createDeployment(name: string, replicas: number): Promise<void> {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  };
  const spec = { replicas, selector: { matchLabels: { app: name } }, template };
  const deployment = { metadata: { name }, spec } as unknown as Deployment;
  await client<Deployment>('apps/v1', 'deployments').create(NAMESPACE, deployment);
}

async function createAutoscaler(name: string, spec: object = {}): Promise<void> {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name };
  const autoscaler = { metadata: { name }, spec: { scaleTargetRef, maxReplicas: 3, ...spec } };
  await client<HorizontalPodAutoscaler>('autoscaling/v2', 'horizontalpodautoscalers').create(
    NAMESPACE,
    autoscaler as unknown as HorizontalPodAutoscaler,
  );
  // The controller sets its timer before the clock is moved.
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  await world.clock.advance(PERIOD_MS);
}

function statusOf(name: string): Promise<HorizontalPodAutoscaler['status']> {
  return level(async () => {
    const { status } = await client<HorizontalPodAutoscaler>(
      'autoscaling/v2',
      'horizontalpodautoscalers',
    ).get(NAMESPACE, name);
    return status.conditions === undefined ? undefined : status;
  }, `status of ${name}`);
}

describe('an autoscaler', () => {
  const limits: readonly [string, number, object, number, string][] = [
    ['high', 5, {}, 3, 'New size: 3; reason: Current number of replicas above Spec.MaxReplicas'],
    [
      'low',
      1,
      { minReplicas: 2 },
      2,
      'New size: 2; reason: Current number of replicas below Spec.MinReplicas',
    ],
  ];
  test.each(limits)('keeps its target within its limits: %s', async (name, from, spec, to, why) => {
    await createDeployment(name, from);

    await createAutoscaler(name, spec);

    const status = await statusOf(name);
    expect(status).toMatchObject({ currentReplicas: from, desiredReplicas: to });
    const deployment = await client<Deployment>('apps/v1', 'deployments').get(NAMESPACE, name);
    expect(deployment.spec.replicas).toBe(to);
    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    expect(items.map(({ message }) => message)).toContain(why);
  });

  const failures: readonly [string, object, string][] = [
    [
      'cpu',
      {},
      'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to ' +
        'get metrics for resource cpu: unable to fetch metrics from resource metrics API: the ' +
        'server could not find the requested resource (get pods.metrics.k8s.io)',
    ],
    [
      'queue',
      {
        metrics: [
          {
            type: 'External',
            external: { metric: { name: 'queue' }, target: { type: 'Value', value: '1' } },
          },
        ],
      },
      'the HPA was unable to compute the replica count: unable to get external metric ' +
        'default/queue/nil: unable to fetch metrics from external metrics API: the server could ' +
        'not find the requested resource (get queue.external.metrics.k8s.io)',
    ],
  ];
  test.each(failures)('says why it cannot measure: %s', async (name, spec, message) => {
    await createDeployment(name, 2);

    await createAutoscaler(name, spec);

    const { conditions = [], currentReplicas } = await statusOf(name);
    expect(currentReplicas).toBe(2);
    expect(conditions).toMatchObject([
      { type: 'AbleToScale', status: 'True' },
      { type: 'ScalingActive', status: 'False', message },
    ]);
  });

  test('says that its target is missing', async () => {
    await createAutoscaler('gone');

    const { conditions = [] } = await statusOf('gone');
    expect(conditions[0]?.message).toBe(
      'the HPA controller was unable to get the target\'s current scale: deployments.apps "gone" not found',
    );
  });
});
