import { isDeepStrictEqual } from 'node:util';
import type { Admission, AdmissionAttributes } from '../../apimachinery/admission.ts';
import { badRequest, bareError, forbidden, notFound } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
} from '../../apimachinery/types.generated.ts';
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts';
import type { RbacAuthorizer } from './authorizer.ts';
import { describeRules, quoteAll, uncovered } from './covers.ts';

const GROUP = 'rbac.authorization.k8s.io';
const ROLES = new Set(['roles', 'clusterroles']);
const BINDINGS = new Set(['rolebindings', 'clusterrolebindings']);
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/**
 * Nobody hands out rights that they do not have. Upstream checks this where roles and bindings are
 * stored: after everything that may change the object, before it is validated.
 */
export class EscalationGuard implements Admission {
  readonly #next: Admission;
  readonly #authorizer: RbacAuthorizer;

  constructor(next: Admission, authorizer: RbacAuthorizer) {
    this.#next = next;
    this.#authorizer = authorizer;
  }

  async mutate(attributes: AdmissionAttributes): Promise<void> {
    await this.#next.mutate(attributes);
    if (attributes.group === GROUP) this.#check(attributes);
  }

  validate(attributes: AdmissionAttributes): Promise<void> {
    return this.#next.validate(attributes);
  }

  #check(attributes: AdmissionAttributes): void {
    const { object, previous, user, resource } = attributes;
    if (object === undefined || user.groups.includes(SYSTEM_MASTERS)) return;
    if (ROLES.has(resource)) {
      if (this.#may('escalate', attributes, resource, this.#requestName(attributes))) return;
      if (isForCollectorOnly(object, previous)) return;
      this.#checkRole(attributes, object as unknown as ClusterRole);
    } else if (BINDINGS.has(resource)) {
      if (isForCollectorOnly(object, previous)) return;
      this.#checkBinding(attributes, object as unknown as ClusterRoleBinding);
    }
  }

  #checkRole(attributes: AdmissionAttributes, role: ClusterRole): void {
    this.#confirmHeld(attributes, role.rules ?? []);
    const previous = attributes.previous as ClusterRole | undefined;
    if (!aggregates(role) && !aggregates(previous)) return;
    // An aggregation rule can gather anything.
    if (this.#missing(attributes, FULL_AUTHORITY).length === 0) return;
    throw forbidden(
      { group: GROUP, resource: attributes.resource },
      nameOf(attributes),
      'must have cluster-admin privileges to use the aggregationRule',
    );
  }

  #checkBinding(attributes: AdmissionAttributes, { roleRef }: ClusterRoleBinding): void {
    const isRole = roleRef.kind === 'Role';
    const resource = isRole ? 'roles' : 'clusterroles';
    if (!isRole && roleRef.kind !== 'ClusterRole') {
      throw bareError(`unsupported role reference kind: ${quote(roleRef.kind)}`);
    }
    if (this.#may('bind', attributes, resource, roleRef.name)) return;
    if (isRole && attributes.namespace === undefined) {
      throw badRequest('Namespace parameter required.');
    }
    const { policies } = this.#authorizer;
    const rules = policies.rulesOfRole(isRole ? attributes.namespace : undefined, roleRef.name);
    // Upstream's stores name what is missing by the resource of the request, whatever they hold.
    if (rules === undefined) {
      throw notFound({ group: GROUP, resource: attributes.resource }, roleRef.name);
    }
    this.#confirmHeld(attributes, rules);
  }

  #may(verb: string, attributes: AdmissionAttributes, resource: string, name: string): boolean {
    const { user, namespace = '' } = attributes;
    return this.#authorizer.authorize({
      user,
      verb,
      resource: { group: GROUP, version: '*', resource, subresource: '', namespace, name },
    }).allowed;
  }

  /** The path of a create has no name. */
  #requestName({ operation, name }: AdmissionAttributes): string {
    return operation === 'CREATE' ? '' : name;
  }

  #missing(
    { user, namespace = '' }: AdmissionAttributes,
    rules: readonly PolicyRule[],
  ): PolicyRule[] {
    return uncovered(this.#authorizer.policyRulesFor(user, namespace), rules);
  }

  #confirmHeld(attributes: AdmissionAttributes, rules: readonly PolicyRule[]): void {
    const missing = this.#missing(attributes, rules);
    if (missing.length === 0) return;
    const { user, resource, namespace = '' } = attributes;
    const { evaluationError } = this.#authorizer.rulesFor(user, namespace);
    const why =
      `user ${quote(user.name)} (groups=${quoteAll(user.groups)}) is attempting to grant RBAC ` +
      `permissions not currently held:\n${describeRules(missing).join('\n')}`;
    const more = evaluationError === '' ? '' : `; resolution errors: ${evaluationError}`;
    throw forbidden({ group: GROUP, resource }, nameOf(attributes), why + more);
  }
}

function nameOf({ object, name }: AdmissionAttributes): string {
  return object?.metadata.name ?? name;
}

function aggregates(role: ClusterRole | undefined): boolean {
  return (role?.aggregationRule?.clusterRoleSelectors ?? []).length > 0;
}

/** Owners and finalizers may always change, or nobody could clean up. */
function isForCollectorOnly(next: AnyObject, previous: AnyObject | undefined): boolean {
  if (previous === undefined) return false;
  return isDeepStrictEqual(withoutCollectorFields(next), withoutCollectorFields(previous));
}

function withoutCollectorFields({ metadata, ...rest }: AnyObject): object {
  const {
    ownerReferences: _owners,
    finalizers: _finalizers,
    managedFields: _managed,
    ...kept
  } = metadata;
  return { ...rest, metadata: kept };
}
