import type { KubeObject } from '../apimachinery/meta.ts';
import { Authenticator } from '../auth/authenticator.ts';
import { ManualClock } from '../base/clock.ts';
import { silentLogger } from '../base/log.ts';
import { SeededRng } from '../base/rng.ts';
import type { Client, ResourceClient } from '../client/client.ts';
import { ApiServer } from '../server.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';

/** Far more turns of the event loop than any controller needs; reached only by a failing test. */
const TURNS_MAX = 20_000;

export interface World {
  readonly client: Client;
  readonly clock: ManualClock;
  configMaps(): ResourceClient<KubeObject>;
  stop(): Promise<void>;
}

/** A whole server without a wire, on a clock that stands still. */
export async function startWorld(): Promise<World> {
  const clock = new ManualClock();
  const store = new MemoryStore({ clock });
  const server = new ApiServer({
    store,
    clock,
    rng: new SeededRng(1),
    log: silentLogger,
    authenticator: new Authenticator([]),
    data: new URL('../../openapi/kubernetes/', import.meta.url),
    certificateAuthority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    serviceClusterIpRange: '10.96.0.0/16',
    serviceNodePortRange: { base: 30000, size: 2768 },
  });
  await server.start({ address: '192.0.2.10', port: 6443 });
  const client = server.client('test');
  return {
    client,
    clock,
    configMaps: () => client.resource('v1', 'configmaps'),
    async stop() {
      await server.stop();
      await store.close();
    },
  };
}

/** Waits turn by turn of the event loop until the look gives something; no time passes. */
export async function level<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
    const found = await look();
    if (found !== undefined) return found;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`did not happen: ${what}`);
}
