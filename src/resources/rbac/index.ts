import type { FieldError } from '../../apimachinery/field-error.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { isPathSegmentName } from '../../apimachinery/names.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
} from '../../apimachinery/types.generated.ts';
import type { Behaviour } from '../../registry/definition.ts';
import { defineBehaviour } from '../../registry/definition.ts';
import { defaults } from './defaults.ts';
import {
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
  validateRoleRefUpdate,
} from './validation.ts';

// Names of roles and bindings may have colons: they only have to fit into a path.
const validateName = isPathSegmentName;

const role = defineBehaviour<Role>('rbac.authorization.k8s.io/v1/Role', {
  strategy: {
    validateName,
    validate: validateRole,
    validateUpdate: (next) => twice(validateRole(next)),
  },
});

const clusterRole = defineBehaviour<ClusterRole>('rbac.authorization.k8s.io/v1/ClusterRole', {
  strategy: {
    validateName,
    validate: (next) => validateClusterRole(next, undefined),
    validateUpdate: (next, previous) => twice(validateClusterRole(next, previous)),
  },
});

const roleBinding = defineBehaviour<RoleBinding>('rbac.authorization.k8s.io/v1/RoleBinding', {
  strategy: {
    validateName,
    defaults,
    validate: validateRoleBinding,
    validateUpdate: (next, previous) => [
      ...twice(validateRoleBinding(next)),
      ...validateRoleRefUpdate(next.roleRef, previous.roleRef),
    ],
  },
});

const clusterRoleBinding = defineBehaviour<ClusterRoleBinding>(
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding',
  {
    strategy: {
      validateName,
      defaults,
      validate: validateClusterRoleBinding,
      validateUpdate: (next, previous) => [
        ...twice(validateClusterRoleBinding(next)),
        ...validateRoleRefUpdate(next.roleRef, previous.roleRef),
      ],
    },
  },
);

export const rbacBehaviours: readonly Behaviour[] = [
  anyKind(role),
  anyKind(clusterRole),
  anyKind(roleBinding),
  anyKind(clusterRoleBinding),
];

/** Upstream judges an updated object twice, and every finding is among the causes twice. */
function twice(errors: readonly FieldError[]): FieldError[] {
  return [...errors, ...errors];
}

/** The registry hands every behaviour only objects of its kind, which the type cannot say. */
function anyKind<T extends KubeObject>(behaviour: Behaviour<T>): Behaviour {
  return behaviour as unknown as Behaviour;
}
