import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { BUNDLE, startServer } from '../server-process.ts';

const running: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((server) => server.kill()));
});

describe('a wrong option', () => {
  test.each([
    ['--no-such-option', "Unknown option '--no-such-option'"],
    ['--secure-port=70000', '--secure-port: '],
    ['--nodes=many', '--nodes: not a number: "many"'],
    ['--service-cluster-ip-range=x', '--service-cluster-ip-range: not a CIDR such as'],
    ['--token-auth-file=/nowhere', '--token-auth-file: ENOENT'],
    ['--webhook-service=x', '--webhook-service: not of the form namespace/name=host:port'],
    [
      '--disable-admission-plugins=LimitRanger,Nobody',
      '--disable-admission-plugins: plugin "Nobody" is unknown',
    ],
  ])('%s is one line and exit code 2', (option, text) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [BUNDLE, '--ephemeral', '--secure-port', '0', option],
      { encoding: 'utf8' },
    );
    expect(stderr).toContain(text);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

test('a disabled admission plugin is not asked', async () => {
  const plugins = 'NamespaceLifecycle,ServiceAccount';
  const server = await startServer('--ephemeral', '--disable-admission-plugins', plugins);
  running.push(server);
  const client = new HttpClient(server.insecureUrl ?? '', { connections: 1 });
  const { text, status } = await client.json('POST', '/api/v1/namespaces/default/pods', {
    metadata: { name: 'plain' },
    spec: { containers: [{ name: 'main', image: 'example.test/app:1' }] },
  });
  client.close();
  expect(status).toBe(201);
  const { spec } = JSON.parse(text) as { spec: Record<string, unknown> };
  expect(spec).not.toHaveProperty('serviceAccountName');
  expect(spec).not.toHaveProperty('volumes');
});
