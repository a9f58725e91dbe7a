/** The processes that are compared. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { endWithUs, ROOT } from '../server-process.ts';
import type { Target } from './connection.ts';

const PAGE_BYTES = 4096;
const MIB = 1024 * 1024;

export interface Started extends Target {
  readonly child: ChildProcess;
  /** From the start of the process to its first 200. */
  readonly readyMs: number;
}

/** A port that was free a moment ago: to know when a server is ready one has to know where it is. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** @param bundle of this commit or of another one */
export async function startKubedouble(bundle: string, folder: string): Promise<Started> {
  const port = await freePort();
  const token = 'bench';
  const args = [bundle, '--secure-port', String(port), '--token', token, '--data-dir', folder];
  const started = performance.now();
  const child = endWithUs(
    spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }),
  );
  await ready(port, '/readyz', child);
  const readyMs = performance.now() - started;
  const certificateAuthority = readFileSync(join(folder, 'ca.crt'), 'utf8');
  return { port, token, certificateAuthority, child, readyMs };
}

export interface FloorParts {
  readonly object: string;
  /** Other bodies by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** Every write is also an INSERT of the object here. */
  readonly database?: string;
}

/** @param folder where kubedouble keeps its certificates: the floor shows the same */
export async function startFloor(folder: string, parts: FloorParts): Promise<Started> {
  const port = await freePort();
  const key = readFileSync(join(folder, 'server.key'), 'utf8');
  const cert = readFileSync(join(folder, 'server.crt'), 'utf8');
  const settings = join(folder, 'floor.json');
  writeFileSync(settings, JSON.stringify({ ...parts, port, key, cert }));
  const started = performance.now();
  const child = endWithUs(
    spawn(process.execPath, [join(ROOT, 'test', 'bench', 'floor.mjs'), settings], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  await ready(port, '/', child);
  const readyMs = performance.now() - started;
  const certificateAuthority = readFileSync(join(folder, 'ca.crt'), 'utf8');
  return { port, token: 'bench', certificateAuthority, child, readyMs };
}

export function stop({ child }: Started): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Mebibytes that a process has in memory, as Linux counts them; elsewhere NaN. */
export function residentMib({ child }: Started): number {
  try {
    const [, pages] = readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * PAGE_BYTES) / MIB;
  } catch {
    return Number.NaN;
  }
}

async function ready(port: number, path: string, child: ChildProcess): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
  while (!(await isReady(port, path))) {
    if (child.exitCode !== null) throw new Error('the process ended before it was ready');
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function isReady(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false };
    const asking = get(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.on('error', () => resolve(false));
  });
}
