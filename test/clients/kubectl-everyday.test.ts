/** What people do with kubectl every day, beyond the first steps of `kubectl.test.ts`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import { findKubectl, Kubectl } from './kubectl.ts';

const versions = findKubectl();

const colors = (sky: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: colors}\ndata: {sky: ${sky}}\n`;

const deployment = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "${image}"}]}
`;

const pod = (node: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: lonely}
spec: {nodeName: ${node}, containers: [{name: main, image: i}]}
`;

const CONFLICT = 'error: Apply failed with 1 conflict: conflict with "kubectl": .data.sky\n';

test.skipIf(versions.length > 0)(
  'kubectl is not on this machine: nothing was tested',
  ({ skip }) => {
    skip('kubectl is not on the PATH');
  },
);

let server: ServerProcess;
beforeAll(async () => {
  if (versions.length > 0) server = await startServer('--ephemeral', '--nodes', '0');
});
afterAll(async () => {
  await server?.stop();
});

describe.each(versions)('kubectl $version, every day,', ({ version, file }) => {
  const namespace = `everyday-${version.replace('.', '-')}`;
  const node = `worker-${version.replace('.', '-')}`;
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

  /** The command fails with this on standard error, and nothing else. */
  async function fails(args: readonly string[], stderr: string): Promise<void> {
    expect(await kubectl.run(args)).toEqual({ code: 1, stdout: '', stderr });
  }

  test('applies on the side of the server, and hears of conflicts', async () => {
    kubectl.file('colors.yaml', colors('blue'));
    const apply = ['apply', '--server-side', '-f', 'colors.yaml'];

    expect(await kubectl.ok(...apply)).toBe('configmap/colors serverside-applied\n');
    kubectl.file('colors.yaml', colors('grey'));
    const refused = await kubectl.run([...apply, '--field-manager=other']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr.startsWith(CONFLICT)).toBe(true);
    await kubectl.ok(...apply, '--field-manager=other', '--force-conflicts');
    const owners = '-o=jsonpath={range .metadata.managedFields[*]}{.manager} {end}';
    expect(await kubectl.ok('get', 'cm', 'colors', '--show-managed-fields', owners)).toBe('other ');
    // Who applies the same value owns it too.
    expect(await kubectl.ok(...apply)).toBe('configmap/colors serverside-applied\n');
  });

  test('shows what would change', async () => {
    kubectl.file('colors.yaml', colors('red'));
    const differs = await kubectl.run(['diff', '-f', 'colors.yaml']);

    expect(differs).toMatchObject({ code: 1, stderr: '' });
    expect(differs.stdout).toMatch(/\n-  sky: grey\n\+  sky: red\n/);
    kubectl.file('colors.yaml', colors('grey'));
    const same = await kubectl.run(['diff', '--server-side', '-f', 'colors.yaml']);
    expect(same).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('explains from both documents', async () => {
    for (const form of ['plaintext', 'plaintext-openapiv2']) {
      const explain = ['explain', 'ingressclass', `--output=${form}`] as const;
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      const plain = await kubectl.ok(...explain);
      expect(plain).toMatch(
        /^(GROUP: +networking\.k8s\.io\n)?KIND: +IngressClass\nVERSION: +\S+\n/,
      );
      expect(plain).toMatch(/\nDESCRIPTION:\n +\w/);
      expect(plain).toMatch(/\n +spec\t<(IngressClassSpec|Object)>\n +\w/);
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      const recursive = await kubectl.ok(...explain, '--recursive');
      expect(recursive).toMatch(
        /\n +spec\t<\w+>\n +controller\t<string>\n +parameters\t<\w+>\n +apiGroup\t<string>\n +kind\t<string>(?: -required-)?\n/,
      );
    }
    expect(await kubectl.ok('explain', 'pod.spec.containers.imagePullPolicy')).toMatch(
      /enum|Possible enum values|IfNotPresent/i,
    );
    // kubectl 1.27 prints the heading before it finds out.
    expect(await kubectl.run(['explain', 'service.spec.nothing'])).toMatchObject({
      code: 1,
      stderr: 'error: field "nothing" does not exist\n',
    });
  });

  test('prints as it is asked to', async () => {
    const get = ['get', 'configmap', 'colors'] as const;

    expect(await kubectl.ok(...get, '-o=custom-columns=NAME:.metadata.name,NONE:.spec.x')).toBe(
      'NAME     NONE\ncolors   <none>\n',
    );
    expect(await kubectl.ok(...get, '-o=jsonpath={.data.sky}')).toBe('grey');
    expect(await kubectl.ok(...get, '-o=go-template={{len .data}} {{.kind}}')).toBe('1 ConfigMap');
    const names = '-o=jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}';
    expect(await kubectl.ok('get', 'configmaps', names)).toBe('colors\nkube-root-ca.crt\n');
    expect(await kubectl.ok(...get, '-o=name')).toBe('configmap/colors\n');
  });

  test('replaces', async () => {
    kubectl.file('colors.yaml', colors('white'));

    expect(await kubectl.ok('replace', '-f', 'colors.yaml')).toBe('configmap/colors replaced\n');
    expect(await kubectl.ok('replace', '--force', '-f', 'colors.yaml')).toMatch(
      /^configmap "colors" deleted.*\nconfigmap\/colors replaced\n$/,
    );
    kubectl.file('ghost.yaml', colors('none').replace('colors', 'ghost'));
    await fails(
      ['replace', '-f', 'ghost.yaml'],
      'Error from server (NotFound): error when replacing "ghost.yaml": configmaps "ghost" not found\n',
    );
  });

  test('waits', async () => {
    expect(
      await kubectl.ok('wait', '--for=jsonpath={.data.sky}=white', 'cm/colors', '--timeout=9s'),
    ).toBe('configmap/colors condition met\n');
    // Of a watch that ends within its first second, some versions say that it was very short.
    await fails(
      ['wait', '--for=delete', 'cm/colors', '--timeout=2s'],
      'error: timed out waiting for the condition on configmaps/colors\n',
    );
    const waiting = kubectl.run(['wait', '--for=delete', 'cm/colors', '--timeout=20s']);
    await kubectl.ok('delete', 'cm', 'colors');
    expect(await waiting).toMatchObject({ code: 0 });
  });

  test('makes tokens', async () => {
    expect(await kubectl.ok('create', 'token', 'default')).toMatch(
      /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+\n?$/,
    );
    await fails(
      ['create', 'token', 'nobody'],
      'error: failed to create token: serviceaccounts "nobody" not found\n',
    );
    await fails(
      ['create', 'token', 'default', '--duration=1m'],
      'error: failed to create token: TokenRequest.authentication.k8s.io "" is invalid: ' +
        'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes\n',
    );
  });

  test('says who one is and what one may', async () => {
    const rules = await kubectl.ok('auth', 'can-i', '--list');
    expect(rules).toMatch(/^\*\.\* +\[\] +\[\] +\[\*\]$/m);
    const few = await kubectl.ok('auth', 'can-i', '--list', '--as=jane');
    expect(few).toMatch(/^selfsubjectreviews\.authentication\.k8s\.io +\[\] +\[\] +\[create\]$/m);
    expect(few).not.toMatch(/^\*\.\*/m);
    expect(await kubectl.ok('auth', 'can-i', 'create', 'pods')).toBe('yes\n');
    expect(await kubectl.run(['auth', 'can-i', 'create', 'pods', '--as=jane'])).toEqual({
      code: 1,
      stdout: 'no\n',
      stderr: '',
    });
    await fails(
      ['get', 'pods', '--as=jane'],
      `Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" ` +
        `in API group "" in the namespace "${namespace}"\n`,
    );
    // kubectl 1.27 asks only the alpha and beta versions.
    if (version === '1.27') return;
    expect(await kubectl.ok('auth', 'whoami', '--as=jane', '--as-group=devs')).toBe(
      'ATTRIBUTE   VALUE\nUsername    jane\nGroups      [devs system:authenticated]\n',
    );
  });

  test('rolls out, back, and anew', async () => {
    const name = 'deployment.apps/web';
    const revisions = async (): Promise<string[]> => {
      const history = await kubectl.ok('rollout', 'history', 'deploy/web');
      return [...history.matchAll(/^(\d+) /gm)].map(([, revision = '']) => revision);
    };
    kubectl.file('deployment.yaml', deployment('i:1'));
    await kubectl.ok('apply', '-f', 'deployment.yaml');
    await eventually(async () => (await revisions()).join() === '1', 'the first revision');
    expect(await kubectl.ok('rollout', 'status', 'deploy/web', '--watch=false')).toBe(
      'Waiting for deployment "web" rollout to finish: 0 of 2 updated replicas are available...\n',
    );
    kubectl.file('deployment.yaml', deployment('i:2'));
    await kubectl.ok('apply', '-f', 'deployment.yaml');
    await eventually(async () => (await revisions()).join() === '1,2', 'the second revision');
    const second = await kubectl.ok('rollout', 'history', 'deploy/web', '--revision=2');
    expect(second).toMatch(/^deployment\.apps\/web with revision #2\nPod Template:\n/);
    expect(second).toContain('Image:\ti:2');

    expect(await kubectl.ok('rollout', 'undo', 'deploy/web')).toBe(`${name} rolled back\n`);

    await eventually(async () => (await revisions()).join() === '2,3', 'the revision that was');
    await fails(
      ['rollout', 'undo', 'deploy/web', '--to-revision=9'],
      'error: unable to find specified revision 9 in history\n',
    );
    expect(await kubectl.ok('rollout', 'restart', 'deploy/web')).toBe(`${name} restarted\n`);
    await eventually(async () => (await revisions()).join() === '2,3,4', 'the new start');
  });

  test('scales', async () => {
    expect(await kubectl.ok('scale', 'deploy/web', '--replicas=0')).toBe(
      'deployment.apps/web scaled\n',
    );
    await fails(
      ['scale', 'deploy/web', '--replicas=1', '--current-replicas=9'],
      'error: Expected replicas to be 9, was 0\n',
    );
    await eventually(
      async () => (await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'name')) === '',
      'the end of its pods',
    );
    expect(await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=20s')).toContain(
      'deployment "web" successfully rolled out\n',
    );
    await kubectl.ok('delete', 'deploy/web');
  });

  test('keeps pods away from a node', async () => {
    kubectl.file('node.yaml', `apiVersion: v1\nkind: Node\nmetadata: {name: ${node}}\n`);
    await kubectl.ok('create', '-f', 'node.yaml');
    kubectl.file('pod.yaml', pod(node));
    await kubectl.ok('create', '-f', 'pod.yaml');

    const drained = await kubectl.run(['drain', node, '--dry-run=server', '--force']);

    expect(drained).toEqual({
      code: 0,
      stdout:
        `node/${node} cordoned (server dry run)\n` +
        `evicting pod ${namespace}/lonely (server dry run)\n` +
        `node/${node} drained (server dry run)\n`,
      stderr: `Warning: deleting Pods that declare no controller: ${namespace}/lonely\n`,
    });
    const unforced = await kubectl.run(['drain', node, '--dry-run=server']);
    expect(unforced.code).toBe(1);
    expect(unforced.stderr).toContain('declare no controller (use --force to override)');
    expect(await kubectl.ok('get', 'node', node)).toMatch(/ Unknown +<none> /);
    expect(await kubectl.ok('cordon', node)).toBe(`node/${node} cordoned\n`);
    expect(await kubectl.ok('get', 'node', node)).toMatch(/ Unknown,SchedulingDisabled +<none> /);
    expect(await kubectl.ok('uncordon', node)).toBe(`node/${node} uncordoned\n`);
    expect(await kubectl.ok('taint', 'node', node, 'a=b:NoSchedule')).toBe(
      `node/${node} tainted\n`,
    );
    await kubectl.ok('delete', 'node', node);
  });
});
