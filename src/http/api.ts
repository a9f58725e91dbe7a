import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import {
  ApiError,
  badRequest,
  internalError,
  methodNotAllowed,
  methodNotSupported,
  noSuchResource,
  notFound,
  PageNotFoundError,
} from '../apimachinery/errors.ts';
import { parseListOptions } from '../apimachinery/list-options.ts';
import { parseQuery } from '../apimachinery/query.ts';
import type { RequestInfo } from '../apimachinery/request-info.ts';
import { parseRequestInfo } from '../apimachinery/request-info.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import { WarningSet } from '../apimachinery/warnings.ts';
import type { Logger } from '../base/log.ts';
import type { Resource, Subresource } from '../catalog/catalog.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Answers } from './answers.ts';
import { authorizeResource } from './authorize.ts';
import { AbortedError } from './body.ts';
import type { Subject } from './exchange.ts';
import { HttpExchange } from './exchange.ts';
import type { RequestMetrics } from './metrics/request-metrics.ts';
import type { Offer, Output } from './negotiate.ts';
import { isPretty, negotiate, PLAIN_OUTPUT, reachesRoute, refusalForm } from './negotiate.ts';
import { guardRefusal, sendPlain } from './respond.ts';
import type { Verb, Verbs } from './verbs/verbs.ts';

export interface ApiParts {
  readonly pipeline: Pipeline;
  readonly verbs: Verbs;
  readonly answers: Answers;
  readonly log: Logger;
  readonly metrics: RequestMetrics;
  /** Aborted when the server shuts down. */
  readonly shutdown: AbortSignal;
}

const SELECTS: ReadonlySet<string> = new Set(['list', 'watch']);

const METHODS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
};

/** Methods that are passed on although no object of the API knows them. */
const PROXIED: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS']);

/**
 * Everything under `/api/<version>/…` and `/apis/<group>/<version>/…`: one handler, because paths
 * are data. Authorization comes before routing, as upstream.
 */
export class ApiHandler {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  async handle(request: Request, response: Response, user: UserInfo): Promise<void> {
    const progress = new Progress(request.url, request.headers['user-agent']);
    let ended: ((code: number) => void) | undefined;
    try {
      const prepared = this.prepare(request, user, progress);
      ended = this.#parts.metrics.begin(request, prepared.info, prepared.query);
      const exchange = new HttpExchange(prepared, request, response, this.#parts.shutdown);
      await prepared.verb.handle(exchange);
    } catch (error) {
      if (ended === undefined) guardRefusal(response, error);
      this.#fail(error, request, response, progress);
    } finally {
      ended?.(response.statusCode);
    }
  }

  /** Counts a request that is not answered here. @returns what is to be called at its end */
  count(request: IncomingMessage, { info, query }: Prepared): (code: number) => void {
    return this.#parts.metrics.begin(request, info, query);
  }

  /** Everything before the verb: parse, authorize, route, negotiate. Throws the ApiError to answer with. */
  prepare(request: IncomingMessage, user: UserInfo, progress: Progress): Prepared {
    const { query, warnings } = progress;
    const method = request.method ?? 'GET';
    const info = parseRequestInfo(method, progress.path, query);
    authorizeResource(this.#parts.pipeline, info, user);
    const { resource, subresource } = this.#route(info, warnings);
    const verb = this.#verbOf(info, method, resource, subresource);
    if (resource.deprecation !== undefined) warnings.add(resource.deprecation);
    if (verb === undefined) {
      throw methodNotSupported({ group: resource.group, resource: resource.plural }, info.verb);
    }
    const offer = offerOf(info, resource, verb);
    try {
      progress.negotiate(request.headers.accept, offer, verb.raw);
    } catch (error) {
      const isReached = offer.custom || reachesRoute(request.headers.accept);
      // Lists look at their options first.
      if (isReached && SELECTS.has(info.verb)) parseListOptions(query, 'list');
      throw error;
    }
    return {
      verb,
      info,
      query,
      user,
      resource,
      subresource,
      output: progress.output,
      pretty: progress.pretty,
      warnings,
      call: {
        user,
        resource,
        namespace: resource.namespaced && info.namespace !== '' ? info.namespace : undefined,
        name: info.name,
        subresource: info.subresource,
        warn: (text) => warnings.add(text),
      },
    };
  }

  #route(
    info: RequestInfo,
    warnings: WarningSet,
  ): { resource: Resource; subresource: Subresource | undefined } {
    const { catalog } = this.#parts.pipeline;
    const resource = catalog.find(info.group, info.version, info.resource);
    if (resource === undefined) {
      throw catalog.isBuiltIn(info.group) ? noSuchResource() : new PageNotFoundError();
    }
    if (resource.custom !== undefined) return routeCustom(info, resource, warnings);
    const { inNamespace } = info;
    if (resource.namespaced ? info.name !== '' && !inNamespace : inNamespace) {
      throw noSuchResource();
    }
    if (info.subresource === '') return { resource, subresource: undefined };
    // Subresources are not watched.
    if (info.watchPrefix) throw noSuchResource();
    const subresource = resource.subresources.find(({ name }) => name === info.subresource);
    if (subresource === undefined || (info.rest !== '' && subresource.name !== 'proxy'))
      throw noSuchResource();
    return { resource, subresource };
  }

