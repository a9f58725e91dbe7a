import type {
  DownwardAPIVolumeFile,
  Volume,
  VolumeProjection,
} from '../../../apimachinery/types.generated.ts';
import { roundResources } from './resource-lists.ts';

const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

/** The defaults of one volume, in pods and templates alike. */
export function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).length === 1 && 'name' in volume) {
    volume.emptyDir = {};
    return;
  }
  const { hostPath, secret, configMap, downwardAPI, projected, ephemeral } = volume;
  if (hostPath !== undefined) hostPath.type ??= '';
  if (secret !== undefined) secret.defaultMode ??= FILE_MODE;
  if (configMap !== undefined) configMap.defaultMode ??= FILE_MODE;
  if (downwardAPI !== undefined) {
    downwardAPI.defaultMode ??= FILE_MODE;
    defaultFiles(downwardAPI.items);
  }
  if (projected !== undefined) {
    projected.defaultMode ??= FILE_MODE;
    for (const source of projected.sources ?? []) defaultProjection(source);
  }
  if (ephemeral?.volumeClaimTemplate !== undefined) {
    const { spec } = ephemeral.volumeClaimTemplate;
    spec.volumeMode ??= 'Filesystem';
    roundResources(spec.resources.limits);
    roundResources(spec.resources.requests);
  }
  defaultOldVolume(volume);
}

function defaultFiles(files: readonly DownwardAPIVolumeFile[] | undefined): void {
  for (const { fieldRef } of files ?? []) {
    if (fieldRef !== undefined) fieldRef.apiVersion ||= 'v1';
  }
}

function defaultProjection({ downwardAPI, serviceAccountToken }: VolumeProjection): void {
  defaultFiles(downwardAPI?.items);
  if (serviceAccountToken !== undefined) serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS;
}

/** Kinds of volumes that are served by CSI drivers today. */
function defaultOldVolume({ iscsi, rbd, azureDisk, scaleIO }: Volume): void {
  if (iscsi !== undefined) iscsi.iscsiInterface ||= 'default';
  if (rbd !== undefined) {
    rbd.pool ||= 'rbd';
    rbd.user ||= 'admin';
    rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (azureDisk !== undefined) {
    azureDisk.cachingMode ??= 'ReadWrite';
    azureDisk.fsType ??= 'ext4';
    azureDisk.readOnly ??= false;
    azureDisk.kind ??= 'Shared';
  }
  if (scaleIO !== undefined) {
    scaleIO.storageMode ||= 'ThinProvisioned';
    scaleIO.fsType ||= 'xfs';
  }
}
