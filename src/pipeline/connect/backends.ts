import type { Pod } from '../../apimachinery/types.generated.ts';
import type { PodLogOptions } from './options.ts';

/** Where a kubelet says that it listens. */
export interface NodeAddress {
  readonly node: string;
  readonly host: string;
  readonly port: number;
}

/** A container that somebody wants to talk to. */
export interface ContainerTarget extends NodeAddress {
  readonly pod: Pod;
  readonly container: string;
}

/**
 * What stands behind the API server: kubelets and the network of the cluster. Simulations of them
 * are handed to the server; without any, every connection is refused.
 */
export interface Backends {
  /**
   * The log of a container.
   * @returns undefined: the node has no kubelet
   * @throws ApiError in the words of a kubelet
   */
  logs(
    target: ContainerTarget,
    options: PodLogOptions,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * Where an address of the cluster really listens.
   * @returns undefined: nobody listens there
   */
  route(host: string, port: number): Promise<{ host: string; port: number } | undefined>;
}

export const NO_BACKENDS: Backends = {
  logs: async () => undefined,
  route: async () => undefined,
};
