import { isDeepStrictEqual } from 'node:util';
import type { AdmissionAttributes } from '../apimachinery/admission.ts';
import { ApiError, badRequest, conflict, invalid, notFound } from '../apimachinery/errors.ts';
import { fieldError } from '../apimachinery/field-error.ts';
import { settledManagedFields } from '../apimachinery/managed-fields/times.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { isTerminating } from '../apimachinery/meta.ts';
import { validateObjectMetaUpdate } from '../apimachinery/object-meta.ts';
import { requireObjectVersion } from '../apimachinery/resource-version.ts';
import type { Entry } from '../store/store.ts';
import { create, inRequestVersion } from './create.ts';
import type { StrategyContext } from './definition.ts';
import { storedText } from './item.ts';
import { etcdKey, keyOf } from './keys.ts';
import type { Kind } from './kind.ts';
import type { Produced, UpdateRequest, WriteContext, WriteResult } from './request.ts';
import { prepareSubresource } from './subresource.ts';
import type { Dependencies } from './writer.ts';
import {
  admissionAttributes,
  answer,
  canonical,
  errorKindOf,
  objectWrite,
  settleNamespace,
  settleOwners,
  storedForm,
  strategyContext,
  track,
  ZERO_VERSION,
} from './writer.ts';

/**
 * Writers that lose a race start again from the new state; the bound only guards against a hook
 * that can never succeed.
 */
const TRIES_MAX = 10_000;

export async function update(
  dependencies: Dependencies,
  request: UpdateRequest,
  context: WriteContext,
): Promise<WriteResult> {
  const kind = dependencies.kinds.of(request.resource);
  let key: string;
  try {
    key = keyOf(request.resource, request.namespace, request.name);
  } catch (error) {
    // A body that says it is another object is told so before the URL is looked at.
    if (request.verb === 'update') settleName(request, (await request.produce(undefined)).object);
    throw error;
  }
  let entry = await dependencies.store.get(key);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (entry === undefined) {
      const created = await createMissing(dependencies, kind, request, context);
      if (created !== undefined) return created;
      entry = await dependencies.store.get(key);
      continue;
    }
    const attempt = await updateOnce(dependencies, kind, request, context, entry);
    if (attempt.result !== undefined) return attempt.result;
    entry = attempt.current;
  }
  throw conflict(kind.groupResource, request.name);
}

/** Undefined: somebody else created it in the meantime. */
async function createMissing(
  dependencies: Dependencies,
  kind: Kind,
  request: UpdateRequest,
  context: WriteContext,
): Promise<WriteResult | undefined> {
  if (!request.mayCreate || request.subresource !== undefined) {
    // A body that says it is another object is told so, whether this one exists or not.
    if (request.verb === 'update') {
      const { object } = await request.produce(undefined);
      settleName(request, object);
      settleNamespace(kind, object, request.namespace);
    }
    throw notFound(kind.groupResource, request.name);
  }
  const createRequest = {
    resource: request.resource,
    namespace: request.namespace,
    async produce(): Promise<Produced> {
      const produced = await request.produce(undefined);
      const { metadata } = produced.object;
      if (metadata.uid) {
        if (request.verb === 'update') {
          throw uidPrecondition(kind, request, metadata.uid, '', context);
        }
        const why =
          `uid mismatch: the provided object specified uid ${metadata.uid}, ` +
          'and no existing object was found';
        throw conflict(kind.groupResource, request.name, why);
      }
      // The version of an object that is not there has no meaning (kube-apiserver ignores it too).
      delete metadata.resourceVersion;
      settleName(request, produced.object);
      return produced;
    },
  };
  try {
    return { item: await create(dependencies, createRequest, context), created: true };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return undefined;
    throw error;
  }
}

interface Attempt {
  readonly result?: WriteResult;
  readonly current?: Entry | undefined;
}

