import { posix } from 'node:path';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { validateImmutableField } from '../../../apimachinery/object-meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  PersistentVolume,
  PersistentVolumeSpec,
} from '../../../apimachinery/types.generated.ts';
import { unifiedDiff } from '../../../apimachinery/unified-diff.ts';
import { checkDnsSubdomain } from '../pod/field-checks.ts';
import { quantityOf } from '../pod/resource-lists.ts';
import { checkNodeSelector } from '../pod/spec-validation-affinity.ts';
import { VOLUME_TYPES } from './internal-types.ts';
import { checkSources, sourceOf } from './sources.ts';

const SPEC = FieldPath.of('spec');
const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';
/** Sources that had mount options before there was a field for them. */
const MOUNTABLE = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
] as const;

export function validate({ metadata, spec }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  checkVolumeSpec(spec, metadata.name ?? '', SPEC, errors);
  if (MOUNTABLE.some((name) => spec[name] !== undefined)) return errors;
  if (metadata.annotations?.[MOUNT_OPTIONS] !== undefined) {
    const path = FieldPath.of('metadata', 'annotations', MOUNT_OPTIONS);
    const detail = 'may not specify mount options for this volume type';
    errors.push(fieldError.forbidden(path, detail));
  }
  return errors;
}

export function validateUpdate(next: PersistentVolume, previous: PersistentVolume): FieldError[] {
  const specErrors: FieldError[] = [];
  checkVolumeSpec(next.spec, next.metadata.name ?? '', SPEC, specErrors);
  const errors = [...validate(next), ...specErrors];
  const [source, old] = [sourceOf(next.spec), sourceOf(previous.spec)];
  // This secret may come later.
  if (source.csi !== undefined && old.csi?.controllerExpandSecretRef === undefined && old.csi) {
    const { controllerExpandSecretRef: _later, ...csi } = source.csi;
    source.csi = csi;
  }
  if (!semanticEqual(source, old)) {
    const [before, after] = [old, source].map((each) =>
      VOLUME_TYPES.pretty('PersistentVolumeSource', each),
    );
    const path = SPEC.child('persistentvolumesource');
    const diff = unifiedDiff(before ?? '', after ?? '');
    const detail = `spec.persistentvolumesource is immutable after creation\n${diff}`;
    errors.push(fieldError.forbidden(path, detail));
  }
  const mode = FieldPath.of('volumeMode');
  const shownMode = goJson(next.spec.volumeMode ?? null);
  errors.push(
    ...validateImmutableField(next.spec.volumeMode, previous.spec.volumeMode, mode, shownMode),
  );
  errors.push(...affinityErrors(next.spec, previous.spec));
  const path = SPEC.child('volumeAttributesClassName');
  const { volumeAttributesClassName: before } = previous.spec;
  if (before !== undefined && next.spec.volumeAttributesClassName === undefined) {
    errors.push(fieldError.forbidden(path, 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}

/** Labels of nodes from before they had their final names, and what may replace them. */
const FINAL_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

function finalAffinity({ nodeAffinity }: PersistentVolumeSpec): unknown {
  const text = JSON.stringify(nodeAffinity ?? null, (key, value: unknown) =>
    key === 'key' && typeof value === 'string' ? (FINAL_LABELS[value] ?? value) : value,
  );
  return JSON.parse(text);
}

function affinityErrors(next: PersistentVolumeSpec, previous: PersistentVolumeSpec): FieldError[] {
  if (previous.nodeAffinity === undefined) return [];
  const isSame = semanticEqual(next.nodeAffinity, previous.nodeAffinity);
  if (isSame || semanticEqual(finalAffinity(next), finalAffinity(previous))) return [];
  const detail = 'field is immutable, except for updating from beta label to GA';
  const shown = VOLUME_TYPES.text('VolumeNodeAffinity', next.nodeAffinity);
  return [fieldError.invalid('nodeAffinity', shown, detail)];
}

/**
 * @param inline of a VolumeAttachment: what belongs to an object of its own may not be there
 */
export function checkVolumeSpec(
  spec: PersistentVolumeSpec,
  name: string,
  path: FieldPath,
  errors: FieldError[],
  inline = false,
): void {
  if (inline) checkInline(spec, path, errors);
  checkAccessModes(spec.accessModes ?? [], path.child('accessModes'), errors);
  if (!inline) checkCapacity(spec.capacity, path.child('capacity'), errors);
  const { persistentVolumeReclaimPolicy: policy = '', nodeAffinity } = spec;
  const policyPath = path.child('persistentVolumeReclaimPolicy');
  if (policy !== '' && !inline && !POLICIES.includes(policy)) {
    errors.push(fieldError.notSupported(policyPath, policy, POLICIES));
  }
  if (policy !== '' && inline && policy !== 'Retain') {
    errors.push(fieldError.forbidden(policyPath, `may only be Retain ${INLINE}`));
  }
  if (nodeAffinity !== undefined && !inline) {
    const required = path.child('nodeAffinity', 'required');
    if (nodeAffinity.required === undefined) {
      errors.push(fieldError.required(required, 'must specify required node constraints'));
    } else checkNodeSelector(nodeAffinity.required, required, errors);
  }
  if (nodeAffinity !== undefined && inline) forbidInline(path.child('nodeAffinity'), errors);
  checkSources(spec, name, path, errors);
  const hostPath = spec.hostPath?.path ?? '';
  if (hostPath !== '' && posix.normalize(hostPath) === '/' && policy === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(fieldError.forbidden(policyPath, detail));
  }
  checkClasses(spec, path, errors, inline);
}

const INLINE = 'in the context of inline volumes';

function forbidInline(path: FieldPath, errors: FieldError[]): void {
  errors.push(fieldError.forbidden(path, `may not be specified ${INLINE}`));
}

function checkInline(spec: PersistentVolumeSpec, path: FieldPath, errors: FieldError[]): void {
  if (spec.claimRef !== undefined) forbidInline(path.child('claimRef'), errors);
  if (Object.keys(spec.capacity ?? {}).length > 0) forbidInline(path.child('capacity'), errors);
  if (spec.csi === undefined) {
    errors.push(fieldError.required(path.child('csi'), `has to be specified ${INLINE}`));
  }
}

function checkAccessModes(modes: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (modes.length === 0) errors.push(fieldError.required(path));
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) {
      errors.push(fieldError.notSupported(path, mode, ACCESS_MODES));
    }
  }
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (!others || !modes.includes('ReadWriteOncePod')) return;
  const detail = 'may not use ReadWriteOncePod with other access modes';
  errors.push(fieldError.forbidden(path, detail));
}

function checkCapacity(
  capacity: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const entries = Object.entries(capacity ?? {});
  if (entries.length === 0) errors.push(fieldError.required(path));
  if (capacity?.['storage'] === undefined || entries.length > 1) {
    errors.push(fieldError.notSupported(path, capacity ?? null, ['storage']));
  }
  for (const [name, text] of entries) {
    const { sign } = quantityOf(text);
    if (sign < 0) {
      const shown = new GoText(String(quantityOf(text).milliValue() / 1000n));
      errors.push(fieldError.invalid(path.key(name), shown, 'must be a valid resource quantity'));
    }
    if (sign <= 0)
      errors.push(fieldError.invalid(path.key(name), text, 'must be greater than zero'));
  }
}

function checkClasses(
  { storageClassName = '', volumeMode, volumeAttributesClassName, csi }: PersistentVolumeSpec,
  path: FieldPath,
  errors: FieldError[],
  inline: boolean,
): void {
  if (storageClassName !== '' && inline) forbidInline(path.child('storageClassName'), errors);
  else if (storageClassName !== '') {
    checkDnsSubdomain(storageClassName, path.child('storageClassName'), errors);
  }
  const mode = path.child('volumeMode');
  if (volumeMode !== undefined && !inline && !VOLUME_MODES.includes(volumeMode)) {
    errors.push(fieldError.notSupported(mode, volumeMode, VOLUME_MODES));
  }
  if (volumeMode !== undefined && inline && volumeMode !== 'Filesystem') {
    const detail = `may not specify volumeMode other than Filesystem ${INLINE}`;
    errors.push(fieldError.forbidden(mode, detail));
  }
  if (volumeAttributesClassName === undefined) return;
  const place = path.child('volumeAttributesClassName');
  if (volumeAttributesClassName === '') {
    errors.push(fieldError.required(place, 'an empty string is disallowed'));
  } else checkDnsSubdomain(volumeAttributesClassName, place, errors);
  if (csi !== undefined) return;
  const detail = 'has to be specified when using volumeAttributesClassName';
  errors.push(fieldError.required(path.child('csi'), detail));
}
