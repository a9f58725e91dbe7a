import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';
import type { ObjectMeta, OwnerReference } from './types.generated.ts';

export function validateOwnerReferences(
  references: readonly OwnerReference[],
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const reference of references) {
    errors.push(...validateOwnerReference(reference, path));
    if (reference.controller !== true) continue;
    const current = `${reference.kind}/${reference.name}`;
    if (controller === undefined) {
      controller = current;
      continue;
    }
    const detail =
      'Only one reference can have Controller set to true. Found "true" in references for ' +
      `${controller} and ${current}`;
    errors.push(fieldError.invalid(path, references.map(inOrder), detail));
  }
  return errors;
}

function validateOwnerReference(reference: OwnerReference, path: FieldPath): FieldError[] {
  const { apiVersion, kind, name, uid } = reference;
  const errors: FieldError[] = [];
  const [group, version] = groupAndVersion(apiVersion);
  if (version === '') {
    const detail = 'version must not be empty';
    errors.push(fieldError.invalid(path.child('apiVersion'), apiVersion, detail));
  }
  for (const [member, value] of Object.entries({ kind, name, uid })) {
    if (value !== '') continue;
    errors.push(fieldError.invalid(path.child(member), value, 'must not be empty'));
  }
  if (group === '' && version === 'v1' && kind === 'Event') {
    const detail = '/v1, Kind=Event is disallowed from being an owner';
    errors.push(fieldError.invalid(path, inOrder(reference), detail));
  }
  return errors;
}

/** What has more than one slash has neither. */
function groupAndVersion(apiVersion: string): [string, string] {
  const parts = apiVersion.split('/', 3);
  if (parts.length > 2) return ['', ''];
  return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', apiVersion];
}

/** The members in the order of the Go struct, as messages show them. */
function inOrder(reference: OwnerReference): OwnerReference {
  const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = reference;
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

/**
 * Keeps the first of equal owner references, as upstream does on the way into every write.
 * @returns the warning, if there was something to drop
 */
export function dedupOwnerReferences(
  metadata: ObjectMeta,
  { afterAdmission = false } = {},
): string | undefined {
  const { ownerReferences } = metadata;
  if (ownerReferences === undefined || ownerReferences.length < 2) return undefined;
  const seen = new Set<string>();
  const duplicates: string[] = [];
  const kept = ownerReferences.filter((reference) => {
    const key = JSON.stringify(inOrder(reference));
    const isNew = !seen.has(key);
    if (isNew) seen.add(key);
    else duplicates.push(reference.uid);
    return isNew;
  });
  if (duplicates.length === 0) return undefined;
  metadata.ownerReferences = kept;
  return (
    `.metadata.ownerReferences contains duplicate entries${afterAdmission ? ' after mutating admission happens' : ''}; ` +
    'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; ' +
    `please fix your requests; duplicate UID(s) observed: ${duplicates.join(', ')}`
  );
}
