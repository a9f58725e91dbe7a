import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { eventually } from '../../../test/eventually.ts';
import type { APIService } from '../../apimachinery/types.generated.ts';
import { ADMIN, Authenticator } from '../../auth/authenticator.ts';
import { StaticTokens } from '../../auth/static-tokens.ts';
import { ManualClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { SeededRng } from '../../base/rng.ts';
import type { Client } from '../../client/client.ts';
import { ApiServer } from '../../server.ts';
import { MemoryStore } from '../../store/memory/memory-store.ts';

const { ca, certificate, key } = JSON.parse(
  readFileSync(
    new URL('../../../test/conformance/lib/webhook-certificate.json', import.meta.url),
    'utf8',
  ),
) as { ca: string; certificate: string; key: string };

const TOKEN = 'secret';

export const CA_BUNDLE = Buffer.from(ca).toString('base64');

/** What another server does with a request that is passed on to it. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Another server; it serves version `v1` of `things.example.com`. */
export interface Remote {
  readonly port: number;
  /** `GET /apis/…` */
  readonly requests: string[];
  answer: Answer;
  /** What it says it has, by path; other requests go to `answer`. */
  readonly documents: Map<string, { readonly type: string; readonly text: string }>;
  onUpgrade: (request: IncomingMessage, socket: Socket) => void;
  stop(): Promise<void>;
}

const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: 'things.example.com/v1',
  resources: [
    {
      name: 'things',
      singularName: 'thing',
      namespaced: true,
      kind: 'Thing',
      verbs: ['delete', 'list', 'watch'],
    },
    { name: 'things/status', singularName: '', namespaced: true, kind: 'Thing', verbs: ['get'] },
  ],
};

export async function startRemote(): Promise<Remote> {
  const requests: string[] = [];
  const remote: Remote = {
    port: 0,
    requests,
    documents: new Map([
      [
        '/apis/things.example.com/v1',
        { type: 'application/json', text: JSON.stringify(RESOURCES) },
      ],
    ]),
    answer: (_request, response) => response.end('{}'),
    onUpgrade: (_request, socket) => socket.destroy(),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const server = createServer({
    cert: certificate,
    key,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url } = request;
      requests.push(`${method} ${url}`);
      const document = remote.documents.get(url ?? '');
      if (document !== undefined) {
        response.writeHead(200, { 'Content-Type': document.type }).end(document.text);
      } else if (url === '/apis') response.writeHead(404).end();
      else remote.answer(request, response, Buffer.concat(chunks).toString());
    });
  });
  server.on('upgrade', (request, socket: Socket) => remote.onUpgrade(request, socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(remote, { port: (server.address() as AddressInfo).port });
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A whole server that listens, and whose Service `things` another one stands in for. */
export interface Front {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly port: number;
  send(path: string, question?: Question): Promise<Reply>;
  /** The text of an answer over TLS, with this version of HTTP. */
  ask(path: string, version: 1 | 2): Promise<string>;
  /** Registers version `v1` of `things.example.com`. */
  register(spec?: object): Promise<void>;
  stop(): Promise<void>;
}

export async function startFront(remote: Remote): Promise<Front> {
  const clock = new ManualClock();
  const store = new MemoryStore({ clock });
  const server = new ApiServer({
    store,
    clock,
    rng: new SeededRng(1),
    log: silentLogger,
    authenticator: new Authenticator([new StaticTokens(new Map([[TOKEN, ADMIN]]))]),
    data: new URL('../../../openapi/kubernetes/', import.meta.url),
    certificateAuthority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    serviceClusterIpRange: '10.96.0.0/16',
    serviceNodePortRange: { base: 30000, size: 2768 },
    webhookServices: new Map([['apps/things', { host: '127.0.0.1', port: remote.port }]]),
    frontProxy: { key, certificate, certificateAuthority: ca },
  });
  const listener = await server.listen('127.0.0.1', 0, undefined);
  const { port } = listener.address;
  const secure = await server.listen('127.0.0.1', 0, { key, cert: certificate, ca });
  await server.start({ address: '192.0.2.10', port });
  const client = server.client('test');
  return {
    client,
    clock,
    port,
    send: (path, question) => send(port, path, question),
    ask: (path, version) =>
      version === 1 ? askOnce(secure.address.port, path) : askHttp2(secure.address.port, path),
    async register(spec = { caBundle: CA_BUNDLE }) {
      await client.resource('apiregistration.k8s.io/v1', 'apiservices').create(undefined, {
        metadata: { name: 'v1.things.example.com' },
        spec: {
          group: 'things.example.com',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 100,
          service: { namespace: 'apps', name: 'things', port: 443 },
          ...spec,
        },
      } as never);
    },
    async stop() {
      await server.stop();
      await store.close();
    },
  };
}

async function askOnce(port: number, path: string): Promise<string> {
  const url = { host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${TOKEN}` } };
  return new Promise((resolve, reject) => {
    const sent = httpsRequest({ ...url, agent: false, rejectUnauthorized: false });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(text));
    });
    sent.end();
  });
}

async function askHttp2(port: number, path: string): Promise<string> {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({ ':path': path, authorization: `Bearer ${TOKEN}` });
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('error', reject);
      stream.on('close', () => resolve(text));
      stream.end();
    });
  } finally {
    session.destroy();
  }
}

function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.end(body);
  });
}

export const ADMINISTRATOR = ADMIN.name;

/** Of a client that wants the whole of discovery at once. */
export const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** What is said of the registered version. */
export async function condition({
  client,
}: Front): Promise<{ status?: string; reason?: string; message?: string }> {
  const services = client.resource<APIService>('apiregistration.k8s.io/v1', 'apiservices');
  const { status } = await services.get(undefined, 'v1.things.example.com');
  return status.conditions?.[0] ?? {};
}

/** Registers the version and waits until it is available. */
export async function registered(front: Front, spec?: object): Promise<void> {
  await front.register(spec);
  await eventually(async () => (await condition(front)).status === 'True');
}

export async function found<T>(look: () => Promise<T | undefined>): Promise<T> {
  let value: T | undefined;
  await eventually(async () => {
    value = await look();
    return value !== undefined;
  });
  return value as T;
}
