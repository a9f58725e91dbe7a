import { conflict, notFound } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { formatTime, isTerminating, parseTime } from '../apimachinery/meta.ts';
import type { Entry, Write } from '../store/store.ts';
import { copyOf, Item, storedText } from './item.ts';
import { keyOf } from './keys.ts';
import type { Kind } from './kind.ts';
import type { DeleteOptions, DeleteResult, Target, WriteContext } from './request.ts';
import { storedObject } from './update.ts';
import type { Dependencies } from './writer.ts';
import {
  admissionAttributes,
  answer,
  customAnswer,
  objectWrite,
  storedForm,
  strategyContext,
} from './writer.ts';

const TRIES_MAX = 10_000;
const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/**
 * One deletion: preconditions, grace, finalizers, then removal.
 * @param prepare may change the object that is about to terminate or go (conditions of an eviction)
 */
export async function remove(
  dependencies: Dependencies,
  target: Target,
  options: DeleteOptions,
  context: WriteContext,
  prepare?: (next: AnyObject) => void,
): Promise<DeleteResult> {
  const kind = dependencies.kinds.of(target.resource);
  const key = keyOf(target.resource, target.namespace, target.name);
  let entry = await dependencies.store.get(key);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (entry === undefined) throw notFound(kind.groupResource, target.name);
    if (kind.load !== undefined) await kind.load([entry], true);
    checkPreconditions(kind, target, options, entry);
    const attempt = await removeOnce(dependencies, kind, target, options, context, entry, prepare);
    if (attempt.result !== undefined) return attempt.result;
    entry = attempt.current;
  }
  throw conflict(kind.groupResource, target.name);
}

interface Attempt {
  readonly result?: DeleteResult;
  readonly current?: Entry | undefined;
}

async function removeOnce(
  dependencies: Dependencies,
  kind: Kind,
  target: Target,
  options: DeleteOptions,
  context: WriteContext,
  entry: Entry,
  prepare: ((next: AnyObject) => void) | undefined,
): Promise<Attempt> {
  const previous = storedObject(kind, entry);
  const hooks = strategyContext(dependencies, kind, context, undefined);
  await admit(kind, target, options, context, previous);
  const next = kind.stored(entry).copy();
  prepare?.(next);
  const verdict = kind.behaviour.strategy.beforeDelete?.(next, hooks);
  const waits =
    verdict === 'marked' ||
    terminate(kind, next, previous, options, hooks.now) ||
    verdict === 'keep';
  const object = await storedForm(kind, next);
  object.metadata.resourceVersion = String(entry.modRevision);
  const item = await versioned(kind, object);
  const unchanged = storedText(object) === entry.value;
  const { modRevision } = entry;
  if (context.dryRun) return { result: { item, removed: !waits, revision: modRevision } };
  if (waits) {
    if (unchanged) return { result: { item, removed: false, revision: modRevision } };
    const result = await dependencies.store.commit([objectWrite(kind, object, modRevision)]);
    if (!result.ok) return { current: result.current };
    const [written] = result.entries;
    const kept = written === undefined ? item : await answer(kind, object, written);
    return { result: { item: kept, removed: false, revision: result.revision } };
  }
  return finish(dependencies, kind, { entry, previous, object, unchanged }, hooks);
}

/** Both halves of admission are asked about a deletion, though there is nothing to change. */
async function admit(
  kind: Kind,
  target: Target,
  options: DeleteOptions,
  context: WriteContext,
  previous: AnyObject,
): Promise<void> {
  const attributes = admissionAttributes(kind, context, 'DELETE', {
    subresource: undefined,
    namespace: target.namespace,
    name: context.collection === true ? '' : target.name,
    object: undefined,
    previous,
  });
  // The grace period that a kind fills in is told like one that was asked for.
  const grace = kind.resource.gracefulDeletion
    ? kind.behaviour.strategy.gracePeriodSeconds?.(previous, options.gracePeriodSeconds)
    : undefined;
  const seen =
    grace === undefined
      ? attributes
      : { ...attributes, options: { ...attributes.options, gracePeriodSeconds: grace } };
  await context.admission.mutate(seen);
  await context.admission.validate(seen);
}

interface Removal {
  readonly entry: Entry;
  readonly previous: AnyObject;
  readonly object: AnyObject;
  readonly unchanged: boolean;
}

