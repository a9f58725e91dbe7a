import { notFound } from '../apimachinery/errors.ts';
import type { Resource } from '../catalog/catalog.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import type { Item } from './item.ts';
import { keyOf } from './keys.ts';
import type { Kind } from './kind.ts';
import { shown } from './kind.ts';
import type { ListQuery, Page } from './list.ts';
import { list, waitForRevision } from './list.ts';
import type {
  CreateRequest,
  DeleteOptions,
  DeleteResult,
  Target,
  UpdateRequest,
  WriteContext,
  WriteResult,
} from './request.ts';
import { update } from './update.ts';
import type { Changes, WatchQuery } from './watch.ts';
import { follow } from './watch.ts';
import type { Dependencies } from './writer.ts';

/** The REST semantics that all kinds share. One method per verb; each verb is a file of its own. */
export class Registry {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** The revision of the newest write that readers can see. */
  get revision(): number {
    return this.#dependencies.store.revision;
  }

  kind(resource: Resource): Kind {
    return this.#dependencies.kinds.of(resource);
  }

  /** @param resourceVersion the state must be at least this new */
  async get(target: Target, resourceVersion?: bigint): Promise<Item> {
    const { store, clock } = this.#dependencies;
    const kind = this.kind(target.resource);
    if (resourceVersion !== undefined && resourceVersion > BigInt(store.revision)) {
      await waitForRevision(store, clock, resourceVersion);
    }
    const entry = await store.get(keyOf(target.resource, target.namespace, target.name));
    if (entry === undefined) throw notFound(kind.groupResource, target.name);
    if (kind.load !== undefined) await kind.load([entry], true);
    return shown(kind, kind.item(entry));
  }

  list(query: ListQuery): Promise<Page> {
    return list(this.#dependencies, this.kind(query.resource), query);
  }

  /** Changes, by a call within the publication of each commit. Resolves when it has ended. */
  follow(
    query: WatchQuery,
    deliver: (changes: Changes) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return follow(this.#dependencies, this.kind(query.resource), query, deliver, signal);
  }

  async create(request: CreateRequest, context: WriteContext): Promise<Item> {
    const item = await create(this.#dependencies, request, context);
    return shown(this.kind(request.resource), item);
  }

  async update(request: UpdateRequest, context: WriteContext): Promise<WriteResult> {
    const result = await update(this.#dependencies, request, context);
    return { ...result, item: shown(this.kind(request.resource), result.item) };
  }

  async delete(
    target: Target,
    options: DeleteOptions,
    context: WriteContext,
  ): Promise<DeleteResult> {
    const result = await remove(this.#dependencies, target, options, context);
    return { ...result, item: shown(this.kind(target.resource), result.item) };
  }
}
