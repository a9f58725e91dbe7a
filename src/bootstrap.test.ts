import { expect, test, vi } from 'vitest';
import type { KubeObject } from './apimachinery/meta.ts';
import { startWorld } from './controllers/controller-world.suite.ts';

test('the Service kubernetes comes back when somebody deletes it', async () => {
  const world = await startWorld();
  const services = world.client.resource<KubeObject>('v1', 'services');
  const { metadata } = await services.get('default', 'kubernetes');

  await services.delete('default', 'kubernetes');
  await expect(services.get('default', 'kubernetes')).rejects.toThrow('not found');
  await world.clock.advance(10_000);

  const again = await vi.waitFor(() => services.get('default', 'kubernetes'));
  expect(again.metadata.uid).not.toBe(metadata.uid);
  expect(again).toMatchObject({ spec: { clusterIP: '10.96.0.1' } });
  await world.stop();
});
