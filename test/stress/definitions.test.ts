import { afterAll, expect, test } from 'vitest';
import { SeededRng } from '../../src/base/rng.ts';
import type { Reply } from '../http-client.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import { customObject, definition, GROUP } from './definitions.ts';

const DEFINITIONS = 300;
const OBJECTS_EACH = 8;
const DEFINITIONS_PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const running: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((server) => server.kill()));
});

test('300 random definitions and their objects are accepted or refused, and nothing breaks', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const rng = new SeededRng(seed);
  const server = await startServer('--ephemeral', '--nodes', '0');
  running.push(server);
  const client = new HttpClient(server.insecureUrl ?? '', { connections: 1 });
  const wrong: string[] = [];
  let accepted = 0;
  const ask = async (method: string, path: string, object?: object): Promise<Reply> => {
    const reply = await client.json(method, path, object);
    if (reply.status >= 500) {
      wrong.push(`${method} ${path} ${JSON.stringify(object)} -> ${reply.status} ${reply.text}`);
    }
    return reply;
  };

  /* oxlint-disable no-await-in-loop -- each request is about what the one before it left */
  for (let index = 0; index < DEFINITIONS; index++) {
    const { name, plural, object } = definition(rng, index);
    const { status } = await ask('POST', DEFINITIONS_PATH, object);
    if (status !== 201) continue;
    accepted++;
    const path = `/apis/${GROUP}/v1/namespaces/default/${plural}`;
    for (let i = 0; i < OBJECTS_EACH; i++) {
      await ask('POST', path, customObject(rng, `o${i}`));
      await ask('PUT', `${path}/o${i}`, customObject(rng, `o${i}`));
    }
    await ask('GET', path);
    await ask('GET', `/openapi/v3/apis/${GROUP}/v1`);
    await ask('DELETE', `${DEFINITIONS_PATH}/${name}`);
  }
  /* oxlint-enable no-await-in-loop */

  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(accepted, `seed ${seed}`).toBeGreaterThan(0);
  expect(server.child.exitCode).toBeNull();
  expect(server.errors()).toBe('');
  client.close();
});
