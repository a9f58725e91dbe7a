import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { nameIsDnsLabel } from '../../../apimachinery/names.ts';
import type {
  PersistentVolumeSpec,
  SecretReference,
  Volume,
} from '../../../apimachinery/types.generated.ts';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkRequired,
  pushInvalid,
} from '../pod/field-checks.ts';
import { checkNoBacksteps } from '../pod/paths.ts';
import { checkDriverName, checkIscsi, checkOldVolume } from '../pod/spec-validation-old-volumes.ts';
import { checkHostPath } from '../pod/spec-validation-volumes.ts';

/** In upstream's order: all but the first one of a volume are one too many. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const;

type SourceName = (typeof SOURCES)[number];

/** The members of a spec that say where the data is. */
export function sourceOf(spec: PersistentVolumeSpec): Partial<PersistentVolumeSpec> {
  return Object.fromEntries(
    SOURCES.flatMap((name) => (spec[name] === undefined ? [] : [[name, spec[name]]])),
  );
}

/** @param path of the spec */
export function checkSources(
  spec: PersistentVolumeSpec,
  volumeName: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  let found = false;
  for (const name of SOURCES) {
    if (spec[name] === undefined) continue;
    // Upstream forgets to count before it looks at this one.
    if (found && name !== 'flexVolume') {
      const place = path.child(name === 'cephfs' ? 'cephFS' : name);
      errors.push(fieldError.forbidden(place, 'may not specify more than 1 volume type'));
    } else checkSource(spec, name, volumeName, path, errors);
    found = true;
  }
  if (!found) errors.push(fieldError.required(path, 'must specify a volume type'));
}

function checkSource(
  spec: PersistentVolumeSpec,
  name: SourceName,
  volumeName: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child(name);
  const { hostPath, local, csi, iscsi } = spec;
  if (name === 'hostPath' && hostPath !== undefined) checkHostPath(hostPath, place, errors);
  else if (name === 'local' && local !== undefined) {
    if (local.path === '') errors.push(fieldError.required(place.child('path')));
    else checkNoBacksteps(local.path, place.child('path'), errors);
    if (spec.nodeAffinity === undefined) {
      const detail = 'Local volume requires node affinity';
      errors.push(fieldError.required(path.child('nodeAffinity'), detail));
    }
  } else if (name === 'csi' && csi !== undefined) {
    checkDriverName(csi.driver, place.child('driver'), errors);
    checkRequired(csi.volumeHandle, place, 'volumeHandle', errors);
    for (const member of CSI_SECRETS) {
      const secret = csi[member];
      if (secret !== undefined) checkSecretReference(secret, place.child(member), errors);
    }
  } else if (name === 'iscsi' && iscsi !== undefined) {
    if (iscsi.initiatorName !== undefined) {
      const { targetPortal } = iscsi;
      if (Buffer.byteLength(`${volumeName}:${targetPortal}`) > INITIATOR_MAX) {
        errors.push(
          fieldError.invalid(place.child('targetportal'), targetPortal, INITIATOR_TOO_LONG),
        );
      }
    }
    checkIscsi(iscsi, place, errors, 'must be valid format');
    if (iscsi.secretRef !== undefined) {
      checkRequired(iscsi.secretRef.name, place.child('secretRef'), 'name', errors);
    }
  } else {
    // What pods may use directly is judged alike there.
    checkOldVolume(spec as unknown as Volume, name as 'nfs', path, errors);
    checkNamespaces(spec, name, place, errors);
  }
}

const INITIATOR_MAX = 64;
const INITIATOR_TOO_LONG =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
const CSI_SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

/** A volume is in no namespace, so what it refers to needs one. */
function checkNamespaces(
  { glusterfs, cinder, azureFile, storageos }: PersistentVolumeSpec,
  name: SourceName,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('secretRef');
  if (name === 'cinder' && cinder?.secretRef !== undefined) {
    checkRequired(cinder.secretRef.namespace, place, 'namespace', errors);
  }
  if (name === 'storageos' && storageos?.secretRef !== undefined) {
    checkRequired(storageos.secretRef.namespace, place, 'namespace', errors);
  }
  if (name === 'azureFile' && azureFile?.secretNamespace === '') {
    errors.push(fieldError.required(path.child('secretNamespace')));
  }
  const endpoints = glusterfs?.endpointsNamespace;
  if (name !== 'glusterfs' || endpoints === undefined) return;
  const member = path.child('endpointsNamespace');
  if (endpoints === '') {
    const detail = 'if the endpointnamespace is set, it must be a valid namespace name';
    errors.push(fieldError.invalid(member, endpoints, detail));
  } else pushInvalid(errors, nameIsDnsLabel(endpoints, false), member, endpoints);
}

function checkSecretReference(
  { name = '', namespace = '' }: SecretReference,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (name === '') errors.push(fieldError.required(path.child('name')));
  else checkDnsSubdomain(name, path.child('name'), errors);
  if (namespace === '') errors.push(fieldError.required(path.child('namespace')));
  else checkDnsLabel(namespace, path.child('namespace'), errors);
}
