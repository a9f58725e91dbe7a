import { isPathSegmentName } from '../../apimachinery/names.ts';
import type { Behaviour } from '../../registry/definition.ts';
import { defineBehaviour } from '../../registry/definition.ts';

const KINDS = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

/** Names of roles and bindings may have colons: they only have to fit into a path. */
export const rbacBehaviours: readonly Behaviour[] = KINDS.map((kind) =>
  defineBehaviour(`rbac.authorization.k8s.io/v1/${kind}`, {
    strategy: { validateName: isPathSegmentName },
  }),
);
