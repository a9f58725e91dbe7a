import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import type { APIService } from '../apimachinery/types.generated.ts';
import type { Clock } from '../base/clock.ts';
import { targetOf } from '../webhooks/client-config.ts';
import { TargetAgent } from '../webhooks/target-agent.ts';
import type { Network } from './remote-server.ts';
import { dialError, hostPort, serviceOf } from './remote-server.ts';

/** Endpoints are drawn by lot: one that answers among so many is enough. */
const ATTEMPTS = 5;
const TIMEOUT_MS = 5000;
const ASKER = { 'X-Remote-User': 'system:kube-aggregator', 'X-Remote-Group': 'system:masters' };

/**
 * Asks the server behind an APIService for the document of its version, whatever certificate it has.
 * @returns why it is not available, in upstream's words; undefined: it answered
 */
export type CheckDiscovery = (apiService: APIService) => Promise<string | undefined>;

export function discoveryCheck(network: Network, clock: Clock): CheckDiscovery {
  return async (apiService) => {
    const service = serviceOf(apiService);
    const agent = new TargetAgent(targetOf({ service }), network.resolve, {
      insecure: true,
      identity: network.identity,
    });
    try {
      return await firstSuccess(() => attempt(apiService, agent, network, clock));
    } finally {
      agent.destroy();
    }
  };
}

/** Undefined as soon as one attempt brings no problem; else the problem that came last. */
function firstSuccess(tryOnce: () => Promise<string | undefined>): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let left = ATTEMPTS;
    for (let i = 0; i < ATTEMPTS; i++) {
      tryOnce().then((problem) => {
        left--;
        if (problem === undefined || left === 0) resolve(problem);
      }, reject);
    }
  });
}

async function attempt(
  apiService: APIService,
  agent: TargetAgent,
  { locate }: Network,
  clock: Clock,
): Promise<string | undefined> {
  const { namespace, name, port } = serviceOf(apiService);
  let authority: string;
  try {
    authority = hostPort(await locate(namespace, name, port));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { group = '', version = '' } = apiService.spec;
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const url = `https://${authority}${path}`;
  const { host } = targetOf({ service: { namespace, name, port } });
  const problem = await ask({ agent, host, port, path, authority }, url, clock);
  return problem === undefined ? undefined : `failing or missing response from ${url}: ${problem}`;
}

interface Ask {
  readonly agent: TargetAgent;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly authority: string;
}

function ask({ authority, ...where }: Ask, url: string, clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sent = request({ ...where, headers: { Host: authority, ...ASKER } });
    const cancel = clock.setTimer(TIMEOUT_MS, () => {
      const isConnected = sent.socket?.connecting === false;
      const why = isConnected
        ? 'context deadline exceeded'
        : 'net/http: request canceled while waiting for connection';
      resolve(`Get "${url}": ${why} (Client.Timeout exceeded while awaiting headers)`);
      sent.destroy();
    });
    sent.on('error', (error) => {
      cancel();
      resolve(`Get "${url}": ${dialError(error, authority)}`);
    });
    sent.on('upgrade', (_response, socket: Duplex) => {
      cancel();
      socket.destroy();
      resolve(`bad status from ${url}: 101`);
    });
    sent.on('response', (response) => {
      cancel();
      const { statusCode: status = 0 } = response;
      resolve(status >= 200 && status < 300 ? undefined : `bad status from ${url}: ${status}`);
      response.destroy();
    });
    sent.end();
  });
}
