import { afterAll, expect, test } from 'vitest';
import { SeededRng } from '../../src/base/rng.ts';
import { eventually } from '../eventually.ts';
import type { Reply } from '../http-client.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import type { Malformed } from './malformed.ts';
import { malformed } from './malformed.ts';
import { residentBytes } from './resident.ts';

const REQUESTS = 5000;
const AT_ONCE = 16;
/** What the first requests leave in a process that is warm: code, connections, compiled schemas. */
const WARM_UP = 1000;
const GROWTH_BYTES_MAX = 160 * 1024 * 1024;

const running: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((server) => server.kill()));
});

test('5,000 malformed requests are refused, and leave nothing behind', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const rng = new SeededRng(seed);
  const server = await startServer('--ephemeral', '--nodes', '0');
  running.push(server);
  const client = new HttpClient(server.insecureUrl ?? '', { connections: AT_ONCE });
  await eventually(async () => (await stateOf(client)) === (await stateOf(client)), 'rest');
  const before = await stateOf(client);
  const wrong: string[] = [];
  const ask = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const request = malformed(rng);
      // oxlint-disable-next-line no-await-in-loop -- a client has one request at a time
      const reply = await client.send(request).catch((error: Error) => error);
      const complaint = complaintAbout(request, reply);
      if (complaint !== undefined) wrong.push(complaint);
    }
  };
  const askAll = (count: number): Promise<void[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, () => ask(Math.ceil(count / AT_ONCE))));

  await askAll(WARM_UP);
  const warm = residentBytes(server.pid);
  await askAll(REQUESTS - WARM_UP);

  expect([...new Set(wrong)], `seed ${seed}`).toEqual([]);
  expect(server.child.exitCode).toBeNull();
  expect(server.errors()).toBe('');
  expect(await stateOf(client)).toBe(before);
  await eventually(
    () => residentBytes(server.pid) - warm < GROWTH_BYTES_MAX,
    `memory returns (${warm} bytes when warm, ${residentBytes(server.pid)} after)`,
  );
  client.close();
});

/** Undefined: the answer is a refusal as it should be. */
function complaintAbout(request: Malformed, reply: Reply | Error): string | undefined {
  const shown = `${request.what}: ${request.method} ${request.path.slice(0, 100)} ${String(request.body).slice(0, 100)}`;
  if (reply instanceof Error) return `${shown} -> ${reply.message}`;
  const { status, text } = reply;
  const isRefusal = status >= 400 && status < 500;
  // Paths outside the API are refused in plain text, as upstream does.
  if (isRefusal && (text === '404 page not found\n' || text === '400 Bad Request'))
    return undefined;
  if (isRefusal && isStatus(text, status)) return undefined;
  return `${shown} ${JSON.stringify(request.headers).slice(0, 100)} -> ${status} ${text.slice(0, 300)}`;
}

function isStatus(text: string, code: number): boolean {
  try {
    const status = JSON.parse(text) as { kind?: string; status?: string; code?: number };
    return status.kind === 'Status' && status.status === 'Failure' && status.code === code;
  } catch {
    return false;
  }
}

/** Every object, with its resourceVersion. */
async function stateOf(client: HttpClient): Promise<string> {
  const documents = ['/api/v1', '/apis/networking.k8s.io/v1', '/apis/discovery.k8s.io/v1'];
  const paths = await Promise.all(
    documents.map(async (document) => {
      const { text } = await client.json('GET', document);
      const { resources } = JSON.parse(text) as { resources: { name: string; verbs: string[] }[] };
      const listed = resources.filter(({ verbs }) => verbs.includes('list'));
      return listed.map(({ name }) => `${document}/${name}`);
    }),
  );
  const lists = await Promise.all(paths.flat().map((path) => client.json('GET', path)));
  return JSON.stringify(lists.map(({ text }) => (JSON.parse(text) as { items: unknown }).items));
}
