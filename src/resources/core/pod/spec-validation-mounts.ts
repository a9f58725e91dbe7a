import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type {
  Container,
  EphemeralContainer,
  Volume,
  VolumeMount,
} from '../../../apimachinery/types.generated.ts';
import { checkSupported } from './field-checks.ts';
import { checkDescendingPath, hasBackstep } from './paths.ts';

/** The volumes of a pod that are valid, by name. */
export type Volumes = ReadonlyMap<string, Volume>;

type AnyContainer = Container | EphemeralContainer;

export function checkVolumeMounts(
  container: AnyContainer,
  volumes: Volumes,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { volumeMounts, volumeDevices } = container;
  if (volumeMounts === undefined) return;
  const mountPaths = new Set<string>();
  // Of several devices with one name upstream knows only the last, and so with mounts below.
  const devices = new Map(volumeDevices?.map((device) => [device.name, device.devicePath]));
  const devicePaths = new Set(devices.values());
  for (const [index, mount] of volumeMounts.entries()) {
    const { name, mountPath } = mount;
    const place = path.index(index);
    if (name === '') errors.push(fieldError.required(place.child('name')));
    if (!volumes.has(name)) errors.push(fieldError.notFound(place.child('name'), name));
    if (mountPath === '') errors.push(fieldError.required(place.child('mountPath')));
    if (mountPaths.has(mountPath)) {
      errors.push(fieldError.invalid(place.child('mountPath'), mountPath, 'must be unique'));
    }
    mountPaths.add(mountPath);
    if (devices.has(name)) {
      const detail = 'must not already exist in volumeDevices';
      errors.push(fieldError.invalid(place.child('name'), name, detail));
    }
    if (devicePaths.has(mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      errors.push(fieldError.invalid(place.child('mountPath'), mountPath, detail));
    }
    checkSubPaths(mount, path, place, errors);
    checkPropagation(mount, container, path.child('mountPropagation'), errors);
    checkRecursiveReadOnly(mount, path.child('recursiveReadOnly'), errors);
  }
}

/** @param path of the list, where upstream reports most of what follows; `place` is the mount's own */
function checkSubPaths(
  { subPath, subPathExpr }: VolumeMount,
  path: FieldPath,
  place: FieldPath,
  errors: FieldError[],
): void {
  if (subPath) checkDescendingPath(subPath, path.child('subPath'), errors);
  if (!subPathExpr) return;
  if (subPath) {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    errors.push(fieldError.invalid(place.child('subPathExpr'), subPathExpr, detail));
  }
  checkDescendingPath(subPathExpr, path.child('subPathExpr'), errors);
}

function checkPropagation(
  { mountPropagation }: VolumeMount,
  { securityContext }: AnyContainer,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (mountPropagation === undefined) return;
  checkSupported(mountPropagation, ['Bidirectional', 'HostToContainer', 'None'], path, errors);
  if (mountPropagation === 'Bidirectional' && securityContext?.privileged !== true) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(fieldError.forbidden(path, detail));
  }
}

function checkRecursiveReadOnly(
  { recursiveReadOnly, readOnly, mountPropagation }: VolumeMount,
  path: FieldPath,
  errors: FieldError[],
): void {
  switch (recursiveReadOnly ?? 'Disabled') {
    case 'Disabled':
      return;
    case 'Enabled':
    case 'IfPossible':
      if (readOnly !== true) {
        errors.push(fieldError.forbidden(path, 'may only be specified when readOnly is true'));
      }
      if (mountPropagation !== undefined && mountPropagation !== 'None') {
        const detail = 'may only be specified when mountPropagation is None or not specified';
        errors.push(fieldError.forbidden(path, detail));
      }
      return;
    default:
      checkSupported(recursiveReadOnly ?? '', ['Disabled', 'Enabled', 'IfPossible'], path, errors);
  }
}

export function checkVolumeDevices(
  { volumeDevices, volumeMounts }: AnyContainer,
  volumes: Volumes,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (volumeDevices === undefined) return;
  const devicePaths = new Set<string>();
  const names = new Set<string>();
  const mounts = new Map(volumeMounts?.map((mount) => [mount.name, mount.mountPath]));
  const mountPaths = new Set(mounts.values());
  for (const [index, { name, devicePath }] of volumeDevices.entries()) {
    const namePath = path.index(index).child('name');
    const devicePlace = path.index(index).child('devicePath');
    const volume = volumes.get(name);
    if (name === '') errors.push(fieldError.required(namePath));
    if (names.has(name)) errors.push(fieldError.invalid(namePath, name, 'must be unique'));
    if (volume === undefined) errors.push(fieldError.notFound(namePath, name));
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      const detail =
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(fieldError.invalid(namePath, name, detail));
    }
    if (devicePath === '') errors.push(fieldError.required(devicePlace));
    if (devicePaths.has(devicePath)) {
      errors.push(fieldError.invalid(devicePlace, devicePath, 'must be unique'));
    }
    if (hasBackstep(devicePath)) {
      const detail = "can not contain backsteps ('..')";
      errors.push(fieldError.invalid(devicePlace, devicePath, detail));
    } else devicePaths.add(devicePath);
    if (mounts.has(name)) {
      errors.push(fieldError.invalid(namePath, name, 'must not already exist in volumeMounts'));
    }
    if (mountPaths.has(devicePath)) {
      const detail = 'must not already exist as a path in volumeMounts';
      errors.push(fieldError.invalid(devicePlace, devicePath, detail));
    }
    if (name !== '') names.add(name);
  }
}
