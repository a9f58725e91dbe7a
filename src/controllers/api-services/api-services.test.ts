import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { APIService, Service } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { customApiService } from '../../resources/apiregistration/apiservice/built-in.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';
import { API_SERVICES, ensureApiServices } from './registration.ts';

let world: World;
let client: ResourceClient<APIService>;
beforeEach(async () => {
  world = await startWorld();
  client = world.client.resource<APIService>(...API_SERVICES);
});
afterEach(() => world.stop());

function found(name: string): Promise<APIService | undefined> {
  return client.get(undefined, name).catch(() => undefined);
}

describe('API services', () => {
  test('of the server are there from the start, and stay away when they are removed', async () => {
    expect((await client.get(undefined, 'v2.autoscaling')).spec.versionPriority).toBe(30);

    await client.delete(undefined, 'v1.apps');
    await client.create(undefined, customApiService('nobody.example.com', 'v1'));

    // The one that nobody serves is removed, so the controller has looked.
    await level(
      async () => ((await found('v1.nobody.example.com')) === undefined ? true : undefined),
      'what nobody serves is removed',
    );
    expect(await found('v1.apps')).toBeUndefined();
    await ensureApiServices(client);
    expect(await found('v1.apps')).toBeDefined();
  });

  test('of other servers say why they are not available', async () => {
    const service = { namespace: 'default', name: 'metrics', port: 443 };
    const spec = { group: 'metrics.example.com', version: 'v1' };
    await client.create(undefined, {
      metadata: { name: 'v1.metrics.example.com' },
      spec: { ...spec, groupPriorityMinimum: 100, versionPriority: 100, service },
      status: {},
    });
    const reasonIs = (reason: string): Promise<string> =>
      level(async () => {
        const { status } = await client.get(undefined, 'v1.metrics.example.com');
        const [condition] = status.conditions ?? [];
        return condition?.reason === reason ? condition.message : undefined;
      }, reason);

    expect(await reasonIs('ServiceNotFound')).toBe('service/metrics in "default" is not present');
    await world.client.resource<Service>('v1', 'services').create('default', {
      metadata: { name: 'metrics' },
      spec: { ports: [{ port: 80 }] },
      status: {},
    } as unknown as Service);
    expect(await reasonIs('ServicePortError')).toBe(
      'service/metrics in "default" is not listening on port 443',
    );

    const current = await client.get(undefined, 'v1.metrics.example.com');
    const { service: _, ...local } = current.spec;
    await client.update(undefined, { ...current, spec: local });
    expect(await reasonIs('Local')).toBe('Local APIServices are always available');
  });
});