async function updateOnce(
  dependencies: Dependencies,
  kind: Kind,
  request: UpdateRequest,
  context: WriteContext,
  entry: Entry,
): Promise<Attempt> {
  const { strategy } = kind.behaviour;
  if (kind.load !== undefined) await kind.load([entry], true);
  const live = kind.item(entry);
  const hooks = strategyContext(dependencies, kind, context, request.subresource);
  const produced = await request.produce(live);
  let next = produced.object;
  // Of a body that is somebody else in both respects, upstream tells the namespace.
  if (request.verb === 'update') settleNamespace(kind, next, request.namespace);
  settleName(request, next);
  settleNamespace(kind, next, request.namespace);
  if (request.verb === 'update') settleOwners(next, context);
  if (kind.resource !== kind.storage) next = kind.conversion.toStorage(next);
  const previous = storedObject(kind, entry);
  checkUid(kind, request, { next, previous }, context);
  strategy.defaults?.(next, hooks);
  if (!produced.managed) await trackChange(dependencies, kind, context, request, live.object, next);

  const attributes = admissionAttributes(kind, context, 'UPDATE', {
    subresource: request.subresource,
    namespace: request.namespace,
    name: request.name,
    object: next,
    previous,
  });
  next = await admitted(kind, request, context, attributes, next);
  checkVersion(kind, request, next, entry);

  keepSystemMetadata(next, previous);
  const claims =
    request.subresource === undefined
      ? ((await strategy.claims?.(next, previous, hooks)) ?? [])
      : [];
  prepareUpdate(kind, request, next, previous, hooks);
  checkUpdate(kind, request, { next, previous }, hooks, context);
  next.metadata.resourceVersion = String(entry.modRevision);
  attributes.object = next;
  await context.admission.validate(attributes);

  if (kind.custom !== undefined) settle(next, previous);
  // What is stored loses it, and what is not keeps it.
  if (!context.dryRun) delete next.metadata.selfLink;
  const object = await storedForm(kind, next);
  object.metadata.resourceVersion = String(entry.modRevision);
  if (kind.custom === undefined) settle(object, previous);
  if (isFinished(kind, object, previous)) {
    if (context.dryRun)
      return { result: { item: await answer(kind, object, undefined), created: false } };
    const releases = (await strategy.claims?.(undefined, previous, hooks)) ?? [];
    const removal = { key: entry.key, expect: entry.modRevision, value: undefined };
    const gone = await dependencies.store.commit([removal, ...releases], { oneByOne: true });
    // The answer is the object as it was sent, under the version it replaced.
    if (gone.ok) return { result: { item: await answer(kind, object, undefined), created: false } };
    return { current: gone.key === entry.key ? gone.current : entry };
  }
  // A write that changes nothing is none: no revision, no event.
  const text = storedText(object);
  if (text === entry.value) {
    return { result: { item: kind.item(entry), created: false } };
  }
  if (context.dryRun) {
    return { result: { item: await answer(kind, object, undefined), created: false } };
  }
  const write = objectWrite(kind, object, entry.modRevision, text);
  const result = await dependencies.store.commit([...claims, write], { oneByOne: true });
  if (result.ok)
    return { result: { item: await answer(kind, object, result.entries.at(-1)), created: false } };
  return { current: result.key === entry.key ? result.current : entry };
}

/** The new state as mutating admission leaves it. */
async function admitted(
  kind: Kind,
  request: UpdateRequest,
  context: WriteContext,
  attributes: AdmissionAttributes,
  sent: AnyObject,
): Promise<AnyObject> {
  await context.admission.mutate(attributes);
  const next = attributes.object ?? sent;
  if (next !== sent) settleNamespace(kind, next, request.namespace);
  settleOwners(next, context, { afterAdmission: true });
  return next;
}

