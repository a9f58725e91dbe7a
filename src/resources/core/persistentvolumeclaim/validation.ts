import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { isQualifiedName } from '../../../apimachinery/names.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
} from '../../../apimachinery/types.generated.ts';
import { unifiedDiff } from '../../../apimachinery/unified-diff.ts';
import { podStructs } from '../pod/internal-types.ts';
import { isNativeResource, quantityOf } from '../pod/resource-lists.ts';
import { checkClaimSpec } from './spec-validation.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const RESIZE_STATUSES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
].toSorted();

export function validate({ spec }: PersistentVolumeClaim): FieldError[] {
  const errors: FieldError[] = [];
  checkClaimSpec(spec, SPEC, errors);
  return errors;
}

/** Quotas and limits were checked once, so hardly anything may change. */
export function validateUpdate(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): FieldError[] {
  // Upstream judges the new object twice, and says so.
  const errors = [...validate(next), ...validate(next)];
  if (!isUpgradeFromAnnotation(next, previous)) {
    const [sent, old] = [classAnnotation(next), classAnnotation(previous)];
    if (sent !== old) {
      const path = FieldPath.of('metadata', 'annotations', CLASS_ANNOTATION);
      errors.push(fieldError.invalid(path, sent ?? '', 'field is immutable'));
    }
  }
  const [allowed, before] = [tolerated(next, previous), plain(previous.spec)];
  if (!semanticEqual(allowed, before)) {
    const [oldText, newText] = [before, allowed].map((spec) =>
      podStructs.pretty('PersistentVolumeClaimSpec', spec),
    );
    const detail =
      'spec is immutable after creation except resources.requests and ' +
      `volumeAttributesClassName for bound claims\n${unifiedDiff(oldText ?? '', newText ?? '')}`;
    errors.push(fieldError.forbidden(SPEC, detail));
  }
  errors.push(...sizeErrors(next, previous));
  const mode = next.spec.volumeMode;
  const shown = goJson(mode ?? null);
  const path = FieldPath.of('volumeMode');
  errors.push(...validateImmutableField(mode, previous.spec.volumeMode, path, shown));
  return [...errors, ...attributesErrors(next, previous)];
}

export function validateStatus({ spec, status }: PersistentVolumeClaim): FieldError[] {
  const errors: FieldError[] = [];
  if ((spec.accessModes ?? []).length === 0) {
    errors.push(fieldError.required(FieldPath.of('Spec', 'accessModes')));
  }
  for (const [name, amount] of Object.entries(status?.capacity ?? {})) {
    errors.push(...amountErrors(amount, STATUS.child('capacity').key(name)));
  }
  const states = STATUS.child('allocatedResourceStatuses');
  for (const [name, state] of Object.entries(status?.allocatedResourceStatuses ?? {})) {
    errors.push(...resourceErrors(name, states));
    if (!RESIZE_STATUSES.includes(state)) {
      errors.push(fieldError.notSupported(states, name, RESIZE_STATUSES));
    }
  }
  const allocated = STATUS.child('allocatedResources');
  for (const [name, amount] of Object.entries(status?.allocatedResources ?? {})) {
    const found = resourceErrors(name, allocated);
    errors.push(...(found.length > 0 ? found : amountErrors(amount, allocated.key(name))));
  }
  return errors;
}

function amountErrors(amount: string, path: FieldPath): FieldError[] {
  const quantity = quantityOf(amount);
  if (quantity.sign >= 0) return [];
  const shown = new GoText(String(quantity.milliValue() / 1000n));
  return [fieldError.invalid(path, shown, 'must be a valid resource quantity')];
}

function resourceErrors(name: string, path: FieldPath): FieldError[] {
  const messages = isQualifiedName(name);
  if (messages.length > 0) return invalidEach(path, name, messages);
  if (!isNativeResource(name) || name === 'storage') return [];
  return [fieldError.notSupported(path, name, ['storage'])];
}

function classAnnotation({ metadata }: PersistentVolumeClaim): string | undefined {
  return metadata.annotations?.[CLASS_ANNOTATION];
}

/** The class moves from the annotation of old to its field. */
function isUpgradeFromAnnotation(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): boolean {
  const old = classAnnotation(previous);
  const sent = classAnnotation(next);
  return (
    old !== undefined &&
    previous.spec.storageClassName === undefined &&
    next.spec.storageClassName === old &&
    (sent === undefined || sent === old)
  );
}

/** The new spec with the changes taken back that are allowed. */
function tolerated(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): PersistentVolumeClaimSpec {
  const spec = plain(next.spec);
  const old = plain(previous.spec);
  if (!old.volumeName) {
    if (old.volumeName === undefined) delete spec.volumeName;
    else spec.volumeName = old.volumeName;
  }
  const annotated = classAnnotation(previous);
  const { storageClassName } = spec;
  const isUpgrade = annotated === undefined || annotated === storageClassName;
  if (old.storageClassName === undefined && isUpgrade) delete spec.storageClassName;
  if (next.status?.phase !== 'Bound') return spec;
  const requested = old.resources.requests?.['storage'];
  if (spec.resources.requests !== undefined && requested !== undefined) {
    spec.resources.requests['storage'] = requested;
  }
  if (old.volumeAttributesClassName === undefined) delete spec.volumeAttributesClassName;
  else spec.volumeAttributesClassName = old.volumeAttributesClassName;
  return spec;
}

/** A copy in which equal amounts are equal texts. */
function plain(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  const { limits, requests } = spec.resources;
  const resources = { ...spec.resources, limits: amounts(limits), requests: amounts(requests) };
  return { ...spec, resources };
}

function amounts(list: Amounts | undefined): Amounts | undefined {
  // An empty list stays the one that was sent, which differs from none.
  if (list === undefined || Object.keys(list).length === 0) return list;
  return Object.fromEntries(
    Object.entries(list).map(([name, text]) => [name, quantityOf(text).toString()]),
  );
}

type Amounts = Record<string, string>;

function sizeErrors(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): FieldError[] {
  const size = quantityOf(next.spec.resources.requests?.['storage']);
  const old = quantityOf(previous.spec.resources.requests?.['storage']);
  const held = quantityOf(previous.status?.capacity?.['storage']);
  // Who asked for too much may go back to anything above what there is.
  if (size.compare(old) >= 0 || size.compare(held) > 0) return [];
  const path = SPEC.child('resources', 'requests', 'storage');
  return [fieldError.forbidden(path, 'field can not be less than status.capacity')];
}

function attributesErrors(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): FieldError[] {
  const { volumeAttributesClassName: sent } = next.spec;
  if (sent === previous.spec.volumeAttributesClassName) return [];
  if (previous.status?.currentVolumeAttributesClassName === undefined) return [];
  if (sent !== undefined && sent !== '') return [];
  const path = SPEC.child('volumeAttributesClassName');
  const what = sent === undefined ? 'nil' : 'empty string';
  const detail = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  return [fieldError.forbidden(path, detail)];
}
