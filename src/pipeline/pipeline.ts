import type {
  Admission,
  AdmissionAttributes,
  OperationOptions,
} from '../apimachinery/admission.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { Attributes, Authorizer } from '../auth/authorizer.ts';
import { refusal } from '../auth/refusal.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Item } from '../registry/item.ts';
import type { ListQuery, Page } from '../registry/list.ts';
import type { Registry } from '../registry/registry.ts';
import type {
  DeleteOptions,
  DeleteResult,
  WriteContext,
  WriteResult,
} from '../registry/request.ts';
import type { Changes, WatchQuery } from '../registry/watch.ts';
import { deleteCollection } from './delete-collection.ts';
import type { PatchBody } from './patch.ts';
import { patcher } from './patch.ts';
import type { Call, WriteOptions } from './request.ts';
import type { Handlers } from './subresources/handler.ts';

export interface PipelineParts {
  readonly catalog: Catalog;
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  readonly admission: Admission;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Finds what is no plain read or write of a stored object. */
  readonly handlers: Handlers;
}

/**
 * A request without its wire format: authorization, admission, registry. HTTP and the in-process
 * client enter here alike.
 */
export class Pipeline {
  readonly catalog: Catalog;
  readonly registry: Registry;
  readonly #authorizer: Authorizer;
  readonly #admission: Admission;
  readonly #clock: Clock;
  readonly #rng: Rng;
  readonly #handlers: Handlers;

  constructor({ catalog, registry, authorizer, admission, clock, rng, handlers }: PipelineParts) {
    this.#handlers = handlers;
    this.#clock = clock;
    this.#rng = rng;
    this.catalog = catalog;
    this.registry = registry;
    this.#authorizer = authorizer;
    this.#admission = admission;
  }

  /** @throws 403 Forbidden with upstream's text */
  authorize(attributes: Attributes): void {
    const decision = this.#authorizer.authorize(attributes);
    if (decision.allowed) return;
    throw refusal(attributes, decision);
  }

  get(call: Call, resourceVersion?: bigint): Promise<Item> {
    const handler = this.#handlers(call.resource, call.subresource);
    if (handler?.get !== undefined) return handler.get(call, resourceVersion);
    return this.registry.get(call, resourceVersion);
  }

  list(query: ListQuery): Promise<Page> {
    const handler = this.#handlers(query.resource, '');
    if (handler?.list !== undefined) return handler.list(query);
    return this.registry.list(query);
  }

  /** Changes, by a call within the publication of each commit. Resolves at the end. */
  follow(
    query: WatchQuery,
    deliver: (changes: Changes) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.registry.follow(query, deliver, signal);
  }

  /** @param produce decodes the body; called anew for every try, because hooks change what it gives */
  create(call: Call, produce: () => AnyObject, options: WriteOptions): Promise<Item> {
    const { resource, namespace } = call;
    const handler = this.#handlers(resource, call.subresource);
    if (handler?.create !== undefined) {
      return handler.create(call, produce, { options, context: this.#context(call, options) });
    }
    return this.registry.create(
      { resource, namespace, produce: () => ({ object: produce(), managed: false }) },
      this.#context(call, options),
    );
  }

  update(call: Call, produce: () => AnyObject, options: WriteOptions): Promise<WriteResult> {
    const handler = this.#handlers(call.resource, call.subresource);
    if (handler?.update !== undefined) {
      return handler.update(call, produce, { options, context: this.#context(call, options) });
    }
    return this.registry.update(
      {
        resource: call.resource,
        namespace: call.namespace,
        name: call.name,
        subresource: call.subresource === '' ? undefined : call.subresource,
        verb: 'update',
        mayCreate: call.resource.createOnUpdate,
        produce: () => ({ object: produce(), managed: false }),
      },
      this.#context(call, options),
    );
  }

  patch(call: Call, patch: PatchBody, options: WriteOptions): Promise<WriteResult> {
    const handler = this.#handlers(call.resource, call.subresource);
    if (handler?.patch !== undefined) {
      return handler.patch(call, patch, { options, context: this.#context(call, options) });
    }
    const { registry } = this;
    const kind = registry.kind(call.resource);
    const parts = {
      catalog: this.catalog,
      kind,
      call,
      options,
      clock: this.#clock,
      rng: this.#rng,
    };
    return registry.update(
      {
        resource: call.resource,
        namespace: call.namespace,
        name: call.name,
        subresource: call.subresource === '' ? undefined : call.subresource,
        verb: patch.type === 'apply' ? 'apply' : 'patch',
        mayCreate: patch.type === 'apply',
        produce: patcher(parts, patch),
      },
      this.#context(call, options),
    );
  }

  delete(
    call: Call,
    deletion: DeleteOptions,
    options: Pick<WriteOptions, 'dryRun'>,
  ): Promise<DeleteResult> {
    const context = this.#context(call, options, deletion);
    this.#warnOfDeletion(call, deletion);
    return this.registry.delete(call, deletion, context);
  }

  deleteCollection(
    call: Call,
    query: ListQuery,
    deletion: DeleteOptions,
    options: Pick<WriteOptions, 'dryRun'>,
  ): Promise<Page> {
    const context = { ...this.#context(call, options, deletion), collection: true };
    this.#warnOfDeletion(call, deletion);
    return deleteCollection(this.registry, query, deletion, context);
  }

  #warnOfDeletion(call: Call, deletion: DeleteOptions): void {
    const { strategy } = this.registry.kind(call.resource).behaviour;
    for (const warning of strategy.warningsOnDelete?.(deletion) ?? []) call.warn(warning);
  }

  /**
   * Asks admission about a connection to what an object stands for.
   * @param kind of the options, which are the object that admission sees
   */
  async connect(call: Call, kind: string, options: AnyObject): Promise<void> {
    const { resource } = call;
    const attributes: AdmissionAttributes = {
      operation: 'CONNECT',
      group: resource.group,
      version: resource.version,
      resource: resource.plural,
      kind,
      objectKind: { group: '', version: 'v1', kind },
      namespaced: resource.namespaced,
      subresource: call.subresource,
      namespace: call.namespace,
      name: call.name,
      object: options,
      previous: undefined,
      user: call.user,
      dryRun: false,
      warn: (text) => call.warn(text),
    };
    await this.#admission.mutate(attributes);
    await this.#admission.validate(attributes);
  }

  #context(
    call: Call,
    options: Pick<WriteOptions, 'dryRun'> & Partial<WriteOptions>,
    sent: OperationOptions | undefined = options.sent,
  ): WriteContext {
    return {
      user: call.user,
      dryRun: options.dryRun,
      fieldManager: options.fieldManager ?? 'unknown',
      warn: (text) => call.warn(text),
      admission: this.#admission,
      options: sent,
    };
  }
}
