import type { Write } from '../../../allocators/claims.ts';
import type { IpFamily } from '../../../allocators/ip-allocator.ts';
import type { PortAllocator } from '../../../allocators/port-allocator.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { carryOver, normalizeChangedClusterIps, normalizeClusterIps } from './carry-over.ts';
import type { ClusterIpDependencies } from './cluster-ips.ts';
import { claimClusterIpChanges, claimClusterIps, releaseClusterIps } from './cluster-ips.ts';
import { settleIpFamilies } from './ip-families.ts';
import { claimNodePortChanges, claimNodePorts, releaseNodePorts } from './node-ports.ts';

export interface ServiceDependencies extends ClusterIpDependencies {
  readonly nodePorts: PortAllocator;
  /** The families of the cluster's service ranges, the default first. */
  readonly families: readonly IpFamily[];
}

/** Addresses first, then node ports, then the health check port; the first refusal is the answer. */
export function serviceClaims(dependencies: ServiceDependencies) {
  return async function claims(
    next: Service | undefined,
    previous: Service | undefined,
    context: StrategyContext,
  ): Promise<readonly Write[]> {
    if (next === undefined) {
      return previous === undefined ? [] : releaseAll(previous, dependencies, context);
    }
    // Writes of the status take the whole spec from the stored object.
    if (context.subresource !== undefined) return [];
    const operation = dependencies.nodePorts.begin(owner(next), context.dryRun);
    if (previous === undefined) {
      normalizeClusterIps(next);
      settleIpFamilies(next, undefined, dependencies.families);
      const addresses = await claimClusterIps(next, dependencies, context);
      await claimNodePorts(next, operation);
      return [...addresses, ...(await operation.writes())];
    }
    carryOver(next, previous);
    normalizeChangedClusterIps(next, previous);
    settleIpFamilies(next, previous, dependencies.families);
    const addresses = await claimClusterIpChanges(next, previous, dependencies, context);
    await claimNodePortChanges(next, previous, operation);
    return context.dryRun ? [] : [...addresses, ...(await operation.writes())];
  };
}

/** With the service goes what it holds, and the Endpoints of its name, whoever wrote them. */
async function releaseAll(
  previous: Service,
  dependencies: ServiceDependencies,
  context: StrategyContext,
): Promise<readonly Write[]> {
  if (context.dryRun) return [];
  const { namespace, name = '' } = previous.metadata;
  const operation = dependencies.nodePorts.begin(owner(previous), false);
  releaseNodePorts(previous, operation);
  return [
    dependencies.writer.remove('v1/Endpoints', namespace, name, undefined),
    ...releaseClusterIps(previous, dependencies),
    ...(await operation.writes()),
  ];
}

function owner({ metadata }: Service): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}
