import { controllerOf, isTerminating } from '../../apimachinery/meta.ts';
import type {
  Pod,
  PodResourceClaim,
  ResourceV1ResourceClaim as ResourceClaim,
} from '../../apimachinery/types.generated.ts';

/** What is known of a claim that a pod names. */
export type ClaimName =
  | { readonly state: 'not made yet' }
  /** Made from a template, and then it belongs to the pod; or made by somebody. */
  | { readonly state: 'named'; readonly name: string; readonly isOwn: boolean }
  | { readonly state: 'not needed' };

export function claimNameOf({ status }: Pod, claim: PodResourceClaim): ClaimName {
  if (claim.resourceClaimName !== undefined) {
    return { state: 'named', name: claim.resourceClaimName, isOwn: false };
  }
  const known = status.resourceClaimStatuses?.find(({ name }) => name === claim.name);
  if (known === undefined) return { state: 'not made yet' };
  const name = known.resourceClaimName;
  return name === undefined ? { state: 'not needed' } : { state: 'named', name, isOwn: true };
}

/** Keys of all claims that a pod is known to use, for an index. */
export function claimKeysOf(pod: Pod): string[] {
  return (pod.spec.resourceClaims ?? []).flatMap((claim) => {
    const found = claimNameOf(pod, claim);
    return found.state === 'named' ? [`${pod.metadata.namespace ?? ''}/${found.name}`] : [];
  });
}

export function isOwnedBy(claim: ResourceClaim, pod: Pod): boolean {
  return controllerOf(claim)?.uid === pod.metadata.uid;
}

export function isReservedFor({ status }: ResourceClaim, { metadata: { uid } }: Pod): boolean {
  return (status.reservedFor ?? []).some((consumer) => consumer.uid === uid);
}

/** None of its containers runs, and none ever will. */
export function isDone({ metadata, spec, status: { phase } }: Pod): boolean {
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  return isOver || (isTerminating({ metadata }) && !spec.nodeName);
}

/** Whether a pod waits for something that this controller does. */
export function needsWork(pod: Pod, claimOf: (key: string) => ResourceClaim | undefined): boolean {
  if (isTerminating(pod)) return false;
  for (const podClaim of pod.spec.resourceClaims ?? []) {
    const found = claimNameOf(pod, podClaim);
    if (found.state === 'not made yet') return true;
    if (found.state === 'not needed') return false;
    const claim = claimOf(`${pod.metadata.namespace ?? ''}/${found.name}`);
    if (claim === undefined) return podClaim.resourceClaimTemplateName !== undefined;
    if (found.isOwn && !isOwnedBy(claim, pod)) return false;
    if (pod.spec.nodeName && mayBeReserved(claim, pod)) return true;
  }
  return false;
}

/** Not for a pod that is over: its reservation would be taken away again, and so on. */
export function mayBeReserved(claim: ResourceClaim, pod: Pod): boolean {
  return claim.status.allocation !== undefined && !isReservedFor(claim, pod) && !isDone(pod);
}
