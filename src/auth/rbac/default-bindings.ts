import type { DefaultBinding } from './default-objects.ts';

/** Who has the roles; those of controllers follow from their names. */
export const bindings: readonly DefaultBinding[] = [
  toRoleOfThatName('cluster-admin', 'Group system:masters'),
  toRoleOfThatName('system:basic-user', 'Group system:authenticated'),
  toRoleOfThatName('system:discovery', 'Group system:authenticated'),
  toRoleOfThatName('system:kube-controller-manager', 'User system:kube-controller-manager'),
  toRoleOfThatName('system:kube-dns', 'ServiceAccount kube-system/kube-dns'),
  toRoleOfThatName('system:kube-scheduler', 'User system:kube-scheduler'),
  toRoleOfThatName('system:monitoring', 'Group system:monitoring'),
  toRoleOfThatName('system:node'),
  toRoleOfThatName('system:node-proxier', 'User system:kube-proxy'),
  toRoleOfThatName(
    'system:public-info-viewer',
    'Group system:authenticated',
    'Group system:unauthenticated',
  ),
  toRoleOfThatName('system:service-account-issuer-discovery', 'Group system:serviceaccounts'),
  toRoleOfThatName('system:volume-scheduler', 'User system:kube-scheduler'),
  {
    ...toRoleOfThatName(
      'system:controller:bootstrap-signer',
      'ServiceAccount kube-system/bootstrap-signer',
    ),
    namespace: 'kube-public',
  },
  {
    name: 'system::extension-apiserver-authentication-reader',
    namespace: 'kube-system',
    role: 'extension-apiserver-authentication-reader',
    subjects: ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  },
  {
    ...toRoleOfThatName(
      'system::leader-locking-kube-controller-manager',
      'User system:kube-controller-manager',
      'ServiceAccount kube-system/kube-controller-manager',
      'ServiceAccount kube-system/leader-election-controller',
    ),
    namespace: 'kube-system',
  },
  {
    ...toRoleOfThatName(
      'system::leader-locking-kube-scheduler',
      'User system:kube-scheduler',
      'ServiceAccount kube-system/kube-scheduler',
    ),
    namespace: 'kube-system',
  },
  ...['bootstrap-signer', 'cloud-provider', 'token-cleaner'].map((name) => ({
    ...toRoleOfThatName(`system:controller:${name}`, `ServiceAccount kube-system/${name}`),
    namespace: 'kube-system',
  })),
];

function toRoleOfThatName(name: string, ...subjects: readonly string[]): DefaultBinding {
  return { name, role: name, subjects };
}
