import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { HttpClient } from '../http-client.ts';
import type { ServerProcess } from '../server-process.ts';
import { endWithUs, startServer } from '../server-process.ts';

/** Prometheus gathers what it has discovered for five seconds before it shows it. */
const DISCOVERY_MS_MAX = 60_000;
const ROLES = ['pod', 'service', 'endpoints', 'endpointslice', 'ingress', 'node'] as const;
type Role = (typeof ROLES)[number];

const version = spawnSync('prometheus', ['--version'], { encoding: 'utf8' }).stdout?.split(' ')[2];

test.skipIf(version !== undefined)('Prometheus is not here: nothing was tested', ({ skip }) => {
  skip('prometheus is not on the PATH');
});

describe.skipIf(version === undefined)(`Prometheus ${version}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubedouble-prometheus-'));
  let server: ServerProcess;
  let api: HttpClient;
  let prometheus: HttpClient;
  let log = '';

  beforeAll(async () => {
    server = await startServer('--ephemeral', '--nodes', '0');
    api = new HttpClient(server.insecureUrl ?? '', { connections: 1 });
    const port = await freePort();
    writeFileSync(join(folder, 'prometheus.yml'), configuration(server.kubeconfig));
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const child = endWithUs(spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] }));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    prometheus = new HttpClient(`http://127.0.0.1:${port}`, { connections: 1 });
    const isThere = async (): Promise<boolean> =>
      child.exitCode !== null ||
      (await prometheus.json('GET', '/-/ready').catch(() => ({ status: 0 }))).status === 200;
    await eventually(isThere, 'Prometheus', DISCOVERY_MS_MAX);
  }, DISCOVERY_MS_MAX);
  afterAll(async () => {
    api?.close();
    prometheus?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function make(path: string, object: object): Promise<void> {
    const { status, text } = await api.json('POST', path, object);
    expect(status, text).toBe(201);
  }

  /** The names in what it has discovered for a role, without those of the cluster itself. */
  async function discovered(role: Role, label: string): Promise<string[]> {
    const reply = await prometheus.json('GET', '/api/v1/targets').catch(() => undefined);
    if (reply?.status !== 200) return [];
    const { data } = JSON.parse(reply.text) as {
      data: { droppedTargets: { discoveredLabels: Record<string, string> }[] };
    };
    const labels = data.droppedTargets.map((target) => target.discoveredLabels);
    const names = labels.filter(({ job }) => job === role).map((each) => each[label] ?? '');
    return [...new Set(names)].filter((name) => !name.startsWith('kubernetes')).toSorted();
  }

  async function sees(role: Role, label: string, names: readonly string[]): Promise<void> {
    const wanted = names.join();
    const meta = `__meta_kubernetes_${label}`;
    const found = async (): Promise<boolean> => (await discovered(role, meta)).join() === wanted;
    await eventually(found, `${role}: ${wanted}`, DISCOVERY_MS_MAX);
  }

  test('discovers what there is, and follows changes', async ({ skip }) => {
    // Debian 12 builds it so.
    if (log.includes('field kubernetes_sd_configs not found')) skip('built without Kubernetes');
    await make('/api/v1/nodes', nodeNamed('worker'));
    await make('/api/v1/namespaces/default/services', serviceNamed('web'));
    await make('/api/v1/namespaces/default/pods', podNamed('web-0'));
    await make('/apis/networking.k8s.io/v1/namespaces/default/ingresses', ingressNamed('door'));
    await give('web-0', '10.244.0.7');

    await sees('node', 'node_name', ['worker']);
    await sees('service', 'service_name', ['web']);
    await sees('pod', 'pod_name', ['web-0']);
    await sees('pod', 'pod_ip', ['10.244.0.7']);
    await sees('ingress', 'ingress_name', ['door']);
    await sees('endpoints', 'endpoints_name', ['web']);
    await sees('endpoints', 'pod_name', ['', 'web-0']);
    await sees('endpointslice', 'pod_name', ['', 'web-0']);

    await make('/api/v1/namespaces/default/pods', podNamed('web-1'));
    await give('web-1', '10.244.0.8');
    await make('/api/v1/namespaces/default/services', serviceNamed('late'));
    await api.json('DELETE', '/apis/networking.k8s.io/v1/namespaces/default/ingresses/door');
    await api.json('DELETE', '/api/v1/namespaces/default/pods/web-0?gracePeriodSeconds=0');

    await sees('pod', 'pod_name', ['web-1']);
    await sees('service', 'service_name', ['late', 'web']);
    await sees('ingress', 'ingress_name', []);
    await sees('endpoints', 'pod_name', ['', 'web-1']);
    await sees('endpointslice', 'pod_name', ['', 'web-1']);
  }, 120_000);

  /** What the kubelet would say once the pod runs. */
  async function give(pod: string, ip: string): Promise<void> {
    const { status } = await api.send({
      method: 'PATCH',
      path: `/api/v1/namespaces/default/pods/${pod}/status`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({
        status: {
          phase: 'Running',
          podIP: ip,
          podIPs: [{ ip }],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      }),
    });
    expect(status).toBe(200);
  }
});

/** Drops every target after it was discovered: nothing is scraped, and everything can be seen. */
function configuration(kubeconfig: string): string {
  return JSON.stringify({
    scrape_configs: ROLES.map((role) => ({
      job_name: role,
      kubernetes_sd_configs: [{ role, kubeconfig_file: kubeconfig }],
      relabel_configs: [{ action: 'drop', source_labels: ['job'], regex: '.*' }],
    })),
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

/** Prometheus leaves out a node without an address. */
const nodeNamed = (name: string): object => ({
  metadata: { name },
  status: { addresses: [{ type: 'InternalIP', address: '192.168.7.7' }] },
});
const serviceNamed = (name: string): object => ({
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
});
const podNamed = (name: string): object => ({
  metadata: { name, labels: { app: 'web' } },
  spec: {
    nodeName: 'worker',
    containers: [{ name: 'main', image: 'i', ports: [{ containerPort: 80 }] }],
  },
});
/** Prometheus makes a target of every path of every rule. */
const ingressNamed = (name: string): object => ({
  metadata: { name },
  spec: {
    rules: [
      {
        host: 'web.example.com',
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'web', port: { number: 80 } } },
            },
          ],
        },
      },
    ],
  },
});
