import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import { findKubectl, Kubectl } from './kubectl.ts';

const versions = findKubectl();

const MANIFEST = `
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080}
---
apiVersion: v1
kind: Pod
metadata: {name: web-0, labels: {app: web}}
spec:
  nodeName: worker
  containers:
  - {name: main, image: registry.example.com/web:1}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules:
  - host: web.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
`;

const colors = (sky: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: colors}\ndata: {sky: ${sky}}\n---\n` +
  'apiVersion: v1\nkind: Service\nmetadata: {name: applied}\nspec: {ports: [{port: 80}]}\n';

const READY = JSON.stringify({
  status: {
    phase: 'Running',
    podIP: '10.244.0.7',
    podIPs: [{ ip: '10.244.0.7' }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

test.skipIf(versions.length > 0)(
  'kubectl is not on this machine: nothing was tested',
  ({ skip }) => {
    skip('kubectl is not on the PATH');
  },
);

let server: ServerProcess;
beforeAll(async () => {
  if (versions.length === 0) return;
  server = await startServer('--ephemeral', '--nodes', '0');
  // Endpoints of pods on nodes that do not exist are left out of slices.
  const answer = await fetch(`${server.insecureUrl}/api/v1/nodes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name: 'worker' } }),
  });
  expect(answer.status).toBe(201);
});
afterAll(async () => {
  await server?.stop();
});

