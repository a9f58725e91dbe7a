import type { Request, Response } from 'express';
import { ApiError, methodNotAllowed, noSuchResource } from '../apimachinery/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DiscoveryDocument } from '../catalog/discovery.ts';
import { Discovery } from '../catalog/discovery.ts';
import { aggregatedContentType } from '../catalog/discovery-aggregated.ts';
import type { HealthEndpoint } from '../catalog/health.ts';
import { healthAnswer, healthCheckAnswer, healthCheckNames } from '../catalog/health.ts';
import { encodeObject } from '../catalog/protobuf/envelope.ts';
import { rootIndex } from '../catalog/root-index.ts';
import { prettyJson, versionInfo } from '../catalog/well-known.ts';
import { formatYaml } from '../catalog/yaml-emit.ts';
import type { Answers } from './answers.ts';
import type { Route } from './app.ts';
import type { Offer } from './negotiate.ts';
import { isPretty, JSON_TYPE, negotiate, PLAIN_OUTPUT, parseAccept } from './negotiate.ts';
import { CONTENT_TYPES, sendPlain, write } from './respond.ts';

export interface RouteParts {
  readonly catalog: Catalog;
  readonly answers: Answers;
  readonly clock: Clock;
  /** Why the server is not ready; undefined: it is. */
  readonly unready: () => string | undefined;
  /** Further routes: OpenAPI, metrics, keys. */
  readonly more: (path: string) => Route | undefined;
}

const BUILT_IN: Offer = { custom: false, protobuf: true, stream: false, watchable: false };
const AGGREGATOR: Offer = { custom: true, protobuf: true, stream: false, watchable: false };

/** Everything outside the resources: discovery, health, version, the index. */
export function routesOf(parts: RouteParts): (path: string) => Route | undefined {
  const discovery = new Discovery(parts.catalog);
  return (path) => {
    const segments = path.split('/').filter((part) => part !== '');
    const [root = ''] = segments;
    switch (root) {
      case '':
      case 'index.html':
        return (_request, response) => sendJson(response, prettyJson(rootIndex(parts.catalog)));
      case 'version':
        return segments.length === 1 ? getOnly(parts, version(parts.catalog)) : undefined;
      case 'healthz':
      case 'livez':
      case 'readyz':
        return health(parts, root, segments.slice(1).join('/'));
      case 'api':
      case 'apis':
        return discoveryRoute(parts, discovery, path, segments);
      default:
        return parts.more(path);
    }
  };
}

function sendJson(response: Response, text: string, type: string = JSON_TYPE): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', type);
  write(response, text, undefined);
}

function version(catalog: Catalog): Route {
  return (_request, response) => sendJson(response, prettyJson(versionInfo(catalog.release)));
}

/** Refuses every method but GET with a 405 Status. */
function getOnly(parts: RouteParts, route: Route): Route {
  return (request, response, path, query) => {
    if (request.method === 'GET') return route(request, response, path, query);
    return fail(parts, response, methodNotAllowed(), request);
  };
}

function fail(parts: RouteParts, response: Response, error: ApiError, request: Request): void {
  parts.answers.status(response, error.status, {
    output: PLAIN_OUTPUT,
    pretty: error.code === 406,
    warnings: [],
    acceptEncoding: request.headers['accept-encoding'],
  });
}

function health(parts: RouteParts, endpoint: HealthEndpoint, check: string): Route {
  return (_request, response, _path, query) => {
    const unready = endpoint === 'livez' ? undefined : parts.unready();
    const checks = healthCheckNames(endpoint).map((name) => ({
      name,
      error: name === 'etcd' ? unready : undefined,
    }));
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

function discoveryRoute(
  parts: RouteParts,
  discovery: Discovery,
  path: string,
  [root, group = '', version]: readonly string[],
): Route | undefined {
  const { catalog } = parts;
  if (root === 'api') {
    if (group === '') return rootDocument(parts, discovery, 'api', path);
    return versionDocument(parts, discovery, '', group);
  }
  if (group === '') return rootDocument(parts, discovery, 'apis', path);
  const known = catalog.groups.some((each) => each.group === group);
  if (!known) return undefined;
  if (version !== undefined) return versionDocument(parts, discovery, group, version);
  return (request, response) =>
    sendDocument(parts, request, response, discovery.group(group), AGGREGATOR);
}

function rootDocument(
  parts: RouteParts,
  discovery: Discovery,
  root: 'api' | 'apis',
  path: string,
): Route {
  return (request, response) => {
    const aggregated =
      root === 'apis' && path.endsWith('/') ? undefined : aggregatedVersion(request);
    if (aggregated !== undefined) {
      sendAggregated(request, response, discovery.aggregated(root, aggregated), aggregated);
      return;
    }
    const document =
      root === 'api' ? discovery.apiVersions(request.headers.host ?? '') : discovery.groupList();
    sendDocument(parts, request, response, document, AGGREGATOR);
  };
}

/** The first version of aggregated discovery that the client names. */
function aggregatedVersion(request: Request): 'v2' | 'v2beta1' | undefined {
  const { accept } = request.headers;
  if (accept === undefined || !accept.includes('APIGroupDiscoveryList')) return undefined;
  for (const { type, parameters } of parseAccept(accept)) {
    if (type !== JSON_TYPE || parameters.get('g') !== 'apidiscovery.k8s.io') continue;
    const version = parameters.get('v');
    if (parameters.get('as') !== 'APIGroupDiscoveryList') continue;
    if (version === 'v2' || version === 'v2beta1') return version;
  }
  return undefined;
}

function sendAggregated(
  request: Request,
  response: Response,
  document: DiscoveryDocument,
  version: 'v2' | 'v2beta1',
): void {
  response.setHeader('Content-Type', aggregatedContentType(JSON_TYPE, version));
  response.setHeader('Vary', 'Accept');
  response.setHeader('Cache-Control', 'public');
  if (document.etag !== undefined) response.setHeader('ETag', document.etag);
  if (document.etag !== undefined && request.headers['if-none-match'] === document.etag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.statusCode = 200;
  write(response, `${document.text}\n`, request.headers['accept-encoding']);
}

function versionDocument(
  parts: RouteParts,
  discovery: Discovery,
  group: string,
  version: string,
): Route {
  return getOnly(parts, (request, response) =>
    sendDocument(parts, request, response, discovery.resourceList(group, version), BUILT_IN),
  );
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
  format: 'json' | 'yaml' | 'protobuf',
  pretty: boolean,
): string | Buffer {
  if (format === 'yaml') return formatYaml(object);
  if (format === 'json') return pretty ? prettyJson(object) : `${text}\n`;
  const { apiVersion = 'v1', kind = '' } = object as { apiVersion?: string; kind?: string };
  return encodeObject({ apiVersion, kind }, schema, object);
}