async function finish(
  dependencies: Dependencies,
  kind: Kind,
  { entry, previous, object, unchanged }: Removal,
  hooks: ReturnType<typeof strategyContext>,
): Promise<Attempt> {
  const releases = (await kind.behaviour.strategy.claims?.(undefined, previous, hooks)) ?? [];
  let expect = entry.modRevision;
  // A pod that is killed while it terminates is seen with its last deadline before it goes.
  if (isTerminating(previous) && kind.resource.gracefulDeletion && !unchanged) {
    const marked = await dependencies.store.commit([objectWrite(kind, object, expect)]);
    if (!marked.ok) return { current: marked.current };
    expect = marked.revision;
  }
  const removal: Write = { key: entry.key, expect, value: undefined };
  const result = await dependencies.store.commit([removal, ...releases], { oneByOne: true });
  if (result.ok) {
    // The removal comes first; what it released has later revisions.
    const revision = result.firstRevision;
    // The deletion is a write of its own, and the last state carries its version.
    object.metadata.resourceVersion = String(revision);
    return { result: { item: await versioned(kind, object), removed: true, revision } };
  }
  return { current: result.key === entry.key ? result.current : entry };
}

async function versioned(kind: Kind, object: AnyObject): Promise<Item> {
  if (kind.custom !== undefined) return customAnswer(kind.resource, kind.custom, object);
  if (kind.resource === kind.storage) return Item.ofObject(kind.storage, object);
  const copy = copyOf(object);
  return Item.ofObject(kind.resource, kind.conversion.fromStorage(copy));
}

/**
 * Marks `next` as deleted as far as it has to wait for a grace period or a finalizer.
 * @returns whether it has to wait
 */
function terminate(
  kind: Kind,
  next: AnyObject,
  previous: AnyObject,
  options: DeleteOptions,
  now: number,
): boolean {
  const finalizers = finalizersAfter(kind, previous, options);
  const { metadata } = next;
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;

  const wasTerminating = isTerminating(previous);
  let grace = 0;
  if (kind.resource.gracefulDeletion) {
    const requested = options.gracePeriodSeconds;
    grace = kind.behaviour.strategy.gracePeriodSeconds?.(previous, requested) ?? requested ?? 0;
    if (grace < 0) grace = 1;
    const left = previous.metadata.deletionGracePeriodSeconds;
    if (wasTerminating && left !== undefined && (requested === undefined || grace >= left)) {
      // A second deletion can only shorten the time that is left.
      return left > 0 || finalizers.length > 0;
    }
    mark(next, now, grace, wasTerminating);
    return grace > 0 || finalizers.length > 0;
  }
  if (finalizers.length === 0) return false;
  if (!wasTerminating) mark(next, now, 0, false);
  return true;
}

function mark(next: AnyObject, now: number, grace: number, wasTerminating: boolean): void {
  const { metadata } = next;
  const start = wasTerminating ? startOfTermination(next) : now;
  metadata.deletionTimestamp = formatTime(start + grace * 1000);
  metadata.deletionGracePeriodSeconds = grace;
  if (!wasTerminating && (metadata.generation ?? 0) > 0) {
    metadata.generation = (metadata.generation ?? 0) + 1;
  }
}

/** Where the first deletion began, so that a shorter grace period counts from there. */
function startOfTermination({ metadata }: AnyObject): number {
  const deadline = parseTime(metadata.deletionTimestamp ?? '');
  return deadline - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
}

function finalizersAfter(kind: Kind, previous: AnyObject, options: DeleteOptions): string[] {
  const present = previous.metadata.finalizers ?? [];
  const policy = effectivePolicy(kind, present, options);
  if (policy === undefined) return present;
  const rest = present.filter((each) => each !== FOREGROUND && each !== ORPHAN);
  if (policy === 'Foreground') return [...rest, FOREGROUND];
  if (policy === 'Orphan') return [...rest, ORPHAN];
  return rest;
}

/** Undefined: the finalizers stay as they are. */
function effectivePolicy(
  kind: Kind,
  present: readonly string[],
  options: DeleteOptions,
): DeleteOptions['propagationPolicy'] {
  if (kind.resource.defaultPropagation === 'Unsupported') return undefined;
  if (options.orphanDependents !== undefined) {
    return options.orphanDependents ? 'Orphan' : 'Background';
  }
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  // Without a word from the client, finalizers that an earlier deletion or the object brought decide.
  if (present.includes(ORPHAN) || present.includes(FOREGROUND)) return undefined;
  return kind.resource.defaultPropagation;
}

function checkPreconditions(
  kind: Kind,
  target: Target,
  options: DeleteOptions,
  entry: Entry,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const live = storedObject(kind, entry).metadata;
  // Upstream names the Kind here, not the resource.
  const of = { group: kind.resource.group, resource: kind.resource.kind };
  if (uid !== undefined && uid !== live.uid) {
    throw conflict(
      of,
      target.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${live.uid ?? ''}). ` +
        'The object might have been deleted and then recreated',
    );
  }
  const version = String(entry.modRevision);
  if (resourceVersion !== undefined && resourceVersion !== version) {
    throw conflict(
      of,
      target.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ` +
        `ResourceVersion in record (${version}). The object might have been modified`,
    );
  }
}
