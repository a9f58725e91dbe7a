import { badRequest, bareError } from '../../../apimachinery/errors.ts';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import type { NodeAddress } from '../../../pipeline/connect/backends.ts';
import { joinHostPort, kubeletAddress } from '../../../pipeline/connect/locations.ts';
import type { StreamOptions } from '../../../pipeline/connect/options.ts';
import { connectOptions } from '../../../pipeline/connect/options.ts';
import { containerOf, nodeOf } from '../../../pipeline/connect/pods.ts';
import type { Verb } from '../verbs.ts';
import type { Connection, ConnectParts } from './parts.ts';
import { admitConnection, reader } from './parts.ts';

export type StreamKind = 'PodExecOptions' | 'PodAttachOptions' | 'PodPortForwardOptions';

/**
 * `exec`, `attach` and `portforward` of a pod up to the kubelet: everything that upstream checks
 * before a connection is upgraded.
 */
export function streamVerb({ pipeline }: ConnectParts, kind: StreamKind): Verb {
  const read = reader(pipeline);
  async function locate(connection: Connection): Promise<NodeAddress> {
    const { call, query } = connection;
    const options = connectOptions(kind, query) as StreamOptions;
    await admitConnection(pipeline, connection, kind, options);
    const pod = await read<Pod>('pods', call.namespace, call.name);
    if (kind !== 'PodPortForwardOptions') containerOf(pod, options.container ?? '');
    return kubeletAddress(read, nodeOf(pod));
  }
  return {
    stream: false,
    raw: true,
    async handle(exchange) {
      await locate(exchange);
      throw badRequest('Upgrade request required');
    },
    async upgrade(connection) {
      const { host, port } = await locate(connection);
      const at = joinHostPort(host, port);
      throw bareError(`error dialing backend: dial tcp ${at}: connect: connection refused`);
    },
  };
}
