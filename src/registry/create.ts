import { ApiError, alreadyExists, bareError, conflict, invalid } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { formatTime, isTerminating } from '../apimachinery/meta.ts';
import { metadataChecksOf } from '../apimachinery/metadata-checks.ts';
import { nameIsDnsSubdomain } from '../apimachinery/names.ts';
import { generateName, validateObjectMeta } from '../apimachinery/object-meta.ts';
import { namesVersion } from '../apimachinery/resource-version.ts';
import type { Entry } from '../store/store.ts';
import type { StrategyContext } from './definition.ts';
import type { Item } from './item.ts';
import { copyOf } from './item.ts';
import type { Kind } from './kind.ts';
import type { CreateRequest, Produced, WriteContext } from './request.ts';
import type { Dependencies } from './writer.ts';
import {
  admissionAttributes,
  answer,
  errorKindOf,
  objectWrite,
  settleNamespace,
  settleOwners,
  storedForm,
  strategyContext,
  track,
} from './writer.ts';

/** A collision of a generated name is tried again so often before the client hears of it. */
const GENERATED_NAME_TRIES_MAX = 8;
/** A lost race for a claim (an address, a port) is tried again; each try draws anew. */
const CLAIM_TRIES_MAX = 1000;

export async function create(
  dependencies: Dependencies,
  request: CreateRequest,
  context: WriteContext,
): Promise<Item> {
  const kind = dependencies.kinds.of(request.resource);
  let nameTries = 0;
  for (let tries = 0; tries < CLAIM_TRIES_MAX; tries++) {
    const produced = await request.produce();
    const { metadata } = produced.object;
    const generated = !metadata.name && Boolean(metadata.generateName);
    const attempt = await createOnce(dependencies, kind, produced, request.namespace, context);
    if (attempt.item !== undefined) return attempt.item;
    if (!attempt.ownKey) continue;
    if (generated && ++nameTries < GENERATED_NAME_TRIES_MAX) continue;
    if (attempt.current !== undefined) await kind.load?.([attempt.current]);
    throw exists(kind, attempt.name, attempt.current, generated);
  }
  throw conflict(kind.groupResource, '');
}

interface Attempt {
  readonly item?: Item;
  readonly ownKey: boolean;
  readonly name: string;
  readonly current?: Entry | undefined;
}

async function createOnce(
  dependencies: Dependencies,
  kind: Kind,
  produced: Produced,
  namespace: string | undefined,
  context: WriteContext,
): Promise<Attempt> {
  const { strategy } = kind.behaviour;
  const hooks = strategyContext(dependencies, kind, context, undefined);
  let next = produced.object;
  const sentVersion = next.metadata.resourceVersion;
  wipeSystemMetadata(next);
  settleNamespace(kind, next, namespace);
  settleOwners(next, context);
  if (kind.resource !== kind.storage) next = kind.conversion.toStorage(next);
  strategy.defaults?.(next, hooks);
  if (!produced.managed) await trackCreate(dependencies, kind, context, next);

  const attributes = admissionAttributes(kind, context, 'CREATE', {
    subresource: undefined,
    namespace: next.metadata.namespace,
    name: next.metadata.name ?? '',
    object: next,
    previous: undefined,
  });
  await context.admission.mutate(attributes);
  if (attributes.object !== undefined && attributes.object !== next) {
    next = attributes.object;
    settleNamespace(kind, next, namespace);
  }
  settleOwners(next, context, { afterAdmission: true });
  const { resourceVersion: admittedVersion } = next.metadata;

  fillMetadata(dependencies, next, hooks);
  const claims = (await strategy.claims?.(next, undefined, hooks)) ?? [];
  prepareCreate(kind, next, hooks);
  checkCreate(kind, next, hooks, context);
  // A name that was still to be generated is known now; one that a webhook changed is not told.
  const named = attributes.name === '' ? (next.metadata.name ?? '') : attributes.name;
  await context.admission.validate({ ...attributes, name: named, object: next });
  if (!context.dryRun && (namesVersion(sentVersion) || namesVersion(admittedVersion))) {
    throw bareError('resourceVersion should not be set on objects to be created');
  }

  const object = await storedForm(kind, next);
  const write = objectWrite(kind, object, 0);
  const name = object.metadata.name ?? '';
  if (context.dryRun) {
    const current = await dependencies.store.get(write.key);
    if (current !== undefined) return { ownKey: true, name, current };
    // Nobody looks at the version that a dry run was sent with.
    const version = admittedVersion || sentVersion;
    if (version) object.metadata.resourceVersion = version;
    else delete object.metadata.resourceVersion;
    return { item: await answer(kind, object, undefined), ownKey: true, name };
  }
  const result = await dependencies.store.commit([...claims, write], {
    oneByOne: true,
  });
  if (!result.ok) return { ownKey: result.key === write.key, name, current: result.current };
  return { item: await answer(kind, object, result.entries.at(-1)), ownKey: true, name };
}

