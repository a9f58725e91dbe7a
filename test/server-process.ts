/** The built server as a process of its own: what users run. */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));
export const BUNDLE: string = join(ROOT, 'dist', 'kubedouble.mjs');

const START_MS_MAX = 20_000;
const STOP_MS_MAX = 10_000;

/** What the ready file says. */
interface ReadyFacts {
  readonly url: string;
  readonly insecureUrl?: string;
  readonly kubeconfig: string;
  readonly pid: number;
}

export interface ServerProcess extends ReadyFacts {
  readonly token: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly child: ChildProcess;
  /** What it wrote to standard error so far. */
  errors(): string;
  /** Ends it as a user would; false when it had to be killed. */
  stop(): Promise<boolean>;
  /** Ends it without a chance to say goodbye. */
  kill(): Promise<void>;
}

/** Nothing that a test started outlives the process that runs the tests. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Remembers a child until it ends. */
export function endWithUs<C extends ChildProcess>(child: C): C {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Builds the server if its source is newer. Called once, before the tests. */
export function buildServer(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'set-up.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the server cannot be built');
}

/** Starts the server on free ports and waits until it is ready. */
export async function startServer(...options: readonly string[]): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-test-'));
  const readyFile = join(folder, 'ready.json');
  const kubeconfig = join(folder, 'kubeconfig');
  const files = ['--ready-file', readyFile, '--kubeconfig', kubeconfig];
  const ports = ['--secure-port', '0', '--insecure-port', '0'];
  const args = [BUNDLE, ...ports, ...files, ...options];
  const child = endWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const end = async (signal: NodeJS.Signals): Promise<boolean> => {
    child.kill(signal);
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await gone;
    clearTimeout(killer);
    rmSync(folder, { recursive: true, force: true });
    return child.signalCode !== 'SIGKILL';
  };
  const deadline = Date.now() + START_MS_MAX;
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await end('SIGKILL');
      throw new Error(`the server did not start: ${errors}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const facts = JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyFacts;
  return {
    ...facts,
    ...credentialsIn(facts.kubeconfig),
    child,
    errors: () => errors,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

/** The kubeconfig that kubedouble writes is JSON. */
function credentialsIn(file: string): { token: string; certificateAuthority: string } {
  const { clusters, users } = JSON.parse(readFileSync(file, 'utf8')) as {
    clusters: { cluster: { 'certificate-authority-data': string } }[];
    users: { user: { token: string } }[];
  };
  const authority = clusters[0]?.cluster['certificate-authority-data'] ?? '';
  return {
    token: users[0]?.user.token ?? '',
    certificateAuthority: Buffer.from(authority, 'base64').toString('utf8'),
  };
}
