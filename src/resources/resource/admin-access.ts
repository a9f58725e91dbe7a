import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../apimachinery/field-error.ts';
import type {
  AllocationResult,
  DeviceClaim,
  ObjectMeta,
} from '../../apimachinery/types.generated.ts';

const LABEL = 'resource.kubernetes.io/admin-access';

/** The labels of a namespace as it is now; undefined: there is none of this name. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined;

/** Devices that others use are for namespaces whose label says so. */
export function adminRequestErrors(
  labelsOf: NamespaceLabels,
  { namespace }: ObjectMeta,
  { requests }: DeviceClaim,
): FieldError[] {
  const index = (requests ?? []).findIndex(({ exactly }) => exactly?.adminAccess === true);
  if (index === -1) return [];
  const path = FieldPath.of('spec', 'devices', 'requests').index(index);
  return refusal(labelsOf, namespace, path);
}

/** The same for what was allocated; what was once, stays. */
export function adminAllocationErrors(
  labelsOf: NamespaceLabels,
  { namespace }: ObjectMeta,
  next: AllocationResult | undefined,
  previous: AllocationResult | undefined,
): FieldError[] {
  if (adminResult(previous) !== -1) return [];
  const index = adminResult(next);
  if (index === -1) return [];
  const path = FieldPath.of('status', 'allocation', 'devices', 'results').index(index);
  return refusal(labelsOf, namespace, path);
}

function adminResult(allocation: AllocationResult | undefined): number {
  return (allocation?.devices.results ?? []).findIndex(({ adminAccess }) => adminAccess === true);
}

function refusal(labelsOf: NamespaceLabels, namespace = '', at: FieldPath): FieldError[] {
  const path = at.child('adminAccess');
  const labels = labelsOf(namespace);
  if (labels === undefined) {
    const why = `could not retrieve namespace to verify admin access: namespaces "${namespace}" not found`;
    return [fieldError.internal(path, why)];
  }
  if (labels[LABEL] === 'true') return [];
  const detail = `admin access to devices requires the \`${LABEL}: true\` label on the containing namespace`;
  return [fieldError.forbidden(path, detail)];
}
