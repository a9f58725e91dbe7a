import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText } from '../../../apimachinery/go-print.ts';
import {
  isDns1123Subdomain,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from '../../../apimachinery/names.ts';
import { parseOrUndefined } from '../../../apimachinery/quantity.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type {
  PersistentVolumeClaimSpec,
  TypedObjectReference,
} from '../../../apimachinery/types.generated.ts';
import { pushAll } from '../pod/field-checks.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

/** The spec of a claim: of a claim itself, of a claim template, of an ephemeral volume. */
export function checkClaimSpec(
  spec: PersistentVolumeClaimSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { accessModes = [], selector, storageClassName, volumeMode } = spec;
  if (accessModes.length === 0) {
    const detail = 'at least 1 access mode is required';
    errors.push(fieldError.required(path.child('accessModes'), detail));
  }
  pushAll(errors, validateLabelSelector(selector, path.child('selector')));
  checkAccessModes(accessModes, path.child('accessModes'), errors);
  checkStorage(
    spec.resources.requests?.['storage'],
    path.child('resources').key('storage'),
    errors,
  );
  if (storageClassName) {
    for (const message of nameIsDnsSubdomain(storageClassName, false)) {
      errors.push(fieldError.invalid(path.child('storageClassName'), storageClassName, message));
    }
  }
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode)) {
    errors.push(fieldError.notSupported(path.child('volumeMode'), volumeMode, VOLUME_MODES));
  }
  checkDataSources(spec, path, errors);
  const { volumeAttributesClassName } = spec;
  if (volumeAttributesClassName) {
    for (const message of nameIsDnsSubdomain(volumeAttributesClassName, false)) {
      const member = path.child('volumeAttributesClassName');
      errors.push(fieldError.invalid(member, volumeAttributesClassName, message));
    }
  }
}

function checkAccessModes(modes: readonly string[], path: FieldPath, errors: FieldError[]): void {
  for (const mode of modes) {
    if (ACCESS_MODES.includes(mode)) continue;
    errors.push(fieldError.notSupported(path, mode, ACCESS_MODES));
  }
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (!others || !modes.includes('ReadWriteOncePod')) return;
  const detail = 'may not use ReadWriteOncePod with other access modes';
  errors.push(fieldError.forbidden(path, detail));
}

function checkStorage(storage: string | undefined, path: FieldPath, errors: FieldError[]): void {
  if (storage === undefined) errors.push(fieldError.required(path));
  else if ((parseOrUndefined(storage)?.sign ?? 0) <= 0) {
    errors.push(fieldError.invalid(path, storage, 'must be greater than zero'));
  }
}

function checkDataSources(
  { dataSource, dataSourceRef }: PersistentVolumeClaimSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (dataSource !== undefined) checkDataSource(dataSource, path.child('dataSource'), errors);
  if (dataSourceRef !== undefined) {
    const place = path.child('dataSourceRef');
    checkDataSource(dataSourceRef, place, errors);
    const { namespace = '' } = dataSourceRef;
    for (const message of namespace === '' ? [] : nameIsDnsLabel(namespace, false)) {
      errors.push(fieldError.invalid(place.child('namespace'), namespace, message));
    }
  }
  if (dataSource === undefined || dataSourceRef === undefined) return;
  // Upstream shows the path where a value belongs; it has no members that JSON could show.
  const shown = new GoText('{}');
  if (dataSourceRef.namespace) {
    const detail = 'may not be specified when dataSourceRef.namespace is specified';
    errors.push(fieldError.invalid(path, shown, detail));
  } else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  ) {
    errors.push(fieldError.invalid(path, shown, 'must match dataSourceRef'));
  }
}

function checkDataSource(
  { name, kind, ...reference }: TypedObjectReference,
  path: FieldPath,
  errors: FieldError[],
): void {
  // The canonical form of "no group" is null.
  const apiGroup = reference.apiGroup ?? '';
  if (name === '') errors.push(fieldError.required(path.child('name')));
  if (kind === '') errors.push(fieldError.required(path.child('kind')));
  if (apiGroup === '') {
    if (kind === 'PersistentVolumeClaim') return;
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(fieldError.invalid(path, kind, detail));
    return;
  }
  for (const message of isDns1123Subdomain(apiGroup)) {
    errors.push(fieldError.invalid(path.child('apiGroup'), apiGroup, message));
  }
}
