import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../apimachinery/names.ts';
import type { HostPathVolumeSource, Volume } from '../../../apimachinery/types.generated.ts';
import { checkRequired, checkSupported, pushInvalid } from './field-checks.ts';
import { checkNoBacksteps } from './paths.ts';
import { quantityOf } from './resource-lists.ts';
import { checkClaimTemplate } from './spec-validation-claim-template.ts';
import { checkDownwardApi, checkFiles } from './spec-validation-files.ts';
import type { Volumes } from './spec-validation-mounts.ts';
import { checkOldVolume } from './spec-validation-old-volumes.ts';
import { checkProjected } from './spec-validation-projected.ts';
import type { SourceName } from './volume-sources.ts';
import { SOURCES } from './volume-sources.ts';

/**
 * All volumes of a pod; answers with the valid ones.
 * @param podName whose claims get names of their own; undefined in templates
 */
export function checkVolumes(
  volumes: readonly Volume[],
  podName: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): Volumes {
  const valid = new Map<string, Volume>();
  const claims = new Set<string>();
  for (const { ephemeral, name } of podName ? volumes : []) {
    if (ephemeral !== undefined) claims.add(`${podName}-${name}`);
  }
  for (const [index, volume] of volumes.entries()) {
    const { name, persistentVolumeClaim: claim } = volume;
    const place = path.index(index);
    const before = errors.length;
    checkSource(volume, podName, place, errors);
    if (name === '') errors.push(fieldError.required(place.child('name')));
    else pushInvalid(errors, isDns1123Label(name), place.child('name'), name);
    if (valid.has(name)) errors.push(fieldError.duplicate(place.child('name'), name));
    if (errors.length === before) valid.set(name, volume);
    if (claim !== undefined && claims.has(claim.claimName)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      const member = place.child('persistentVolumeClaim', 'claimName');
      errors.push(fieldError.invalid(member, claim.claimName, detail));
    }
  }
  return valid;
}

/** Where upstream's messages about a second source differ from the member's name. */
const MISSPELLED: Readonly<Record<string, string>> = {
  cephfs: 'cephFS',
  downwardAPI: 'downwarAPI',
};

function checkSource(
  volume: Volume,
  podName: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  let found = false;
  for (const name of SOURCES) {
    if (volume[name] === undefined) continue;
    if (found) {
      const member = path.child(MISSPELLED[name] ?? name);
      errors.push(fieldError.forbidden(member, 'may not specify more than 1 volume type'));
    } else checkOneSource(volume, name, podName, path, errors);
    found = true;
    if (name === 'iscsi') checkInitiatorLength(volume, path, errors);
  }
  if (!found) errors.push(fieldError.required(path, 'must specify a volume type'));
}

/** Checked whether or not it is the first source. */
function checkInitiatorLength(
  { name, iscsi }: Volume,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (iscsi?.initiatorName === undefined) return;
  if (Buffer.byteLength(`${name}:${iscsi.targetPortal}`) <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  errors.push(fieldError.invalid(path.child('name'), name, detail));
}

function checkOneSource(
  volume: Volume,
  source: SourceName,
  podName: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { emptyDir, hostPath, secret, configMap, persistentVolumeClaim, downwardAPI } = volume;
  const { projected, ephemeral } = volume;
  const place = path.child(source);
  if (emptyDir !== undefined) {
    if (quantityOf(emptyDir.sizeLimit).sign >= 0) return;
    const detail = 'SizeLimit field must be a valid resource quantity';
    errors.push(fieldError.forbidden(place.child('sizeLimit'), detail));
  } else if (source === 'hostPath' && hostPath !== undefined)
    checkHostPath(hostPath, place, errors);
  else if (source === 'secret' && secret !== undefined) {
    checkRequired(secret.secretName, place, 'secretName', errors);
    checkFiles(secret, place, errors);
  } else if (source === 'configMap' && configMap !== undefined) {
    checkRequired(configMap.name, place, 'name', errors);
    checkFiles(configMap, place, errors);
  } else if (source === 'persistentVolumeClaim') {
    checkRequired(persistentVolumeClaim?.claimName, place, 'claimName', errors);
  } else if (source === 'downwardAPI' && downwardAPI !== undefined) {
    checkDownwardApi(downwardAPI, place, errors);
  } else if (source === 'projected' && projected !== undefined) {
    checkProjected(projected, place, errors);
  } else if (source === 'ephemeral' && ephemeral !== undefined) {
    const { volumeClaimTemplate } = ephemeral;
    if (volumeClaimTemplate === undefined) {
      errors.push(fieldError.required(place.child('volumeClaimTemplate')));
    } else checkClaimTemplate(volumeClaimTemplate, place.child('volumeClaimTemplate'), errors);
    checkClaimName(volume.name, podName, path.child('name'), errors);
  } else checkOldVolume(volume, source, path, errors);
}

function checkClaimName(
  volume: string,
  podName: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!podName || volume === '') return;
  const claim = `${podName}-${volume}`;
  for (const message of isDns1123Subdomain(claim)) {
    errors.push(fieldError.invalid(path, volume, `PVC name "${claim}": ${message}`));
  }
}

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

export function checkHostPath(
  { path: hostPath, type }: HostPathVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (hostPath === '') {
    errors.push(fieldError.required(path.child('path')));
    return;
  }
  checkNoBacksteps(hostPath, path.child('path'), errors);
  if (type !== undefined) checkSupported(type, HOST_PATH_TYPES, path.child('type'), errors);
}
