/**
 * `contract('sentence about the API', async ({ api, namespace }) => …)`: a test that speaks HTTP with
 * a Kubernetes API. By default that is an ApiServer in this process, on a memory store and a clock
 * that stands still; with KUBE_TARGET=<kubeconfig> it is a real cluster.
 */
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';
import type { Response, Test } from 'supertest';
import supertest from 'supertest';
import { test } from 'vitest';
import { ADMIN, Authenticator } from '../../src/auth/authenticator.ts';
import { StaticTokens } from '../../src/auth/static-tokens.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { SystemRng } from '../../src/base/rng.ts';
import { ApiServer } from '../../src/server.ts';
import { MemoryStore } from '../../src/store/memory/memory-store.ts';
import { eventually } from '../eventually.ts';

const KUBECONFIG = process.env['KUBE_TARGET'];

export type TargetName = 'in-process' | 'real';
const TARGET: TargetName = KUBECONFIG === undefined ? 'in-process' : 'real';

/** The four ways to PATCH, by what they are called. */
const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

type Headers = Readonly<Record<string, string>>;
/** JSON is sent as JSON; text and bytes are sent as they are, and want a Content-Type. */
type Body = object | string;

/** An event of a watch, as it stood on its line. */
export interface WatchEvent {
  readonly type: string;
  readonly object: {
    readonly kind?: string;
    readonly code?: number;
    readonly metadata: Readonly<Record<string, string | undefined>> & {
      readonly annotations?: Readonly<Record<string, string>>;
    };
  };
}

/** The verbs of HTTP, on behalf of an administrator. Paths begin with `/api`. */
export class Api {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  get(path: string, headers: Headers = {}): Promise<Response> {
    return this.#send('get', path, undefined, headers);
  }

  post(path: string, body: Body, headers: Headers = {}): Promise<Response> {
    return this.#send('post', path, body, headers);
  }

  put(path: string, body: Body, headers: Headers = {}): Promise<Response> {
    return this.#send('put', path, body, headers);
  }

  delete(path: string, body?: Body, headers: Headers = {}): Promise<Response> {
    return this.#send('delete', path, body, headers);
  }

  patch(path: string, type: keyof typeof PATCH_TYPES, body: Body): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.#send('patch', path, text, { 'content-type': PATCH_TYPES[type] });
  }

  /** Without the administrator's token. */
  anonymous(path: string, headers: Headers = {}): Promise<Response> {
    return this.#target.request('get', path).set(headers);
  }

  /** All events of a watch until the server has ended it; `path` has to say when that is. */
  async watch(path: string): Promise<WatchEvent[]> {
    const { text } = await this.get(path);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as WatchEvent);
  }

  /**
   * Opens a watch, acts, and answers what came in the second that the watch is open.
   * @param path without `timeoutSeconds`
   */
  async watchWhile(path: string, act: () => Promise<unknown>): Promise<WatchEvent[]> {
    const watch = `${path}${path.includes('?') ? '&' : '?'}watch=1&timeoutSeconds=1`;
    const meanwhile = async (): Promise<void> => {
      // A watch that begins "now" has to have begun.
      await new Promise((resolve) => setTimeout(resolve, OPENING_MS));
      await act();
      await this.#target.second();
    };
    const [events] = await Promise.all([this.watch(watch), meanwhile()]);
    return events;
  }

  async #send(
    method: Method,
    path: string,
    body: Body | undefined,
    headers: Headers,
  ): Promise<Response> {
    const request = this.#target
      .authorize(this.#target.request(method, path))
      .set({ accept: 'application/json', 'user-agent': 'contract/1.0', ...headers });
    const answer = request.buffer(true).parse(readAnswer);
    return body === undefined ? answer : answer.send(body);
  }
}

