/** `kubectl apply` of many manifests, as a user has them in one file. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKubectl } from '../clients/kubectl.ts';
import { endWithUs } from '../server-process.ts';
import type { Bench } from './steps.ts';

const MANIFESTS = 200;

/** Seconds with the newest kubectl of this machine; NaN: there is none. */
export async function kubectlApply({ kubeconfig, namespace }: Bench): Promise<number> {
  const kubectl = findKubectl().at(-1);
  if (kubectl === undefined) {
    process.stdout.write('there is no kubectl here: its row is left out\n');
    return Number.NaN;
  }
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-bench-'));
  try {
    // A home of its own: what kubectl remembers of another server is of no use here.
    const home = join(folder, 'home');
    mkdirSync(home);
    const file = join(folder, 'manifests.json');
    writeFileSync(file, Array.from({ length: MANIFESTS }, (_, at) => manifest(at)).join('\n'));
    const args = [`--kubeconfig=${kubeconfig}`, '-n', namespace, 'apply', '-f', file];
    const started = performance.now();
    await run(kubectl.file, args, home);
    return (performance.now() - started) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function manifest(at: number): string {
  const metadata = { name: `m-${at}`, labels: { app: `app-${at}` } };
  return JSON.stringify(
    at % 2 === 0
      ? { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { key: `value-${at}` } }
      : { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } },
  );
}

function run(file: string, args: readonly string[], home: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = endWithUs(
      spawn(file, args, {
        env: { PATH: process.env['PATH'], HOME: home },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`kubectl ended with ${code}`));
    });
  });
}