/** A write that changed nothing in the end keeps the times of those who own fields. */
function settle(object: AnyObject, previous: AnyObject): void {
  const managedFields = settledManagedFields(previous, object);
  if (managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
}

/** The stored form; shared with readers, so nobody may change it. */
export function storedObject(kind: Kind, entry: Entry): AnyObject {
  return kind.stored(entry).object;
}

function settleName(request: UpdateRequest, next: AnyObject): void {
  const { name } = next.metadata;
  if (name === undefined || name === '') {
    throw badRequest(
      `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (name !== request.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${request.name})`,
    );
  }
}

/** The client may say which object it means. */
function checkUid(
  kind: Kind,
  request: UpdateRequest,
  { next, previous }: { readonly next: AnyObject; readonly previous: AnyObject },
  context: WriteContext,
): void {
  const { uid = '' } = next.metadata;
  const live = previous.metadata.uid ?? '';
  if (request.verb !== 'update' || uid === '' || uid === live) return;
  throw uidPrecondition(kind, request, uid, live, context);
}

/** Optimistic concurrency: the version that the client believes in, or that admission has set. */
function checkVersion(kind: Kind, request: UpdateRequest, next: AnyObject, entry: Entry): void {
  const version = requireObjectVersion(next.metadata.resourceVersion);
  if (version === 0n) {
    if (request.verb === 'update' && !kind.resource.unconditionalUpdate) {
      const error = fieldError.invalid(
        'metadata.resourceVersion',
        ZERO_VERSION,
        'must be specified for an update',
      );
      // Upstream puts the resource where the kind belongs.
      const { group, plural } = kind.resource;
      throw invalid({ group, kind: plural }, request.name, [error]);
    }
    return;
  }
  if (version !== BigInt(entry.modRevision)) throw conflict(kind.groupResource, request.name);
}

/** What a PUT is told whose object is another than the one that is stored. */
export function uidPrecondition(
  kind: Pick<Kind, 'resource' | 'groupResource'>,
  request: Pick<UpdateRequest, 'namespace' | 'name'>,
  sent: string,
  live: string,
  { dryRun } = { dryRun: false },
): ApiError {
  // What is only tried never gets to where keys have their prefix.
  const stored = etcdKey(kind.resource, request.namespace, request.name);
  const key = dryRun ? stored.replace(/^\/registry/, '') : stored;
  return conflict(
    kind.groupResource,
    request.name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${sent}, UID in object meta: ${live}`,
  );
}

async function trackChange(
  dependencies: Dependencies,
  kind: Kind,
  context: WriteContext,
  request: UpdateRequest,
  live: AnyObject,
  next: AnyObject,
): Promise<void> {
  const subject = inRequestVersion(kind, next);
  await track(dependencies, kind, context, {
    live,
    next: subject,
    subresource: request.subresource,
  });
  if (subject.metadata.managedFields === undefined) delete next.metadata.managedFields;
  else next.metadata.managedFields = subject.metadata.managedFields;
}

/** What no client may change, and what it may leave out. */
function keepSystemMetadata(next: AnyObject, previous: AnyObject): void {
  const { metadata } = next;
  const old = previous.metadata;
  metadata.uid ||= old.uid ?? '';
  metadata.creationTimestamp = old.creationTimestamp ?? '';
  if (old.generation === undefined) delete metadata.generation;
  else metadata.generation = old.generation;
  // A deletion cannot be taken back.
  if (old.deletionTimestamp !== undefined) metadata.deletionTimestamp = old.deletionTimestamp;
  if (
    metadata.deletionGracePeriodSeconds === undefined &&
    old.deletionGracePeriodSeconds !== undefined
  ) {
    metadata.deletionGracePeriodSeconds = old.deletionGracePeriodSeconds;
  }
}

function prepareUpdate(
  kind: Kind,
  request: UpdateRequest,
  next: AnyObject,
  previous: AnyObject,
  hooks: StrategyContext,
): void {
  if (request.subresource !== undefined) {
    prepareSubresource(kind, request.subresource, next, previous, hooks);
    return;
  }
  for (const path of kind.storage.resetFields['main'] ?? []) {
    if (path !== 'status') continue;
    if (previous['status'] === undefined) delete next['status'];
    else next['status'] = previous['status'];
  }
  kind.behaviour.strategy.prepareForUpdate?.(next, previous, hooks);
  if (kind.resource.generation && generationChanged(kind, next, previous)) {
    next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  }
}

/** Anything but metadata and status, compared in canonical form. */
export function generationChanged(kind: Kind, next: AnyObject, previous: AnyObject): boolean {
  if (kind.behaviour.keepsGeneration) return false;
  if (kind.behaviour.generationChanged?.(next, previous) === true) return true;
  const after = canonical(kind, next);
  for (const key of new Set([...Object.keys(after), ...Object.keys(previous)])) {
    if (key === 'metadata' || key === 'status' || key === 'apiVersion' || key === 'kind') continue;
    if (!isDeepStrictEqual(after[key], previous[key])) return true;
  }
  return false;
}

function checkUpdate(
  kind: Kind,
  request: UpdateRequest,
  { next, previous }: { next: AnyObject; previous: AnyObject },
  hooks: StrategyContext,
  context: WriteContext,
): void {
  const strategy =
    request.subresource === undefined
      ? kind.behaviour.strategy
      : kind.behaviour.strategy.subresources?.[request.subresource];
  const errors = [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata, {
      of: kind.errorKind,
      custom: kind.resource.custom !== undefined,
      subresource: request.subresource,
    }),
    ...(strategy?.validateUpdate?.(next, previous, hooks) ?? []),
  ];
  if (errors.length === 0 && request.subresource === undefined) {
    errors.push(...(kind.behaviour.strategy.authorize?.(next, previous, hooks) ?? []));
  }
  if (errors.length > 0) throw invalid(errorKindOf(kind, next), next.metadata.name ?? '', errors);
  for (const warning of strategy?.warningsOnUpdate?.(next, previous, hooks) ?? []) {
    context.warn(warning);
  }
}

/** The last finalizer of a deleted object is gone: the write removes it. */
function isFinished(kind: Kind, object: AnyObject, previous: AnyObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
  if (!isTerminating(previous) || finalizers.length > 0) return false;
  if (deletionGracePeriodSeconds > 0) return false;
  const ownRule = kind.behaviour.strategy.isFinished?.(object);
  if (ownRule !== undefined) return ownRule;
  return (previous.metadata.finalizers?.length ?? 0) > 0;
}