/** JSON where it is JSON; a watch is many of those and stays text, protobuf stays bytes. */
function readAnswer(answer: unknown, done: (error: Error | null, body: unknown) => void): void {
  const stream = answer as IncomingMessage & { text?: string };
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const bytes = Buffer.concat(chunks);
    stream.text = bytes.toString('utf8');
    try {
      done(null, JSON.parse(stream.text));
    } catch {
      done(null, bytes);
    }
  });
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

interface Target {
  request(method: Method, path: string): Test;
  authorize(request: Test): Test;
  /** Lets a second pass. */
  second(): Promise<void>;
  close(): Promise<void>;
}

const TOKEN = 'contract';
/** Long enough for a request to be answered; a watch lasts a second. */
const OPENING_MS = 100;

async function inProcess(): Promise<Target> {
  const clock = new ManualClock();
  const store = new MemoryStore({ clock });
  const server = new ApiServer({
    store,
    clock,
    rng: new SystemRng(),
    log: silentLogger,
    authenticator: new Authenticator([new StaticTokens(new Map([[TOKEN, ADMIN]]))]),
    data: new URL('../../openapi/kubernetes/', import.meta.url),
    certificateAuthority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    serviceClusterIpRange: '10.96.0.0/16',
    serviceNodePortRange: { base: 30000, size: 2768 },
  });
  await server.start({ address: '192.0.2.10', port: 6443 });
  const http: Server = createServer(server.app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    request: (method, path) => supertest(http)[method](path),
    authorize: (request) => request.set('authorization', `Bearer ${TOKEN}`),
    second: async () => {
      // Time may pass only once the watch has been opened and told what happened.
      await new Promise((resolve) => setTimeout(resolve, OPENING_MS));
      await clock.advance(1000);
    },
    close: async () => {
      await server.stop();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await store.close();
    },
  };
}

function pem(base64: string | undefined): Buffer | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

function realCluster(kubeconfig: string): Target {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null) throw new Error(`${kubeconfig} has no current cluster`);
  const authority = pem(cluster.caData);
  const key = pem(user?.keyData);
  const certificate = pem(user?.certData);
  return {
    request: (method, path) => {
      const request = supertest(cluster.server)[method](path);
      return authority === undefined || cluster.skipTLSVerify
        ? request.disableTLSCerts()
        : request.ca(authority);
    },
    authorize: (request) => {
      if (user?.token !== undefined) void request.set('authorization', `Bearer ${user.token}`);
      if (key !== undefined && certificate !== undefined) void request.key(key).cert(certificate);
      return request;
    },
    second: () => new Promise((resolve) => setTimeout(resolve, 1000)),
    close: async () => {},
  };
}

interface Fixtures {
  readonly api: Api;
  /** A namespace of the test's own, with its default ServiceAccount. */
  readonly namespace: string;
}

interface FileFixtures {
  readonly target: Target;
}

const base = test.extend<Fixtures & FileFixtures>({
  target: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures that are wanted from it
    async ({}, use) => {
      const target = KUBECONFIG === undefined ? await inProcess() : realCluster(KUBECONFIG);
      await use(target);
      await target.close();
    },
    { scope: 'file' },
  ],
  api: async ({ target }, use) => {
    await use(new Api(target));
  },
  namespace: async ({ api }, use) => {
    const created = await api.post('/api/v1/namespaces', {
      metadata: { generateName: 'contract-' },
    });
    const name = String(created.body.metadata?.name);
    const account = `/api/v1/namespaces/${name}/serviceaccounts/default`;
    await eventually(async () => (await api.get(account)).status === 200);
    await use(name);
    await api.delete(`/api/v1/namespaces/${name}`);
  },
});

/** A test of the API's contract; `skipOn` names a target that it cannot run on, and why. */
export const contract = Object.assign(base, {
  skipOn: (target: TargetName, _reason: string) => (target === TARGET ? base.skip : base),
});

/** A ConfigMap without a namespace: the path says it. */
export function configMapNamed(name: string, data: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** A Service that forwards port 80. */
export function serviceNamed(name: string, spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
  };
}
