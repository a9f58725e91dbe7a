import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1123Subdomain, isInRange, nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import type {
  AzureDiskVolumeSource,
  CSIVolumeSource,
  FCVolumeSource,
  FlockerVolumeSource,
  ISCSIVolumeSource,
  QuobyteVolumeSource,
  StorageOSVolumeSource,
  Volume,
} from '../../../apimachinery/types.generated.ts';
import { checkDnsLabel, checkRequired, checkSupported, pushInvalid } from './field-checks.ts';
import { checkDescendingPath } from './paths.ts';
import type { SourceName } from './volume-sources.ts';

type Values = Readonly<Record<string, unknown>>;

/** Sources that only want some members to be there. */
const REQUIRED: Readonly<Partial<Record<SourceName, readonly string[]>>> = {
  gitRepo: ['repository'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  nfs: ['server', 'path'],
  glusterfs: ['endpoints', 'path'],
  rbd: ['monitors', 'image'],
  cinder: ['volumeID'],
  cephfs: ['monitors'],
  flexVolume: ['driver'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  scaleIO: ['gateway', 'system', 'volumeName'],
};

/** Volumes of particular vendors and protocols. @param path of the volume */
export function checkOldVolume(
  volume: Volume,
  source: SourceName,
  path: FieldPath,
  errors: FieldError[],
): void {
  // Upstream calls this one by a name of its own.
  const place = path.child(source === 'gcePersistentDisk' ? 'persistentDisk' : source);
  const values = volume[source] as unknown as Values;
  for (const name of REQUIRED[source] ?? []) {
    const value = values[name];
    const isEmpty = !value || (Array.isArray(value) && value.length === 0);
    if (isEmpty) errors.push(fieldError.required(place.child(name)));
  }
  DETAILS[source]?.(volume, place, errors);
}

type CheckDetails = (volume: Volume, path: FieldPath, errors: FieldError[]) => void;

/** What else is to be said of some sources. */
const DETAILS: Readonly<Partial<Record<SourceName, CheckDetails>>> = {
  gitRepo: ({ gitRepo }, path, errors) =>
    checkDescendingPath(gitRepo?.directory ?? '', path.child('directory'), errors),
  gcePersistentDisk: ({ gcePersistentDisk }, path, errors) =>
    checkPartition(gcePersistentDisk?.partition, path, errors),
  awsElasticBlockStore: ({ awsElasticBlockStore }, path, errors) =>
    checkPartition(awsElasticBlockStore?.partition, path, errors),
  nfs: ({ nfs }, path, errors) => {
    if (nfs === undefined || nfs.path.startsWith('/')) return;
    errors.push(fieldError.invalid(path.child('path'), nfs.path, 'must be an absolute path'));
  },
  cinder: ({ cinder }, path, errors) => {
    if (cinder?.secretRef === undefined) return;
    checkRequired(cinder.secretRef.name, path.child('secretRef'), 'name', errors);
  },
  flexVolume: ({ flexVolume }, path, errors) =>
    checkFlexOptions(flexVolume?.options ?? {}, path.child('options'), errors),
  iscsi: ({ iscsi }, path, errors) => iscsi && checkIscsi(iscsi, path, errors),
  flocker: ({ flocker }, path, errors) => flocker && checkFlocker(flocker, path, errors),
  quobyte: ({ quobyte }, path, errors) => quobyte && checkQuobyte(quobyte, path, errors),
  fc: ({ fc }, path, errors) => fc && checkFibreChannel(fc, path, errors),
  azureDisk: ({ azureDisk }, path, errors) => azureDisk && checkAzureDisk(azureDisk, path, errors),
  storageos: ({ storageos }, path, errors) => storageos && checkStorageOs(storageos, path, errors),
  csi: ({ csi }, path, errors) => csi && checkCsi(csi, path, errors),
};

function checkPartition(partition = 0, path: FieldPath, errors: FieldError[]): void {
  if (partition >= 0 && partition <= 255) return;
  const detail = 'must be between 1 and 255, inclusive';
  errors.push(fieldError.invalid(path.child('partition'), partition, detail));
}

function checkFlexOptions(
  options: Readonly<Record<string, string>>,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const key of Object.keys(options)) {
    const domain = `.${(key.split('/', 1)[0] ?? '').toLowerCase()}`;
    if (!domain.endsWith('.kubernetes.io') && !domain.endsWith('.k8s.io')) continue;
    const detail = 'kubernetes.io and k8s.io namespaces are reserved';
    errors.push(fieldError.invalid(path.key(key), key, detail));
  }
}

/** Names beyond this length are refused without being matched. */
const ISCSI_NAME_MAX = 1024;
const ISCSI_NAMES: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

const ISCSI_KINDS = 'must be valid format starting with iqn, eui, or naa';

function checkIscsiName(
  name: string,
  path: FieldPath,
  errors: FieldError[],
  ofNoKind: string,
): void {
  const expression = ISCSI_NAMES[name.slice(0, 3)];
  if (expression === undefined) {
    errors.push(fieldError.invalid(path, name, ofNoKind));
  } else if (name.length > ISCSI_NAME_MAX || !expression.test(name)) {
    errors.push(fieldError.invalid(path, name, 'must be valid format'));
  }
}

/** @param ofNoKind what is said of names of no known kind: pods and volumes differ */
export function checkIscsi(
  iscsi: ISCSIVolumeSource,
  path: FieldPath,
  errors: FieldError[],
  ofNoKind = ISCSI_KINDS,
): void {
  checkRequired(iscsi.targetPortal, path, 'targetPortal', errors);
  if (iscsi.iqn === '') errors.push(fieldError.required(path.child('iqn')));
  else checkIscsiName(iscsi.iqn, path.child('iqn'), errors, ofNoKind);
  pushInvalid(errors, isInRange(iscsi.lun, 0, 255), path.child('lun'), iscsi.lun);
  const withSecret = iscsi.chapAuthDiscovery === true || iscsi.chapAuthSession === true;
  if (withSecret && iscsi.secretRef === undefined) {
    errors.push(fieldError.required(path.child('secretRef')));
  }
  if (iscsi.initiatorName !== undefined) {
    checkIscsiName(iscsi.initiatorName, path.child('initiatorname'), errors, ofNoKind);
  }
}

function checkFlocker(
  { datasetName = '', datasetUUID = '' }: FlockerVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (datasetName === '' && datasetUUID === '') {
    errors.push(fieldError.required(path, 'one of datasetName and datasetUUID is required'));
  }
  if (datasetName !== '' && datasetUUID !== '') {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(fieldError.invalid(path, 'resource', detail));
  }
  if (datasetName.includes('/')) {
    errors.push(fieldError.invalid(path.child('datasetName'), datasetName, "must not contain '/'"));
  }
}

const HOST_PORT = /^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/;

function checkQuobyte(quobyte: QuobyteVolumeSource, path: FieldPath, errors: FieldError[]): void {
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  if (quobyte.registry === '') errors.push(fieldError.required(path.child('registry'), pairs));
  else if (Buffer.byteLength(quobyte.tenant ?? '') >= 65) {
    const detail = 'must be a UUID and may not exceed a length of 64 characters';
    errors.push(fieldError.required(path.child('tenant'), detail));
  } else {
    for (const pair of quobyte.registry.split(',')) {
      if (HOST_PORT.test(pair)) continue;
      errors.push(fieldError.invalid(path.child('registry'), quobyte.registry, pairs));
    }
  }
  checkRequired(quobyte.volume, path, 'volume', errors);
}

export function checkFibreChannel(
  { targetWWNs = [], wwids = [], lun }: FCVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  const place = path.child('targetWWNs');
  if (targetWWNs.length === 0 && wwids.length === 0) {
    errors.push(
      fieldError.required(place, 'must specify either targetWWNs or wwids, but not both'),
    );
  }
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) {
    const detail = 'targetWWNs and wwids can not be specified simultaneously';
    errors.push(fieldError.invalid(place, targetWWNs, detail));
  }
  if (lun === undefined) {
    const detail = 'lun is required if targetWWNs is specified';
    errors.push(fieldError.required(path.child('lun'), detail));
  } else pushInvalid(errors, isInRange(lun, 0, 255), path.child('lun'), lun);
}