  /** Undefined: what serves the path cannot do this. */
  #verbOf(
    info: RequestInfo,
    method: string,
    resource: Resource,
    subresource: Subresource | undefined,
  ): Verb | undefined {
    const { verbs } = this.#parts;
    if (info.watchPrefix && method !== 'GET') throw methodNotAllowed();
    if (resource.custom !== undefined) return customVerbOf(verbs, info, resource, subresource);
    if (subresource !== undefined) {
      const verb = METHODS[method] ?? (method === 'DELETE' ? 'delete' : 'get');
      const special = verbs.subresource(resource, subresource.name);
      const served = isServedMethod(method) || (special?.anyMethod === true && PROXIED.has(method));
      if (!subresource.verbs.includes(verb) || !served) throw methodNotAllowed();
      if (special !== undefined) return special;
      return verbs.of(verb);
    }
    if (!hasRoute(resource, info)) throw noSuchResource();
    if (!isServedMethod(method)) throw methodNotAllowed();
    // Collections take POST, DELETE and GET; named objects everything but POST.
    const collection = info.name === '';
    if (collection && (method === 'PUT' || method === 'PATCH')) throw methodNotAllowed();
    if (!collection && method === 'POST') throw methodNotAllowed();
    if (collection && resource.namespaced && !info.inNamespace && method !== 'GET')
      throw methodNotAllowed();
    const { verb } = info;
    if (!resource.verbs.includes(verb)) {
      if (verb !== 'watch' || !resource.verbs.includes('list')) throw methodNotAllowed();
      return undefined;
    }
    return verbs.of(verb);
  }

  #fail(error: unknown, request: Request, response: Response, progress: Progress): void {
    if (error instanceof AbortedError || response.destroyed) return;
    if (error instanceof PageNotFoundError && !response.headersSent) {
      sendPlain(response, 404, `${error.message}\n`);
      return;
    }
    let failure: ApiError;
    if (error instanceof ApiError) failure = error;
    else {
      this.#parts.log.error({ error, method: request.method, url: request.url }, 'request failed');
      failure = internalError(error instanceof Error ? error.message : String(error), error);
    }
    this.#parts.answers.status(response, failure.status, {
      ...progress.refusalForm(request.headers.accept),
      warnings: progress.warnings.headers(),
      acceptEncoding: request.headers['accept-encoding'],
    });
  }
}

function negotiateOr(fallback: Output, accept: string | undefined, offer: Offer): Output {
  try {
    return negotiate(accept, offer);
  } catch (error) {
    if (error instanceof ApiError) return fallback;
    throw error;
  }
}

/** The verb that was found and what it works on, before there is a place to answer to. */
export interface Prepared extends Subject {
  readonly verb: Verb;
}

/** How far a request has come: what an error has to be written in. */
export class Progress {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly warnings = new WarningSet();
  output: Output = PLAIN_OUTPUT;
  pretty: boolean;
  readonly #agent: string | undefined;
  /** Whether what was found is good for a refusal as well. */
  #isSettled = false;

  constructor(url: string, agent: string | undefined) {
    const [path, search] = splitUrl(url);
    this.path = path;
    this.query = parseQuery(search);
    this.#agent = agent;
    this.pretty = isPretty(this.query, this.output, agent);
  }

