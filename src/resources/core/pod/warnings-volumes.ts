import type { FieldPath } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import type { Volume, VolumeProjection } from '../../../apimachinery/types.generated.ts';
import { pushAll } from './field-checks.ts';
import type { Target } from './path-overlaps.ts';
import { PathOverlaps } from './path-overlaps.ts';
import { byteWarnings } from './warnings-bytes.ts';

/** In upstream's order; ephemeral volumes are looked at between the two groups. */
const OLD_SOURCES = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', ''],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** @param path of the spec */
export function volumeWarnings(volumes: readonly Volume[] | undefined, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const [index, volume] of (volumes ?? []).entries()) {
    for (const [source, text, shown] of OLD_SOURCES) {
      if (volume[source] === undefined) continue;
      const place = path.child('volumes').index(index);
      if (text !== '') warnings.push(`${place.child(shown ?? source).toString()}: ${text}`);
      else pushAll(warnings, claimWarnings(volume, place));
    }
  }
  for (const volume of volumes ?? []) pushAll(warnings, overlapWarnings(volume));
  return warnings;
}

function claimWarnings({ ephemeral }: Volume, path: FieldPath): string[] {
  const { requests, limits } = ephemeral?.volumeClaimTemplate?.spec.resources ?? {};
  const resources = path.child('ephemeral', 'volumeClaimTemplate', 'spec', 'resources');
  return [
    ...byteWarnings(requests, 'storage', resources.child('requests')),
    ...byteWarnings(limits, 'storage', resources.child('limits')),
  ];
}

/** Files of one volume that would stand in each other's way. */
function overlapWarnings({ name, configMap, secret, downwardAPI, projected }: Volume): string[] {
  const warnings: string[] = [];
  if ((configMap ?? secret ?? downwardAPI ?? projected) === undefined) return warnings;
  const warn = (what: string, targets: readonly Target[], overlaps = new PathOverlaps()): void => {
    for (const target of targets) {
      for (const overlap of overlaps.add(target)) {
        const paths = `${shown(overlap.target)} with ${shown(overlap.other)}`;
        warnings.push(`volume ${quote(name)} (${what}): overlapping paths: ${paths}`);
      }
    }
  };
  if (configMap?.items !== undefined) {
    warn(`ConfigMap ${quote(configMap.name ?? '')}`, targetsOf(configMap.items, ''));
  }
  if (secret?.items !== undefined) {
    warn(`Secret ${quote(secret.secretName ?? '')}`, targetsOf(secret.items, ''));
  }
  if (downwardAPI?.items !== undefined) warn('DownwardAPI', targetsOf(downwardAPI.items, ''));
  const overlaps = new PathOverlaps();
  for (const source of projected?.sources ?? []) {
    if (Object.keys(source).length === 0) {
      warnings.push(`volume ${quote(name)} (Projected) has no sources provided`);
    }
    warn('Projected', projectedTargets(source), overlaps);
  }
  return warnings;
}

function projectedTargets(source: VolumeProjection): Target[] {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap?.items !== undefined) {
    return targetsOf(configMap.items, `ConfigMap ${quote(configMap.name ?? '')}`);
  }
  if (secret?.items !== undefined) {
    return targetsOf(secret.items, `Secret ${quote(secret.name ?? '')}`);
  }
  if (downwardAPI?.items !== undefined) return targetsOf(downwardAPI.items, 'DownwardAPI');
  if (serviceAccountToken === undefined) return [];
  return [{ path: serviceAccountToken.path, source: 'ServiceAccountToken' }];
}

function targetsOf(items: readonly { readonly path: string }[], source: string): Target[] {
  return items.map(({ path }) => ({ path, source }));
}

function shown({ path, source }: Target): string {
  return source === '' ? quote(path) : `${quote(path)} (${source})`;
}
