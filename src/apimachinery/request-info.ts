import { badRequest, bareError, noSuchResource } from './errors.ts';
import { isPathSegmentName } from './names.ts';
import { queryBoolean, queryInteger } from './query.ts';
import { parseFieldSelector } from './selectors/fields.ts';
import { parseLabelSelector } from './selectors/labels.ts';

/** What a path under `/api` or `/apis` means, as upstream's RequestInfo. */
export interface RequestInfo {
  /**
   * `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; empty for
   * methods that no resource knows.
   */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  /** The plural name. */
  readonly resource: string;
  /** Empty: none. */
  readonly namespace: string;
  /** The path says `namespaces/`, though perhaps no name behind it. */
  readonly inNamespace: boolean;
  readonly name: string;
  /**
   * The name that the field selector of a list or watch asks for; empty: none. Who may read one
   * object may list or watch that object, so authorization takes this for the name.
   */
  readonly selectedName: string;
  readonly subresource: string;
  /** What follows the subresource, without the slash in front (proxy paths). */
  readonly rest: string;
  /** The path had the deprecated `watch/` in front of the resource. */
  readonly watchPrefix: boolean;
}

/** Subresources of a namespace; everything else behind its name is a resource inside it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

const VERBS: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/**
 * @param path the path of the URL as Node gives it, still percent-encoded
 * @throws 404 for what cannot be a resource
 */
export function parseRequestInfo(
  method: string,
  path: string,
  query: URLSearchParams,
): RequestInfo {
  const parts = trimSlashes(decodePath(path)).split('/');
  const legacy = parts[0] === 'api';
  const group = legacy ? '' : (parts[1] ?? '');
  const version = legacy ? (parts[1] ?? '') : (parts[2] ?? '');
  let rest = parts.slice(legacy ? 2 : 3);
  const watchPrefix = rest[0] === 'watch';
  if (watchPrefix || rest[0] === 'proxy') {
    if (isUndetermined(path)) {
      throw bareError(`unable to determine kind and namespace from url, ${path}`);
    }
    // The routes behind `proxy/` are gone, those behind `watch/` have the method GET only.
    if (!watchPrefix) throw noSuchResource();
    rest = rest.slice(1);
  }

  let namespace = '';
  let inNamespace = false;
  if (rest[0] === 'namespaces') {
    namespace = rest[1] ?? '';
    const third = rest[2];
    inNamespace = third !== undefined && !NAMESPACE_SUBRESOURCES.has(third);
    if (inNamespace) rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = '', ...more] = rest;
  if (resource === '') throw noSuchResource();
  const verb = watchPrefix ? 'watch' : verbOf(method, name, query);
  return {
    verb,
    group,
    version,
    resource,
    namespace,
    inNamespace,
    name,
    selectedName: watchPrefix || (verb !== 'list' && verb !== 'watch') ? '' : selectedName(query),
    subresource,
    rest: more.join('/'),
    watchPrefix,
  };
}

/**
 * A path that ends with `watch` or `proxy` where a resource should follow: there is nothing to
 * authorize.
 */
export function isUndetermined(path: string): boolean {
  if (!/watch|proxy|%/.test(path) || !/^\/+apis?\//.test(path)) return false;
  const parts = trimSlashes(path.includes('%') ? decodePath(path) : path).split('/');
  const at = parts[0] === 'api' ? 2 : 3;
  return parts.length === at + 1 && (parts[at] === 'watch' || parts[at] === 'proxy');
}

/**
 * Node gives a byte as a character. An encoded slash separates like a plain one; bytes that are no
 * UTF-8 become U+FFFD.
 */
export function decodePath(path: string): string {
  if (/^[!-$&-~]*$/.test(path)) return path;
  if (/%(?![0-9a-fA-F]{2})/.test(path)) {
    throw badRequest(`parse "${path}": invalid URL escape`);
  }
  const bytes = path.replace(/%(..)/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

function trimSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  const verb = VERBS.get(method) ?? '';
  if (name !== '') return verb;
  if (verb === 'delete') return 'deletecollection';
  if (verb !== 'get') return verb;
  return queryBoolean(query, 'watch') === true ? 'watch' : 'list';
}

function selectedName(query: URLSearchParams): string {
  const text = query.get('fieldSelector');
  if (!text?.includes('metadata.name')) return '';
  const name = exactName(text, query) ?? '';
  return isPathSegmentName(name).length === 0 ? name : '';
}

/** Upstream reads the options as a whole: where one does not parse, none counts. */
function exactName(text: string, query: URLSearchParams): string | undefined {
  try {
    parseLabelSelector(query.get('labelSelector') ?? '');
    for (const option of ['limit', 'timeoutSeconds']) queryInteger(query, option);
    return parseFieldSelector(text).exact('metadata.name');
  } catch {
    return undefined;
  }
}
