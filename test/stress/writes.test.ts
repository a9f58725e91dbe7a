import { afterAll, expect, test } from 'vitest';
import { SeededRng } from '../../src/base/rng.ts';
import type { Reply } from '../http-client.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import { residentBytes } from './resident.ts';
import type { StrangeWrite } from './writes.ts';
import { creations, NAME, strangeWrite } from './writes.ts';

const WRITES = 3000;
/** One in so many times an object starts anew, since most of what succeeds bends it. */
const ANEW_ONE_IN = 40;
const WARM_UP = 1000;
const GROWTH_BYTES_MAX = 160 * 1024 * 1024;

const running: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((server) => server.kill()));
});

test('3,000 strange writes are made or refused, and a refused one changes nothing', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const rng = new SeededRng(seed);
  const server = await startServer('--ephemeral', '--nodes', '0');
  running.push(server);
  const client = new HttpClient(server.insecureUrl ?? '', { connections: 1 });
  await client.json('POST', '/api/v1/namespaces', { metadata: { name: 'strange' } });
  const wrong: string[] = [];
  let warm = 0;
  let made = 0;

  for (let i = 0; i < WRITES; i++) {
    if (i % ANEW_ONE_IN === 0) await startAnew(client);
    if (i === WARM_UP) warm = residentBytes(server.pid);
    const write = strangeWrite(rng, 'strange');
    const before = await client.json('GET', objectPath(write));
    const reply = await client.send(write);
    const after = await client.json('GET', objectPath(write));
    if (reply.status < 300) made++;
    wrong.push(...complaintsAbout(write, reply, before.text === after.text));
  }

  expect([...new Set(wrong)], `seed ${seed}`).toEqual([]);
  expect(server.child.exitCode).toBeNull();
  expect(server.errors()).toBe('');
  // Were all refused, they would be of no use.
  expect(made).toBeGreaterThan(WRITES / 50);
  expect(residentBytes(server.pid) - warm).toBeLessThan(GROWTH_BYTES_MAX);
  client.close();
}, 300_000);

/** Makes the objects that are missing, and lets go of those that hold on to something. */
async function startAnew(client: HttpClient): Promise<void> {
  for (const { path, object } of creations('strange')) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as a client would
    await client.json('PATCH', `${path}/${NAME}`, { metadata: { finalizers: null } });
    // oxlint-disable-next-line no-await-in-loop -- as above
    await client.json('DELETE', `${path}/${NAME}?gracePeriodSeconds=0`);
    // oxlint-disable-next-line no-await-in-loop -- as above
    const { status, text } = await client.json('POST', path, object);
    expect([201, 403], text).toContain(status);
  }
}

function objectPath({ path }: StrangeWrite): string {
  return path.split('?')[0] ?? path;
}

function complaintsAbout(write: StrangeWrite, reply: Reply, unchanged: boolean): string[] {
  const shown = `${write.what}: ${write.method} ${write.path} ${String(write.body)} -> ${reply.status} ${reply.text.slice(0, 300)}`;
  const complaints: string[] = [];
  if (reply.status >= 300 && !unchanged) complaints.push(`refused, and yet made: ${shown}`);
  if (write.path.includes('dryRun') && !unchanged) complaints.push(`made in a dry run: ${shown}`);
  // Upstream answers many a patch that it cannot merge with 500, but never in these words.
  if (reply.text.includes('Internal error occurred')) complaints.push(`failed: ${shown}`);
  return complaints;
}
