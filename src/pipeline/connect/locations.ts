import {
  ApiError,
  badRequest,
  bareError,
  notFound,
  serviceUnavailable,
} from '../../apimachinery/errors.ts';
import { isGlobalUnicast, parseIpSloppy } from '../../apimachinery/ip.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Endpoints, Node, Pod, Service } from '../../apimachinery/types.generated.ts';
import type { Rng } from '../../base/rng.ts';
import type { NodeAddress } from './backends.ts';

/** Reads an object of the core group. @throws 404 */
export type ReadObject = <T extends KubeObject>(
  plural: string,
  namespace: string | undefined,
  name: string,
) => Promise<T>;

/** Where a proxied request goes. */
export interface Location {
  /** Empty: http. */
  readonly scheme: string;
  readonly host: string;
  /** As it was named or found; empty: that of the scheme. */
  readonly port: string;
}

interface Id {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
}

const KUBELET_PORT = 10_250;
const ADDRESS_TYPES = ['Hostname', 'InternalDNS', 'InternalIP', 'ExternalDNS', 'ExternalIP'];

/** `name`, `name:port` or `scheme:name:port`. @throws 400 */
export function parseProxyId(kind: 'pod' | 'service' | 'node', id: string): Id {
  const parts = id.split(':');
  const [first = '', second = '', third = ''] = parts;
  const parsed =
    parts.length === 3
      ? { scheme: first, name: second, port: third }
      : { scheme: '', name: first, port: second };
  const isValid =
    parts.length <= 3 && parsed.name !== '' && ['', 'http', 'https'].includes(parsed.scheme);
  if (!isValid) throw badRequest(`invalid ${kind} request ${JSON.stringify(id)}`);
  return parsed;
}

export async function podLocation(
  read: ReadObject,
  namespace: string | undefined,
  id: string,
): Promise<Location> {
  const { scheme, name, port } = parseProxyId('pod', id);
  const { spec, status } = await read<Pod>('pods', namespace, name);
  const first = spec.containers.find(({ ports = [] }) => ports.length > 0)?.ports?.[0];
  const host = status?.podIPs?.[0]?.ip ?? '';
  if (!isGlobalUnicast(host)) throw badRequest('address not allowed');
  return { scheme, host, port: port === '' ? String(first?.containerPort ?? '') : port };
}

/** An endpoint of the service, drawn by lot. */
export async function serviceLocation(
  read: ReadObject,
  rng: Rng,
  namespace: string | undefined,
  id: string,
): Promise<Location> {
  const { scheme, name, port } = parseProxyId('service', id);
  const portName = /^[+-]?\d+$/.test(port)
    ? await portNameOf(read, namespace, name, Number(port))
    : port;
  const { subsets = [] } = await endpointsOf(read, namespace, name);
  if (subsets.length === 0) throw noEndpoints(name);
  for (const { addresses = [], ports = [] } of rotated(subsets, rng)) {
    const found = ports.find((each) => (each.name ?? '') === portName);
    if (found === undefined) continue;
    for (const { ip, targetRef } of rotated(addresses, rng)) {
      const isPod = targetRef !== undefined && (await isAddressOf(read, namespace, targetRef, ip));
      if (isPod) return { scheme, host: ip, port: String(found.port) };
    }
  }
  throw noEndpoints(id);
}

function noEndpoints(what: string): ApiError {
  return serviceUnavailable(`no endpoints available for service ${JSON.stringify(what)}`);
}

async function portNameOf(
  read: ReadObject,
  namespace: string | undefined,
  name: string,
  port: number,
): Promise<string> {
  const { spec } = await read<Service>('services', namespace, name);
  const found = (spec?.ports ?? []).find((each) => each.port === port);
  if (found !== undefined) return found.name ?? '';
  throw serviceUnavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
}

/** Missing endpoints are told as a missing service. */
function endpointsOf(
  read: ReadObject,
  namespace: string | undefined,
  name: string,
): Promise<Endpoints> {
  return toldAs('services', name, read<Endpoints>('endpoints', namespace, name));
}

/** Upstream's stores name what is missing by the resource of the request, whatever they hold. */
async function toldAs<T>(resource: string, name: string, found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') {
      throw notFound({ group: '', resource }, name);
    }
    throw error;
  }
}

/** Only addresses of pods are reached, so that nobody gets anywhere else through the server. */
async function isAddressOf(
  read: ReadObject,
  namespace: string | undefined,
  reference: { readonly namespace?: string; readonly name?: string },
  ip: string,
): Promise<boolean> {
  if (reference.namespace !== namespace) return false;
  try {
    const { status } = await read<Pod>('pods', namespace, reference.name ?? '');
    return (status?.podIPs ?? []).some((each) => each.ip === ip);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return false;
    throw error;
  }
}

/** All members, from a random one on. */
function rotated<T>(list: readonly T[], rng: Rng): T[] {
  if (list.length === 0) return [];
  const start = rng.int(list.length);
  return [...list.slice(start), ...list.slice(0, start)];
}

export async function nodeLocation(read: ReadObject, id: string): Promise<Location> {
  const { scheme, name, port } = parseProxyId('node', id);
  const { host, port: own } = addressOfNode(await read<Node>('nodes', undefined, name), name);
  // Names are not looked up: nothing here knows more of them than the node says.
  const isRefused =
    parseIpSloppy(host) === undefined ? host === 'localhost' : !isGlobalUnicast(host);
  if (isRefused) throw badRequest('address not allowed');
  if (port === '' || port === String(own)) return { scheme: 'https', host, port: String(own) };
  return { scheme, host, port };
}

/** Where the kubelet listens on whose node a pod is, as the status of the node says. */
export async function kubeletAddress(read: ReadObject, node: string): Promise<NodeAddress> {
  return addressOfNode(await toldAs('pods', node, read<Node>('nodes', undefined, node)), node);
}

function addressOfNode({ status }: Node, node: string): NodeAddress {
  const addresses = status?.addresses ?? [];
  for (const type of ADDRESS_TYPES) {
    const host = addresses.find((each) => each.type === type)?.address;
    if (host === undefined) continue;
    const port = status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
    return { node, host, port: port > 0 ? port : KUBELET_PORT };
  }
  const known = addresses.map(({ type, address }) => `{${type} ${address}}`).join(' ');
  throw bareError(`no preferred addresses found; known addresses: [${known}]`);
}

/** `10.0.0.1:80`, `[::1]:80`. */
export function joinHostPort(host: string, port: string | number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
