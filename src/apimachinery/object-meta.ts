import type { Rng } from '../base/rng.ts';
import type { GroupKind } from './errors.ts';
import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError, FieldPath as Path } from './field-error.ts';
import { validateFieldManager } from './field-manager.ts';
import { compareBytes } from './go-format.ts';
import { GoText, quote, withoutEmpties } from './go-print.ts';
import type { ObjectMeta } from './meta.ts';
import { metadataChecksOf } from './metadata-checks.ts';
import type { NameValidator } from './names.ts';
import { isPathSegmentName, isQualifiedName, nameIsDnsLabel } from './names.ts';
import { validateOwnerReferences } from './owner-references.ts';
import { validateLabels } from './selectors/labels.ts';
import { semanticEqual } from './semantic-equal.ts';

export const ANNOTATION_BYTES_MAX = 256 * 1024;
const SUBRESOURCE_BYTES_MAX = 256;

const METADATA = Path.of('metadata');
const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly validateName: NameValidator;
  readonly path?: FieldPath;
  /** The kind, whose own checks of metadata differ a little. */
  readonly of?: GroupKind;
  /** A custom resource. */
  readonly custom?: boolean;
}

/** metadata of a new object, in upstream's order; what a kind's validation checks and what all check. */
export function validateObjectMeta(meta: ObjectMeta, rules: ObjectMetaRules): FieldError[] {
  const path = rules.path ?? METADATA;
  const checks = checksOf(rules);
  const errors = [
    ...(checks.own ? nameErrors(meta, rules.validateName, path) : []),
    ...namespaceErrors(meta, rules.namespaced, path),
  ];
  const { generation = 0 } = meta;
  if (generation < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldError.invalid(path.child('generation'), generation, detail));
  }
  errors.push(
    ...commonErrors(meta, path),
    ...finalizerErrors(meta.finalizers ?? [], path.child('finalizers')),
    ...managedFieldsErrors(meta.managedFields ?? [], path.child('managedFields')),
  );
  if (checks.qualifiedFinalizers) errors.push(...unqualifiedFinalizers(meta, path));
  // The last word on names is the same for all kinds: they must be able to stand in a URL.
  return errors.length > 0 ? errors : nameErrors(meta, isPathSegmentName, path);
}

function checksOf({ of, custom = false }: Pick<ObjectMetaRules, 'of' | 'custom'>) {
  return metadataChecksOf(custom ? undefined : (of ?? { group: '', kind: '' }));
}

function nameErrors(meta: ObjectMeta, validateName: NameValidator, path: FieldPath): FieldError[] {
  const { name = '', generateName = '' } = meta;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    for (const message of validateName(generateName, true)) {
      errors.push(fieldError.invalid(path.child('generateName'), generateName, message));
    }
  }
  const at = path.child('name');
  if (name === '') return [...errors, fieldError.required(at, 'name or generateName is required')];
  for (const message of validateName(name, false)) {
    errors.push(fieldError.invalid(at, name, message));
  }
  return errors;
}

function namespaceErrors(
  { namespace = '' }: ObjectMeta,
  namespaced: boolean,
  path: FieldPath,
): FieldError[] {
  const at = path.child('namespace');
  if (!namespaced) {
    return namespace === '' ? [] : [fieldError.forbidden(at, 'not allowed on this type')];
  }
  if (namespace === '') return [fieldError.required(at)];
  return nameIsDnsLabel(namespace, false).map((message) =>
    fieldError.invalid(at, namespace, message),
  );
}

/** What creates and updates check alike. */
function commonErrors(meta: ObjectMeta, path: FieldPath): FieldError[] {
  const errors = validateLabels(meta.labels, path.child('labels'));
  if (meta.annotations !== undefined) {
    errors.push(...validateAnnotations(meta.annotations, path.child('annotations')));
  }
  if (meta.ownerReferences !== undefined) {
    errors.push(...validateOwnerReferences(meta.ownerReferences, path.child('ownerReferences')));
  }
  return errors;
}

