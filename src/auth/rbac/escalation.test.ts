import { describe, expect, test } from 'vitest';
import type { AdmissionAttributes } from '../../apimachinery/admission.ts';
import { ApiError } from '../../apimachinery/errors.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import type {
  ClusterRole,
  PolicyRule,
  RoleBinding,
  Subject,
} from '../../apimachinery/types.generated.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import { SeededRng } from '../../base/rng.ts';
import type { Attributes } from '../authorizer.ts';
import { RbacAuthorizer } from './authorizer.ts';
import { EscalationGuard } from './escalation.ts';

const GROUP = 'rbac.authorization.k8s.io';
const SEED = Number(process.env['SEED'] ?? Math.floor(performance.timeOrigin) % 2 ** 31);
const ATTACKS = 4000;
/** How often all questions are asked; each time is some hundreds of them. */
const CHECK_EACH = 8;

const EVE: UserInfo = {
  name: 'system:serviceaccount:one:eve',
  groups: ['system:serviceaccounts', 'system:authenticated'],
};
const VERBS = ['get', 'list', 'delete', 'bind', 'escalate'];
const GROUPS = ['', 'apps', GROUP];
const RESOURCES = ['pods', 'pods/log', 'secrets', 'clusterroles'];
const NAMES = ['a', 'b', ''];
const NAMESPACES = ['one', 'two', ''];
const PATHS = ['/metrics', '/logs/x'];

/** What is there from the start: Eve writes all roles and bindings, and reads a little. */
const ROLES: Readonly<Record<string, PolicyRule[]>> = {
  writer: [
    {
      verbs: ['create', 'update'],
      apiGroups: [GROUP],
      resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
    },
    { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['list'], apiGroups: ['apps'], resources: ['*'], resourceNames: ['a'] },
    { verbs: ['get'], nonResourceURLs: ['/logs/*'] },
  ],
  reader: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }],
  thief: [{ verbs: ['*'], apiGroups: ['*'], resources: ['secrets'] }],
  root: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ],
};

