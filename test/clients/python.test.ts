import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';

const SCRIPT = fileURLToPath(new URL('python_client.py', import.meta.url));
const RUN_MS_MAX = 60_000;

/** The first interpreter that has the official client, and which version of it. */
function findPython(): { file: string; version: string } | undefined {
  const ask = 'import kubernetes; print(kubernetes.__version__)';
  // Distributions install it for their own interpreter, which need not be the first on the PATH.
  for (const file of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(file, ['-c', ask], { encoding: 'utf8' });
    if (status === 0) return { file, version: stdout.trim() };
  }
  return undefined;
}

const python = findPython();

test.skipIf(python !== undefined)(
  'the Python client is not here: nothing was tested',
  ({ skip }) => {
    skip('python3 cannot import kubernetes');
  },
);

describe.skipIf(python === undefined)(`the Python client ${python?.version ?? ''}`, () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer('--ephemeral', '--nodes', '0');
  });
  afterAll(async () => {
    await server?.stop();
  });

  test('lists, watches, patches and applies', () => {
    const outcome = spawnSync(python?.file ?? '', [SCRIPT, server.kubeconfig], {
      encoding: 'utf8',
      timeout: RUN_MS_MAX,
      env: { PATH: process.env['PATH'] ?? '' },
    });

    expect(outcome.stderr).toBe('');
    const seen = JSON.parse(outcome.stdout) as { clusterIP: string };
    expect(seen).toEqual({
      clusterIP: expect.stringMatching(/^10\.96\./) as string,
      targetPort: 'http',
      age: 'datetime',
      services: ['web'],
      patched: { sea: 'green', sky: 'grey' },
      managers: [['python', 'Apply']],
      events: [
        ['ADDED', 'colors'],
        ['MODIFIED', 'colors'],
        ['MODIFIED', 'colors'],
        ['ADDED', 'applied'],
        ['DELETED', 'colors'],
      ],
      pages: [['applied'], ['kube-root-ca.crt']],
      missing: [404, 'services "ghost" not found'],
      invalid: [422, 'Invalid'],
    });
  });
});