/** All errors stand at the map itself, in the order of the keys. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key of Object.keys(annotations).toSorted(compareBytes)) {
    // A qualified name whose case does not matter.
    for (const message of isQualifiedName(key.toLowerCase())) {
      errors.push(fieldError.invalid(path, key, message));
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? '');
  }
  if (bytes > ANNOTATION_BYTES_MAX) errors.push(fieldError.tooLong(path, ANNOTATION_BYTES_MAX));
  return errors;
}

function finalizerErrors(finalizers: readonly string[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const finalizer of finalizers) {
    for (const message of isQualifiedName(finalizer)) {
      errors.push(fieldError.invalid(path, finalizer, message));
    }
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(fieldError.invalid(path, finalizers, detail));
  }
  return errors;
}

function unqualifiedFinalizers({ finalizers = [] }: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, finalizer] of finalizers.entries()) {
    if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(fieldError.invalid(path.child('finalizers').index(index), finalizer, detail));
  }
  return errors;
}

function managedFieldsErrors(
  entries: NonNullable<ObjectMeta['managedFields']>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, entry] of entries.entries()) {
    const { operation = '', fieldsType = '', manager = '', subresource = '' } = entry;
    const at = path.index(index);
    if (operation !== 'Apply' && operation !== 'Update') {
      const detail = 'must be `Apply` or `Update`';
      errors.push(fieldError.invalid(at.child('operation'), operation, detail));
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(fieldError.invalid(at.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    }
    errors.push(...validateFieldManager(manager, at.child('manager')));
    if (Buffer.byteLength(subresource) > SUBRESOURCE_BYTES_MAX) {
      errors.push(fieldError.tooLong(at.child('subresource'), SUBRESOURCE_BYTES_MAX));
    }
  }
  return errors;
}

export interface ObjectMetaUpdateRules extends Pick<ObjectMetaRules, 'path' | 'of' | 'custom'> {
  /** The subresource that is written; undefined: the object itself. */
  readonly subresource?: string | undefined;
}

/**
 * metadata of a changed object. Upstream checks it for all kinds and then again, once or more, in
 * the validation of the kind; all these errors reach the client as causes.
 */
export function validateObjectMetaUpdate(
  next: ObjectMeta,
  previous: ObjectMeta,
  rules: ObjectMetaUpdateRules = {},
): FieldError[] {
  const path = rules.path ?? METADATA;
  const common = commonErrors(next, path);
  // Only admission can have taken the name away, or spoilt it.
  const names = nameErrors(next, isPathSegmentName, path);
  const managed = managedFieldsErrors(next.managedFields ?? [], path.child('managedFields'));
  const finalizers = finalizerErrors(next.finalizers ?? [], path.child('finalizers'));
  const asNew = [...names, ...common, ...finalizers, ...managed];
  const asChanged = [...changeErrors(next, previous, path), ...common, ...managed];
  const checks = checksOf(rules);
  const unqualified = checks.qualifiedFinalizers ? unqualifiedFinalizers(next, path) : [];
  if (asNew.length + asChanged.length + unqualified.length === 0) return [];
  const own = rules.subresource === undefined ? checks.onUpdate : checks.onStatusUpdate;
  return [
    ...asNew,
    ...asChanged,
    ...own.flatMap((check) => [...(check === 'create' ? asNew : asChanged), ...unqualified]),
  ];
}

const IMMUTABLE_TEXTS = ['name', 'namespace', 'uid'] as const;
/** Without a value these are null, not empty. */
const IMMUTABLE_TIMES = [
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function changeErrors(next: ObjectMeta, previous: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (previous.deletionTimestamp !== undefined) {
    const known = new Set(previous.finalizers);
    const added = [...new Set(next.finalizers)].filter((each) => !known.has(each));
    if (added.length > 0) {
      const list = added.toSorted(compareBytes).map(quote).join(', ');
      const detail =
        'no new finalizers can be added if the object is being deleted, found new finalizers ' +
        `[]string{${list}}`;
      errors.push(fieldError.forbidden(path.child('finalizers'), detail));
    }
  }
  const { generation = 0 } = next;
  if (generation < (previous.generation ?? 0)) {
    const detail = 'must not be decremented';
    errors.push(fieldError.invalid(path.child('generation'), generation, detail));
  }
  for (const member of IMMUTABLE_TEXTS) {
    const value = next[member] ?? '';
    if (value !== (previous[member] ?? '')) errors.push(immutableField(path.child(member), value));
  }
  for (const member of IMMUTABLE_TIMES) {
    if (next[member] === previous[member]) continue;
    errors.push(immutableField(path.child(member), next[member]));
  }
  return errors;
}

function immutableField(path: FieldPath, value: unknown): FieldError {
  return fieldError.invalid(path, value, 'field is immutable');
}

/** @param shown how Go would print the new value; default: as JSON */
export function validateImmutableField(
  next: unknown,
  previous: unknown,
  path: FieldPath,
  shown?: string,
): FieldError[] {
  if (semanticEqual(next, previous)) return [];
  return [immutableField(path, shown === undefined ? withoutEmpties(next) : new GoText(shown))];
}

const GENERATED_LENGTH = 5;
const GENERATED_BASE_LENGTH_MAX = 63 - GENERATED_LENGTH;
/** No vowels, and nothing that looks like something else. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** `length` characters of upstream's safe alphabet. */
export function randomSuffix(rng: Rng, length = GENERATED_LENGTH): string {
  let suffix = '';
  for (let i = 0; i < length; i++) suffix += ALPHABET.charAt(rng.int(ALPHABET.length));
  return suffix;
}

export function generateName(base: string, rng: Rng): string {
  return base.slice(0, GENERATED_BASE_LENGTH_MAX) + randomSuffix(rng);
}
