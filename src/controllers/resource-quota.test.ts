import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../apimachinery/meta.ts';
import type { ResourceQuota } from '../apimachinery/types.generated.ts';
import type { World } from './controller-world.suite.ts';
import { level, startWorld } from './controller-world.suite.ts';

const NAMESPACE = 'default';
const LIMIT = 5;
const WRITERS = 30;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.stop();
});

function secrets() {
  return world.client.resource<KubeObject>('v1', 'secrets');
}

async function quota(): Promise<ResourceQuota> {
  return world.client.resource<ResourceQuota>('v1', 'resourcequotas').get(NAMESPACE, 'q');
}

async function makeQuota(): Promise<void> {
  const quotas = world.client.resource<KubeObject>('v1', 'resourcequotas');
  const spec = { hard: { 'count/secrets': String(LIMIT) } };
  await quotas.create(NAMESPACE, { metadata: { name: 'q' }, spec } as KubeObject);
  await level(async () => (await quota()).status.hard, 'the quota is counted');
}

describe('a quota', () => {
  test('is never exceeded by writers at the same time', async () => {
    await makeQuota();

    const results = await Promise.allSettled(
      Array.from({ length: WRITERS }, (_, i) =>
        secrets().create(NAMESPACE, { metadata: { name: `s${i}` } }),
      ),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(LIMIT);
    expect((await secrets().list(NAMESPACE)).items).toHaveLength(LIMIT);
    expect((await quota()).status.used).toEqual({ 'count/secrets': String(LIMIT) });
  });

  test('gives back what is deleted', async () => {
    await makeQuota();
    await secrets().create(NAMESPACE, { metadata: { name: 's' } });

    await secrets().delete(NAMESPACE, 's');

    const used = await level(async () => {
      await world.clock.advance(500);
      const { status } = await quota();
      return status.used?.['count/secrets'] === '0' ? status.used : undefined;
    }, 'the secret is counted no more');
    expect(used).toEqual({ 'count/secrets': '0' });
  });
});
