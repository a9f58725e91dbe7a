import type { Response } from 'express';
import { bareError } from '../../../apimachinery/errors.ts';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import { joinHostPort, kubeletAddress } from '../../../pipeline/connect/locations.ts';
import type { PodLogOptions } from '../../../pipeline/connect/options.ts';
import { connectOptions } from '../../../pipeline/connect/options.ts';
import { checkLogOptions, containerOf } from '../../../pipeline/connect/pods.ts';
import type { Verb } from '../verbs.ts';
import type { ConnectParts } from './parts.ts';
import { reader } from './parts.ts';

/** `pods/<name>/log`: text as it comes from the kubelet; 204 for a pod without a node. */
export function logVerb({ pipeline, backends }: ConnectParts): Verb {
  const read = reader(pipeline);
  return {
    stream: false,
    text: true,
    async handle({ call, query, response, signal }) {
      const options = connectOptions('PodLogOptions', query) as PodLogOptions;
      checkLogOptions(call.name, options);
      const pod = await read<Pod>('pods', call.namespace, call.name);
      const container = containerOf(pod, options.container ?? '');
      if (!pod.spec.nodeName) {
        response.statusCode = 204;
        response.end();
        return;
      }
      const address = await kubeletAddress(read, pod.spec.nodeName);
      const log = await backends.logs({ ...address, pod, container }, options, signal);
      if (log === undefined) {
        const at = joinHostPort(address.host, address.port);
        const path = `/containerLogs/${call.namespace ?? ''}/${call.name}/${container}`;
        const search = kubeletQuery(options);
        throw bareError(
          `Get "https://${at}${path}${search}": dial tcp ${at}: connect: connection refused`,
        );
      }
      response.statusCode = 200;
      response.setHeader('Content-Type', 'text/plain');
      response.flushHeaders();
      await copy(log, response);
    },
  };
}

async function copy(log: AsyncIterable<Uint8Array>, response: Response): Promise<void> {
  for await (const chunk of log) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

const PASSED_ON = [
  'follow',
  'limitBytes',
  'previous',
  'sinceSeconds',
  'sinceTime',
  'tailLines',
  'timestamps',
] as const;

function kubeletQuery(options: PodLogOptions): string {
  const query = new URLSearchParams();
  for (const name of PASSED_ON) {
    const value = options[name];
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
