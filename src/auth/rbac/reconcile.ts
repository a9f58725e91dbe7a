import { equalJson } from '../../apimachinery/managed-fields/equal.ts';
import type {
  ClusterRole,
  ClusterRoleBinding,
  Subject,
} from '../../apimachinery/types.generated.ts';
import { uncovered } from './covers.ts';

/** `false` on a role or binding: it belongs to an administrator, and is left as it is. */
const AUTO_UPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

/** Undefined: the role has all that it should have. What it has besides stays. */
export function repairedRole(current: ClusterRole, wanted: ClusterRole): ClusterRole | undefined {
  if (isProtected(current)) return undefined;
  const metadata = withMarks(current.metadata, wanted.metadata);
  const next: ClusterRole = { ...current, metadata };
  // At almost every start they are the same, and covering is a longer question.
  const same = equalJson(current.rules ?? [], wanted.rules ?? []);
  const missing = same ? [] : uncovered(current.rules ?? [], wanted.rules ?? []);
  if (missing.length > 0) next.rules = [...(current.rules ?? []), ...missing];
  const [selectors, wantedSelectors] = [current, wanted].map(
    ({ aggregationRule }) => aggregationRule?.clusterRoleSelectors ?? [],
  );
  const unselected = (wantedSelectors ?? []).filter(
    (each) => !selectors?.some((known) => equalJson(known, each)),
  );
  if (wanted.aggregationRule === undefined) delete next.aggregationRule;
  else if (unselected.length > 0) {
    next.aggregationRule = { clusterRoleSelectors: [...(selectors ?? []), ...unselected] };
  }
  return equalJson(next, current) ? undefined : next;
}

export type BindingRepair =
  | { readonly update: ClusterRoleBinding }
  /** It binds another role, which cannot be changed. */
  | { readonly replace: ClusterRoleBinding };

/** Undefined: the binding has all the subjects that it should have. Further ones stay. */
export function repairedBinding(
  current: ClusterRoleBinding,
  wanted: ClusterRoleBinding,
): BindingRepair | undefined {
  if (isProtected(current)) return undefined;
  if (!equalJson({ ...current.roleRef }, { ...wanted.roleRef })) {
    return { replace: wanted };
  }
  const subjects = current.subjects ?? [];
  const missing = (wanted.subjects ?? []).filter(
    (each) => !subjects.some((known) => isSameSubject(known, each)),
  );
  const next: ClusterRoleBinding = {
    ...current,
    metadata: withMarks(current.metadata, wanted.metadata),
  };
  if (missing.length > 0) next.subjects = [...subjects, ...missing];
  return equalJson(next, current) ? undefined : { update: next };
}

function isProtected({ metadata }: ClusterRole | ClusterRoleBinding): boolean {
  return metadata.annotations?.[AUTO_UPDATE] === 'false';
}

function isSameSubject(a: Subject, b: Subject): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    (a.apiGroup ?? '') === (b.apiGroup ?? '') &&
    (a.namespace ?? '') === (b.namespace ?? '')
  );
}

/** Labels and annotations that are missing; those that are there keep their values. */
function withMarks<M extends ClusterRole['metadata']>(current: M, wanted: M): M {
  const labels = { ...wanted.labels, ...current.labels };
  const annotations = { ...wanted.annotations, ...current.annotations };
  return {
    ...current,
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}
