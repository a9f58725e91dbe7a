import type { Request, Response } from 'express';
import { ApiError, methodNotAllowed, noSuchResource } from '../apimachinery/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DiscoveryDocument } from '../catalog/discovery.ts';
import { Discovery } from '../catalog/discovery.ts';
import { aggregatedContentType } from '../catalog/discovery-aggregated.ts';
import type { HealthEndpoint } from '../catalog/health.ts';
import { healthAnswer, healthCheckAnswer, healthChecks } from '../catalog/health.ts';
import { encodeObject } from '../catalog/protobuf/envelope.ts';
import type { Registrations } from '../catalog/registrations.ts';
import { rootIndex } from '../catalog/root-index.ts';
import { prettyJson, versionInfo } from '../catalog/well-known.ts';
import { formatYaml } from '../catalog/yaml-emit.ts';
import { parseAccept } from './accept.ts';
import type { Answers } from './answers.ts';
import type { Route } from './app.ts';
import type { Format, Offer } from './negotiate.ts';
import {
  DOCUMENT,
  formatsOf,
  isPretty,
  JSON_TYPE,
  negotiate,
  PLAIN_OUTPUT,
  reachesRoute,
  refusalForm,
  unreachable,
} from './negotiate.ts';
import { openIdType } from './openid-routes.ts';
import { CONTENT_TYPES, sendPlain, write } from './respond.ts';

export interface RouteParts {
  readonly catalog: Catalog;
  readonly answers: Answers;
  readonly clock: Clock;
  /** What APIServices add to what is served here. */
  readonly registrations: Registrations;
  /** Why the server is not ready; undefined: it is. */
  readonly unready: () => string | undefined;
  /** Further routes: OpenAPI, metrics, keys. The first one that knows a path serves it. */
  readonly more: readonly ((path: string) => Route | undefined)[];
}

const BUILT_IN: Offer = { ...DOCUMENT, custom: false };

/** Everything outside the resources: discovery, health, version, the index. */
export function routesOf(parts: RouteParts): (path: string) => Route | undefined {
  const discovery = new Discovery(parts.catalog, parts.registrations);
  return (path) => {
    if (path === '/' || path === '/index.html') {
      return (_request, response) => sendJson(response, prettyJson(rootIndex(discovery.groups)));
    }
    // What follows the last name does not matter to documents; an empty name between others does.
    const [empty, root = '', ...segments] = path.replace(/\/+$/, '').split('/');
    if (empty !== '' || root === '') return undefined;
    switch (root) {
      case 'version':
        return segments.length === 0 ? getOnly(parts, version(parts)) : missing(parts);
      case 'healthz':
      case 'livez':
      case 'readyz':
        return path.endsWith('/') ? undefined : health(parts, root, path.slice(root.length + 2));
      case 'api':
        return coreRoute(parts, discovery, segments);
      case 'apis':
        return groupRoute(parts, discovery, path, segments);
      case '.well-known':
      case 'openid':
        return openIdRoute(parts, `/${[root, ...segments].join('/')}`);
      default:
        return further(parts, path);
    }
  };
}

function further({ more }: RouteParts, path: string): Route | undefined {
  for (const find of more) {
    const route = find(path);
    if (route !== undefined) return route;
  }
  return undefined;
}

/** A path below one that is served: a Status says that it is not. */
function missing(parts: RouteParts): Route {
  return (request, response) => fail(parts, response, noSuchResource(), request);
}

function openIdRoute(parts: RouteParts, path: string): Route | undefined {
  const route = further(parts, path);
  return route === undefined ? undefined : getOnly(parts, writing(parts, openIdType(path), route));
}

/** Refuses who does not take the only type that a document has. */
function writing(parts: RouteParts, type: string, route: Route): Route {
  return (request, response, path, query) => {
    if (reachesRoute(request.headers.accept, [type])) return route(request, response, path, query);
    return fail(parts, response, unreachable([type]), request);
  };
}

function sendJson(response: Response, text: string, type: string = JSON_TYPE): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', type);
  write(response, text, undefined);
}

function version(parts: RouteParts): Route {
  const { catalog } = parts;
  return writing(parts, JSON_TYPE, (_request, response) =>
    sendJson(response, prettyJson(versionInfo(catalog.release))),
  );
}

/** Refuses every method but GET with a 405 Status. */
function getOnly(parts: RouteParts, route: Route): Route {
  return (request, response, path, query) => {
    if (request.method === 'GET') return route(request, response, path, query);
    return fail(parts, response, methodNotAllowed(), request);
  };
}

function fail(parts: RouteParts, response: Response, error: ApiError, request: Request): void {
  const query = new URLSearchParams(request.url.split('?')[1]);
  const { accept } = request.headers;
  parts.answers.status(response, error.status, {
    ...refusalForm(accept, query, request.headers['user-agent']),
    warnings: [],
    acceptEncoding: request.headers['accept-encoding'],
  });
}

function health(parts: RouteParts, endpoint: HealthEndpoint, check: string): Route {
  return (_request, response, _path, query) => {
    const checks = healthChecks(endpoint, parts.unready());
    const answer =
      check === ''
        ? healthAnswer(endpoint, checks, {
            verbose: query.has('verbose'),
            exclude: query.getAll('exclude'),
          })
        : healthCheckAnswer(checks, check);
    sendPlain(response, answer.status, answer.body, check === '' || answer.status !== 200);
  };
}

