import { noSuchResource } from '../apimachinery/errors.ts';
import type { AnyObject, KubeObject } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import { canonicalise } from '../catalog/canonical.ts';
import type { Resource } from '../catalog/catalog.ts';
import type {
  Client,
  DeleteRequest,
  Elsewhere,
  ListRequest,
  PatchRequest,
  ReadRequest,
  ResourceClient,
  ServedResource,
  WatchEvent,
  WatchRequest,
  WriteRequest,
} from '../client/client.ts';
import type { Item } from '../registry/item.ts';
import type { Selection } from '../registry/list.ts';
import { selectionOf } from '../registry/selection.ts';
import type { Pipeline } from './pipeline.ts';
import type { Call, WriteOptions } from './request.ts';

/**
 * The API for programs inside this process: the same pipeline as over HTTP, without the wire.
 * Objects it gives are shared and have no apiVersion and kind.
 */
export class InProcessClient implements Client {
  readonly #pipeline: Pipeline;
  readonly #user: UserInfo;
  readonly #fieldManager: string;
  readonly #elsewhere: Elsewhere | undefined;

  /** @param elsewhere undefined: there is nobody else */
  constructor(pipeline: Pipeline, user: UserInfo, fieldManager: string, elsewhere?: Elsewhere) {
    this.#pipeline = pipeline;
    this.#user = user;
    this.#fieldManager = fieldManager;
    this.#elsewhere = elsewhere;
  }

  resource<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
    const remote = this.#elsewhere?.resource<T>(this.#user, apiVersion, plural);
    if (remote !== undefined) return remote;
    const [group = '', version = ''] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion];
    const find = (): Resource => {
      const resource = this.#pipeline.catalog.find(group, version, plural);
      if (resource === undefined) throw noSuchResource();
      return resource;
    };
    return new InProcessResource<T>(this.#pipeline, find, this.#user, this.#fieldManager);
  }

  async discover(): Promise<readonly ServedResource[]> {
    const { catalog } = this.#pipeline;
    return catalog.groups.flatMap(({ group, preferred }) =>
      catalog.resourcesOf(group, preferred).map(({ kind, plural, namespaced, ...resource }) => ({
        apiVersion: groupVersion(group, preferred),
        group,
        kind,
        plural,
        namespaced,
        verbs: resource.verbs,
        subresources: resource.subresources.map(({ name }) => name),
      })),
    );
  }
}

class InProcessResource<T extends KubeObject> implements ResourceClient<T> {
  readonly #pipeline: Pipeline;
  readonly #find: () => Resource;
  readonly #user: UserInfo;
  readonly #fieldManager: string;

  constructor(pipeline: Pipeline, find: () => Resource, user: UserInfo, fieldManager: string) {
    this.#pipeline = pipeline;
    this.#find = find;
    this.#user = user;
    this.#fieldManager = fieldManager;
  }

  async get(namespace: string | undefined, name: string, options: ReadRequest = {}): Promise<T> {
    const call = this.#call('get', namespace, name, options.subresource);
    return objectOf(await this.#pipeline.get(call));
  }

  async list(
    namespace: string | undefined,
    options: ListRequest = {},
  ): Promise<{ items: T[]; resourceVersion: string }> {
    const { resource } = this.#call('list', namespace, '');
    const page = await this.#pipeline.list({
      resource,
      namespace,
      selection: selection(resource, options),
      limit: undefined,
      continueToken: undefined,
      resourceVersion: undefined,
      match: undefined,
    });
    return {
      items: page.items.map((item) => objectOf<T>(item)),
      resourceVersion: page.resourceVersion,
    };
  }

  async watch(
    namespace: string | undefined,
    options: WatchRequest,
    deliver: (event: WatchEvent<T>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { resource } = this.#call('watch', namespace, '');
    await this.#pipeline.follow(
      {
        resource,
        namespace,
        selection: selection(resource, options),
        resourceVersion: BigInt(options.resourceVersion),
        sendInitialEvents: false,
      },
      ({ changes }) => {
        for (const { type, item } of changes) deliver({ type, object: objectOf<T>(item) });
      },
      signal,
    );
  }

  async create(namespace: string | undefined, object: T, options?: WriteRequest): Promise<T> {
    const call = this.#call('create', namespace, '', options?.subresource);
    const text = textOf(object);
    const item = await this.#pipeline.create(
      call,
      () => this.#parse(call, text),
      this.#options(options),
    );
    return objectOf(item);
  }

  async update(namespace: string | undefined, object: T, options?: WriteRequest): Promise<T> {
    const call = this.#call('update', namespace, object.metadata.name ?? '', options?.subresource);
    const text = textOf(object);
    const { item } = await this.#pipeline.update(
      call,
      () => this.#parse(call, text),
      this.#options(options),
    );
    return objectOf(item);
  }

  async patch(
    namespace: string | undefined,
    name: string,
    patch: PatchRequest,
    options?: WriteRequest,
  ): Promise<T> {
    const call = this.#call('patch', namespace, name, options?.subresource);
    const body = Buffer.from(JSON.stringify(patch.body));
    const { item } = await this.#pipeline.patch(
      call,
      { type: patch.type, body, force: patch.type === 'apply' && patch.force },
      this.#options(options),
    );
    return objectOf(item);
  }

  async delete(
    namespace: string | undefined,
    name: string,
    options: DeleteRequest = {},
  ): Promise<{ resourceVersion: string }> {
    const call = this.#call('delete', namespace, name);
    const { revision } = await this.#pipeline.delete(call, options, { dryRun: false });
    return { resourceVersion: String(revision) };
  }

  /** A fresh canonical copy: programs leave out what JSON from outside would have. */
  #parse({ resource, subresource }: Call, text: string): AnyObject {
    const object = JSON.parse(text) as AnyObject;
    const known = resource.subresources.find(({ name }) => name === subresource);
    const schema = known === undefined ? resource.schema : known.schema;
    return schema === undefined ? object : (canonicalise(schema, object) as AnyObject);
  }

  #call(verb: string, namespace: string | undefined, name: string, subresource = ''): Call {
    const resource = this.#find();
    const { group, version, plural } = resource;
    this.#pipeline.authorize({
      user: this.#user,
      verb,
      resource: { group, version, resource: plural, subresource, namespace: namespace ?? '', name },
    });
    return { user: this.#user, resource, namespace, name, subresource, warn: () => {} };
  }

  #options(options: WriteRequest | undefined): WriteOptions {
    return {
      dryRun: false,
      fieldManager: options?.fieldManager ?? this.#fieldManager,
      fieldValidation: 'Ignore',
    };
  }
}

function selection(resource: Resource, { labelSelector, fieldSelector }: ListRequest): Selection {
  return selectionOf(resource, { labelSelector, fieldSelector }, '');
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the one place where items get the type that the caller asked for
function objectOf<T>(item: Item): T {
  return item.object as unknown as T;
}

function textOf(object: KubeObject): string {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return JSON.stringify(rest);
}
