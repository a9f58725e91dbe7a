import type { ClusterRoleBinding, RoleBinding } from '../../apimachinery/types.generated.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Role references and subjects that are users or groups belong to this API group. */
export function defaults(next: ClusterRoleBinding | RoleBinding): void {
  next.roleRef.apiGroup ||= RBAC_GROUP;
  for (const subject of next.subjects ?? []) {
    if (subject.apiGroup) continue;
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup = RBAC_GROUP;
  }
}
