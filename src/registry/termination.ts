/** How a deletion marks an object that cannot go at once: its last deadline and its finalizers. */
import { conflict } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { formatTime, isTerminating, parseTime } from '../apimachinery/meta.ts';
import type { Entry } from '../store/store.ts';
import type { Kind } from './kind.ts';
import type { DeleteOptions, Target } from './request.ts';
import { storedObject } from './update.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
/** A negative period is the shortest one. */
const SHORTEST = 1;

/** What a deletion means for the grace period of an object. */
export type Grace =
  /** It terminates already, and nothing is asked for that would shorten its time. */
  | { readonly step: 'pending' }
  /** It can go, as far as time is concerned. */
  | { readonly step: 'none'; readonly options: DeleteOptions }
  /** It gets this deadline first, even if there is nothing left of it. */
  | { readonly step: 'deadline'; readonly seconds: number; readonly options: DeleteOptions };

/** @returns with the options as admission is told them: with the period that the kind has filled in */
export function graceOf(kind: Kind, previous: AnyObject, asked: DeleteOptions, now: number): Grace {
  const options =
    (asked.gracePeriodSeconds ?? 0) < 0 ? { ...asked, gracePeriodSeconds: SHORTEST } : asked;
  const requested = options.gracePeriodSeconds;
  const { strategy } = kind.behaviour;
  if (!kind.resource.gracefulDeletion || strategy.gracePeriodSeconds === undefined) {
    return { step: 'none', options };
  }
  if (!isTerminating(previous)) {
    const seconds = strategy.gracePeriodSeconds(previous, requested);
    return { step: 'deadline', seconds, options: { ...options, gracePeriodSeconds: seconds } };
  }
  const { deletionGracePeriodSeconds: left = 0 } = previous.metadata;
  // A removal that failed halfway can be tried again.
  if (left === 0) return { step: 'none', options };
  if (requested === undefined || requested >= left) return { step: 'pending' };
  const isOver = startOfTermination(previous) + requested * 1000 < now;
  return { step: 'deadline', seconds: isOver && requested > 0 ? SHORTEST : requested, options };
}

/** Sets a deadline; a later one counts from where the first deletion began, but is never past. */
export function setDeadline(next: AnyObject, seconds: number, now: number): void {
  const { metadata } = next;
  if (isTerminating(next)) {
    const deadline = startOfTermination(next) + seconds * 1000;
    metadata.deletionTimestamp = formatTime(Math.max(deadline, now));
  } else {
    metadata.deletionTimestamp = formatTime(now + seconds * 1000);
    countChange(next);
  }
  metadata.deletionGracePeriodSeconds = seconds;
}

/** Of an object that only waits for its finalizers. */
export function markTerminating(next: AnyObject, now: number): void {
  const { metadata } = next;
  if (!isTerminating(next)) countChange(next);
  if (!isTerminating(next) || parseTime(metadata.deletionTimestamp ?? '') > now) {
    metadata.deletionTimestamp = formatTime(now);
  }
  metadata.deletionGracePeriodSeconds = 0;
}

function countChange({ metadata }: AnyObject): void {
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1;
}

function startOfTermination({ metadata }: AnyObject): number {
  const deadline = parseTime(metadata.deletionTimestamp ?? '');
  return deadline - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
}

/** The finalizers that a deletion leaves; the same list where they do not change. */
export function finalizersAfter(
  kind: Kind,
  previous: AnyObject,
  options: DeleteOptions,
): readonly string[] {
  const present = previous.metadata.finalizers ?? [];
  const policy = policyOf(kind, present, options);
  const after = present.filter((each) => each !== FOREGROUND && each !== ORPHAN);
  if (policy === 'Foreground') after.push(FOREGROUND);
  if (policy === 'Orphan') after.push(ORPHAN);
  const isSame =
    after.length === new Set(present).size && after.every((each) => present.includes(each));
  return isSame ? present : after;
}

function policyOf(
  { resource }: Kind,
  present: readonly string[],
  { orphanDependents, propagationPolicy }: DeleteOptions,
): DeleteOptions['propagationPolicy'] {
  const { defaultPropagation } = resource;
  if (defaultPropagation === 'Unsupported') return 'Background';
  if (orphanDependents !== undefined) return orphanDependents ? 'Orphan' : 'Background';
  if (propagationPolicy !== undefined) return propagationPolicy;
  // Without a word from the client, what an earlier deletion or the object brought decides.
  const brought = present.find((each) => each === ORPHAN || each === FOREGROUND);
  if (brought !== undefined) return brought === ORPHAN ? 'Orphan' : 'Foreground';
  return defaultPropagation;
}

export function setFinalizers({ metadata }: AnyObject, finalizers: readonly string[]): void {
  if (finalizers.length > 0) metadata.finalizers = [...finalizers];
  else delete metadata.finalizers;
}

/** @throws ApiError 409 */
export function checkPreconditions(
  kind: Kind,
  { name }: Target,
  { preconditions: { uid, resourceVersion } = {} }: DeleteOptions,
  entry: Entry,
): void {
  const live = storedObject(kind, entry).metadata;
  const { resource, groupResource } = kind;
  // Upstream names the Kind here, not the resource.
  const of = { group: resource.group, resource: resource.kind };
  // Kinds whose deletion begins in a way of its own have words of their own.
  const isOwn = kind.behaviour.strategy.beginDeletion !== undefined;
  if (uid !== undefined && uid !== live.uid) {
    if (isOwn) throw conflict(groupResource, name, ownWords('UID', uid, live.uid ?? ''));
    throw conflict(
      of,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${live.uid ?? ''}). ` +
        'The object might have been deleted and then recreated',
    );
  }
  const version = String(entry.modRevision);
  if (resourceVersion !== undefined && resourceVersion !== version) {
    if (isOwn) {
      throw conflict(groupResource, name, ownWords('ResourceVersion', resourceVersion, version));
    }
    throw conflict(
      of,
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ` +
        `ResourceVersion in record (${version}). The object might have been modified`,
    );
  }
}

function ownWords(what: string, wanted: string, found: string): string {
  return `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`;
}
