import type { ApiError } from '../../apimachinery/errors.ts';
import { badRequest, bareError } from '../../apimachinery/errors.ts';
import { equalJson } from '../../apimachinery/managed-fields/equal.ts';
import type { ReplicasPaths } from '../../apimachinery/managed-fields/scale.ts';
import { toParentEntries, toScaleEntries } from '../../apimachinery/managed-fields/scale.ts';
import { trackUpdate } from '../../apimachinery/managed-fields/track.ts';
import type { AnyObject, ObjectMeta } from '../../apimachinery/meta.ts';
import { formatTime, groupVersion } from '../../apimachinery/meta.ts';
import type { ScalableKind } from '../../apimachinery/scale.ts';
import { applyScale, toScale } from '../../apimachinery/scale.ts';
import type { Scale } from '../../apimachinery/types.generated.ts';
import type { Resource } from '../../catalog/catalog.ts';
import { parseYaml } from '../../catalog/yaml.ts';
import { Item } from '../../registry/item.ts';
import type { Produced, WriteContext, WriteResult } from '../../registry/request.ts';
import { uidPrecondition } from '../../registry/update.ts';
import { patcher } from '../patch.ts';
import type { Call } from '../request.ts';
import type { HandledWrite, Handler, HandlerParts } from './handler.ts';
import { attributesOf, itemOf, typeOf } from './handler.ts';

/** How one kind of object is seen as a Scale. */
export interface Scalable {
  toScale(object: AnyObject): Scale;
  /** The Scale that readers get, where there is not always one. @throws what refuses to show it */
  toReadScale?(object: AnyObject): Scale;
  /** The object with the replicas of the Scale. @throws what refuses the Scale */
  applyScale(object: AnyObject, scale: Scale): AnyObject;
  readonly paths: ReplicasPaths;
  /** The Scale that a write starts from, where that is another. */
  toWrittenScale?(object: AnyObject): Scale;
}

/** Entries of versions that are no longer served still count: they are what old clusters left. */
const PATHS: Readonly<Record<ScalableKind, readonly string[]>> = {
  Deployment: ['apps/v1beta1', 'apps/v1beta2', 'apps/v1'],
  ReplicaSet: ['apps/v1beta1', 'apps/v1beta2', 'apps/v1'],
  StatefulSet: ['apps/v1beta1', 'apps/v1beta2', 'apps/v1'],
  ReplicationController: ['v1'],
};

/** Undefined for kinds that cannot be scaled. */
export function builtInScalable({ group, plural, kind }: Resource): Scalable | undefined {
  if (!(kind in PATHS)) return undefined;
  const scalable = kind as ScalableKind;
  return {
    toScale: (object) => toScale(object, scalable),
    applyScale: (object, scale) => applyScale(object, scale, { group, resource: plural }),
    paths: new Map(PATHS[scalable].map((version) => [version, 'spec.replicas'])),
  };
}

/** `…/scale`: a small object that stands for the replicas of a large one. */
export function scaleHandler(
  parts: HandlerParts,
  resource: Resource,
  scalable: Scalable,
): Required<Pick<Handler, 'get' | 'update' | 'patch'>> {
  const type = typeOf(parts.catalog, resource, ['autoscaling', 'v1', 'Scale']);
  const kind = parts.registry.kind(type);
  const view = new ScaleView(parts, type, scalable);
  return {
    async get(call, resourceVersion) {
      const item = await parts.registry.get(call, resourceVersion);
      return itemOf(type, scalable.toReadScale?.(item.object) ?? scalable.toScale(item.object));
    },
    update(call, produce, write) {
      // Whatever becomes of the object, the body has to be about it.
      let first: AnyObject | undefined = produce();
      settleIdentity(call, first);
      return view.write(call, write, (old) => {
        const object = first ?? produce();
        first = undefined;
        settleIdentity(call, object);
        view.checkIdentity(call, object, old);
        return { object: view.credited(call, write, old, object), managed: true };
      });
    },
    patch(call, patch, write) {
      const { catalog, clock, rng } = parts;
      const { options } = write;
      const produce = patcher({ catalog, kind, call, options, clock, rng }, patch);
      return view.write(call, write, async (old) => {
        if (patch.type === 'apply') view.checkOwners(call, old);
        const { object, managed } = await produce(old);
        if (patch.type === 'apply') view.checkApplied(call, patch.body, old, object);
        settleIdentity(call, object);
        const next = managed ? object : view.credited(call, write, old, object);
        return { object: next, managed: true };
      });
    },
  };
}

class ScaleView {
  readonly #parts: HandlerParts;
  readonly #type: Resource;
  readonly #scalable: Scalable;

  constructor(parts: HandlerParts, type: Resource, scalable: Scalable) {
    this.#parts = parts;
    this.#type = type;
    this.#scalable = scalable;
  }

