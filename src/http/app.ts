import type { Express, NextFunction, Request, Response } from 'express';
import express from 'express';
import { ApiError, unauthorized } from '../apimachinery/errors.ts';
import { parseQuery } from '../apimachinery/query.ts';
import { decodePath } from '../apimachinery/request-info.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { ANONYMOUS } from '../auth/authenticator.ts';
import { ImpersonationError } from '../auth/impersonation.ts';
import type { Rng } from '../base/rng.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { AggregatedApi } from './aggregated/aggregated-api.ts';
import type { Answers } from './answers.ts';
import type { ApiHandler } from './api.ts';
import { splitUrl } from './api.ts';
import { credentialsOf } from './credentials.ts';
import { actingUser } from './impersonation.ts';
import { refusalForm } from './negotiate.ts';
import { guardRefusal, sendPlain } from './respond.ts';
import { checkUrl, internalServerError, PlainRefusal } from './url-checks.ts';

/** A path that is no resource: health, discovery, OpenAPI, metrics. */
export type Route = (
  request: Request,
  response: Response,
  path: string,
  query: URLSearchParams,
) => void | Promise<void>;

export interface AppParts {
  readonly authenticator: Authenticator;
  readonly pipeline: Pipeline;
  readonly api: ApiHandler;
  readonly aggregated: AggregatedApi;
  readonly answers: Answers;
  /** Finds the route of a path outside the resources. */
  readonly routes: (path: string) => Route | undefined;
  readonly rng: Rng;
  /** Strangers are `system:anonymous`, whom the authorizer judges; otherwise they are refused. */
  readonly anonymous: boolean;
  /** Requests on this listener need no credentials. */
  readonly trusted: (request: Request) => boolean;
}

/** Open without credentials, as upstream's default roles have it. */
const OPEN_PATHS = /^\/(healthz|livez|readyz|version)(\/|$)/;
/** What these roles let everybody read, from the first moment on. */
const PUBLIC_PATHS = /^\/(healthz|livez|readyz|version\/?)$/;
/** A longer URL is nobody's. */
const URL_LENGTH_MAX = 64 * 1024;

/**
 * The Express app: identify, authenticate, then the resources (one handler, because kinds are data)
 * or one of the other paths.
 */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.disable('query parser');
  app.use((request: Request, response: Response) => serve(parts, request, response));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
    crash(response, error),
  );
  return app;
}

/** Takes requests to resources past the layers of Express, which would do nothing for them. */
export type DirectHandler = (request: Request, response: Response) => boolean;

/** @returns false: the request is one for the app */
export function createDirectHandler(parts: AppParts): DirectHandler {
  return (request, response) => {
    const { url } = request;
    if (!url.startsWith('/api/') && !url.startsWith('/apis/')) return false;
    serve(parts, request, response).catch((error: unknown) => crash(response, error));
    return true;
  };
}

/** Nothing gets here but what failed before a handler could answer. */
function crash(response: Response, error: unknown): void {
  if (response.headersSent) response.destroy(error instanceof Error ? error : undefined);
  else sendPlain(response, 500, 'Internal Server Error\n', false);
}

async function serve(parts: AppParts, request: Request, response: Response): Promise<void> {
  const audit = request.headers['audit-id'];
  response.setHeader(
    'Audit-Id',
    typeof audit === 'string' && audit !== '' ? audit : parts.rng.uuid(),
  );
  if (request.url.length > URL_LENGTH_MAX) {
    sendPlain(response, 414, '414 URI Too Long\n', false);
    return;
  }
  const [sent, search] = splitUrl(request.url);
  // What is encoded is part of a name; a document has its name in plain ASCII.
  let path = sent;
  response.setHeader('Cache-Control', 'no-cache, private');
  try {
    checkUrl(request.method, request.url, sent, search);
    if (sent.includes('%')) path = decodePath(sent);
    const caller = await authenticate(parts, request, path);
    const user = actingUser(request, caller, parts.pipeline);
    const remote = parts.aggregated.find(path);
    if (remote !== undefined) await parts.aggregated.serve(remote, user, { request, response });
    else if (isResourcePath(path)) await parts.api.handle(request, response, user);
    else await serveRoute(parts, { request, response, path, user }, new URLSearchParams(search));
  } catch (error) {
    refuse(parts, error, request, response);
  }
}

/** Who may not do it hears so before there is a handler. */
function refuse(parts: AppParts, error: unknown, request: Request, response: Response): void {
  if (error instanceof PlainRefusal) {
    // Refused before a filter has said anything about caches.
    response.removeHeader('Cache-Control');
    sendPlain(response, error.code, error.message, error.code === 500);
    return;
  }
  if (error instanceof ImpersonationError) {
    sendPlain(response, 500, internalServerError(request.url, error.message).message);
    return;
  }
  if (!(error instanceof ApiError)) throw error;
  guardRefusal(response, error);
  const { accept } = request.headers;
  parts.answers.status(response, error.status, {
    ...refusalForm(accept, parseQuery(splitUrl(request.url)[1]), request.headers['user-agent']),
    warnings: [],
    acceptEncoding: undefined,
  });
}

/** @throws 401 */
async function authenticate(parts: AppParts, request: Request, path: string): Promise<UserInfo> {
  const who = await parts.authenticator.authenticate(
    credentialsOf(request, parts.trusted(request)),
  );
  if (who === 'anonymous' && (parts.anonymous || OPEN_PATHS.test(path))) return ANONYMOUS;
  if (who === 'refused' || who === 'anonymous') throw unauthorized();
  return who;
}

/** `/api/<version>/…` and `/apis/<group>/<version>/…` with something behind the version. */
function isResourcePath(path: string): boolean {
  return /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\/+[^/]/.test(path);
}

interface RouteCall {
  readonly request: Request;
  readonly response: Response;
  readonly path: string;
  readonly user: UserInfo;
}

async function serveRoute(
  parts: AppParts,
  { request, response, path, user }: RouteCall,
  query: URLSearchParams,
): Promise<void> {
  if (request.method !== 'GET' || !PUBLIC_PATHS.test(path)) {
    parts.pipeline.authorize({ user, verb: request.method.toLowerCase(), path });
  }
  const route = parts.routes(path);
  if (route === undefined) {
    sendPlain(response, 404, '404 page not found\n');
    return;
  }
  await route(request, response, path, query);
}
