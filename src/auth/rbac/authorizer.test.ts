import { describe, expect, test } from 'vitest';
import type { PolicyRule, RoleBinding, Subject } from '../../apimachinery/types.generated.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import { SeededRng } from '../../base/rng.ts';
import type { Attributes } from '../authorizer.ts';
import { RbacAuthorizer } from './authorizer.ts';

const GROUP = 'rbac.authorization.k8s.io';
const SEED = 20260717;
const QUESTIONS = 200_000;

interface NamedRole {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly rules: PolicyRule[];
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(value));
}

/** What roles mean, in the plainest words: walk through everything. */
function modelAllows(
  { user, verb, resource, path = '' }: Attributes,
  roles: ReadonlyMap<string, NamedRole>,
  bindings: ReadonlyMap<string, RoleBinding>,
): boolean {
  if (user.groups.includes('system:masters')) return true;
  for (const { metadata, roleRef, subjects = [] } of bindings.values()) {
    const { namespace } = metadata;
    if (namespace !== undefined && (resource === undefined || resource.namespace !== namespace)) {
      continue;
    }
    const isUser = ({ kind, name, namespace: own = namespace ?? '' }: Subject): boolean => {
      if (kind === 'User') return name === user.name;
      if (kind === 'Group') return user.groups.includes(name);
      return `system:serviceaccount:${own}:${name}` === user.name;
    };
    if (!subjects.some(isUser)) continue;
    const role = roles.get(`${roleRef.kind === 'Role' ? namespace : ''}/${roleRef.name}`);
    for (const rule of role?.rules ?? []) {
      if (!has(rule.verbs, verb)) continue;
      if (resource === undefined) {
        const isUnder = (url: string): boolean =>
          url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)));
        if (rule.nonResourceURLs?.some(isUnder) === true) return true;
        continue;
      }
      const { group, resource: plural, subresource, name } = resource;
      const wanted = subresource === '' ? plural : `${plural}/${subresource}`;
      const fits =
        has(rule.resources, wanted) ||
        (subresource !== '' && rule.resources?.includes(`*/${subresource}`) === true);
      const names = rule.resourceNames ?? [];
      if (has(rule.apiGroups, group) && fits && (names.length === 0 || names.includes(name))) {
        return true;
      }
    }
  }
  return false;
}

const VERBS = ['get', 'list', 'create', 'delete', '*'];
const GROUPS = ['', 'apps', '*'];
const RESOURCES = ['pods', 'pods/log', 'secrets', '*/log', '*/scale', 'deployments/scale', '*'];
const NAMES = ['a', 'b', 'c'];
const NAMESPACES = ['one', 'two', 'three'];
const URLS = ['/metrics', '/healthz*', '/apis/*', '/apis/apps', '*'];
const USERS = ['mia', 'system:serviceaccount:one:robot', 'system:serviceaccount:two:robot', 'zoe'];
const CREWS = ['crew', 'guests', 'system:authenticated'];

class Dice {
  readonly #rng = new SeededRng(SEED);

