import { noSuchResource } from './errors.ts';

/** What a path under `/api` or `/apis` means, as upstream's RequestInfo. */
export interface RequestInfo {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  /** The plural name. */
  readonly resource: string;
  /** Empty: none. */
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource, without the slash in front (proxy paths). */
  readonly rest: string;
  /** The path had the deprecated `watch/` in front of the resource. */
  readonly watchPrefix: boolean;
}

/** Subresources of a namespace; everything else behind its name is a resource inside it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/**
 * @param path the path of the URL, still percent-encoded
 * @throws 404 for what cannot be a resource
 */
export function parseRequestInfo(
  method: string,
  path: string,
  query: URLSearchParams,
): RequestInfo {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const legacy = parts[0] === 'api';
  const group = legacy ? '' : (parts[1] ?? '');
  const version = legacy ? (parts[1] ?? '') : (parts[2] ?? '');
  let rest = parts.slice(legacy ? 2 : 3);
  const watchPrefix = rest[0] === 'watch' && rest.length > 1;
  if (watchPrefix) rest = rest.slice(1);

  let namespace = '';
  if (rest[0] === 'namespaces') {
    namespace = rest[1] ?? '';
    const third = rest[2];
    if (third !== undefined && !NAMESPACE_SUBRESOURCES.has(third)) rest = rest.slice(2);
    else if (third !== undefined && rest.length > 3) rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = '', ...more] = rest;
  if (resource === '') throw noSuchResource();
  return {
    verb: verbOf(method, name, query, watchPrefix),
    group,
    version,
    resource,
    namespace,
    name,
    subresource,
    rest: more.join('/'),
    watchPrefix,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw noSuchResource();
  }
}

function verbOf(
  method: string,
  name: string,
  query: URLSearchParams,
  watchPrefix: boolean,
): string {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      if (watchPrefix) return 'watch';
      if (name !== '') return 'get';
      return isWatch(query) ? 'watch' : 'list';
  }
}

function isWatch(query: URLSearchParams): boolean {
  const watch = query.get('watch');
  return watch !== null && !/^(0|false)$/i.test(watch);
}
