import { isDeepStrictEqual } from 'node:util';
import type { Rng } from '../base/rng.ts';
import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError, FieldPath as Path } from './field-error.ts';
import { GoText, quote } from './go-print.ts';
import type { ObjectMeta } from './meta.ts';
import type { NameValidator } from './names.ts';
import { isPathSegmentName, isQualifiedName, nameIsDnsLabel } from './names.ts';
import { validateLabels } from './selectors/labels.ts';

export const ANNOTATION_BYTES_MAX = 256 * 1024;

const METADATA = Path.of('metadata');
const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly validateName: NameValidator;
  readonly path?: FieldPath;
  /** Kinds of CRDs may have finalizers without a domain; those get a warning. */
  readonly custom?: boolean;
}

/** metadata of a new object, in upstream's order. */
export function validateObjectMeta(meta: ObjectMeta, rules: ObjectMetaRules): FieldError[] {
  const path = rules.path ?? METADATA;
  const { name = '', generateName = '', namespace = '', generation = 0 } = meta;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    for (const message of rules.validateName(generateName, true)) {
      errors.push(fieldError.invalid(path.child('generateName'), generateName, message));
    }
  }
  if (name === '') {
    errors.push(fieldError.required(path.child('name'), 'name or generateName is required'));
  } else {
    for (const message of rules.validateName(name, false)) {
      errors.push(fieldError.invalid(path.child('name'), name, message));
    }
  }
  if (!rules.namespaced) {
    if (namespace !== '') {
      errors.push(fieldError.forbidden(path.child('namespace'), 'not allowed on this type'));
    }
  } else if (namespace === '') errors.push(fieldError.required(path.child('namespace')));
  else {
    for (const message of nameIsDnsLabel(namespace, false)) {
      errors.push(fieldError.invalid(path.child('namespace'), namespace, message));
    }
  }
  if (generation < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldError.invalid(path.child('generation'), generation, detail));
  }
  errors.push(
    ...sharedErrors(meta, path),
    ...finalizerErrors(meta.finalizers ?? [], path.child('finalizers')),
  );
  return rules.custom === true ? errors : [...errors, ...unqualifiedFinalizers(meta, path)];
}

/** What creates and updates check alike. */
function sharedErrors(meta: ObjectMeta, path: FieldPath): FieldError[] {
  const errors = validateLabels(meta.labels, path.child('labels'));
  if (meta.annotations !== undefined) {
    errors.push(...validateAnnotations(meta.annotations, path.child('annotations')));
  }
  if (meta.ownerReferences !== undefined) {
    errors.push(...ownerReferenceErrors(meta.ownerReferences, path.child('ownerReferences')));
  }
  return errors;
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    // A qualified name whose case does not matter.
    for (const message of isQualifiedName(key.toLowerCase())) {
      errors.push(fieldError.invalid(path, key, message));
    }
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > ANNOTATION_BYTES_MAX) errors.push(fieldError.tooLong(path, ANNOTATION_BYTES_MAX));
  return errors;
}

type OwnerReferences = NonNullable<ObjectMeta['ownerReferences']>;

function ownerReferenceErrors(references: OwnerReferences, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const reference of references) {
    const { apiVersion, kind, name, uid } = reference;
    const [first = '', second, ...more] = apiVersion.split('/');
    // Text with two slashes is no version at all.
    const version = more.length > 0 ? '' : (second ?? first);
    if (version === '') {
      const detail = 'version must not be empty';
      errors.push(fieldError.invalid(path.child('apiVersion'), apiVersion, detail));
    }
    for (const [member, value] of Object.entries({ kind, name, uid })) {
      if (value === '') {
        errors.push(fieldError.invalid(path.child(member), value, 'must not be empty'));
      }
    }
    if (kind === 'Event' && (apiVersion === 'v1' || apiVersion === 'events.k8s.io/v1')) {
      const shown = second === undefined ? `/${first}` : apiVersion;
      const detail = `${shown}, Kind=Event is disallowed from being an owner`;
      errors.push(fieldError.invalid(path, reference, detail));
    }
    if (reference.controller !== true) continue;
    const current = `${kind}/${name}`;
    if (controller === '') controller = current;
    else {
      const detail =
        'Only one reference can have Controller set to true. Found "true" in references for ' +
        `${controller} and ${current}`;
      errors.push(fieldError.invalid(path, references, detail));
    }
  }
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

/** Built-in kinds want finalizers with a domain, or one of the three that need none. */
function unqualifiedFinalizers(meta: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, finalizer] of (meta.finalizers ?? []).entries()) {
    if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(fieldError.invalid(path.child('finalizers').index(index), finalizer, detail));
  }
  return errors;
}

export interface ObjectMetaUpdateRules {
  readonly namespaced: boolean;
  /** Kinds of CRDs are checked by the rules of all kinds only. */
  readonly custom?: boolean;
  /** The kind's own validation looks at the metadata as a whole again. */
  readonly again?: boolean;
  readonly path?: FieldPath;
}

/**
 * metadata of a changed object. Upstream checks it by the rules of all kinds and by those of its
 * own kind, and all errors reach the client.
 */
export function validateObjectMetaUpdate(
  next: ObjectMeta,
  previous: ObjectMeta,
  { namespaced, custom = false, again = false, path = METADATA }: ObjectMetaUpdateRules,
): FieldError[] {
  const rules = { namespaced, path, validateName: isPathSegmentName, custom: true };
  const whole = validateObjectMeta(next, rules);
  const changed = updateErrors(next, previous, path);
  if (whole.length === 0 && changed.length === 0 && custom) return [];
  if (custom) return [...whole, ...changed];
  return [
    ...whole,
    ...changed,
    ...changed,
    ...unqualifiedFinalizers(next, path),
    ...(again ? [...whole, ...unqualifiedFinalizers(next, path)] : []),
  ];
}

const IMMUTABLE = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function updateErrors(next: ObjectMeta, previous: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (previous.deletionTimestamp !== undefined) {
    const known = new Set(previous.finalizers);
    const added = [...new Set(next.finalizers)].filter((each) => !known.has(each)).toSorted();
    if (added.length > 0) {
      const detail =
        'no new finalizers can be added if the object is being deleted, found new finalizers ' +
        `[]string{${added.map(quote).join(', ')}}`;
      errors.push(fieldError.forbidden(path.child('finalizers'), detail));
    }
  }
  for (const member of IMMUTABLE) {
    if (next[member] === previous[member]) continue;
    errors.push(immutableField(path.child(member), next[member]));
  }
  return [...errors, ...sharedErrors(next, path)];
}

export function immutableField(path: FieldPath, value: unknown): FieldError {
  return fieldError.invalid(path, value, 'field is immutable');
}

/** @param shown how Go would print the new value; default: as JSON */
export function validateImmutableField(
  next: unknown,
  previous: unknown,
  path: FieldPath,
  shown?: string,
): FieldError[] {
  if (isDeepStrictEqual(next, previous)) return [];
  return [immutableField(path, shown === undefined ? next : new GoText(shown))];
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

/** Upstream keeps only one owner reference of equal ones, and says so. */
export function duplicateOwnerWarning(references: OwnerReferences | undefined): string | undefined {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { uid } of references ?? []) {
    if (seen.has(uid)) twice.add(uid);
    seen.add(uid);
  }
  if (twice.size === 0) return undefined;
  return (
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in ' +
    '1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate ' +
    `UID(s) observed: ${[...twice].join(', ')}`
  );
}
