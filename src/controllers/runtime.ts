import { setMaxListeners } from 'node:events';
import { ApiError } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { RetryLimits } from '../base/work-queue.ts';
import { WorkQueue } from '../base/work-queue.ts';
import type { Client, ResourceClient, ServedResource } from '../client/client.ts';
import type { Indexers, ObjectKey } from '../client/informer.ts';
import { Informer } from '../client/informer.ts';

/**
 * Brings the world one bounded step nearer to what one object asks for. It is told which object,
 * never what happened. Throwing means: try again later, with growing pauses.
 */
export type Reconcile = (key: ObjectKey) => Promise<Outcome>;

export interface Outcome {
  /** Look again after this time even if nothing changes. */
  readonly againInMs?: number;
}

export interface Controller {
  readonly name: string;
  readonly reconcile: Reconcile;
  /** Keys worked on at the same time. */
  readonly workers?: number;
  /** Pauses after failures, where they are not the usual ones. */
  readonly retry?: RetryLimits;
}

/** Every controller gets its own; informers are shared between all of them. */
export interface ControllerContext {
  readonly clock: Clock;
  readonly log: Logger;
  /** Aborted when the controllers stop. */
  readonly signal: AbortSignal;
  /** The shared cache of a kind. Indexers must be the same wherever a kind is asked for. */
  informer<T extends KubeObject>(apiVersion: string, plural: string): Informer<T>;
  /** Writes through here are seen by the informers before the next pass of the same key begins. */
  client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T>;
  /** What the server serves, each kind once. */
  discover(): Promise<readonly ServedResource[]>;
  /** Asks for a pass of a key. */
  enqueue(key: ObjectKey): void;
  enqueueAfter(key: ObjectKey, afterMs: number): void;
}

/** Makes a controller: subscribes to informers in the context and returns what to do with a key. */
export type ControllerFactory = (context: ControllerContext) => Controller;

const WORKERS = 4;

/** Runs controllers over shared informers until it is stopped. */
export class ControllerRuntime {
  readonly #client: (name: string) => Client;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #indexers: Readonly<Record<string, Indexers<never>>>;
  readonly #informers = new Map<string, Informer<KubeObject>>();
  readonly #stop = new AbortController();
  readonly #queues: WorkQueue[] = [];
  readonly #starts: (() => void)[] = [];

  /**
   * @param client the client of a controller by its name, which is its field manager and user
   * @param indexers by `apiVersion/plural`
   */
  constructor(parts: {
    client: (name: string) => Client;
    clock: Clock;
    log: Logger;
    indexers: Readonly<Record<string, Indexers<never>>>;
  }) {
    this.#client = parts.client;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#indexers = parts.indexers;
    // Every informer listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Before `start`. */
  add(name: string, factory: ControllerFactory): void {
    const queue = new WorkQueue(this.#clock);
    this.#queues.push(queue);
    const writes = new WrittenVersions((kind) => this.#informers.get(kind));
    const client = this.#client(name);
    const controller = factory({
      clock: this.#clock,
      log: this.#log,
      signal: this.#stop.signal,
      informer: <T extends KubeObject>(apiVersion: string, plural: string) =>
        this.#informer<T>(apiVersion, plural),
      client: <T extends KubeObject>(apiVersion: string, plural: string) =>
        writes.recording(`${apiVersion}/${plural}`, client.resource<T>(apiVersion, plural)),
      discover: () => client.discover(),
      enqueue: (key) => queue.add(key),
      enqueueAfter: (key, afterMs) => queue.addAfter(key, afterMs),
    });
    this.#starts.push(() => {
      for (let i = 0; i < (controller.workers ?? WORKERS); i++) {
        void this.#work(controller, queue, writes);
      }
    });
  }

  /** Resolves when all caches are filled and all controllers run. */
  async start(): Promise<void> {
    const { signal } = this.#stop;
    await Promise.all([...this.#informers.values()].map((informer) => informer.start(signal)));
    for (const start of this.#starts) start();
  }

  stop(): void {
    this.#stop.abort();
    for (const queue of this.#queues) queue.close();
  }

  /** No controller has anything to do right now. */
  get idle(): boolean {
    return this.#queues.every((queue) => queue.size === 0);
  }

  #informer<T extends KubeObject>(apiVersion: string, plural: string): Informer<T> {
    const kind = `${apiVersion}/${plural}`;
    let informer = this.#informers.get(kind);
    if (informer === undefined) {
      const client = this.#client('kube-controller-manager').resource<KubeObject>(
        apiVersion,
        plural,
      );
      const indexers = this.#indexers[kind] as Indexers<KubeObject> | undefined;
      informer = new Informer(client, this.#clock, indexers);
      this.#informers.set(kind, informer);
    }
    return informer as unknown as Informer<T>;
  }

  async #work(controller: Controller, queue: WorkQueue, writes: WrittenVersions): Promise<void> {
    for (;;) {
      const key = await queue.take();
      if (key === undefined) return;
      const begun = this.#clock.monotonic();
      try {
        const { againInMs } = await controller.reconcile(key);
        queue.forget(key);
        if (againInMs !== undefined) {
          // Counted from the time that the controller has seen, however long its writes took.
          queue.addAfter(key, againInMs - (this.#clock.monotonic() - begun));
        }
      } catch (error) {
        // Losing a race is everyday life: the newer state is on its way to the cache.
        const usual = error instanceof ApiError && error.code < 500;
        this.#log[usual ? 'debug' : 'warn'](
          { error, controller: controller.name, key },
          'reconcile failed',
        );
        queue.retry(key, controller.retry);
      }
      await writes.seen();
      queue.done(key);
    }
  }
}

/**
 * Remembers the newest version a controller has written of each kind, so that the next pass starts
 * from a cache that has it: a level to wait on, where upstream counts expectations.
 */
class WrittenVersions {
  readonly #informer: (kind: string) => Informer<KubeObject> | undefined;
  readonly #versions = new Map<string, string>();

  constructor(informer: (kind: string) => Informer<KubeObject> | undefined) {
    this.#informer = informer;
  }

  async seen(): Promise<void> {
    for (const [kind, version] of this.#versions) await this.#informer(kind)?.reached(version);
  }

  recording<T extends KubeObject>(kind: string, client: ResourceClient<T>): ResourceClient<T> {
    const noteVersion = (version: string | undefined): void => {
      const known = this.#versions.get(kind) ?? '0';
      // Other servers may call their versions what they like.
      if (version === undefined || !/^\d+$/.test(version)) return;
      if (BigInt(version) > BigInt(known)) this.#versions.set(kind, version);
    };
    const note = (object: T): T => {
      noteVersion(object.metadata.resourceVersion);
      return object;
    };
    return {
      get: (namespace, name, options) => client.get(namespace, name, options),
      list: (namespace, options) => client.list(namespace, options),
      watch: (namespace, options, deliver, signal) =>
        client.watch(namespace, options, deliver, signal),
      create: async (namespace, object, options) =>
        note(await client.create(namespace, object, options)),
      update: async (namespace, object, options) =>
        note(await client.update(namespace, object, options)),
      patch: async (namespace, name, patch, options) =>
        note(await client.patch(namespace, name, patch, options)),
      delete: async (namespace, name, options) => {
        const deletion = await client.delete(namespace, name, options);
        noteVersion(deletion.resourceVersion);
        return deletion;
      },
    };
  }
}
