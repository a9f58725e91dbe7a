/** The example of the README, as it stands there: webhooks on the host, called by the server. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeServingCertificate } from '../../src/auth/certificates.ts';
import { SystemClock } from '../../src/base/clock.ts';
import { eventually } from '../eventually.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { endWithUs, ROOT, startServer } from '../server-process.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const LINES_MAX = 30;

interface Configuration {
  readonly kind: string;
  metadata: { name: string };
  readonly webhooks: {
    clientConfig: { url?: string; service?: object; caBundle: string };
    namespaceSelector?: object;
  }[];
}

/** The first block of TypeScript in the README. */
function example(): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
}

test('the example is short', () => {
  const lines = example().trimEnd().split('\n');

  expect(lines.length).toBeGreaterThan(10);
  expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
});

describe('the webhooks of the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-webhooks-'));
  let server: ServerProcess;
  let api: HttpClient;
  let hooks: ChildProcess;
  let configurations: Configuration[];

  beforeAll(async () => {
    const port = await freePort();
    await writeCertificate(folder);
    writeFileSync(join(folder, 'webhooks.ts'), example());
    const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs');
    hooks = endWithUs(
      spawn(process.execPath, ['--import', tsx, 'webhooks.ts'], {
        cwd: folder,
        env: { ...process.env, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    let said = '';
    hooks.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await eventually(() => said.includes('ready'), 'the webhooks');
    const file = readFileSync(join(folder, 'webhooks.json'), 'utf8');
    configurations = (JSON.parse(file) as { items: Configuration[] }).items;
    server = await startServer(
      '--ephemeral',
      '--webhook-service',
      `apps/colours=localhost:${port}`,
    );
    api = new HttpClient(server.insecureUrl ?? '', { connections: 1 });
    for (const each of configurations) await make(each);
  });
  afterAll(async () => {
    api?.close();
    hooks?.kill();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function make(configuration: Configuration): Promise<void> {
    const plural = `${configuration.kind.toLowerCase()}s`;
    const path = `/apis/admissionregistration.k8s.io/v1/${plural}`;
    const { status, text } = await api.json('POST', path, configuration);
    expect(status, text).toBe(201);
  }

  async function create(
    name: string,
    data: Record<string, string> | undefined,
    path = CONFIG_MAPS,
  ): Promise<{ status: number; body: { data?: object; message?: string } }> {
    const { status, text } = await api.json('POST', path, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data,
    });
    return { status, body: JSON.parse(text) as { data?: object; message?: string } };
  }

  test('paint what has no colour', async () => {
    const { status, body } = await create('sky', undefined);

    expect(status).toBe(201);
    expect(body.data).toEqual({ colour: 'blue' });
  });

  test('leave other colours alone', async () => {
    expect((await create('grass', { colour: 'green' })).body.data).toEqual({ colour: 'green' });
  });

  test('refuse pink', async () => {
    const { status, body } = await create('pig', { colour: 'pink' });

    expect(status).toBe(400);
    expect(body.message).toBe(
      'admission webhook "colours.example.com" denied the request: no pink here',
    );
  });

  test('are called in place of a Service by --webhook-service', async () => {
    const { status } = await api.json('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
    expect(status).toBe(201);
    for (const configuration of configurations) {
      configuration.metadata = { name: 'of-a-service' };
      for (const webhook of configuration.webhooks) {
        const { url = '', caBundle } = webhook.clientConfig;
        const { pathname: path } = new URL(url);
        webhook.clientConfig = { service: { namespace: 'apps', name: 'colours', path }, caBundle };
        webhook.namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } };
      }
      await make(configuration);
    }

    const { body } = await create('sky', { size: 'large' }, '/api/v1/namespaces/apps/configmaps');

    expect(body.data).toEqual({ colour: 'blue', size: 'large' });
  });
});

/** As the README's openssl command makes it. */
async function writeCertificate(folder: string): Promise<void> {
  const clock = new SystemClock();
  const authority = await makeAuthority(clock);
  const { key, certificate } = await makeServingCertificate(authority, ['localhost'], clock);
  writeFileSync(join(folder, 'hook.key'), key);
  writeFileSync(join(folder, 'hook.crt'), `${certificate}\n${authority.certificate}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