const MANAGED_URI =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function checkAzureDisk(
  { diskName, diskURI, cachingMode, kind }: AzureDiskVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkRequired(diskName, path, 'diskName', errors);
  checkRequired(diskURI, path, 'diskURI', errors);
  if (cachingMode !== undefined) {
    checkSupported(
      cachingMode,
      ['None', 'ReadOnly', 'ReadWrite'],
      path.child('cachingMode'),
      errors,
    );
  }
  if (kind === undefined) return;
  checkSupported(kind, ['Dedicated', 'Managed', 'Shared'], path.child('kind'), errors);
  const [start, example] =
    kind === 'Managed' ? ['/subscriptions/', MANAGED_URI] : ['https://', BLOB_URI];
  if (diskURI.startsWith(start)) return;
  errors.push(fieldError.notSupported(path.child('diskURI'), diskURI, [example]));
}

function checkStorageOs(
  { volumeName = '', volumeNamespace = '', secretRef }: StorageOSVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (volumeName === '') errors.push(fieldError.required(path.child('volumeName')));
  else checkDnsLabel(volumeName, path.child('volumeName'), errors);
  if (volumeNamespace !== '') {
    checkDnsLabel(volumeNamespace, path.child('volumeNamespace'), errors);
  }
  if (secretRef !== undefined) {
    checkRequired(secretRef.name, path.child('secretRef'), 'name', errors);
  }
}

const DRIVER_LENGTH_MAX = 63;

/** The name of a CSI driver, wherever one stands. */
export function checkDriverName(name: string, path: FieldPath, errors: FieldError[]): void {
  if (name === '') errors.push(fieldError.required(path));
  if (Buffer.byteLength(name) > DRIVER_LENGTH_MAX) {
    errors.push(fieldError.tooLong(path, DRIVER_LENGTH_MAX));
  }
  pushInvalid(errors, isDns1123Subdomain(name.toLowerCase()), path, name);
}

function checkCsi(
  { driver, nodePublishSecretRef }: CSIVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  checkDriverName(driver, path.child('driver'), errors);
  if (nodePublishSecretRef === undefined) return;
  const { name = '' } = nodePublishSecretRef;
  if (name === '') errors.push(fieldError.required(path.child('nodePublishSecretRef', 'name')));
  else pushInvalid(errors, nameIsDnsSubdomain(name, false), path.child('name'), name);
}
