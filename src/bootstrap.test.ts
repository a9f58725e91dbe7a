import { expect, test, vi } from 'vitest';
import type { KubeObject } from './apimachinery/meta.ts';
import { Authenticator } from './auth/authenticator.ts';
import { ManualClock } from './base/clock.ts';
import { silentLogger } from './base/log.ts';
import { SeededRng } from './base/rng.ts';
import { ApiServer } from './server.ts';
import { MemoryStore } from './store/memory/memory-store.ts';

test('the Service kubernetes comes back when somebody deletes it', async () => {
  const clock = new ManualClock();
  const store = new MemoryStore({ clock });
  const server = new ApiServer({
    store,
    clock,
    rng: new SeededRng(1),
    log: silentLogger,
    authenticator: new Authenticator([]),
    data: new URL('../openapi/kubernetes/', import.meta.url),
    certificateAuthority: '',
    serviceClusterIpRange: '10.96.0.0/16',
    serviceNodePortRange: { base: 30_000, size: 2768 },
  });
  await server.start({ address: '192.0.2.10', port: 6443 });
  const services = server.client('test').resource<KubeObject>('v1', 'services');
  const { metadata } = await services.get('default', 'kubernetes');

  await services.delete('default', 'kubernetes');
  await expect(services.get('default', 'kubernetes')).rejects.toThrow('not found');
  await clock.advance(10_000);

  const again = await vi.waitFor(() => services.get('default', 'kubernetes'));
  expect(again.metadata.uid).not.toBe(metadata.uid);
  expect(again).toMatchObject({ spec: { clusterIP: '10.96.0.1' } });
  await server.stop();
  await store.close();
});
