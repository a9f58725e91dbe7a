import { AllocationError } from '../../../allocators/claim-pool.ts';
import type { PortOperation } from '../../../allocators/port-allocator.ts';
import { bareError, internalError, invalid } from '../../../apimachinery/errors.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import type { Service, ServicePort } from '../../../apimachinery/types.generated.ts';
import {
  choosesNodePorts,
  needsHealthCheckPort,
  nodePortsOf,
  usesNodePorts,
} from './service-type.ts';

/**
 * Ports of a new service. All its ports with the same service port number share one node port
 * (DNS over TCP and UDP), unless they name different ones.
 */
export async function claimNodePorts(next: Service, operation: PortOperation): Promise<void> {
  if (usesNodePorts(next)) {
    const ports = next.spec.ports ?? [];
    const byServicePort = new Map<number, number>();
    for (const [i, port] of ports.entries()) {
      if (!port.nodePort && !choosesNodePorts(next)) continue;
      const shared = byServicePort.get(port.port);
      if (shared !== undefined) {
        if (!port.nodePort) port.nodePort = shared;
        else if (port.nodePort !== shared) await take(next, i, port.nodePort, operation);
        continue;
      }
      const asked = requestedFor(port.port, ports);
      if (asked === undefined) port.nodePort = await choose(operation);
      else {
        await take(next, i, asked, operation);
        port.nodePort = asked;
      }
      byServicePort.set(port.port, port.nodePort);
    }
  }
  if (needsHealthCheckPort(next)) await claimHealthCheckPort(next, operation);
}

/** Ports of a changed service: new numbers are taken, numbers that no port has any more go back. */
export async function claimNodePortChanges(
  next: Service,
  previous: Service,
  operation: PortOperation,
): Promise<void> {
  const held = nodePortsOf(previous);
  if (usesNodePorts(next)) {
    await claimChangedPorts(next, new Set(held), operation);
    const kept = new Set(nodePortsOf(next));
    for (const port of held) if (!kept.has(port)) operation.release(port);
  } else if (
    usesNodePorts(previous) &&
    (next.spec.type === 'ExternalName' || next.spec.type === 'ClusterIP')
  ) {
    for (const port of held) operation.release(port);
  }

  const [needs, needed] = [needsHealthCheckPort(next), needsHealthCheckPort(previous)];
  if (needs && !needed) await claimHealthCheckPort(next, operation);
  if (needed && !needs) operation.release(previous.spec.healthCheckNodePort ?? 0);
}

/** Unlike on create, every port without a number gets one of its own. */
async function claimChangedPorts(
  next: Service,
  held: ReadonlySet<number>,
  operation: PortOperation,
): Promise<void> {
  const taken = new Set<number>();
  const pairs = new Set<string>();
  for (const [i, port] of (next.spec.ports ?? []).entries()) {
    if (!port.nodePort) {
      if (!choosesNodePorts(next)) continue;
      port.nodePort = await choose(operation);
    } else if (!held.has(port.nodePort) && !taken.has(port.nodePort)) {
      await take(next, i, port.nodePort, operation);
      taken.add(port.nodePort);
    }
    const pair = `${port.protocol ?? ''} ${port.nodePort}`;
    if (pairs.has(pair)) throw bareError(`duplicate nodePort: {${pair}}`);
    pairs.add(pair);
  }
}

/** All numbers of a service that is gone. */
export function releaseNodePorts(previous: Service, operation: PortOperation): void {
  for (const port of nodePortsOf(previous)) operation.release(port);
  const { healthCheckNodePort } = previous.spec;
  if (needsHealthCheckPort(previous) && healthCheckNodePort) operation.release(healthCheckNodePort);
}

async function claimHealthCheckPort({ spec }: Service, operation: PortOperation): Promise<void> {
  const asked = spec.healthCheckNodePort;
  try {
    if (asked) await operation.take(asked);
    else spec.healthCheckNodePort = await operation.takeNext();
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    const what = asked ? `requested HealthCheck NodePort ${asked}` : 'a HealthCheck NodePort 0';
    throw internalError(`failed to allocate ${what}: ${error.message}`);
  }
}

function requestedFor(servicePort: number, ports: readonly ServicePort[]): number | undefined {
  return ports.find((port) => port.port === servicePort && port.nodePort)?.nodePort;
}

async function choose(operation: PortOperation): Promise<number> {
  try {
    return await operation.takeNext();
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    throw internalError(`failed to allocate a nodePort: ${error.message}`);
  }
}

async function take(
  service: Service,
  index: number,
  port: number,
  operation: PortOperation,
): Promise<void> {
  try {
    await operation.take(port);
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    const path = FieldPath.of('spec', 'ports').index(index).child('nodePort');
    throw invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', [
      fieldError.invalid(path, port, error.message),
    ]);
  }
}