/** managedFields speak the version of the request, so the object is looked at in that version. */
async function trackCreate(
  dependencies: Dependencies,
  kind: Kind,
  context: WriteContext,
  next: AnyObject,
): Promise<void> {
  const subject = inRequestVersion(kind, next);
  await track(dependencies, kind, context, {
    live: undefined,
    next: subject,
    subresource: undefined,
  });
  if (subject === next) return;
  if (subject.metadata.managedFields === undefined) delete next.metadata.managedFields;
  else next.metadata.managedFields = subject.metadata.managedFields;
}

/** `object` of the stored version in the version of the request; the same object where they agree. */
export function inRequestVersion(kind: Kind, object: AnyObject): AnyObject {
  if (kind.resource === kind.storage) return object;
  return kind.conversion.fromStorage(copyOf(object));
}

/** What only the server may set. */
function wipeSystemMetadata({ metadata }: AnyObject): void {
  delete metadata.selfLink;
  delete metadata.uid;
  delete metadata.creationTimestamp;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
}

function fillMetadata({ rng }: Dependencies, next: AnyObject, hooks: StrategyContext): void {
  const { metadata } = next;
  metadata.uid = hooks.uid();
  metadata.creationTimestamp = formatTime(hooks.now);
  if (!metadata.name && metadata.generateName) {
    metadata.name = generateName(metadata.generateName, rng);
  }
}

function prepareCreate(kind: Kind, next: AnyObject, hooks: StrategyContext): void {
  if (kind.resource.generation) next.metadata.generation = 1;
  for (const path of kind.storage.resetFields['main'] ?? []) {
    if (path === 'status' && !kind.behaviour.keepsStatusOnCreate) next['status'] = {};
  }
  kind.behaviour.strategy.prepareForCreate?.(next, hooks);
}

function checkCreate(
  kind: Kind,
  next: AnyObject,
  hooks: StrategyContext,
  context: WriteContext,
): void {
  const { strategy } = kind.behaviour;
  const custom = kind.resource.custom !== undefined;
  const metadata = validateObjectMeta(next.metadata, {
    namespaced: kind.resource.namespaced,
    of: kind.errorKind,
    custom,
    validateName: (name, prefix) =>
      strategy.validateName?.(name, prefix) ?? nameIsDnsSubdomain(name, prefix),
  });
  const own = strategy.validate?.(next, hooks) ?? [];
  // Where a kind leaves metadata to the checks of all kinds, these come when it has no complaint.
  const isFirst = own.length > 0 && !metadataChecksOf(custom ? undefined : kind.errorKind).own;
  const errors = isFirst ? own : [...metadata, ...own];
  if (errors.length === 0) errors.push(...(strategy.authorize?.(next, undefined, hooks) ?? []));
  if (errors.length > 0) {
    throw invalid(errorKindOf(kind, next), next.metadata.name ?? '', errors);
  }
  for (const warning of strategy.warningsOnCreate?.(next, hooks) ?? []) context.warn(warning);
}

function exists(
  kind: Kind,
  name: string,
  current: Entry | undefined,
  generated: boolean,
): ApiError {
  const error = alreadyExists(kind.groupResource, name);
  const { message, details } = error.status;
  if (current !== undefined && isTerminating(kind.item(current).object)) {
    return new ApiError(409, 'AlreadyExists', `object is being deleted: ${message}`, details);
  }
  if (!generated) return error;
  return new ApiError(
    409,
    'AlreadyExists',
    `${message}, the server was not able to generate a unique name for the object`,
    { ...details, retryAfterSeconds: 1 },
  );
}
