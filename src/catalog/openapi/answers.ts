import { negotiateOpenApi, openApiType } from './media-types.ts';
import type { OpenApi } from './open-api.ts';

export interface OpenApiRequest {
  /** The path without its query. */
  readonly path: string;
  /** The query parameter `hash`. */
  readonly hash: string | undefined;
  readonly accept: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export interface OpenApiAnswer {
  readonly status: 200 | 301 | 304 | 404 | 406;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for everything but 200. */
  readonly body: string | Buffer;
}

const INDEX = '/openapi/v3';
const EMPTY = '';

/**
 * What a path under `/openapi` answers, whatever the method. An answer with `public, immutable` may
 * also carry an `Expires` a year ahead; those without Cache-Control take the server's usual one.
 * @returns undefined for a path that is none of them
 */
export function answerOpenApi(api: OpenApi, request: OpenApiRequest): OpenApiAnswer | undefined {
  const { path } = request;
  if (path === '/openapi/v2') return answerV2(api, request);
  if (path === INDEX) {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return { status: 200, headers, body: api.indexV3().text };
  }
  return path.startsWith(`${INDEX}/`)
    ? answerV3(api, path.slice(INDEX.length + 1), request)
    : undefined;
}

function answerV2(api: OpenApi, { accept, ifNoneMatch }: OpenApiRequest): OpenApiAnswer {
  const encoding = negotiateOpenApi(accept, 'v2');
  if (encoding === undefined) {
    return { status: 406, headers: { vary: 'Accept-Encoding, Accept' }, body: EMPTY };
  }
  const etag = `"${api.documentV2().hash}"`;
  const headers = { etag, vary: 'Accept-Encoding, Accept' };
  if (ifNoneMatch === etag) return { status: 304, headers, body: EMPTY };
  return {
    status: 200,
    headers: { ...headers, 'content-type': openApiType('v2', encoding) },
    body: encoding === 'json' ? api.documentV2().text : api.documentV2Protobuf(),
  };
}

function answerV3(
  api: OpenApi,
  name: string,
  { hash, accept, ifNoneMatch }: OpenApiRequest,
): OpenApiAnswer {
  const document = api.documentV3(name);
  if (document === undefined) return { status: 404, headers: {}, body: EMPTY };
  const encoding = negotiateOpenApi(accept, 'v3');
  if (encoding === undefined) return { status: 406, headers: { vary: 'Accept' }, body: EMPTY };
  const etag = `"${document.hash}"`;
  const type = { 'content-type': openApiType('v3', encoding) };
  const headers = { etag, vary: 'Accept' };
  if (hash !== undefined && hash !== '' && hash !== document.hash) {
    const location = api.urlV3(name) ?? '';
    return { status: 301, headers: { ...headers, ...type, location }, body: EMPTY };
  }
  const caching: Record<string, string> =
    hash === document.hash ? { 'cache-control': 'public, immutable' } : {};
  if (ifNoneMatch === etag)
    return { status: 304, headers: { ...headers, ...caching }, body: EMPTY };
  return {
    status: 200,
    headers: { ...headers, ...caching, ...type },
    body: encoding === 'json' ? document.text : (api.documentV3Protobuf(name) ?? EMPTY),
  };
}
