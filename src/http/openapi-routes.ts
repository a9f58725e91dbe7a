import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import { dateOf } from '../base/clock.ts';
import { answerOpenApi } from '../catalog/openapi/answers.ts';
import type { OpenApi } from '../catalog/openapi/open-api.ts';
import type { Route } from './app.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const GZIP_LEVEL = 1;

/** `/openapi/v2` and `/openapi/v3…`. Documents are made when they are first asked for. */
export function openApiRoutes(api: OpenApi, clock: Clock): (path: string) => Route | undefined {
  const lastModified = dateOf(clock.now()).toUTCString();
  return (path) => {
    // Below v3 an unknown path has an answer of its own, an empty one.
    if (path !== '/openapi/v2' && !/^\/openapi\/v3(\/|$)/.test(path)) return undefined;
    return (request, response, _path, query) => {
      const answer = answerOpenApi(api, {
        path,
        hash: query.get('hash') ?? undefined,
        accept: request.headers.accept,
        ifNoneMatch: request.headers['if-none-match'],
      });
      if (answer === undefined) {
        response.statusCode = 404;
        response.end();
        return;
      }
      response.statusCode = answer.status;
      for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
      if (String(response.getHeader('cache-control')).includes('immutable')) {
        response.setHeader('Expires', dateOf(clock.now() + YEAR_MS).toUTCString());
      }
      if (path === '/openapi/v2') response.setHeader('Last-Modified', lastModified);
      sendCompressed(request, response, answer.body);
    };
  };
}

/** Unlike the resources, these documents are compressed whatever their size. */
function sendCompressed(request: Request, response: Response, body: string | Buffer): void {
  const accepts = (request.headers['accept-encoding'] ?? '').includes('gzip');
  if (body.length === 0 || !accepts) {
    response.end(body);
    return;
  }
  gzip(body, { level: GZIP_LEVEL }, (error, compressed) => {
    if (error !== null) {
      response.destroy(error);
      return;
    }
    response.setHeader('Content-Encoding', 'gzip');
    response.end(compressed);
  });
}
