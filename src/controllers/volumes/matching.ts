import { parseOrUndefined, Quantity } from '../../apimachinery/quantity.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from '../../apimachinery/types.generated.ts';
import { storageClassOf } from '../../resources/core/persistentvolume/access-modes.ts';
import { isReservedFor } from './volume-world.ts';

const ZERO = Quantity.ofNumber(0);

/** Why a volume that a claim asks for by name does not fit, in upstream's words. */
export function mismatch(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): string | undefined {
  if (volume.metadata.deletionTimestamp !== undefined) {
    return `the volume is marked for deletion "${volume.metadata.name ?? ''}"`;
  }
  if (capacityOf(volume).compare(requestOf(claim)) < 0) return 'requested PV is too small';
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match';
  if (!haveSameAttributes(volume, claim)) return 'volumeAttributesClassName does not match';
  if (!haveSameMode(volume, claim)) return 'incompatible volumeMode';
  return hasModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/**
 * The volume that is reserved for a claim, or the smallest available one that fits; of those with
 * few access modes first.
 * @param reservedOnly the claim waits for its first pod
 */
export function bestMatch(
  volumes: readonly PersistentVolume[],
  claim: PersistentVolumeClaim,
  reservedOnly: boolean,
): PersistentVolume | undefined {
  const fitting = volumes.filter(
    (volume) =>
      hasModes(volume, claim) &&
      (volume.spec.claimRef === undefined || isReservedFor(volume, claim)) &&
      capacityOf(volume).compare(requestOf(claim)) >= 0 &&
      haveSameMode(volume, claim) &&
      haveSameAttributes(volume, claim) &&
      volume.metadata.deletionTimestamp === undefined,
  );
  const selector =
    claim.spec.selector === undefined ? undefined : labelSelectorFromObject(claim.spec.selector);
  for (const group of byAccessModes(fitting)) {
    const reserved = group.find((volume) => isReservedFor(volume, claim));
    if (reserved !== undefined) return reserved;
    if (reservedOnly) continue;
    const [smallest] = group
      .filter(({ status }) => status.phase === 'Available')
      .filter(({ metadata }) => selector?.matches(metadata.labels ?? {}) !== false)
      .filter((volume) => storageClassOf(volume) === storageClassOf(claim))
      .toSorted((a, b) => capacityOf(a).compare(capacityOf(b)));
    if (smallest !== undefined) return smallest;
  }
  return undefined;
}

function byAccessModes(volumes: readonly PersistentVolume[]): PersistentVolume[][] {
  const groups = new Map<string, PersistentVolume[]>();
  for (const volume of volumes) {
    const key = (volume.spec.accessModes ?? []).toSorted().join(',');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [volume]);
    else group.push(volume);
  }
  return [...groups.values()].toSorted((a, b) => modesOf(a) - modesOf(b));
}

function modesOf([first]: readonly PersistentVolume[]): number {
  return first?.spec.accessModes?.length ?? 0;
}

function capacityOf({ spec }: PersistentVolume): Quantity {
  return quantityOf(spec.capacity?.['storage']);
}

/** What a claim asks for. */
export function requestOf({ spec }: PersistentVolumeClaim): Quantity {
  return quantityOf(spec.resources.requests?.['storage']);
}

/** What a claim has got. */
export function heldBy({ status }: PersistentVolumeClaim): Quantity {
  return quantityOf(status.capacity?.['storage']);
}

function quantityOf(text: string | undefined): Quantity {
  return (text === undefined ? undefined : parseOrUndefined(text)) ?? ZERO;
}

function haveSameAttributes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const wanted = claim.spec.volumeAttributesClassName ?? '';
  return (volume.spec.volumeAttributesClassName ?? '') === wanted;
}

export function haveSameMode(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const wanted = claim.spec.volumeMode ?? 'Filesystem';
  return (volume.spec.volumeMode ?? 'Filesystem') === wanted;
}

function hasModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const modes = volume.spec.accessModes ?? [];
  return (claim.spec.accessModes ?? []).every((mode) => modes.includes(mode));
}
