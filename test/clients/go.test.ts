import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';

const PROGRAM = fileURLToPath(new URL('go_client.go', import.meta.url));
/** Where Debian's golang-k8s-client-go-dev puts the sources of client-go and all that it needs. */
const SOURCES = '/usr/share/gocode';
/** client-go is large; built once it comes out of Go's own cache. */
const BUILD_MS_MAX = 1_200_000;
const RUN_MS_MAX = 150_000;

/** A compiler, on the PATH or where Debian keeps those that are not its default. */
function findGo(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const others = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').filter((name) => /^go-\d/.test(name))
    : [];
  return [...folders, ...others.toReversed().map((name) => join('/usr/lib', name, 'bin'))]
    .map((folder) => join(folder, 'go'))
    .find((file) => existsSync(file));
}

const go = existsSync(join(SOURCES, 'src/k8s.io/client-go')) ? findGo() : undefined;

test.skipIf(go !== undefined)('client-go is not here: nothing was tested', ({ skip }) => {
  skip('no Go compiler, or no golang-k8s-client-go-dev');
});

describe.skipIf(go === undefined)('client-go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-go-'));
  const binary = join(folder, 'client');
  let server: ServerProcess;

  beforeAll(async () => {
    const built = spawnSync(go ?? '', ['build', '-o', binary, PROGRAM], {
      encoding: 'utf8',
      timeout: BUILD_MS_MAX,
      env: { ...process.env, GO111MODULE: 'off', GOPATH: SOURCES, CGO_ENABLED: '0' },
    });
    expect(built.stderr).toBe('');
    server = await startServer('--ephemeral', '--nodes', '0');
  }, BUILD_MS_MAX);
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const type of ['application/json', 'application/vnd.kubernetes.protobuf']) {
    test(
      `watches with informers, applies, patches, pages and elects: ${type}`,
      () => {
        const { stdout, stderr, status } = spawnSync(binary, [server.kubeconfig, type], {
          encoding: 'utf8',
          timeout: RUN_MS_MAX,
        });

        expect(stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual(['']);
        expect(stdout).toContain('ok hears: updated after two\n');
        expect(stdout).toContain('ok sees the namespace go\n');
        expect([status, stderr.includes('panic')]).toEqual([0, false]);
      },
      RUN_MS_MAX,
    );
  }
});