class Attack {
  readonly #rng = new SeededRng(SEED);
  readonly #authorizer = new RbacAuthorizer();
  readonly #guard = new EscalationGuard(
    { mutate: () => Promise.resolve(), validate: () => Promise.resolve() },
    this.#authorizer,
  );
  readonly #objects = new Map<string, AnyObject>();

  constructor() {
    const { policies } = this.#authorizer;
    for (const [name, rules] of Object.entries(ROLES)) {
      policies.setRole({ metadata: { name }, rules });
    }
    policies.setBinding(this.#binding(undefined, 'start', 'ClusterRole', 'writer'));
    policies.setBinding(this.#binding('one', 'start', 'ClusterRole', 'reader'));
  }

  /** All that Eve may do, of what is asked about here. */
  rights(): Set<string> {
    const allowed = new Set<string>();
    for (const question of questions()) {
      if (this.#authorizer.authorize(question).allowed) {
        allowed.add(JSON.stringify({ ...question, user: undefined }));
      }
    }
    return allowed;
  }

  /** Writes a role or a binding drawn by lot, if the guard lets it pass. */
  async once(): Promise<boolean> {
    const namespace = this.#one(['one', 'two', undefined]);
    const isRole = this.#rng.int(2) === 0;
    const kind = `${namespace === undefined ? 'cluster' : ''}${isRole ? 'roles' : 'rolebindings'}`;
    const name = this.#one(['x', 'y', 'z']);
    const object = isRole ? this.#role(namespace, name) : this.#anyBinding(namespace, name);
    const key = `${namespace ?? ''}/${kind}/${name}`;
    const previous = this.#objects.get(key);
    const attributes = {
      operation: previous === undefined ? 'CREATE' : 'UPDATE',
      group: GROUP,
      version: 'v1',
      resource: kind,
      kind,
      namespaced: namespace !== undefined,
      namespace,
      name,
      object,
      previous,
      user: EVE,
      dryRun: false,
      subresource: undefined,
      warn: () => {},
    } as unknown as AdmissionAttributes;
    try {
      await this.#guard.mutate(attributes);
    } catch (error) {
      if (error instanceof ApiError && error.code < 500) return false;
      throw error;
    }
    this.#objects.set(key, object);
    const { policies } = this.#authorizer;
    if (isRole) policies.setRole(object as unknown as ClusterRole);
    else policies.setBinding(object as unknown as RoleBinding);
    return true;
  }

  #role(namespace: string | undefined, name: string): AnyObject {
    const rules = Array.from({ length: 1 + this.#rng.int(2) }, () => this.#rule(namespace));
    const aggregates = namespace === undefined && this.#rng.int(10) === 0;
    return {
      metadata: { name, ...(namespace !== undefined && { namespace }) },
      rules,
      ...(aggregates && { aggregationRule: { clusterRoleSelectors: [{}] } }),
    };
  }

  /** Often a part of what Eve has, or hardly more than that. */
  #rule(namespace: string | undefined): PolicyRule {
    if (namespace === undefined && this.#rng.int(4) === 0) {
      const nonResourceURLs = [this.#one(['/logs/x', '/logs/*', '/logs*', '/metrics', '*'])];
      return { verbs: [this.#one(['get', 'get', '*'])], nonResourceURLs };
    }
    const verbs = this.#some(['get', 'get', 'list', 'delete', 'escalate', 'bind', '*']);
    const names = this.#rng.int(3) === 0 ? { resourceNames: this.#some(['a', 'b', '']) } : {};
    return {
      verbs,
      apiGroups: this.#some(['', '', 'apps', GROUP, '*']),
      resources: this.#some(['pods', 'pods', 'pods/log', '*/log', 'secrets', 'clusterroles', '*']),
      ...names,
    };
  }

  #anyBinding(namespace: string | undefined, name: string): AnyObject {
    const kind = namespace !== undefined && this.#rng.int(2) === 0 ? 'Role' : 'ClusterRole';
    const own = ['x', 'y', 'z'];
    const roles = kind === 'Role' ? own : [...own, 'reader', 'thief', 'root', 'writer', 'missing'];
    return this.#binding(namespace, name, kind, this.#one(roles)) as unknown as AnyObject;
  }

  #binding(
    namespace: string | undefined,
    name: string,
    kind: string,
    roleName: string,
  ): RoleBinding {
    const subject = this.#one<Subject>([
      { kind: 'ServiceAccount', name: 'eve', namespace: 'one' },
      { kind: 'User', apiGroup: GROUP, name: EVE.name },
      { kind: 'Group', apiGroup: GROUP, name: 'system:authenticated' },
    ]);
    return {
      metadata: { name, ...(namespace !== undefined && { namespace }) },
      roleRef: { apiGroup: GROUP, kind, name: roleName },
      subjects: [subject],
    };
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#rng.int(of.length)] as T;
  }

  #some<T>(of: readonly T[]): T[] {
    return Array.from({ length: 1 + this.#rng.int(2) }, () => this.#one(of));
  }
}

function* questions(): Generator<Attributes> {
  for (const verb of VERBS) {
    for (const path of PATHS) yield { user: EVE, verb, path };
    for (const group of GROUPS) {
      for (const each of RESOURCES) {
        const [resource = '', subresource = ''] = each.split('/');
        for (const namespace of NAMESPACES) {
          for (const name of NAMES) {
            const asked = { group, version: 'v1', resource, subresource, namespace, name };
            yield { user: EVE, verb, resource: asked };
          }
        }
      }
    }
  }
}

describe('who may write all roles and bindings', () => {
  test(`never gets more than they had (SEED=${SEED})`, async () => {
    const attack = new Attack();
    const before = attack.rights();
    let passed = 0;

    for (let attacks = 0; attacks < ATTACKS; attacks++) {
      const hasPassed = await attack.once();
      if (!hasPassed) continue;
      passed++;
      if (passed % CHECK_EACH > 0) continue;
      const more = [...attack.rights()].filter((right) => !before.has(right));
      expect(more, `after ${attacks} attacks`).toEqual([]);
    }

    expect(before.size).toBeGreaterThan(10);
    // Neither outcome is rare, or the test would prove little.
    expect(passed).toBeGreaterThan(ATTACKS / 20);
    expect(passed).toBeLessThan((ATTACKS * 19) / 20);
  });
});
