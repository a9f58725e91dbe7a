import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ApiError } from '../../../apimachinery/errors.ts';
import { serviceUnavailable } from '../../../apimachinery/errors.ts';
import type { Location } from '../../../pipeline/connect/locations.ts';
import {
  joinHostPort,
  nodeLocation,
  podLocation,
  serviceLocation,
} from '../../../pipeline/connect/locations.ts';
import { splitUrl } from '../../api.ts';
import type { Exchange } from '../../exchange.ts';
import { HOP_BY_HOP } from '../../hop-by-hop.ts';
import type { Verb } from '../verbs.ts';
import type { Connection, ConnectParts } from './parts.ts';
import { admitConnection, reader } from './parts.ts';

type Proxied = 'pods' | 'services' | 'nodes';

const KINDS: Readonly<Record<Proxied, string>> = {
  pods: 'PodProxyOptions',
  services: 'ServiceProxyOptions',
  nodes: 'NodeProxyOptions',
};

/** Said to the next hop only, or meant for this server. */
const NOT_PASSED_ON = [...HOP_BY_HOP, 'authorization', 'host'];

/** `…/proxy/<path>` of pods, services and nodes: any method, handed on as it came. */
export function proxyVerb(parts: ConnectParts, proxied: Proxied): Verb {
  const { pipeline, rng } = parts;
  const read = reader(pipeline);
  async function locate(connection: Connection, path: string): Promise<Location> {
    const { namespace, name } = connection.call;
    await admitConnection(pipeline, connection, KINDS[proxied], path === '' ? {} : { path });
    if (proxied === 'pods') return podLocation(read, namespace, name);
    if (proxied === 'services') return serviceLocation(read, rng, namespace, name);
    return nodeLocation(read, name);
  }
  return {
    stream: false,
    raw: true,
    anyMethod: true,
    async handle(exchange) {
      const { request, response, resource } = exchange;
      const [urlPath, search] = splitUrl(request.url);
      const path = proxiedPath(urlPath, resource.namespaced);
      const location = await locate(exchange, path);
      if (path === '' && (request.method === 'GET' || request.method === 'HEAD')) {
        response.statusCode = 301;
        response.setHeader('Location', `${urlPath}/${search === '' ? '' : `?${search}`}`);
        response.end();
        return;
      }
      await forward(parts, exchange, location, `${path}${search === '' ? '' : `?${search}`}`);
    },
    async upgrade(connection, request) {
      const [urlPath] = splitUrl(request.url ?? '');
      const path = proxiedPath(urlPath, connection.resource.namespaced);
      const location = await locate(connection, path);
      throw unreachable(location, 'connect: connection refused');
    },
  };
}

/** What follows `/proxy` in the URL, still encoded; empty: not even a slash. */
export function proxiedPath(urlPath: string, namespaced: boolean): string {
  const rest = urlPath.split('/').slice(namespaced ? 8 : 6);
  return rest.length === 0 ? '' : `/${rest.join('/')}`;
}

function portOf({ scheme, port }: Location): string {
  if (port !== '') return port;
  return scheme === 'https' ? '443' : '80';
}

function unreachable(location: Location, why: string): ApiError {
  const at = joinHostPort(location.host, portOf(location));
  return serviceUnavailable(`error trying to reach service: dial tcp ${at}: ${why}`);
}

async function forward(
  { backends }: ConnectParts,
  exchange: Exchange,
  location: Location,
  path: string,
): Promise<void> {
  const port = Number(portOf(location));
  const route = Number.isInteger(port) ? await backends.route(location.host, port) : undefined;
  if (route === undefined) throw unreachable(location, 'connect: connection refused');
  const { request, response, signal } = exchange;
  const send = location.scheme === 'https' ? httpsRequest : httpRequest;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = send({
      ...route,
      method: request.method,
      path,
      headers: forwardedHeaders(request, joinHostPort(location.host, port)),
      // Nobody has given these servers a certificate that could be checked.
      rejectUnauthorized: false,
      signal,
    });
    outgoing.on('response', resolve);
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      reject(unreachable(location, `connect: ${error.code ?? error.message}`)),
    );
    request.pipe(outgoing);
  });
  response.statusCode = answer.statusCode ?? 502;
  for (const [name, value] of Object.entries(passedOn(answer.headers))) {
    if (value !== undefined) response.setHeader(name, value);
  }
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

function forwardedHeaders(request: IncomingMessage, host: string): IncomingHttpHeaders {
  const { headers, socket, url = '' } = request;
  const before = headers['x-forwarded-for'];
  const sender = socket.remoteAddress ?? '';
  return {
    ...passedOn(headers),
    host,
    'x-forwarded-for': before === undefined ? sender : `${String(before)}, ${sender}`,
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-uri': splitUrl(url)[0],
  };
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !name.startsWith(':') && !NOT_PASSED_ON.includes(name),
    ),
  );
}