  one<T>(of: readonly T[]): T {
    const found = of[this.#rng.int(of.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }

  some<T>(of: readonly T[], max: number): T[] {
    return Array.from({ length: 1 + this.#rng.int(max) }, () => this.one(of));
  }

  chance(percent: number): boolean {
    return this.#rng.int(100) < percent;
  }
}

function randomRule(dice: Dice, isLocal: boolean): PolicyRule {
  // Stars are rare, or everybody may do everything.
  const plain = (list: readonly string[]): readonly string[] =>
    dice.chance(70) ? list.filter((each) => each !== '*') : list;
  const verbs = dice.some(plain(VERBS), 2);
  if (!isLocal && dice.chance(25)) return { verbs, nonResourceURLs: dice.some(plain(URLS), 2) };
  return {
    verbs,
    apiGroups: dice.some(plain(GROUPS), 2),
    resources: dice.some(plain(RESOURCES), 3),
    ...(dice.chance(40) && { resourceNames: dice.some(NAMES, 2) }),
  };
}

function randomBinding(dice: Dice): RoleBinding {
  const namespace = dice.chance(70) ? dice.one(NAMESPACES) : undefined;
  const kind = namespace !== undefined && dice.chance(50) ? 'Role' : 'ClusterRole';
  const subject = (): Subject => {
    const who = dice.one(['User', 'Group', 'ServiceAccount']);
    if (who === 'User') return { kind: who, apiGroup: GROUP, name: dice.one(USERS) };
    if (who === 'Group') return { kind: who, apiGroup: GROUP, name: dice.one(CREWS) };
    const own = dice.chance(50) ? { namespace: dice.one(NAMESPACES) } : {};
    return { kind: who, name: 'robot', ...own };
  };
  return {
    metadata: {
      name: dice.one(['u', 'v', 'w', 'x', 'y', 'z']),
      ...(namespace !== undefined && { namespace }),
    },
    roleRef: { apiGroup: GROUP, kind, name: dice.one(['r', 's', 'r', 's', 'missing']) },
    subjects: Array.from({ length: dice.one([0, 1, 1, 2]) }, subject),
  };
}

function randomQuestion(dice: Dice): Attributes {
  const user: UserInfo = { name: dice.one(USERS), groups: dice.some(CREWS, 2) };
  const verb = dice.one(['get', 'list', 'create', 'delete', 'get', 'list', 'watch']);
  if (dice.chance(15)) {
    const path = dice.one(['/metrics', '/healthz', '/healthz/etcd', '/apis', '/apis/apps', '/']);
    return { user, verb, path };
  }
  return {
    user,
    verb,
    resource: {
      group: dice.one(['', 'apps', 'batch']),
      version: 'v1',
      resource: dice.one(['pods', 'secrets', 'deployments', 'nodes']),
      subresource: dice.one(['', '', 'log', 'scale']),
      namespace: dice.one(['', ...NAMESPACES]),
      name: dice.one(['', ...NAMES]),
    },
  };
}

describe('what roles allow', () => {
  test(`is what the plain model says, while they change (seed ${SEED})`, () => {
    const dice = new Dice();
    const { policies, ...rest } = fresh();
    const roles = new Map<string, NamedRole>();
    const bindings = new Map<string, RoleBinding>();
    let allowed = 0;

    for (let i = 0; i < QUESTIONS; i++) {
      if (i % 10 === 0) {
        const namespace = dice.chance(60) ? dice.one(NAMESPACES) : undefined;
        const name = dice.one(['r', 's']);
        const rules = Array.from({ length: dice.one([0, 2, 4]) }, () =>
          randomRule(dice, namespace !== undefined),
        );
        const metadata = { name, ...(namespace !== undefined && { namespace }) };
        const key = `${namespace ?? ''}/${name}`;
        if (dice.chance(10)) {
          roles.delete(key);
          policies.removeRole({ metadata });
        } else {
          roles.set(key, { namespace, name, rules });
          policies.setRole({ metadata, rules });
        }
        const binding = randomBinding(dice);
        const bindingKey = `${binding.metadata.namespace ?? ''}/${binding.metadata.name}`;
        if (dice.chance(10)) {
          bindings.delete(bindingKey);
          policies.removeBinding(binding);
        } else {
          bindings.set(bindingKey, binding);
          policies.setBinding(binding);
        }
      }
      const question = randomQuestion(dice);
      const expected = modelAllows(question, roles, bindings);
      const answer = rest.authorizer.authorize(question).allowed;
      if (answer !== expected) expect({ question, answer }).toEqual({ question, answer: expected });
      if (expected) allowed++;
    }

    // Neither answer is rare, or the test would prove little.
    expect(allowed).toBeGreaterThan(QUESTIONS / 20);
    expect(allowed).toBeLessThan((QUESTIONS * 19) / 20);
  });

  test('comes with the reason', () => {
    const { authorizer, policies } = fresh();
    const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }];
    policies.setRole({ metadata: { name: 'reader' }, rules });
    const bind = (name: string, namespace: string, roleName: string): void =>
      policies.setBinding({
        metadata: { name, namespace },
        roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: roleName },
        subjects: [{ kind: 'ServiceAccount', name: 'robot' }],
      });
    bind('readers', 'one', 'reader');
    bind('lost', 'two', 'nowhere');
    const ask = (namespace: string): object =>
      authorizer.authorize({
        user: { name: `system:serviceaccount:${namespace}:robot`, groups: [] },
        verb: 'get',
        resource: {
          group: '',
          version: 'v1',
          resource: 'pods',
          subresource: '',
          namespace,
          name: '',
        },
      });

    expect(ask('one')).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by RoleBinding "readers/one" of ClusterRole "reader" to ServiceAccount "robot/one"',
    });
    expect(ask('two')).toEqual({
      allowed: false,
      reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "nowhere" not found',
    });
    expect(ask('three')).toEqual({ allowed: false, reason: '' });
  });
});

function fresh(): { authorizer: RbacAuthorizer; policies: RbacAuthorizer['policies'] } {
  const authorizer = new RbacAuthorizer();
  return { authorizer, policies: authorizer.policies };
}
