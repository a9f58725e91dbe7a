import { ApiError } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { Endpoints, Service } from '../apimachinery/types.generated.ts';
import type { Rng } from '../base/rng.ts';
import type { Client } from '../client/client.ts';
import type { Address, ResolveService } from './target-agent.ts';

/** Local addresses that stand for Services, by `namespace/name`: webhooks under development. */
export type ServiceAddresses = ReadonlyMap<
  string,
  { readonly host: string; readonly port: number }
>;

/**
 * Finds an endpoint of a Service that is ready, drawn by lot. Nothing answers at a cluster IP here,
 * so it is left out of the way; else this is what upstream does and says.
 * @param local these are asked instead, whether there is such a Service or not
 */
export function serviceResolver(client: Client, rng: Rng, local: ServiceAddresses): ResolveService {
  return async (namespace, name, port) => {
    const { portName, ...place } = await locate({ client, local }, { namespace, name, port });
    if (portName === undefined) return place;
    const missing = `no endpoints available for service ${quote(name)}`;
    const endpoints = client.resource<Endpoints>('v1', 'endpoints');
    const { subsets = [] } = await readOr(endpoints.get(namespace, name), missing);
    const addresses = subsets.flatMap(({ addresses: ready = [], ports = [] }) => {
      const found = ports.find((each) => (each.name ?? '') === portName);
      return found === undefined ? [] : ready.map(({ ip }) => ({ host: ip, port: found.port }));
    });
    const chosen = addresses[addresses.length > 1 ? rng.int(addresses.length) : 0];
    if (chosen === undefined) throw new Error(missing);
    return chosen;
  };
}

/**
 * Where a Service is, as clients in the cluster address it: at its cluster IP, under its external
 * name, or where somebody stands in for it. Throws an Error with upstream's text.
 */
export function serviceLocator(client: Client, local: ServiceAddresses): ResolveService {
  return async (namespace, name, port) => {
    const { portName: _, ...place } = await locate({ client, local }, { namespace, name, port });
    return place;
  };
}

interface Places {
  readonly client: Client;
  readonly local: ServiceAddresses;
}

interface Asked {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** @returns `portName` only where endpoints stand behind the address */
async function locate(
  { client, local }: Places,
  { namespace, name, port }: Asked,
): Promise<Address & { readonly portName?: string }> {
  const instead = local.get(`${namespace}/${name}`);
  if (instead !== undefined) return { ...instead, isStandIn: true };
  const services = client.resource<Service>('v1', 'services');
  const { spec } = await readOr(services.get(namespace, name), `service ${quote(name)} not found`);
  if (spec?.type === 'ExternalName') return { host: spec.externalName ?? '', port };
  if (spec?.clusterIP === 'None') throw new Error('cannot route to service with ClusterIP "None"');
  const servicePort = spec?.ports?.find((each) => each.port === port);
  if (servicePort === undefined) {
    throw new Error(`no service port ${port} found for service ${quote(name)}`);
  }
  return { host: spec?.clusterIP ?? '', port, portName: servicePort.name ?? '' };
}

async function readOr<T>(read: Promise<T>, missing: string): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound')
      throw new Error(missing, { cause: error });
    throw error;
  }
}
