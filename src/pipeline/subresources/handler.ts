import type { AdmissionAttributes } from '../../apimachinery/admission.ts';
import { trackUpdate } from '../../apimachinery/managed-fields/track.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { formatTime, groupVersion } from '../../apimachinery/meta.ts';
import type { Authorizer } from '../../auth/authorizer.ts';
import type { Clock } from '../../base/clock.ts';
import type { Rng } from '../../base/rng.ts';
import { canonicalise } from '../../catalog/canonical.ts';
import type { Catalog, Resource } from '../../catalog/catalog.ts';
import { Item } from '../../registry/item.ts';
import type { ListQuery, Page } from '../../registry/list.ts';
import type { Registry } from '../../registry/registry.ts';
import type { WriteContext, WriteResult } from '../../registry/request.ts';
import { settleNamespace } from '../../registry/writer.ts';
import type { PatchBody } from '../patch.ts';
import type { Call, WriteOptions } from '../request.ts';

/**
 * A resource or subresource that is no plain read or write of a stored object: what it takes and
 * gives is computed. A verb that is missing is served as for any other kind.
 */
export interface Handler {
  get?(call: Call, resourceVersion: bigint | undefined): Promise<Item>;
  list?(query: ListQuery): Promise<Page>;
  /** @param produce a fresh copy of the body at every call */
  create?(call: Call, produce: () => AnyObject, write: HandledWrite): Promise<Item>;
  update?(call: Call, produce: () => AnyObject, write: HandledWrite): Promise<WriteResult>;
  patch?(call: Call, patch: PatchBody, write: HandledWrite): Promise<WriteResult>;
}

export interface HandledWrite {
  readonly options: WriteOptions;
  readonly context: WriteContext;
}

/** Finds the handler of a resource (`subresource` is empty) or of one of its subresources. */
export type Handlers = (resource: Resource, subresource: string) => Handler | undefined;

/** What handlers are made of. */
export interface HandlerParts {
  readonly catalog: Catalog;
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** The type of object that a handler takes or gives, in the shape of a resource of its own. */
export function typeOf(
  catalog: Catalog,
  parent: Resource,
  [group, version, kind]: readonly [string, string, string],
): Resource {
  return {
    ...parent,
    group,
    version,
    kind,
    listKind: `${kind}List`,
    subresources: [],
    resetFields: {},
    storage: [group, version, kind],
    schema: catalog.schemaOf(group, version, kind),
    custom: undefined,
  };
}

/** `object` as an answer of its type; its own kind and apiVersion do not count. */
export function itemOf(type: Resource, object: object): Item {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object as AnyObject;
  const { schema } = type;
  const canonical = schema === undefined ? rest : canonicalise(schema, rest);
  return Item.ofObject(type, canonical as AnyObject);
}

/** The answer of a create that makes nothing: `Status` with `Success` and 201. */
export function successItem(catalog: Catalog, parent: Resource): Item {
  return Item.ofObject(typeOf(catalog, parent, ['', 'v1', 'Status']), {
    metadata: {},
    status: 'Success',
    code: 201,
  });
}

export interface SentObject {
  readonly object: AnyObject;
  /** Asks the validating half of admission; upstream does so once its own checks are done. */
  readonly validate: () => Promise<void>;
}

/**
 * What comes before a created object is looked at: metadata, managedFields, mutating admission.
 * @param type the type of `object`
 * @param keepsMetadata uid and resourceVersion in the body mean something
 */
export async function receive(
  parts: HandlerParts,
  call: Call,
  { options, context }: HandledWrite,
  { type, object, keepsMetadata }: { type: Resource; object: AnyObject; keepsMetadata: boolean },
): Promise<SentObject> {
  if (!keepsMetadata) wipeSystemMetadata(object);
  settleNamespace(parts.registry.kind(type), object, call.namespace);
  const managedFields = trackUpdate({
    schema: type.schema,
    live: undefined,
    next: object,
    manager: options.fieldManager,
    apiVersion: groupVersion(type.group, type.version),
    subresource: call.subresource === '' ? undefined : call.subresource,
    now: formatTime(parts.clock.now()),
    resetFields: [],
  });
  if (managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
  const attributes = attributesOf(call, context, type, 'CREATE', { object, previous: undefined });
  await context.admission.mutate(attributes);
  return {
    object: attributes.object ?? object,
    validate: () => context.admission.validate(attributes),
  };
}

function wipeSystemMetadata({ metadata }: AnyObject): void {
  delete metadata.uid;
  delete metadata.selfLink;
  delete metadata.creationTimestamp;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
}

/** What admission is told about an object that is not of the resource's own kind. */
export function attributesOf(
  call: Call,
  context: WriteContext,
  type: Resource,
  operation: AdmissionAttributes['operation'],
  objects: Pick<AdmissionAttributes, 'object' | 'previous'>,
): AdmissionAttributes {
  const { resource } = call;
  return {
    operation,
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    kind: type.kind,
    objectKind: { group: type.group, version: type.version, kind: type.kind },
    namespaced: resource.namespaced,
    subresource: call.subresource === '' ? undefined : call.subresource,
    namespace: call.namespace,
    name: call.name === '' ? (objects.object?.metadata.name ?? '') : call.name,
    user: context.user,
    dryRun: context.dryRun,
    options: context.options,
    warn: (text) => context.warn(text),
    ...objects,
  };
}

/** For writes that follow from a request which admission has already seen. */
export function withoutAdmission(context: WriteContext): WriteContext {
  return { ...context, admission: { mutate: async () => {}, validate: async () => {} } };
}
