/** kubectl with kinds that another server has: a metrics server and one of our own. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import { findKubectl, Kubectl } from './kubectl.ts';

const { ca, certificate, key } = JSON.parse(
  readFileSync(new URL('../conformance/lib/webhook-certificate.json', import.meta.url), 'utf8'),
) as { ca: string; certificate: string; key: string };

const METRICS = '/apis/metrics.k8s.io/v1beta1';
const CUPS = '/apis/cups.example.com/v1';
const DEFAULT_CUPS = `${CUPS}/namespaces/default/cups`;
const cup = { apiVersion: 'cups.example.com/v1', kind: 'Cup', metadata: { name: 'tea' } };

const DOCUMENTS: Readonly<Record<string, object>> = {
  [METRICS]: {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'metrics.k8s.io/v1beta1',
    resources: [
      {
        name: 'nodes',
        singularName: '',
        namespaced: false,
        kind: 'NodeMetrics',
        verbs: ['get', 'list'],
      },
    ],
  },
  [`${METRICS}/nodes`]: {
    kind: 'NodeMetricsList',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {},
    items: [
      {
        metadata: { name: 'worker' },
        timestamp: '2026-01-01T00:00:00Z',
        window: '10s',
        usage: { cpu: '250m', memory: '512Mi' },
      },
    ],
  },
  [CUPS]: {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'cups.example.com/v1',
    resources: [
      { name: 'cups', singularName: 'cup', namespaced: true, kind: 'Cup', verbs: ['get', 'list'] },
    ],
  },
  [DEFAULT_CUPS]: {
    kind: 'CupList',
    apiVersion: 'cups.example.com/v1',
    metadata: {},
    items: [cup],
  },
};

const manifest = (group: string, version: string): string => `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: ${version}.${group}}
spec:
  group: ${group}
  version: ${version}
  groupPriorityMinimum: 100
  versionPriority: 100
  caBundle: ${Buffer.from(ca).toString('base64')}
  service: {namespace: kube-system, name: other}
---`;

const [newest] = findKubectl().toReversed();
let other: Server;
let server: ServerProcess | undefined;
/** Who asked for the cups last, and by which name of the proxy. Controllers ask for other things. */
let asked: { user: unknown; proxy: string | undefined } | undefined;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const proxy = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
  const path = (request.url ?? '').replace(/\?.*/, '');
  if (path === DEFAULT_CUPS) {
    asked = { user: request.headers['x-remote-user'], proxy: String(proxy) };
  }
  const document = DOCUMENTS[path];
  response.writeHead(document === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(document ?? {}));
}

beforeAll(async () => {
  if (newest === undefined) return;
  const options = { cert: certificate, key, requestCert: true, rejectUnauthorized: false };
  other = createServer(options, answer);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  server = await startServer(
    '--ephemeral',
    '--nodes',
    '0',
    '--webhook-service',
    `kube-system/other=127.0.0.1:${port}`,
  );
});
afterAll(async () => {
  await server?.stop();
  other?.closeAllConnections();
  other?.close();
});

describe.skipIf(newest === undefined)('kubectl', () => {
  test('shows what other servers have', async () => {
    const kubectl = new Kubectl(newest?.file ?? '', server?.kubeconfig ?? '', 'default');
    const node = 'apiVersion: v1\nkind: Node\nmetadata: {name: worker}\n';
    const sizes = '{"status":{"capacity":{"cpu":"1","memory":"1Gi"}}}';
    const manifests = manifest('metrics.k8s.io', 'v1beta1') + manifest('cups.example.com', 'v1');

    kubectl.file('all.yaml', `${manifests}\n${node}`);
    await kubectl.ok('apply', '-f', 'all.yaml');
    await kubectl.ok('patch', 'node', 'worker', '--subresource=status', '-p', sizes);
    await eventually(async () => {
      const { stdout } = await kubectl.run(['get', 'apiservice', '--no-headers']);
      return stdout.match(/kube-system\/other +True/g)?.length === 2;
    });

    const top = await kubectl.ok('top', 'nodes', '--no-headers');
    expect(top.split(/ +/).slice(0, 5)).toEqual(['worker', '250m', '25%', '512Mi', '50%']);
    expect(await kubectl.ok('get', 'cups', '-o', 'name')).toBe('cup.cups.example.com/tea\n');
    expect(asked).toEqual({ user: 'kubernetes-admin', proxy: 'front-proxy-client' });
    const trust = ['get', 'configmap', '-n', 'kube-system', 'extension-apiserver-authentication'];
    const stdout = await kubectl.ok(...trust, '-o', 'jsonpath={.data}');
    expect(JSON.parse(stdout)).toMatchObject({
      'client-ca-file': server?.certificateAuthority,
      'requestheader-allowed-names': '["front-proxy-client"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    });
    kubectl.dispose();
  });
});
