import { quote } from '../../apimachinery/go-print.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
} from '../../apimachinery/types.generated.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts';
import type { Clock } from '../../base/clock.ts';
import type { Client } from '../../client/client.ts';
import { Informer } from '../../client/informer.ts';
import type { Attributes, Authorizer, Decision, Rules } from '../authorizer.ts';
import type { Binding } from './policies.ts';
import { Policies, subjectFor } from './policies.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const MASTER: Decision = { allowed: true, reason: '' };
const NOTHING: Decision = { allowed: false, reason: '' };

/** `--authorization-mode RBAC`: what roles and bindings say, and the privileged group may all. */
export class RbacAuthorizer implements Authorizer {
  readonly policies = new Policies();

  /** Follows the roles and bindings; resolves when those that exist are known. */
  async start(client: Client, clock: Clock, signal: AbortSignal): Promise<void> {
    const { policies } = this;
    const roles = new Informer(client.resource<Role>(RBAC, 'roles'), clock);
    const clusterRoles = new Informer(client.resource<ClusterRole>(RBAC, 'clusterroles'), clock);
    for (const informer of [roles, clusterRoles]) {
      informer.onChange((role: Role | ClusterRole | undefined, previous) => {
        if (role !== undefined) policies.setRole(role);
        else if (previous !== undefined) policies.removeRole(previous);
      });
    }
    const bindings = new Informer(client.resource<RoleBinding>(RBAC, 'rolebindings'), clock);
    const clusterBindings = new Informer(
      client.resource<ClusterRoleBinding>(RBAC, 'clusterrolebindings'),
      clock,
    );
    for (const informer of [bindings, clusterBindings]) {
      informer.onChange((binding: RoleBinding | undefined, previous) => {
        if (binding !== undefined) policies.setBinding(binding);
        else if (previous !== undefined) policies.removeBinding(previous);
      });
    }
    const all = [roles, clusterRoles, bindings, clusterBindings];
    await Promise.all(all.map((informer) => informer.start(signal)));
  }

  authorize(attributes: Attributes): Decision {
    const { user } = attributes;
    if (user.groups.includes(SYSTEM_MASTERS)) return MASTER;
    const { policies } = this;
    const namespace = attributes.resource?.namespace ?? '';
    for (const grants of policies.grantsOf(user, namespace)) {
      const binding = grants.find(attributes, policies.rulesOf);
      if (binding !== undefined) return allowedBy(binding, user);
    }
    const error = this.#danglingRoles(user, namespace);
    return error === '' ? NOTHING : { allowed: false, reason: `RBAC: ${error}` };
  }

  rulesFor(user: UserInfo, namespace: string): Rules {
    const rules = this.policyRulesFor(user, namespace);
    return {
      resourceRules: rules
        .filter(({ resources = [] }) => resources.length > 0)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          ...(apiGroups && { apiGroups }),
          ...(resources && { resources }),
          ...(resourceNames && { resourceNames }),
        })),
      nonResourceRules: rules
        .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({
          verbs,
          ...(nonResourceURLs && { nonResourceURLs }),
        })),
      incomplete: false,
      evaluationError: this.#danglingRoles(user, namespace),
    };
  }

  /** Everything a user holds in a namespace (empty: in the whole cluster), binding by binding. */
  policyRulesFor(user: UserInfo, namespace: string): PolicyRule[] {
    return this.#bindingsOf(user, namespace).flatMap((binding) =>
      (this.policies.rulesOf(binding) ?? []).map(({ rule }) => rule),
    );
  }

  #bindingsOf(user: UserInfo, namespace: string): Binding[] {
    const all = new Set<Binding>();
    for (const grants of this.policies.grantsOf(user, namespace)) {
      for (const binding of grants.bindings) all.add(binding);
    }
    return [...all].toSorted(byScopeAndName);
  }

  /** What is wrong with the bindings of a user; empty: nothing. */
  #danglingRoles(user: UserInfo, namespace: string): string {
    let dangling: Set<Binding> | undefined;
    for (const grants of this.policies.grantsOf(user, namespace)) {
      for (const each of grants.index(this.policies.rulesOf).dangling) {
        dangling ??= new Set();
        dangling.add(each);
      }
    }
    if (dangling === undefined) return '';
    const messages = [...dangling].toSorted(byScopeAndName).map(({ roleRef: { kind, name } }) => {
      return `${kind.toLowerCase()}.rbac.authorization.k8s.io ${quote(name)} not found`;
    });
    const different = [...new Set(messages)];
    return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
  }
}

/** Most who ask do not read the reason, and writing it takes longer than finding the answer. */
function allowedBy(binding: Binding, user: UserInfo): Decision {
  return {
    allowed: true,
    get reason() {
      return reasonOf(binding, user);
    },
  };
}

function byScopeAndName(a: Binding, b: Binding): number {
  if ((a.namespace === undefined) !== (b.namespace === undefined)) {
    return a.namespace === undefined ? -1 : 1;
  }
  return a.name < b.name ? -1 : 1;
}

function reasonOf(binding: Binding, user: UserInfo): string {
  const { name, namespace, roleRef } = binding;
  const subject = subjectFor(binding, user);
  const source =
    namespace === undefined
      ? `ClusterRoleBinding ${quote(name)}`
      : `RoleBinding ${quote(`${name}/${namespace}`)}`;
  const whom =
    subject?.kind === 'ServiceAccount'
      ? `${subject.name}/${subject.namespace || (namespace ?? '')}`
      : (subject?.name ?? '');
  const to = `${subject?.kind ?? ''} ${quote(whom)}`;
  return `RBAC: allowed by ${source} of ${roleRef.kind} ${quote(roleRef.name)} to ${to}`;
}
