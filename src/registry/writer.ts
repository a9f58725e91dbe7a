import type { AdmissionAttributes } from '../apimachinery/admission.ts';
import type { GroupKind } from '../apimachinery/errors.ts';
import { ApiError, badRequest } from '../apimachinery/errors.ts';
import { GoText } from '../apimachinery/go-print.ts';
import { trackUpdate } from '../apimachinery/managed-fields/track.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { formatTime, groupVersion } from '../apimachinery/meta.ts';
import { dedupOwnerReferences } from '../apimachinery/owner-references.ts';
import type { ManagedFieldsEntry } from '../apimachinery/types.generated.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import { canonicalise } from '../catalog/canonical.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Entry, ObservableStore, Write } from '../store/store.ts';
import type { StrategyContext } from './definition.ts';
import { copyOf, Item, memoOf, storedText, withVersion } from './item.ts';
import { keyOf } from './keys.ts';
import type { CustomStorage, Kind, Kinds } from './kind.ts';
import { withConversions } from './pending-conversions.ts';
import type { WriteContext } from './request.ts';

/** What every write needs; the verbs of the registry share one. */
export interface Dependencies {
  readonly store: ObservableStore;
  readonly kinds: Kinds;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** The hooks' view of one write. */
export function strategyContext(
  { clock, rng }: Dependencies,
  kind: Kind,
  context: WriteContext,
  subresource: string | undefined,
): StrategyContext {
  return {
    now: clock.now(),
    uid: () => rng.uuid(),
    user: context.user.name,
    requester: context.user,
    dryRun: context.dryRun,
    apiVersion: groupVersion(kind.resource.group, kind.resource.version),
    subresource,
    warn: (text) => context.warn(text),
  };
}

/**
 * The form in which an object is stored: the canonical form of what hooks have changed. The version
 * has its place already, so that equal objects have equal texts.
 */
export function canonical(kind: Kind, object: AnyObject): AnyObject {
  const { schema } = kind.storage;
  object.metadata.resourceVersion ||= '0';
  return schema === undefined ? object : (canonicalise(schema, object) as AnyObject);
}

/** What is to be stored of an object: its canonical form, for a custom resource in the stored version. */
export async function storedForm(kind: Kind, object: AnyObject): Promise<AnyObject> {
  object.metadata.resourceVersion ||= '0';
  return kind.custom === undefined ? canonical(kind, object) : kind.custom.encode(object);
}

/**
 * The write of one object; its text carries the revision that the commit gets.
 * @param text of the object under the version that it replaces, if somebody has it
 */
export function objectWrite(
  kind: Kind,
  object: AnyObject,
  expect: number | undefined,
  text?: string,
): Write {
  const { namespace, name } = object.metadata;
  return {
    key: keyOf(kind.resource, namespace, name ?? ''),
    expect,
    value(revision) {
      object.metadata.resourceVersion = String(revision);
      const isKnown = text !== undefined && expect !== undefined && kind.custom === undefined;
      return isKnown ? withVersion(text, expect, revision) : storedText(object);
    },
    memo: kind.custom === undefined ? memoOf(kind.storage, object) : undefined,
  };
}

/** What a committed or dry-run object answers with, in the version that was asked for. */
export async function answer(
  kind: Kind,
  object: AnyObject,
  entry: Entry | undefined,
): Promise<Item> {
  if (entry !== undefined) {
    if (kind.load !== undefined) await kind.load([entry]);
    return kind.item(entry);
  }
  if (kind.custom !== undefined) return customAnswer(kind.resource, kind.custom, object);
  const item = Item.ofObject(kind.storage, object);
  if (kind.resource === kind.storage) return item;
  return Item.ofObject(kind.resource, kind.conversion.fromStorage(item.copy()));
}

/** @param object as it is or was to be stored */
export async function customAnswer(
  resource: Resource,
  custom: CustomStorage,
  object: AnyObject,
): Promise<Item> {
  const copy = copyOf(object);
  if (!custom.needsWebhook(copy.apiVersion)) return Item.ofObject(resource, custom.decode(copy));
  const [decoded = copy] = await custom.decodeAll([copy]);
  return Item.ofObject(resource, decoded);
}

/** As errors name the object: by what it says it is, which for custom resources may be wrong. */
export function errorKindOf(kind: Kind, object: AnyObject): GroupKind {
  if (kind.custom === undefined) return kind.errorKind;
  const { kind: said, apiVersion } = object;
  const group = apiVersion === undefined ? kind.errorKind.group : groupOf(apiVersion);
  return { group, kind: said ?? kind.errorKind.kind };
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

export interface Tracked {
  readonly live: AnyObject | undefined;
  readonly next: AnyObject;
  readonly subresource: string | undefined;
}

/**
 * Computes `managedFields` of a write that is no apply. It runs on the defaulted object, before
 * the hooks: what a hook allocates or carries over belongs to nobody.
 */
export async function track(
  { clock }: Dependencies,
  kind: Kind,
  context: WriteContext,
  { live, next, subresource }: Tracked,
): Promise<void> {
  const { resource } = kind;
  const compute = (otherVersion: Kind['otherVersion']): ManagedFieldsEntry[] | undefined =>
    trackUpdate({
      schema: resource.schema,
      mergeSchema: resource.custom?.type.mergeSchema,
      live,
      next,
      manager: context.fieldManager,
      apiVersion: groupVersion(resource.group, resource.version),
      subresource,
      now: formatTime(clock.now()),
      resetFields: resource.resetFields[subresource ?? 'main'] ?? [],
      otherVersion,
    });
  const managedFields =
    kind.load === undefined ? compute(kind.otherVersion) : await withoutErrors(kind, compute);
  if (managedFields === undefined || managedFields.length === 0) delete next.metadata.managedFields;
  else next.metadata.managedFields = managedFields;
}

/** As upstream, which gives the tracking up where objects cannot be converted. */
async function withoutErrors<T>(
  kind: Kind,
  compute: (otherVersion: Kind['otherVersion']) => T,
): Promise<T | undefined> {
  try {
    return await withConversions(kind, compute);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** Owner references that stand twice are dropped, with a warning that says when they were found. */
export function settleOwners(
  object: AnyObject,
  context: WriteContext,
  { afterAdmission = false } = {},
): void {
  const warning = dedupOwnerReferences(object.metadata, { afterAdmission });
  if (warning !== undefined) context.warn(warning);
}

/** An object of another namespace than the URL's is refused; one without gets the URL's. */
export function settleNamespace(
  kind: Kind,
  object: AnyObject,
  namespace: string | undefined,
): void {
  const { metadata } = object;
  if (!kind.resource.namespaced) {
    delete metadata.namespace;
    return;
  }
  if (!metadata.namespace || !namespace) metadata.namespace = namespace ?? '';
  else if (metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

export function admissionAttributes(
  kind: Kind,
  context: WriteContext,
  operation: AdmissionAttributes['operation'],
  parts: Pick<AdmissionAttributes, 'subresource' | 'namespace' | 'name' | 'object' | 'previous'>,
): AdmissionAttributes {
  // Member by member: a spread in front of others is slow.
  return {
    subresource: parts.subresource,
    namespace: parts.namespace,
    name: parts.name,
    object: parts.object,
    previous: parts.previous,
    operation,
    group: kind.resource.group,
    version: kind.resource.version,
    resource: kind.resource.plural,
    kind: kind.resource.kind,
    namespaced: kind.resource.namespaced,
    user: context.user,
    dryRun: context.dryRun,
    options: context.options,
    warn: (text) => context.warn(text),
  };
}

/** Go's print of an unsigned zero, as `must be specified for an update` shows it. */
export const ZERO_VERSION = new GoText('0');
