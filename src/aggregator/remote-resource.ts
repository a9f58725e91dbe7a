import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Status } from '../apimachinery/errors.ts';
import { ApiError, serviceUnavailable } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Clock } from '../base/clock.ts';
import type {
  DeleteRequest,
  Deletion,
  ListRequest,
  ObjectList,
  PatchRequest,
  ReadRequest,
  ResourceClient,
  WatchEvent,
  WatchRequest,
  WriteRequest,
} from '../client/client.ts';
import type { ApiServices } from './api-services.ts';
import { fetchDocument } from './fetch.ts';
import type { RemoteServer } from './remote-server.ts';

const TIMEOUT_MS = 60_000;
/** No event is longer. */
const EVENT_CHARACTERS_MAX = 16 * 1024 * 1024;
const PATCH_TYPES: Readonly<Record<PatchRequest['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export interface RemoteResourceParts {
  readonly services: ApiServices;
  readonly clock: Clock;
  readonly user: UserInfo;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

interface Call {
  readonly method?: string;
  readonly body?: object;
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** A kind of another server for programs inside this process: the same verbs, over HTTP. */
export class RemoteResource<T extends KubeObject> implements ResourceClient<T> {
  readonly #parts: RemoteResourceParts;

  constructor(parts: RemoteResourceParts) {
    this.#parts = parts;
  }

  get(namespace: string | undefined, name: string, { subresource }: ReadRequest = {}): Promise<T> {
    return this.#call<T>(this.#path(namespace, name, subresource));
  }

  async list(namespace: string | undefined, options: ListRequest = {}): Promise<ObjectList<T>> {
    const query = selectors(options);
    const list = await this.#call<{ items?: T[]; metadata?: { resourceVersion?: string } }>(
      this.#path(namespace),
      { query },
    );
    return { items: list.items ?? [], resourceVersion: list.metadata?.resourceVersion ?? '' };
  }

  async watch(
    namespace: string | undefined,
    { resourceVersion, ...options }: WatchRequest,
    deliver: (event: WatchEvent<T>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const query = { ...selectors(options), watch: 'true', resourceVersion };
    const remote = this.#server();
    const path = `${this.#path(namespace)}${searchOf(query)}`;
    const authority = await remote.authority();
    await new Promise<void>((resolve, reject) => {
      const sent = request({
        ...remote.destination,
        agent: remote.agent,
        path,
        headers: { Host: authority, Accept: 'application/json', ...this.#identity() },
        signal,
      });
      sent.on('error', reject);
      sent.on('close', resolve);
      sent.on('response', (response) => {
        response.on('error', reject);
        response.on('end', resolve);
        readEvents(response, (event) => {
          try {
            deliver(eventOf<T>(event, response.statusCode ?? 0));
          } catch (error) {
            sent.destroy();
            reject(error);
          }
        });
      });
      sent.end();
    });
  }

  create(namespace: string | undefined, object: T, options: WriteRequest = {}): Promise<T> {
    const { subresource, fieldManager } = options;
    const path = this.#path(namespace, subresource && (object.metadata.name ?? ''), subresource);
    return this.#call<T>(path, { method: 'POST', body: object, query: { fieldManager } });
  }

  update(namespace: string | undefined, object: T, options: WriteRequest = {}): Promise<T> {
    const { subresource, fieldManager } = options;
    const path = this.#path(namespace, object.metadata.name ?? '', subresource);
    return this.#call<T>(path, { method: 'PUT', body: object, query: { fieldManager } });
  }

  patch(
    namespace: string | undefined,
    name: string,
    { type, body, ...more }: PatchRequest,
    { subresource, fieldManager }: WriteRequest = {},
  ): Promise<T> {
    const force = 'force' in more && more.force ? 'true' : undefined;
    return this.#call<T>(this.#path(namespace, name, subresource), {
      method: 'PATCH',
      body,
      contentType: PATCH_TYPES[type],
      query: { fieldManager, force },
    });
  }

  async delete(
    namespace: string | undefined,
    name: string,
    options: DeleteRequest = {},
  ): Promise<Deletion> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
    await this.#call(this.#path(namespace, name), { method: 'DELETE', body });
    // What another server calls a version says nothing here.
    return { resourceVersion: '0' };
  }

  async #call<R>(path: string, { method, body, contentType, query }: Call = {}): Promise<R> {
    const { clock, user } = this.#parts;
    const answer = await fetchDocument(
      this.#server(),
      {
        method,
        path: `${path}${searchOf(query ?? {})}`,
        body: body && JSON.stringify(body),
        contentType,
        accept: 'application/json',
        asker: { user: user.name, groups: user.groups },
        timeoutMs: TIMEOUT_MS,
      },
      clock,
    );
    const text = answer.body.toString();
    if (answer.status >= 300) throw failureOf(text, answer.status);
    return JSON.parse(text) as R;
  }

  #server(): RemoteServer {
    const { services, group, version } = this.#parts;
    const remote = services.get(`${version}.${group}`);
    if (remote === undefined || !remote.isAvailable || remote.problem !== undefined) {
      throw serviceUnavailable('service unavailable');
    }
    return remote;
  }

  #identity(): Record<string, string | string[]> {
    const { name, groups } = this.#parts.user;
    return { 'X-Remote-User': name, 'X-Remote-Group': [...groups] };
  }

  #path(namespace: string | undefined, name = '', subresource = ''): string {
    const { group, version, plural } = this.#parts;
    const inside = namespace === undefined ? [] : ['namespaces', namespace];
    const parts = ['apis', group, version, ...inside, plural, name, subresource];
    return `/${parts
      .filter((each) => each !== '')
      .map(encodeURIComponent)
      .join('/')}`;
  }
}

function selectors({ labelSelector, fieldSelector }: ListRequest): Call['query'] {
  return { labelSelector, fieldSelector };
}

function searchOf(query: NonNullable<Call['query']>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs as [string, string][]).toString()}`;
}

/** Calls for each line of an answer that is not empty. */
function readEvents(response: IncomingMessage, take: (line: string) => void): void {
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(line);
    if (rest.length > EVENT_CHARACTERS_MAX) response.destroy(new Error('the event is too long'));
  });
  response.on('end', () => {
    if (rest !== '') take(rest);
  });
}

/** @throws what the server says instead of an event */
function eventOf<T extends KubeObject>(line: string, status: number): WatchEvent<T> {
  if (status >= 300) throw failureOf(line, status);
  const event = JSON.parse(line) as { type: WatchEvent<T>['type'] | 'ERROR'; object: T };
  if (event.type === 'ERROR') throw failureOf(JSON.stringify(event.object), 500);
  return { type: event.type, object: event.object };
}

function failureOf(text: string, code: number): ApiError {
  try {
    const status = JSON.parse(text) as Status;
    if (status.kind === 'Status') {
      const { reason = '', message = '', details } = status;
      return new ApiError(status.code ?? code, reason, message, details);
    }
  } catch {
    // Anybody may answer in any form.
  }
  return new ApiError(code, code === 404 ? 'NotFound' : '', text);
}
