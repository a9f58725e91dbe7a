import { ApiError } from '../apimachinery/errors.ts';
import type { Item } from '../registry/item.ts';
import type { ListQuery, Page } from '../registry/list.ts';
import type { Registry } from '../registry/registry.ts';
import type { DeleteOptions, WriteContext } from '../registry/request.ts';

/**
 * Deletes what the query lists, in key order, and answers with the list of it. What somebody else
 * deleted in the meantime is left out; a failed precondition ends it.
 */
export async function deleteCollection(
  registry: Registry,
  query: ListQuery,
  deletion: DeleteOptions,
  context: WriteContext,
): Promise<Page> {
  // Upstream reads pages even where no limit is given, and the pages of a version are exact. One
  // object makes no page.
  const { selection, namespace: within, resource } = query;
  const isOne = selection.name !== undefined && (within !== undefined || !resource.namespaced);
  const isVersioned = (query.resourceVersion ?? 0n) > 0n;
  const match = query.match ?? (isVersioned && !isOne ? 'Exact' : undefined);
  const page = await registry.list({ ...query, match });
  const items: Item[] = [];
  for (const item of page.items) {
    const { namespace, name } = item.object.metadata;
    const target = { resource: query.resource, namespace, name: name ?? '' };
    try {
      await registry.delete(target, deletion, context);
      items.push(item);
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
    }
  }
  return { ...page, items };
}
