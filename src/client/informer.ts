import { ApiError } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { ResourceClient, WatchEvent } from './client.ts';

/** `namespace/name`, or `name` for cluster-scoped kinds. */
export type ObjectKey = string;

export function keyOf({ metadata }: KubeObject): ObjectKey {
  const { namespace, name = '' } = metadata;
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

export function splitKey(key: ObjectKey): { namespace: string | undefined; name: string } {
  const at = key.indexOf('/');
  return at === -1
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, at), name: key.slice(at + 1) };
}

/** The objects of one kind as a watch shows them. Objects are shared: do not change them. */
export interface Lister<T extends KubeObject> {
  get(key: ObjectKey): T | undefined;
  /** @param namespace undefined for all */
  list(namespace?: string): readonly T[];
  /** Objects for which the named index gave this value. */
  byIndex(index: string, value: string): readonly T[];
}

/** `previous` undefined: it is new; `object` undefined: it is gone. */
export type ChangeHandler<T> = (object: T | undefined, previous: T | undefined) => void;

export type Indexers<T> = Readonly<Record<string, (object: T) => readonly string[]>>;

/** After a failed list or watch an informer tries again after this time. */
const RETRY_MS = 1000;

/**
 * A cache of one kind, kept current by list and watch. Handlers hear of every change after the
 * cache has it, in the order of the server.
 */
export class Informer<T extends KubeObject> implements Lister<T> {
  readonly #client: ResourceClient<T>;
  readonly #clock: Clock;
  readonly #indexers: Record<string, (object: T) => readonly string[]>;
  readonly #objects = new Map<ObjectKey, T>();
  readonly #namespaces = new Map<string, Map<ObjectKey, T>>();
  readonly #indexes = new Map<string, Map<string, Map<ObjectKey, T>>>();
  readonly #handlers: ChangeHandler<T>[] = [];
  readonly #waiters: { readonly version: bigint; readonly resolve: () => void }[] = [];
  #version = 0n;
  #synced: Promise<void> | undefined;

  constructor(client: ResourceClient<T>, clock: Clock, indexers: Indexers<T> = {}) {
    this.#client = client;
    this.#clock = clock;
    this.#indexers = { ...indexers };
    for (const name of Object.keys(indexers)) this.#indexes.set(name, new Map());
  }

  onChange(handler: ChangeHandler<T>): void {
    this.#handlers.push(handler);
  }

  /** Adds an index before the start; who asks for a known name shares that index. */
  index(name: string, values: (object: T) => readonly string[]): void {
    if (this.#indexes.has(name)) return;
    if (this.#synced !== undefined) throw new Error(`index ${name} is added after the start`);
    this.#indexers[name] = values;
    this.#indexes.set(name, new Map());
  }

  /** Starts once; resolves when the first list is in the cache. */
  start(signal: AbortSignal): Promise<void> {
    this.#synced ??= new Promise((resolve) => {
      void this.#run(signal, resolve);
    });
    return this.#synced;
  }

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(key);
  }

  list(namespace?: string): readonly T[] {
    if (namespace === undefined) return [...this.#objects.values()];
    return [...(this.#namespaces.get(namespace)?.values() ?? [])];
  }

  byIndex(index: string, value: string): readonly T[] {
    return [...(this.#indexes.get(index)?.get(value)?.values() ?? [])];
  }

  /** Resolves when the cache has seen a write with this resourceVersion to its kind. */
  reached(resourceVersion: string): Promise<void> {
    const version = BigInt(resourceVersion);
    if (this.#version >= version) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ version, resolve }));
  }

  async #run(signal: AbortSignal, synced: () => void): Promise<void> {
    while (!signal.aborted) {
      try {
        const { items, resourceVersion } = await this.#client.list(undefined);
        this.#replace(items);
        this.#advance(resourceVersion);
        synced();
        const apply = (event: WatchEvent<T>): void => this.#apply(event);
        await this.#client.watch(undefined, { resourceVersion }, apply, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.code === 410) continue;
        await this.#pause(signal);
      }
    }
  }

  #apply({ type, object }: WatchEvent<T>): void {
    if (type === 'DELETED') this.#remove(object);
    else if (type !== 'BOOKMARK') this.#put(object);
    this.#advance(object.metadata.resourceVersion ?? '0');
  }

  #replace(items: readonly T[]): void {
    const keys = new Set(items.map(keyOf));
    for (const [key, object] of this.#objects) if (!keys.has(key)) this.#remove(object);
    for (const object of items) {
      const known = this.#objects.get(keyOf(object));
      if (known?.metadata.resourceVersion !== object.metadata.resourceVersion) this.#put(object);
    }
  }

  #put(object: T): void {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    if (previous !== undefined) this.#unindex(key, previous);
    this.#objects.set(key, object);
    member(this.#namespaces, object.metadata.namespace ?? '').set(key, object);
    for (const [name, values] of Object.entries(this.#indexers)) {
      const index = this.#indexes.get(name);
      if (index !== undefined)
        for (const value of values(object)) member(index, value).set(key, object);
    }
    for (const handler of this.#handlers) handler(object, previous);
  }

  #remove(object: T): void {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    if (previous === undefined) return;
    this.#unindex(key, previous);
    this.#objects.delete(key);
    const namespace = previous.metadata.namespace ?? '';
    const rest = this.#namespaces.get(namespace);
    rest?.delete(key);
    if (rest?.size === 0) this.#namespaces.delete(namespace);
    for (const handler of this.#handlers) handler(undefined, object);
  }

  #unindex(key: ObjectKey, object: T): void {
    for (const [name, values] of Object.entries(this.#indexers)) {
      const index = this.#indexes.get(name);
      for (const value of values(object)) {
        const members = index?.get(value);
        members?.delete(key);
        if (members?.size === 0) index?.delete(value);
      }
    }
  }

  #advance(resourceVersion: string): void {
    const version = BigInt(resourceVersion);
    if (version <= this.#version) return;
    this.#version = version;
    for (let i = this.#waiters.length - 1; i >= 0; i--) {
      const waiter = this.#waiters[i];
      if (waiter === undefined || waiter.version > version) continue;
      this.#waiters.splice(i, 1);
      waiter.resolve();
    }
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.setTimer(RETRY_MS, resolve);
      signal.addEventListener(
        'abort',
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
  }
}

function member<V>(maps: Map<string, Map<ObjectKey, V>>, name: string): Map<ObjectKey, V> {
  let found = maps.get(name);
  if (found === undefined) {
    found = new Map();
    maps.set(name, found);
  }
  return found;
}
