import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';
import { isTrue } from './conditions.ts';
import { leniencyOf } from './leniency.ts';
import { validateNames } from './validation-names.ts';
import { validateSpec } from './validation-spec.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const APPROVAL = 'api-approved.kubernetes.io';
const IMMUTABLE = 'field is immutable';

export function validate(next: CustomResourceDefinition): FieldError[] {
  const { names, group } = next.spec;
  const errors: FieldError[] = [];
  const { name } = next.metadata;
  // That it has none at all is said of every kind.
  if (name && name !== `${names.plural}.${group}`) {
    errors.push(
      fieldError.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group'),
    );
  }
  return [
    ...errors,
    ...validateSpec(next.spec, SPEC),
    ...validateNames(next.status.acceptedNames, STATUS.child('acceptedNames')),
    ...validateStoredVersions(next),
    ...validateApproval(next, undefined),
    ...validatePreserving(next, undefined),
  ];
}

export function validateUpdate(
  next: CustomResourceDefinition,
  previous: CustomResourceDefinition,
): FieldError[] {
  return [
    ...validateSpec(next.spec, SPEC, previous, leniencyOf(next, previous)),
    ...validateImmutable(next, previous),
    ...validateNames(next.status.acceptedNames, STATUS.child('acceptedNames')),
    ...validateStoredVersions(next),
    ...validateApproval(next, previous),
    ...validatePreserving(next, previous),
  ];
}

export function validateStatusUpdate({ status }: CustomResourceDefinition): FieldError[] {
  return validateNames(status.acceptedNames, STATUS.child('acceptedNames'));
}

/** What decides where instances are stored cannot change once there may be some. */
function validateImmutable(
  { spec }: CustomResourceDefinition,
  { spec: old, status }: CustomResourceDefinition,
): FieldError[] {
  const errors: FieldError[] = [];
  const check = (path: FieldPath, value: string, before: string): void => {
    if (value !== before) errors.push(fieldError.invalid(path, value, IMMUTABLE));
  };
  if (isTrue(status.conditions, 'Established')) {
    check(SPEC.child('scope'), spec.scope, old.scope);
    check(SPEC.child('names', 'kind'), spec.names.kind, old.names.kind);
  }
  check(SPEC.child('group'), spec.group, old.group);
  check(SPEC.child('names', 'plural'), spec.names.plural, old.names.plural);
  return errors;
}

function validateStoredVersions({ spec, status }: CustomResourceDefinition): FieldError[] {
  const path = STATUS.child('storedVersions');
  const stored = status.storedVersions ?? [];
  if (stored.length === 0) {
    const none = new GoText('null');
    return [fieldError.invalid(path, none, 'must have at least one stored version')];
  }
  const errors: FieldError[] = [];
  // Upstream takes each away that it has seen, and stumbles over versions that stand twice.
  const left = new Map(stored.map((name, index) => [name, index]));
  for (const { name, storage } of spec.versions ?? []) {
    if (left.delete(name) || !storage) continue;
    errors.push(fieldError.invalid(path, stored, `must have the storage version ${name}`));
  }
  left.forEach((index, name) => {
    const detail =
      `missing from spec.versions; ${name} was previously a storage version, and must remain in ` +
      'spec.versions until a storage migration ensures no data remains persisted in ' +
      `${name} and removes ${name} from status.storedVersions`;
    errors.push(fieldError.invalid(path.index(index), name, detail));
  });
  return errors;
}

/** Groups of the Kubernetes community want to know who allowed it. */
function validateApproval(
  next: CustomResourceDefinition,
  previous: CustomResourceDefinition | undefined,
): FieldError[] {
  const { group } = next.spec;
  const isProtected = /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);
  if (!isProtected) return [];
  const state = approvalOf(next);
  if (previous !== undefined && approvalOf(previous) === state) return [];
  const path = FieldPath.of('metadata', 'annotations').key(APPROVAL);
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  const must = `protected groups must have approval annotation "${APPROVAL}"`;
  if (state === 'missing') return [fieldError.required(path, `${must}, ${see}`)];
  if (state !== 'invalid') return [];
  const detail = `${must} with either a URL or a reason starting with "unapproved", ${see}`;
  return [fieldError.invalid(path, next.metadata.annotations?.[APPROVAL] ?? '', detail)];
}

function approvalOf({ metadata }: CustomResourceDefinition): string {
  const said = metadata.annotations?.[APPROVAL] ?? '';
  if (said === '') return 'missing';
  if (said.startsWith('unapproved')) return 'bypassed';
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/\s]+/.test(said) ? 'approved' : 'invalid';
}

function validatePreserving(
  next: CustomResourceDefinition,
  previous: CustomResourceDefinition | undefined,
): FieldError[] {
  if (previous?.spec.preserveUnknownFields === true) return [];
  if (next.spec.preserveUnknownFields !== true) return [];
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [
    fieldError.invalid(SPEC.child('preserveUnknownFields'), new GoText(goJson(true)), detail),
  ];
}
