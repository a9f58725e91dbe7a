import type { ClusterRoleBinding, RoleBinding } from '../../apimachinery/types.generated.ts';
import type { Cell } from '../../registry/definition.ts';

/** The cells of RoleBindings and ClusterRoleBindings. */
export function row({ roleRef, subjects }: ClusterRoleBinding | RoleBinding): Record<string, Cell> {
  const all = subjects ?? [];
  const named = (wanted: string): string =>
    all
      .filter(({ kind }) => kind === wanted)
      .map(({ name }) => name)
      .join(', ');
  return {
    Role: `${roleRef.kind}/${roleRef.name}`,
    Users: named('User'),
    Groups: named('Group'),
    ServiceAccounts: all
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map(({ namespace, name }) => `${namespace ?? ''}/${name}`)
      .join(', '),
  };
}
