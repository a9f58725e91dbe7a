import type { KubeObject } from '../../apimachinery/meta.ts';
import type {
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from '../../apimachinery/types.generated.ts';
import type { OwnerReference } from '../replicas/owner.ts';
import { controllerReference } from '../replicas/owner.ts';
import { isInRange, SUBJECT } from './identity.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };

type Kind = typeof POD;

/** The claim and the two that may own it, so that it goes away with them. */
export interface Ownership {
  readonly claim: PersistentVolumeClaim;
  readonly set: StatefulSet;
  readonly pod: Pod;
}

function policyOf({ spec }: StatefulSet): { onDelete: boolean; onScale: boolean } {
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  return { onDelete: whenDeleted === 'Delete', onScale: whenScaled === 'Delete' };
}

function referencesOf({ metadata }: KubeObject): readonly OwnerReference[] {
  return metadata.ownerReferences ?? [];
}

function names(reference: OwnerReference, kind: Kind, object: KubeObject): boolean {
  return (
    reference.apiVersion === kind.apiVersion &&
    reference.kind === kind.kind &&
    reference.name === object.metadata.name
  );
}

/** It belongs to an object of this name that is no more. */
function hasStaleOwner(claim: KubeObject, kind: Kind, object: KubeObject): boolean {
  const reference = referencesOf(claim).find((each) => names(each, kind, object));
  return reference !== undefined && reference.uid !== uidOf(object);
}

function uidOf({ metadata }: KubeObject): string {
  return metadata.uid ?? '';
}

function isOwnedBy(claim: KubeObject, object: KubeObject): boolean {
  return referencesOf(claim).some(({ uid }) => uid === uidOf(object));
}

/** A pod is not made again while its claim waits to go away with the one before. */
export function isStaleClaim(set: StatefulSet, claim: KubeObject, pod: Pod): boolean {
  return policyOf(set).onScale && hasStaleOwner(claim, POD, pod);
}

/** Somebody else takes care of the claim; the policy has no say then. */
export function hasForeignController({ claim, set, pod }: Ownership): boolean {
  const { onDelete, onScale } = policyOf(set);
  if (!onDelete && !onScale) return false;
  return referencesOf(claim).some((reference) => {
    if (names(reference, SUBJECT, set)) return reference.uid !== uidOf(set);
    if (names(reference, POD, pod)) return reference.uid !== uidOf(pod);
    return reference.controller === true;
  });
}

/** The owners of the claim are those that the policy asks for. */
export function hasRightOwners(ownership: Ownership): boolean {
  const { claim, set, pod } = ownership;
  if (hasStaleOwner(claim, SUBJECT, set) || hasStaleOwner(claim, POD, pod)) return true;
  const bySet = isOwnedBy(claim, set);
  const byPod = isOwnedBy(claim, pod);
  if (hasForeignController(ownership)) return !bySet && !byPod;
  const isLoose = referencesOf(claim).some(
    ({ uid, controller }) => (uid === uidOf(set) || uid === uidOf(pod)) && controller !== true,
  );
  if (isLoose) return false;
  const wanted = wantedOwners(set, pod);
  return bySet === wanted.set && byPod === wanted.pod;
}

function wantedOwners(set: StatefulSet, pod: Pod): { set: boolean; pod: boolean } {
  const { onDelete, onScale } = policyOf(set);
  const isScaledAway = onScale && !isInRange(set, pod);
  return { set: onDelete && !isScaledAway, pod: isScaledAway };
}

export function withRightOwners(ownership: Ownership): PersistentVolumeClaim {
  const { claim, set, pod } = ownership;
  const others = referencesOf(claim).filter(
    (reference) => !names(reference, SUBJECT, set) && !names(reference, POD, pod),
  );
  const wanted = wantedOwners(set, pod);
  const own: OwnerReference[] = [];
  if (!hasForeignController(ownership)) {
    if (wanted.pod) own.push(controllerReference(POD, pod));
    if (wanted.set) own.push(controllerReference(SUBJECT, set));
  }
  const added = own.filter(({ uid }) => others.every((other) => other.uid !== uid));
  return { ...claim, metadata: { ...claim.metadata, ownerReferences: [...others, ...added] } };
}