describe.each(versions)('kubectl $version', ({ version, file }) => {
  const namespace = `kubectl-${version.replace('.', '-')}`;
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = new Kubectl(file, server.kubeconfig, namespace);
    await kubectl.ok('create', 'namespace', namespace);
    await eventually(
      async () => (await kubectl.run(['get', 'sa', 'default'])).code === 0,
      'account',
    );
  });
  afterAll(() => kubectl.dispose());

  test('creates from a file', async () => {
    kubectl.file('web.yaml', MANIFEST);

    expect(await kubectl.ok('create', '-f', 'web.yaml')).toBe(
      'service/web created\npod/web-0 created\ningress.networking.k8s.io/web created\n',
    );
    const again = await kubectl.run(['create', '-f', 'web.yaml']);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(
      'Error from server (AlreadyExists): error when creating "web.yaml": services "web" already exists',
    );
  });

  test('sees endpoints follow a pod', async () => {
    // `--subresource` of patch is younger than some of these versions, the API is not.
    const path = `/api/v1/namespaces/${namespace}/pods/web-0/status`;
    const answer = await fetch(`${server.insecureUrl}${path}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: READY,
    });
    expect(answer.status).toBe(200);

    await eventually(async () => {
      const { stdout } = await kubectl.run(['get', 'endpointslices', '-o', 'wide']);
      return stdout.includes('10.244.0.7');
    }, 'the endpoint of the pod');
    const described = await kubectl.run(['describe', 'service', 'web']);
    expectNoWarningBut(described.stderr, ENDPOINTS_WARNING);
    expect(described.stdout).toMatch(/Endpoints: +10\.244\.0\.7:8080/);
  });

  test('gets plain tables', async () => {
    const plain = await kubectl.run(['get', 'svc,ep,endpointslices,po,ing']);

    expectNoWarningBut(plain.stderr, ENDPOINTS_WARNING);
    expect(headings(plain.stdout)).toEqual([
      'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE',
      'NAME ENDPOINTS AGE',
      'NAME ADDRESSTYPE PORTS ENDPOINTS AGE',
      'NAME READY STATUS RESTARTS AGE',
      'NAME CLASS HOSTS ADDRESS PORTS AGE',
    ]);
    expect(plain.stdout).toMatch(
      /service\/web +ClusterIP +10\.96\.\d+\.\d+ +<none> +80\/TCP +\d+s/,
    );
    expect(plain.stdout).toMatch(/endpoints\/web +10\.244\.0\.7:8080 +\d+s/);
    expect(plain.stdout).toMatch(/ingress\S*\/web +nginx +web\.example\.com +80 +\d+s/);
  });

  test('gets wide tables', async () => {
    const wide = await kubectl.run(['get', 'svc,ep,endpointslices,po,ing', '-o', 'wide']);

    expectNoWarningBut(wide.stderr, ENDPOINTS_WARNING);
    const [services, , , pods] = headings(wide.stdout);
    expect(services).toMatch(/AGE SELECTOR$/);
    expect(pods).toBe('NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES');
    expect(wide.stdout).toMatch(/service\/web .* app=web\n/);
  });

  test('gets YAML and JSON', async () => {
    expect(await kubectl.ok('get', 'service', 'web', '-o', 'yaml')).toContain(
      '\n  clusterIP: 10.96.',
    );
    const list = await kubectl.run(['get', 'svc,ep,endpointslices,po,ing', '-o', 'json']);
    expectNoWarningBut(list.stderr, ENDPOINTS_WARNING);
    expect((JSON.parse(list.stdout) as { items: unknown[] }).items).toHaveLength(5);
  });

  test('watches', async () => {
    const watching = kubectl.follow('get', 'services', '-w');
    await eventually(() => /^web +ClusterIP/m.test(watching.text()), 'what is there');

    await kubectl.ok('create', 'service', 'clusterip', 'late', '--tcp=81:81');

    await eventually(() => /^late +ClusterIP/m.test(watching.text()), 'what is new');
    await watching.stop();
    await kubectl.ok('delete', 'service', 'late');
  });

  test('describes', async () => {
    const pod = await kubectl.ok('describe', 'pod', 'web-0');
    expect(pod).toMatch(/^Status: +Running$/m);
    // It lists Endpoints, unless it is young.
    const ingress = await kubectl.run(['describe', 'ingress', 'web']);
    expectNoWarningBut(ingress.stderr, ENDPOINTS_WARNING);
    expect(ingress.stdout).toMatch(/web:http \(10\.244\.0\.7:8080\)/);
    expect(await kubectl.ok('describe', 'namespace', namespace)).toMatch(/^Status: +Active$/m);
    expect(await kubectl.ok('describe', 'endpointslices')).toContain('10.244.0.7');
  });

  test('labels and annotates', async () => {
    expect(await kubectl.ok('label', 'service', 'web', 'tier=front')).toBe('service/web labeled\n');
    const taken = await kubectl.run(['label', 'service', 'web', 'tier=back']);
    expect(taken.code).toBe(1);
    expect(await kubectl.ok('label', 'service', 'web', 'tier=back', '--overwrite')).toContain(
      'labeled',
    );
    expect(await kubectl.ok('get', 'services', '-l', 'tier=back', '-o', 'name')).toBe(
      'service/web\n',
    );
    expect(await kubectl.ok('label', 'service', 'web', 'tier-')).toContain('unlabeled');
    expect(await kubectl.ok('annotate', 'pod', 'web-0', 'note=hello')).toContain(
      'pod/web-0 annotate',
    );
  });

  test('patches in three ways', async () => {
    const targetPort = '{"spec":{"ports":[{"port":80,"targetPort":9090}]}}';
    const json = '[{"op":"add","path":"/metadata/labels/a","value":"b"}]';

    expect(await kubectl.ok('patch', 'service', 'web', '-p', targetPort)).toContain('patched');
    await kubectl.ok('patch', 'service', 'web', '--type=json', '-p', json);
    await kubectl.ok(
      'patch',
      'service',
      'web',
      '--type=merge',
      '-p',
      '{"metadata":{"labels":{"a":null}}}',
    );

    const port = await kubectl.ok(
      'get',
      'svc',
      'web',
      '-o',
      'jsonpath={.spec.ports[*].targetPort}',
    );
    expect(port).toBe('9090');
  });

  test('edits', async () => {
    const editor = kubectl.file('editor.sh', '#!/bin/sh\nsed -i s/9090/9191/ "$1"\n', 0o755);

    const edited = await kubectl.run(['edit', 'service', 'web'], { KUBE_EDITOR: editor });

    expect(edited).toEqual({ code: 0, stdout: 'service/web edited\n', stderr: '' });
    const port = await kubectl.ok(
      'get',
      'svc',
      'web',
      '-o',
      'jsonpath={.spec.ports[*].targetPort}',
    );
    expect(port).toBe('9191');
  });

  test('exposes', async () => {
    expect(await kubectl.ok('expose', 'pod', 'web-0', '--name=door', '--port=443')).toBe(
      'service/door exposed\n',
    );
    await kubectl.ok('expose', 'service', 'web', '--name=gate', '--type=NodePort', '--port=80');
    expect(await kubectl.ok('get', 'service', 'gate')).toMatch(/gate +NodePort .* 80:3\d{4}\/TCP/);
  });

  test('applies: once, again, and changed', async () => {
    kubectl.file('apply.yaml', colors('blue'));
    expect(await kubectl.ok('apply', '-f', 'apply.yaml')).toBe(
      'configmap/colors created\nservice/applied created\n',
    );
    expect(await kubectl.ok('apply', '-f', 'apply.yaml')).toBe(
      'configmap/colors unchanged\nservice/applied unchanged\n',
    );

    kubectl.file('apply.yaml', colors('grey'));
    const differs = await kubectl.run(['diff', '-f', 'apply.yaml']);
    expect(differs.code).toBe(1);
    expect(await kubectl.ok('apply', '-f', 'apply.yaml')).toBe(
      'configmap/colors configured\nservice/applied unchanged\n',
    );
    expect(
      await kubectl.ok('apply', '--server-side', '--force-conflicts', '-f', 'apply.yaml'),
    ).toBe('configmap/colors serverside-applied\nservice/applied serverside-applied\n');
  });

  test('is told of unknown fields and wrong values', async () => {
    kubectl.file(
      'wrong.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ncolour: {}\n',
    );
    const unknown = await kubectl.run(['create', '-f', 'wrong.yaml']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('strict decoding error: unknown field "colour"');

    const wrong = await kubectl.run(['create', 'service', 'clusterip', 'Wrong', '--tcp=80']);
    expect(wrong.stderr).toContain('Service "Wrong" is invalid: metadata.name: Invalid value');
  });

  test('asks what there is', async () => {
    expect(await kubectl.ok('api-resources')).toMatch(/^services +svc +v1 +true +Service$/m);
    expect(await kubectl.ok('api-versions')).toMatch(/^networking\.k8s\.io\/v1$/m);
    expect(await kubectl.ok('get', '--raw', '/readyz?verbose')).toMatch(/\nreadyz check passed\n$/);
    expect(await kubectl.ok('explain', 'service.spec.clusterIP')).toMatch(/^FIELD:\s+clusterIP/m);
    expect(await kubectl.ok('cluster-info')).toContain('Kubernetes control plane');
  });

  test('deletes, and returns when it is done', async () => {
    expect(await kubectl.ok('delete', 'service', 'web')).toMatch(/^service "web" deleted/);
    expect((await kubectl.run(['get', 'service', 'web'])).stderr).toBe(
      'Error from server (NotFound): services "web" not found\n',
    );
    expect(await kubectl.ok('delete', '-f', 'apply.yaml')).toContain('service "applied" deleted');
    // There is no kubelet that would end the pod: who asks for a graceful end waits for it.
    const forced = await kubectl.run(['delete', 'pod', '--all', '--force', '--grace-period=0']);
    expect(forced.stdout).toMatch(/pod "web-0" force deleted/);
    expect(await kubectl.ok('delete', 'namespace', namespace)).toContain('deleted');
    expect((await kubectl.run(['get', 'namespace', namespace])).code).toBe(1);
  });
});

/** What a 1.34 cluster says to whoever lists Endpoints. */
const ENDPOINTS_WARNING =
  'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n';

function expectNoWarningBut(stderr: string, expected: string): void {
  expect(['', expected]).toContain(stderr);
}

/** The first line of every table, with single spaces. */
function headings(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith('NAME '));
  return lines.map((line) => line.replace(/ +/g, ' ').trim());
}
