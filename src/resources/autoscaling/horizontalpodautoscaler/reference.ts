import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isPathSegmentName } from '../../../apimachinery/names.ts';
import type { CrossVersionObjectReference } from '../../../apimachinery/types.generated.ts';
import { pushInvalid } from '../../core/pod/field-checks.ts';

/** Which apiVersions a reference may have: of some group, of the core as well, or any text. */
export type ReferenceVersion = 'grouped' | 'core' | 'any';

export function checkReference(
  reference: CrossVersionObjectReference,
  version: ReferenceVersion,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const member of ['kind', 'name'] as const) {
    const value = reference[member];
    if (value === '') errors.push(fieldError.required(path.child(member)));
    else pushInvalid(errors, isPathSegmentName(value), path.child(member), value);
  }
  const { apiVersion = '' } = reference;
  const problem = version === 'any' ? undefined : versionProblem(apiVersion, version);
  if (problem === undefined) return;
  errors.push(fieldError.invalid(path.child('apiVersion'), apiVersion, problem));
}

function versionProblem(apiVersion: string, version: ReferenceVersion): string | undefined {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 && apiVersion !== '/' ? parts[0] : '';
  if (version === 'core' || group) return undefined;
  return 'apiVersion must specify API group';
}
