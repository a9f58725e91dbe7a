import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../../apimachinery/types.generated.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import { Grants } from './grants.ts';
import type { CompiledRule } from './rule.ts';
import { compileRule } from './rule.ts';

/** A RoleBinding or ClusterRoleBinding, ready for questions. */
export interface Binding {
  /** `namespace/name`; a ClusterRoleBinding has no namespace. */
  readonly key: string;
  readonly name: string;
  /** Undefined: a ClusterRoleBinding. */
  readonly namespace: string | undefined;
  readonly roleRef: ClusterRoleBinding['roleRef'];
  /** Key of the role that it binds. */
  readonly role: string;
  readonly subjects: readonly Subject[];
}

/** The bindings of one namespace, or those of the cluster, by whom they are for. */
class Scope {
  readonly users = new Map<string, Grants>();
  readonly groups = new Map<string, Grants>();
}

/**
 * Roles and bindings, indexed by namespace and by user, group and service account. A change touches
 * only the subjects that it concerns.
 */
export class Policies {
  readonly #roles = new Map<string, readonly CompiledRule[]>();
  readonly #bindings = new Map<string, Binding>();
  readonly #boundTo = new Map<string, Set<Binding>>();
  readonly #cluster = new Scope();
  readonly #namespaces = new Map<string, Scope>();

  setRole(role: Role | ClusterRole): void {
    const key = roleKey(role.metadata.namespace, role.metadata.name ?? '');
    this.#roles.set(key, (role.rules ?? []).map(compileRule));
    this.#roleChanged(key);
  }

  removeRole({ metadata }: KubeObject): void {
    const key = roleKey(metadata.namespace, metadata.name ?? '');
    this.#roles.delete(key);
    this.#roleChanged(key);
  }

  setBinding(object: RoleBinding | ClusterRoleBinding): void {
    this.removeBinding(object);
    const { namespace, name = '' } = object.metadata;
    const { roleRef, subjects = [] } = object;
    const key = roleKey(namespace, name);
    const role = roleKey(roleRef.kind === 'Role' ? namespace : undefined, roleRef.name);
    const binding: Binding = { key, name, namespace, roleRef, role, subjects };
    this.#bindings.set(key, binding);
    const bound = this.#boundTo.get(role);
    if (bound === undefined) this.#boundTo.set(role, new Set([binding]));
    else bound.add(binding);
    const scope = this.#scopeOf(namespace);
    for (const [grants, subject] of this.#places(scope, binding)) {
      let of = grants.get(subject);
      if (of === undefined) {
        of = new Grants();
        grants.set(subject, of);
      }
      of.bindings.add(binding);
      of.invalidate();
    }
  }

  removeBinding({ metadata: { namespace, name = '' } }: KubeObject): void {
    const key = roleKey(namespace, name);
    const binding = this.#bindings.get(key);
    if (binding === undefined) return;
    this.#bindings.delete(key);
    const bound = this.#boundTo.get(binding.role);
    bound?.delete(binding);
    if (bound?.size === 0) this.#boundTo.delete(binding.role);
    const scope = this.#scopeOf(namespace);
    for (const [grants, subject] of this.#places(scope, binding)) {
      const of = grants.get(subject);
      of?.bindings.delete(binding);
      of?.invalidate();
      if (of?.bindings.size === 0) grants.delete(subject);
    }
    if (namespace !== undefined && scope.users.size === 0 && scope.groups.size === 0) {
      this.#namespaces.delete(namespace);
    }
  }

  /** What a user has: in the whole cluster first, then in the namespace; empty: none. */
  grantsOf({ name, groups }: UserInfo, namespace: string): readonly Grants[] {
    const found: Grants[] = [];
    collect(this.#cluster, name, groups, found);
    const local = namespace === '' ? undefined : this.#namespaces.get(namespace);
    if (local !== undefined) collect(local, name, groups, found);
    return found;
  }

  /** Undefined: the role does not exist. */
  readonly rulesOf = ({ role }: Binding): readonly CompiledRule[] | undefined =>
    this.#roles.get(role);

  /** @param namespace undefined for a ClusterRole */
  rulesOfRole(namespace: string | undefined, name: string): readonly PolicyRule[] | undefined {
    return this.#roles.get(roleKey(namespace, name))?.map(({ rule }) => rule);
  }

  #roleChanged(role: string): void {
    for (const binding of this.#boundTo.get(role) ?? []) {
      const scope = this.#scopeOf(binding.namespace);
      for (const [grants, subject] of this.#places(scope, binding)) {
        grants.get(subject)?.invalidate();
      }
    }
  }

  #scopeOf(namespace: string | undefined): Scope {
    if (namespace === undefined) return this.#cluster;
    let scope = this.#namespaces.get(namespace);
    if (scope === undefined) {
      scope = new Scope();
      this.#namespaces.set(namespace, scope);
    }
    return scope;
  }

  /** Where a binding is filed. A service account is a user with a long name. */
  *#places(scope: Scope, binding: Binding): Generator<[Map<string, Grants>, string]> {
    for (const subject of binding.subjects) {
      const user = userOf(subject, binding.namespace);
      if (user !== undefined) yield [scope.users, user];
      else if (subject.kind === 'Group') yield [scope.groups, subject.name];
    }
  }
}

function collect(
  { users, groups: shared }: Scope,
  name: string,
  groups: readonly string[],
  found: Grants[],
): void {
  const own = users.get(name);
  if (own !== undefined) found.push(own);
  for (const group of groups) {
    const grants = shared.get(group);
    if (grants !== undefined) found.push(grants);
  }
}

/** The first subject of a binding that is this user. */
export function subjectFor({ subjects, namespace }: Binding, user: UserInfo): Subject | undefined {
  return subjects.find((subject) =>
    subject.kind === 'Group'
      ? user.groups.includes(subject.name)
      : userOf(subject, namespace) === user.name,
  );
}

function userOf(subject: Subject, bindingNamespace: string | undefined): string | undefined {
  if (subject.kind === 'User') return subject.name;
  if (subject.kind !== 'ServiceAccount') return undefined;
  // An account without a namespace is one of the binding's own.
  const namespace = subject.namespace || bindingNamespace;
  return namespace && `system:serviceaccount:${namespace}:${subject.name}`;
}

/** Names may hold anything but slashes, so the key is nobody else's. */
function roleKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}
