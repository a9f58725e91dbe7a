import type { ListOptions } from '../../apimachinery/list-options.ts';
import { parseListOptions } from '../../apimachinery/list-options.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Selection } from '../../registry/list.ts';
import { selectionOf } from '../../registry/selection.ts';

/** What the query of a list, a watch or a deletecollection asks for. */
export interface Selected {
  readonly options: ListOptions;
  readonly selection: Selection;
}

/**
 * @param pathName the name in the URL, for watches of one object; empty: none
 * @throws 400 and 422; what cannot be selected is told before a bad version is
 */
export function readSelected(
  query: URLSearchParams,
  verb: 'list' | 'watch',
  resource: Resource,
  pathName = '',
): Selected {
  const select = (texts: Partial<ListOptions>): Selection => selectionOf(resource, texts, pathName);
  const options = parseListOptions(query, verb, select);
  return { options, selection: select(options) };
}
