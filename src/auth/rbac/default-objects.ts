import type { KubeObject } from '../../apimachinery/meta.ts';
import type { PolicyRule, Subject } from '../../apimachinery/types.generated.ts';
import { bindings } from './default-bindings.ts';
import { clusterRoles } from './default-cluster-roles.ts';
import { controllerRoles } from './default-controller-roles.ts';
import { namespacedRoles } from './default-namespaced-roles.ts';

/**
 * A role in short. A rule is `verbs | API groups | resources | resource names`, with `core` for the
 * group without a name, or `verbs @ paths`.
 */
export interface DefaultRole {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The label by which it gathers the rules of others. */
  readonly aggregates?: string;
  readonly rules: readonly string[];
}

/** A binding in short: `User name`, `Group name` or `ServiceAccount namespace/name`. */
export interface DefaultBinding {
  readonly name: string;
  readonly namespace?: string;
  readonly role: string;
  readonly subjects: readonly string[];
}

/** Objects of one resource. */
export interface DefaultObjects {
  readonly plural: 'clusterroles' | 'clusterrolebindings' | 'roles' | 'rolebindings';
  readonly objects: readonly KubeObject[];
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** The roles and bindings that every cluster has. */
export function defaultRbacObjects(): DefaultObjects[] {
  const ofControllers = controllerRoles.map(
    ({ name }): DefaultBinding => ({
      name,
      role: name,
      subjects: [`ServiceAccount kube-system/${name.slice('system:controller:'.length)}`],
    }),
  );
  const all = [...bindings, ...ofControllers];
  return [
    { plural: 'clusterroles', objects: [...clusterRoles, ...controllerRoles].map(roleFrom) },
    { plural: 'roles', objects: namespacedRoles.map(roleFrom) },
    {
      plural: 'clusterrolebindings',
      objects: all.filter(({ namespace }) => namespace === undefined).map(bindingFrom),
    },
    {
      plural: 'rolebindings',
      objects: all.filter(({ namespace }) => namespace !== undefined).map(bindingFrom),
    },
  ];
}

function roleFrom({ name, namespace, labels, aggregates, rules }: DefaultRole): KubeObject {
  const metadata = metadataOf(name, namespace, labels);
  if (aggregates === undefined) return { metadata, rules: rules.map(ruleFrom) } as KubeObject;
  const clusterRoleSelectors = [{ matchLabels: { [aggregates]: 'true' } }];
  // Its rules come from the controller that gathers them.
  return { metadata, aggregationRule: { clusterRoleSelectors }, rules: [] } as KubeObject;
}

function bindingFrom({ name, namespace, role, subjects }: DefaultBinding): KubeObject {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return {
    metadata: metadataOf(name, namespace, {}),
    roleRef: { apiGroup: RBAC_GROUP, kind, name: role },
    ...(subjects.length > 0 && { subjects: subjects.map(subjectFrom) }),
  } as KubeObject;
}

function metadataOf(
  name: string,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>> = {},
): KubeObject['metadata'] {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  };
}

function ruleFrom(text: string): PolicyRule {
  const [verbs = '', paths] = text.split(' @ ');
  if (paths !== undefined) return { verbs: words(verbs), nonResourceURLs: words(paths) };
  const [what = '', groups = '', resources = '', names] = text.split(' | ');
  return {
    verbs: words(what),
    apiGroups: words(groups).map((group) => (group === 'core' ? '' : group)),
    resources: words(resources),
    ...(names !== undefined && { resourceNames: words(names) }),
  };
}

function subjectFrom(text: string): Subject {
  const [kind = '', name = ''] = words(text);
  if (kind !== 'ServiceAccount') return { kind, apiGroup: RBAC_GROUP, name };
  const [namespace = '', account = ''] = name.split('/');
  return { kind, name: account, namespace };
}

function words(text: string): string[] {
  return text.split(' ');
}
