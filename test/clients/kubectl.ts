/** Finds kubectl in all versions of this machine, and runs it as a user with a home of its own. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { endWithUs } from '../server-process.ts';

/** No command that ends at all takes longer. */
const COMMAND_MS_MAX = 30_000;

export interface KubectlBinary {
  readonly file: string;
  /** `1.33` */
  readonly version: string;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * One binary of every minor version: `kubectl` and `kubectl.1.33` on the PATH, and beside the real
 * file of `kubectl`, where some distributions keep the versions that their dispatcher starts.
 */
export function findKubectl(): KubectlBinary[] {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => existsSync(folder));
  const beside = onPath
    .map((folder) => join(folder, 'kubectl'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)));
  const found = new Map<string, string>();
  for (const folder of new Set([...onPath, ...beside])) {
    // Versions that say so in their name first: plain `kubectl` may be a dispatcher.
    for (const name of readdirSync(folder).toSorted().toReversed()) {
      if (!/^kubectl(\.\d+\.\d+)?$/.test(name)) continue;
      const file = join(folder, name);
      const version = versionOf(file);
      if (version !== undefined && !found.has(version)) found.set(version, file);
    }
  }
  return [...found].map(([version, file]) => ({ version, file })).toSorted(byVersion);
}

function byVersion(a: KubectlBinary, b: KubectlBinary): number {
  return a.version.localeCompare(b.version, 'en', { numeric: true });
}

function versionOf(file: string): string | undefined {
  const { stdout } = spawnSync(file, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  try {
    const { clientVersion } = JSON.parse(stdout) as {
      clientVersion: { major: string; minor: string };
    };
    return `${clientVersion.major}.${clientVersion.minor.replace(/\D.*$/, '')}`;
  } catch {
    return undefined;
  }
}

/** One user at one cluster, in one namespace. */
export class Kubectl {
  readonly #file: string;
  readonly #folder: string;
  readonly #base: readonly string[];

  constructor(file: string, kubeconfig: string, namespace: string) {
    this.#file = file;
    this.#folder = mkdtempSync(join(tmpdir(), 'kubedouble-kubectl-'));
    mkdirSync(join(this.#folder, 'home'));
    // The namespace of the context, not a flag: a flag makes kubectl warn about what has none.
    const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {
      contexts: { context: object }[];
    };
    for (const each of config.contexts) each.context = { ...each.context, namespace };
    this.#base = [`--kubeconfig=${this.file('kubeconfig', JSON.stringify(config), 0o600)}`];
  }

  /** Puts a file into the working directory, for `-f` and for editors. */
  file(name: string, text: string, mode = 0o644): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text, { mode });
    return path;
  }

  /** Runs a command that has to succeed and to say nothing on standard error. */
  async ok(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0 || stderr !== '') {
      throw new Error(`kubectl ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    }
    return stdout;
  }

  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const child = this.#spawn(args, env);
    const outcome = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
    const killer = setTimeout(() => child.kill('SIGKILL'), COMMAND_MS_MAX);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        clearTimeout(killer);
        resolve({ code: code ?? -1, ...outcome });
      });
    });
  }

  /** Starts a command that does not end by itself; `text` is what it has printed so far. */
  follow(...args: readonly string[]): { text: () => string; stop: () => Promise<void> } {
    const child = this.#spawn(args, {});
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    const gone = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
    });
    return {
      text: () => text,
      stop: () => {
        child.kill('SIGTERM');
        return gone;
      },
    };
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn(args: readonly string[], env: Readonly<Record<string, string>>) {
    const home = join(this.#folder, 'home');
    const [command = '', ...rest] = args;
    return endWithUs(
      spawn(this.#file, [command, ...this.#base, ...rest], {
        cwd: this.#folder,
        env: { PATH: process.env['PATH'], HOME: home, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }
}
