import { ApiError } from './apimachinery/errors.ts';
import type { KubeObject } from './apimachinery/meta.ts';
import type { PriorityClass } from './apimachinery/types.generated.ts';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/log.ts';
import { authenticationConfigMap } from './bootstrap-authentication.ts';
import type { Client } from './client/client.ts';
import { API_SERVICES, ensureApiServices } from './controllers/api-services/registration.ts';
import { ensureFlowControl, LEVELS, SCHEMAS } from './controllers/flow-control/built-in.ts';
import {
  kubernetesEndpointSlice,
  kubernetesEndpoints,
  kubernetesService,
  kubernetesServiceCidr,
} from './resources/core/service/kubernetes-service.ts';

/** As upstream. */
const PUBLISH_INTERVAL_MS = 10_000;

const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Upstream's two classes for what a cluster cannot do without, with its own descriptions. */
const SYSTEM_PRIORITIES: readonly PriorityClass[] = [
  {
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
];

export interface ClusterFacts {
  readonly clusterIp: string;
  readonly serviceCidr: string;
  readonly now: number;
  /** Where the server listens. */
  readonly address: string;
  readonly port: number;
  /** PEM of who vouches for clients and for the front proxy; undefined: there is no front proxy. */
  readonly authorities?: { readonly client: string; readonly frontProxy: string };
}

/** Makes the objects that every cluster has from its first second on. */
export async function bootstrap(client: Client, facts: ClusterFacts): Promise<void> {
  const ensure = ensurer(client);
  for (const name of SYSTEM_NAMESPACES) {
    await ensure('v1', 'namespaces', { metadata: { name } });
  }
  const { serviceCidr, now } = facts;
  await ensure('networking.k8s.io/v1', 'servicecidrs', kubernetesServiceCidr([serviceCidr], now));
  for (const priorityClass of SYSTEM_PRIORITIES) {
    await ensure('scheduling.k8s.io/v1', 'priorityclasses', priorityClass);
  }
  await ensureApiServices(client.resource(...API_SERVICES));
  await ensureFlowControl(client.resource(...LEVELS), client.resource(...SCHEMAS));
  await publishServer(client, facts);
}

/** The Service `kubernetes`, who answers for it, and whom it trusts. */
async function publishServer(
  client: Client,
  { address, port, clusterIp, authorities }: ClusterFacts,
): Promise<void> {
  const ensure = ensurer(client);
  if (authorities !== undefined) {
    await replace(client, 'v1', 'configmaps', authenticationConfigMap(authorities), ensure);
  }
  const server = { addresses: [address], port };
  await ensure('v1', 'services', kubernetesService({ clusterIp, port }));
  await replace(client, 'v1', 'endpoints', kubernetesEndpoints(server), ensure);
  await replace(
    client,
    'discovery.k8s.io/v1',
    'endpointslices',
    kubernetesEndpointSlice(server),
    ensure,
  );
}

/** Makes the Service `kubernetes` again when somebody has deleted it, until `signal` is aborted. */
export function keepPublished(
  client: Client,
  facts: ClusterFacts,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): void {
  const look = async (): Promise<void> => {
    if (signal.aborted) return;
    await publishServer(client, facts).catch((error: unknown) => {
      // The store may have been closed in the meantime.
      if (!signal.aborted) log.warn({ error }, 'the Service kubernetes could not be published');
    });
    keepPublished(client, facts, { clock, log, signal });
  };
  clock.setTimer(PUBLISH_INTERVAL_MS, () => void look());
}

type Ensure = (apiVersion: string, plural: string, object: KubeObject) => Promise<boolean>;

/**
 * Creates what is missing; true: it was. It looks first, because a Service that is there holds its
 * address, and creating it again would be refused for that and not for its name.
 */
function ensurer(client: Client): Ensure {
  return async (apiVersion, plural, object) => {
    const resource = client.resource<KubeObject>(apiVersion, plural);
    const { namespace, name = '' } = object.metadata;
    try {
      await resource.get(namespace, name);
      return false;
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
    }
    await resource.create(namespace, object);
    return true;
  };
}

/** After a restart the server may listen elsewhere. */
async function replace(
  client: Client,
  apiVersion: string,
  plural: string,
  object: KubeObject,
  ensure: Ensure,
): Promise<void> {
  if (await ensure(apiVersion, plural, object)) return;
  const resource = client.resource<KubeObject>(apiVersion, plural);
  const { namespace, name = '' } = object.metadata;
  if (!holds(await resource.get(namespace, name), object)) {
    await resource.update(namespace, object);
  }
}

/** Whether all that is wanted is there; defaults and what the server has added may be there too. */
function holds(present: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) &&
      present.length === wanted.length &&
      wanted.every((each, at) => holds(present[at], each))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return present === wanted;
  if (typeof present !== 'object' || present === null) return false;
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || holds((present as JsonMap)[name], value),
  );
}

type JsonMap = Readonly<Record<string, unknown>>;
