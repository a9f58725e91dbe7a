import { isDeepStrictEqual } from 'node:util';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { Endpoint, Node, Pod, Service } from '../../apimachinery/types.generated.ts';
import type { Family } from './pods.ts';
import { addressesOf, hostnameIn, isPodReady, referenceTo } from './pods.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** How a pod shows in the slices of one family; undefined: it has no address of it. */
export function endpointOf(
  service: Service,
  pod: Pod,
  node: Node | undefined,
  family: Family,
): Endpoint | undefined {
  const addresses = addressesOf(pod, family);
  if (addresses.length === 0) return undefined;
  const serving = isPodReady(pod);
  const terminating = isTerminating(pod);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const hostname = hostnameIn(pod, service);
  const { nodeName = '' } = pod.spec;
  const zone = node?.metadata.labels?.[ZONE] ?? '';
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: referenceTo(pod),
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === '' ? {} : { zone }),
  };
}

/** Endpoints by what makes them the same one, whatever becomes of their conditions and place. */
export class EndpointSet {
  readonly #endpoints = new Map<string, Endpoint>();

  get size(): number {
    return this.#endpoints.size;
  }

  add(endpoint: Endpoint): void {
    this.#endpoints.set(identityOf(endpoint), endpoint);
  }

  get(like: Endpoint): Endpoint | undefined {
    return this.#endpoints.get(identityOf(like));
  }

  /** Removes and returns the endpoint that is the same one. */
  take(like: Endpoint): Endpoint | undefined {
    const key = identityOf(like);
    const found = this.#endpoints.get(key);
    this.#endpoints.delete(key);
    return found;
  }

  /** Removes and returns up to so many, the oldest first. */
  takeSome(count: number): Endpoint[] {
    const taken: Endpoint[] = [];
    for (const [key, endpoint] of this.#endpoints) {
      if (taken.length >= count) break;
      taken.push(endpoint);
      this.#endpoints.delete(key);
    }
    return taken;
  }
}

function identityOf({ addresses, hostname = '', targetRef }: Endpoint): string {
  const { namespace = '', name = '' } = targetRef ?? {};
  return JSON.stringify([addresses.toSorted(), hostname, namespace, name]);
}

/** For two of the same identity: nothing else that a pod decides differs either. Hints do not count. */
export function sameState(a: Endpoint, b: Endpoint): boolean {
  return (
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    a.conditions.ready === b.conditions.ready &&
    a.conditions.serving === b.conditions.serving &&
    a.conditions.terminating === b.conditions.terminating &&
    isDeepStrictEqual(withoutVersion(a), withoutVersion(b))
  );
}

function withoutVersion({ targetRef }: Endpoint): object | undefined {
  if (targetRef?.resourceVersion === undefined) return targetRef;
  const { resourceVersion: _version, ...rest } = targetRef;
  return rest;
}