  /** @param change the new Scale from the present one */
  async write(
    call: Call,
    { context }: HandledWrite,
    change: (old: Item) => Produced | Promise<Produced>,
  ): Promise<WriteResult> {
    const { item } = await this.#parts.registry.update(
      {
        resource: call.resource,
        namespace: call.namespace,
        name: call.name,
        // To its kind it is an update like any other: checked whole, and it raises the generation.
        subresource: undefined,
        verb: 'patch',
        mayCreate: false,
        produce: (live) => this.#nextParent(call, context, live, change),
      },
      { ...context, admission: this.#admission(call, context) },
    );
    return { item: itemOf(this.#type, this.#scalable.toScale(item.object)), created: false };
  }

  async #nextParent(
    call: Call,
    context: WriteContext,
    live: Item | undefined,
    change: (old: Item) => Produced | Promise<Produced>,
  ): Promise<Produced> {
    if (live === undefined) throw new Error('an object that is scaled exists');
    const parent = live.copy();
    const old = this.#oldScale(parent);
    const attributes = attributesOf(call, context, this.#type, 'UPDATE', {
      object: (await change(old)).object,
      previous: old.object,
    });
    await context.admission.mutate(attributes);
    const scale = attributes.object as unknown as Scale;
    const next = this.#scalable.applyScale(parent, scale);
    const managedFields = toParentEntries({
      parent: parent.metadata.managedFields,
      scale: scale.metadata.managedFields,
      apiVersion: groupVersion(call.resource.group, call.resource.version),
      paths: this.#scalable.paths,
    });
    next.metadata = { ...next.metadata };
    if (managedFields === undefined || managedFields.length === 0) {
      delete next.metadata.managedFields;
    } else next.metadata.managedFields = managedFields;
    return { object: next, managed: true };
  }

  /** The Scale before the write, with those who own the replicas. */
  #oldScale(parent: AnyObject): Item {
    const scale = this.#scalable.toWrittenScale?.(parent) ?? this.#scalable.toScale(parent);
    const item = itemOf(this.#type, scale);
    const managedFields = toScaleEntries(parent.metadata.managedFields, this.#scalable.paths);
    if (managedFields === undefined || managedFields.length === 0) return item;
    const object = item.copy();
    object.metadata.managedFields = managedFields;
    return Item.ofObject(this.#type, object);
  }

  /** Whoever sends a uid means the object that has it. */
  checkIdentity(call: Call, { metadata }: AnyObject, { object: old }: Item): void {
    const { uid } = metadata;
    if (!uid || uid === old.metadata.uid) return;
    const kind = this.#parts.registry.kind(call.resource);
    throw uidPrecondition(kind, call, uid, old.metadata.uid ?? '');
  }

  /** Upstream cannot say in the words of a custom resource who owns the replicas before anybody does. */
  checkOwners({ resource }: Call, { object: old }: Item): void {
    if (resource.custom === undefined || old.metadata.managedFields !== undefined) return;
    const what = 'failed to create manager for existing fields: failed to convert live object';
    throw this.#unconvertible(what, '/');
  }

  /** Nor what an apply has changed. */
  checkApplied({ resource }: Call, body: Buffer, { object: old }: Item, next: AnyObject): void {
    if (resource.custom === undefined) return;
    if (equalJson(withoutOwners(next), withoutOwners(old))) return;
    const config = parseYaml(body).value as { readonly metadata?: ObjectMeta };
    const { namespace = '', name = '' } = config.metadata ?? {};
    throw this.#unconvertible('failed to convert new object', `${namespace}/${name}`);
  }

  #unconvertible(what: string, of: string): ApiError {
    const version = groupVersion(this.#type.group, this.#type.version);
    const why = `request to convert CR to an invalid group/version: ${version}`;
    return bareError(`${what} (${of}; ${version}, Kind=Scale) to proper version: ${why}`);
  }

  /** `next` with managedFields that credit the writer with what it changed. */
  credited(call: Call, { options }: HandledWrite, old: Item, next: AnyObject): AnyObject {
    const managedFields = trackUpdate({
      schema: this.#type.schema,
      live: old.object,
      next,
      manager: options.fieldManager,
      apiVersion: groupVersion(this.#type.group, this.#type.version),
      subresource: call.subresource,
      now: formatTime(this.#parts.clock.now()),
      resetFields: [],
    });
    if (managedFields === undefined) delete next.metadata.managedFields;
    else next.metadata.managedFields = managedFields;
    return next;
  }

  /** Webhooks and policies are asked about the Scale, never about the object behind it. */
  #admission(call: Call, context: WriteContext): WriteContext['admission'] {
    return {
      mutate: async () => {},
      validate: ({ object, previous }) =>
        context.admission.validate(
          attributesOf(call, context, this.#type, 'UPDATE', {
            object: this.#shown(object, previous),
            previous: this.#shown(previous, previous),
          }),
        ),
    };
  }

  #shown(object: AnyObject | undefined, previous: AnyObject | undefined): AnyObject | undefined {
    if (object === undefined) return undefined;
    const { object: scale } = itemOf(this.#type, this.#scalable.toScale(object));
    const resourceVersion = scale.metadata.resourceVersion || previous?.metadata.resourceVersion;
    return {
      ...scale,
      metadata: { ...scale.metadata, ...(resourceVersion ? { resourceVersion } : {}) },
    };
  }
}

function withoutOwners({
  metadata: { managedFields: _owners, ...metadata },
  ...rest
}: AnyObject): unknown {
  return { ...rest, metadata };
}

/** The object of the URL; one without a namespace gets the URL's. */
function settleIdentity({ name, namespace }: Call, { metadata }: AnyObject): void {
  const said = metadata.name ?? '';
  if (said === '') {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (said !== name) {
    throw badRequest(
      `the name of the object (${said}) does not match the name on the URL (${name})`,
    );
  }
  metadata.namespace ||= namespace ?? '';
  if (metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}