  /**
   * @param raw the answer is no object: what cannot be negotiated does not matter
   * @throws 406
   */
  negotiate(accept: string | undefined, offer: Offer, raw = false): void {
    this.#isSettled = true;
    if (raw) {
      this.output = { ...negotiateOr(PLAIN_OUTPUT, accept, offer), transform: undefined };
      this.pretty = isPretty(this.query, this.output, this.#agent);
      return;
    }
    try {
      this.output = negotiate(accept, offer);
      // Custom resources have no protobuf form, but refusals about them have.
      this.#isSettled = this.output.transform === undefined && !offer.custom;
      this.pretty = isPretty(this.query, this.output, this.#agent);
    } catch (error) {
      this.#isSettled = false;
      throw error;
    }
  }

  /** How a refusal is written: never as the table that was asked for. */
  refusalForm(accept: string | undefined): { output: Output; pretty: boolean } {
    if (this.#isSettled) return { output: this.output, pretty: this.pretty };
    return refusalForm(accept, this.query, this.#agent);
  }
}

/** Paths of custom resources that lead nowhere are nobody's, whoever else serves their group. */
function routeCustom(
  info: RequestInfo,
  resource: Resource,
  warnings: WarningSet,
): { resource: Resource; subresource: Subresource | undefined } {
  const inNamespace = info.namespace !== '';
  const mayCross = info.verb === 'list' || info.verb === 'watch';
  if (resource.namespaced ? !inNamespace && !mayCross : inNamespace) throw new PageNotFoundError();
  // Also where nothing but the version is found.
  if (resource.deprecation !== undefined) warnings.add(resource.deprecation);
  if (info.subresource === '') return { resource, subresource: undefined };
  const subresource = resource.subresources.find(({ name }) => name === info.subresource);
  if (subresource === undefined) {
    throw notFound({ group: resource.group, resource: resource.plural }, info.name);
  }
  return { resource, subresource };
}

function customVerbOf(
  verbs: Verbs,
  { verb, name }: RequestInfo,
  resource: Resource,
  subresource: Subresource | undefined,
): Verb {
  if (name === '' && (verb === 'update' || verb === 'patch')) {
    throw badRequest('name must be provided');
  }
  if (!(subresource ?? resource).verbs.includes(verb)) {
    throw methodNotSupported({ group: resource.group, resource: resource.plural }, verb);
  }
  if (subresource === undefined) return verbs.of(verb);
  return verbs.subresource(resource, subresource.name) ?? verbs.of(verb);
}

/** A path exists when some method does. */
function hasRoute({ verbs, namespaced }: Resource, { name, inNamespace }: RequestInfo): boolean {
  if (name === '' && namespaced && !inNamespace) return verbs.includes('list');
  const routes =
    name === '' ? ['list', 'create', 'deletecollection'] : ['get', 'update', 'patch', 'delete'];
  return verbs.some((verb) => routes.includes(verb));
}

function isServedMethod(method: string): boolean {
  return method === 'GET' || method === 'DELETE' || METHODS[method] !== undefined;
}

function offerOf(info: RequestInfo, resource: Resource, verb: Verb): Offer {
  const custom = resource.custom !== undefined;
  return {
    custom,
    protobuf: !custom,
    stream: verb.stream,
    watchable: info.name === '' && SELECTS.has(info.verb) && resource.verbs.includes('watch'),
    text: verb.text === true,
    transforms: hasTable(info.subresource, resource) ? 'all' : 'metadata',
  };
}

/** The kinds whose status upstream serves without columns. */
const STATUS_WITHOUT_TABLE: ReadonlySet<string> = new Set([
  'apiservices.apiregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'resourceclaims.resource.k8s.io',
]);

/** Only what can be read as a whole is shown as a table: no reviews, no subresources for one deed. */
function hasTable(subresource: string, { verbs, group, plural }: Resource): boolean {
  switch (subresource) {
    case '':
      return verbs.includes('list');
    case 'scale':
      return true;
    case 'status':
      return !STATUS_WITHOUT_TABLE.has(`${plural}.${group}`);
    default:
      return false;
  }
}

/** Path and search; a URL without a question mark has no search. */
export function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
