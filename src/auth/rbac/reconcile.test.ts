import { describe, expect, test } from 'vitest';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Subject,
} from '../../apimachinery/types.generated.ts';
import { ManualClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { SeededRng } from '../../base/rng.ts';
import { ApiServer } from '../../server.ts';
import { MemoryStore } from '../../store/memory/memory-store.ts';
import { Authenticator } from '../authenticator.ts';
import { repairedBinding, repairedRole } from './reconcile.ts';

const MARK = 'rbac.authorization.kubernetes.io/autoupdate';
const GET: PolicyRule = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
const BOTH: PolicyRule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] };
const LIST: PolicyRule = { verbs: ['list'], apiGroups: [''], resources: ['pods'] };
const ANN: Subject = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ann' };
const BOB: Subject = { ...ANN, name: 'bob' };

const role = (rules: PolicyRule[], mark?: string): ClusterRole => ({
  metadata: { name: 'r', ...(mark !== undefined && { annotations: { [MARK]: mark } }) },
  rules,
});

const binding = (subjects: Subject[], roleName = 'r', mark?: string): ClusterRoleBinding => ({
  metadata: { name: 'b', ...(mark !== undefined && { annotations: { [MARK]: mark } }) },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
  subjects,
});

describe('a default role', () => {
  test.each<[string, ClusterRole, ClusterRole, PolicyRule[] | undefined]>([
    ['that has all is left', role([BOTH]), role([GET]), undefined],
    ['that has more keeps it', role([GET, LIST]), role([GET]), undefined],
    ['gets what it lacks', role([GET]), role([BOTH]), [GET, LIST]],
    ['that was emptied is filled', role([]), role([GET]), [GET]],
    ['of an administrator is left', role([], 'false'), role([GET], 'true'), undefined],
  ])('%s', (_what, current, wanted, rules) => {
    expect(repairedRole(current, wanted)?.rules).toEqual(rules);
  });

  test('gets its marks back, and keeps those of others', () => {
    const current = { metadata: { name: 'r', labels: { mine: '1' } }, rules: [GET] };
    const wanted = { metadata: { name: 'r', labels: { theirs: '2' } }, rules: [GET] };

    expect(repairedRole(current, wanted)?.metadata.labels).toEqual({ mine: '1', theirs: '2' });
  });
});

describe('a default binding', () => {
  test.each([
    ['that has all is left', binding([ANN, BOB]), binding([ANN]), undefined],
    ['gets the subjects it lacks', binding([BOB]), binding([ANN]), { subjects: [BOB, ANN] }],
    ['of an administrator is left', binding([], 'r', 'false'), binding([ANN]), undefined],
  ])('%s', (_what, current, wanted, expected) => {
    const repair = repairedBinding(current, wanted);

    if (expected === undefined) expect(repair).toBeUndefined();
    else expect(repair).toMatchObject({ update: expected });
  });

  test('of another role is made anew', () => {
    const wanted = binding([ANN]);

    expect(repairedBinding(binding([ANN], 'other'), wanted)).toEqual({ replace: wanted });
  });
});

test('a restart repairs what was changed, and nothing else', async () => {
  const clock = new ManualClock();
  const store = new MemoryStore({ clock });
  const start = async (): Promise<ApiServer> => {
    const server = new ApiServer({
      store,
      clock,
      rng: new SeededRng(1),
      log: silentLogger,
      authenticator: new Authenticator([]),
      data: new URL('../../../openapi/kubernetes/', import.meta.url),
      certificateAuthority: '',
      serviceClusterIpRange: '10.96.0.0/16',
      serviceNodePortRange: { base: 30000, size: 2768 },
    });
    await server.start({ address: '192.0.2.10', port: 6443 });
    return server;
  };
  const first = await start();
  const roles = first
    .client('test')
    .resource<ClusterRole>('rbac.authorization.k8s.io/v1', 'clusterroles');
  const before = await roles.get(undefined, 'system:kube-scheduler');
  await roles.update(undefined, { ...before, rules: (before.rules ?? []).slice(1) });
  const basic = await roles.get(undefined, 'system:basic-user');
  const annotations = { [MARK]: 'false' };
  await roles.update(undefined, {
    ...basic,
    metadata: { ...basic.metadata, annotations },
    rules: [],
  });
  const untouched = await roles.get(undefined, 'system:node');
  await first.stop();

  const second = await start();

  const again = second
    .client('test')
    .resource<ClusterRole>('rbac.authorization.k8s.io/v1', 'clusterroles');
  expect(repairedRole(await again.get(undefined, 'system:kube-scheduler'), before)).toBeUndefined();
  expect((await again.get(undefined, 'system:basic-user')).rules ?? []).toEqual([]);
  expect((await again.get(undefined, 'system:node')).metadata.resourceVersion).toBe(
    untouched.metadata.resourceVersion,
  );
  await second.stop();
  await store.close();
});