function coreRoute(
  parts: RouteParts,
  discovery: Discovery,
  [version, ...rest]: readonly string[],
): Route {
  if (version === undefined) return getOnly(parts, rootDocument(parts, discovery, 'api'));
  if (rest.length > 0) return missing(parts);
  return versionDocument(parts, discovery, '', version);
}

function groupRoute(
  parts: RouteParts,
  discovery: Discovery,
  path: string,
  [group, version, ...rest]: readonly string[],
): Route | undefined {
  if (group === undefined) {
    if (path === '/apis') return rootDocument(parts, discovery, 'apis');
    return path === '/apis/' ? groupList(parts, discovery) : undefined;
  }
  const isKnown = group !== '' && discovery.groups.some((each) => each.group === group);
  if (!isKnown) return undefined;
  // Versions that definitions do not serve are nobody's, as the paths of their resources are.
  const isServed = version === undefined || parts.catalog.serves(group, version);
  if (!isServed && !parts.catalog.isBuiltIn(group)) return undefined;
  if (rest.length > 0) return missing(parts);
  if (version !== undefined) return versionDocument(parts, discovery, group, version);
  const serve: Route = (request, response) =>
    sendDocument(parts, request, response, discovery.group(group), DOCUMENT);
  // All groups are described by the aggregator but its own, which is served like its resources. An
  // empty name behind a group passes it by.
  const isWithin = group === 'apiregistration.k8s.io' || path.endsWith('//');
  return isWithin ? getOnly(parts, serve) : serve;
}

/** `/apis/` is never aggregated. */
function groupList(parts: RouteParts, discovery: Discovery): Route {
  return (request, response) =>
    sendDocument(parts, request, response, discovery.groupList(), DOCUMENT);
}

function rootDocument(parts: RouteParts, discovery: Discovery, root: 'api' | 'apis'): Route {
  return (request, response) => {
    const format = aggregatedFormat(request);
    if (format !== undefined) {
      sendAggregated(request, response, discovery.aggregated(root), format);
      return;
    }
    if (root === 'apis') sendDocument(parts, request, response, discovery.groupList(), DOCUMENT);
    else {
      const document = discovery.apiVersions(request.headers.host ?? '');
      sendDocument(parts, request, response, document, BUILT_IN);
    }
  };
}

/** Undefined: the client wants the legacy document rather than everything at once. */
function aggregatedFormat(request: Request): Format | undefined {
  const { accept } = request.headers;
  if (accept === undefined || !accept.includes('APIGroupDiscoveryList')) return undefined;
  for (const clause of parseAccept(accept)) {
    const { parameters } = clause;
    const [format] = formatsOf(clause);
    // Plain types do not count here, whatever they stand in front of.
    if (format === undefined) continue;
    if (parameters.get('as') !== 'APIGroupDiscoveryList' || parameters.get('v') !== 'v2') continue;
    if (parameters.get('g') === 'apidiscovery.k8s.io') return format;
  }
  return undefined;
}

function sendAggregated(
  request: Request,
  response: Response,
  document: DiscoveryDocument,
  format: Format,
): void {
  response.setHeader('Content-Type', aggregatedContentType(CONTENT_TYPES[format]));
  response.setHeader('Vary', 'Accept');
  response.setHeader('Cache-Control', 'public');
  if (document.etag !== undefined) response.setHeader('ETag', document.etag);
  if (document.etag !== undefined && request.headers['if-none-match'] === document.etag) {
    response.statusCode = 304;
    response.removeHeader('Content-Type');
    response.end();
    return;
  }
  response.statusCode = 200;
  const query = new URLSearchParams(request.url.split('?')[1]);
  const pretty = isPretty(query, PLAIN_OUTPUT, request.headers['user-agent']);
  write(response, bodyOf(document, format, pretty), request.headers['accept-encoding']);
}

function versionDocument(
  parts: RouteParts,
  discovery: Discovery,
  group: string,
  version: string,
): Route {
  const isBuiltIn = parts.catalog.isBuiltIn(group);
  // Neither methods nor routes matter to those who describe custom resources.
  const offer = isBuiltIn ? BUILT_IN : DOCUMENT;
  const serve: Route = (request, response) =>
    sendDocument(parts, request, response, discovery.resourceList(group, version), offer);
  if (!parts.catalog.serves(group, version)) return missing(parts);
  return isBuiltIn ? getOnly(parts, serve) : serve;
}

function sendDocument(
  parts: RouteParts,
  request: Request,
  response: Response,
  document: DiscoveryDocument | undefined,
  offer: Offer,
): void {
  try {
    if (document === undefined) throw noSuchResource();
    const output = negotiate(request.headers.accept, offer);
    const query = new URLSearchParams(request.url.split('?')[1]);
    response.statusCode = 200;
    response.setHeader('Content-Type', CONTENT_TYPES[output.format]);
    write(
      response,
      bodyOf(document, output.format, isPretty(query, output, request.headers['user-agent'])),
      request.headers['accept-encoding'],
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    fail(parts, response, error, request);
  }
}

function bodyOf(
  { object, text, schema }: DiscoveryDocument,
  format: Format,
  pretty: boolean,
): string | Buffer {
  if (format === 'yaml') return formatYaml(object);
  if (format === 'json') return pretty ? prettyJson(object) : `${text}\n`;
  const { apiVersion = '', kind = '' } = object as { apiVersion?: string; kind?: string };
  return encodeObject({ apiVersion, kind }, schema, object);
}
