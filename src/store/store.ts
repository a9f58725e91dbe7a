/**
 * The store's port: keys, revisions and text. It has never heard of Kubernetes.
 *
 * One counter numbers every commit of the whole store, starting at 1 and without gaps; it never goes
 * back, not even over a restart. Keys are compared bytewise. Every engine runs
 * `test/store/store.suite.ts`.
 */
export interface Store {
  /** The revision of the newest commit that readers can see; 0 for an empty store. */
  readonly revision: number;

  /** The entry under `key` now, or undefined. */
  get(key: string): Promise<Entry | undefined>;

  /**
   * Entries under `prefix` in key order.
   * @throws CompactedError when `revision` is older than what compaction kept
   * @throws FutureRevisionError when `revision` has not been reached yet
   */
  list(prefix: string, options?: ListOptions): Promise<ListResult>;

  /**
   * All writes in one revision, or none. It resolves when the commit is as durable as the engine
   * can make it and has been published to watchers. Expectations are checked and revisions given
   * at the call, so that two calls conflict or succeed in the order in which they were made.
   * A conflict is a value, not an exception; what it names as `current` can be read by then.
   * Writes that change nothing take no revision. Two writes of one commit never name the same key.
   * @throws StoreError when the engine cannot go on, and after `close`
   */
  commit(writes: readonly Write[], options?: CommitOptions): Promise<CommitResult>;

  /**
   * Every commit under `prefix` with a revision above `after`, in order, each once and whole: one
   * array per commit, holding its events under `prefix` in the order of its writes. Subscribes
   * before it returns. Ends when `signal` is aborted, at once; ends when the store is closed, after
   * what had been committed by then.
   * The iteration throws SlowWatcherError when the reader lags too far behind.
   * @throws CompactedError when revisions above `after` have been compacted away
   */
  watch(prefix: string, after: number, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]>;

  /**
   * Forgets what no head and no revision from `revision` on needs. One that is compacted already
   * changes nothing.
   * @throws FutureRevisionError when `revision` has not been reached yet
   */
  compact(revision: number): Promise<void>;

  /** Ends all watches, writes what is pending, releases files. Idempotent. */
  close(): Promise<void>;
}

/**
 * A store that also delivers by callback. A reader of `watch` costs a promise per commit; with
 * hundreds of watchers a function call each is what a server can afford.
 */
export interface ObservableStore extends Store {
  /**
   * What `watch` delivers, without a backlog: commits up to now are handed over in `history`, and
   * from the next one on `observer` is called within the commit's publication.
   * @throws CompactedError when revisions above `after` have been compacted away
   */
  observe(prefix: string, after: number, observer: Observer): Observation;
}

export interface Observer {
  /**
   * One commit's events under the prefix. It must be quick and must not throw; one that throws is
   * ended with its error. Observers of one prefix share the array, so what is derived from it can
   * be kept under it.
   */
  deliver(events: readonly StoreEvent[]): void;
  /** The last call, unless the observation was stopped; undefined: the store was closed. */
  end(failure: Error | undefined): void;
}

export interface Observation {
  readonly history: readonly (readonly StoreEvent[])[];
  /** No call follows. Idempotent. */
  stop(): void;
}

/** What a key holds. Entries are immutable and shared: the same commit is the same object. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly createRevision: number;
  readonly modRevision: number;
  /**
   * A slot for the one layer above the store to keep what it derives from `value`. Emptied when
   * watchers have heard that the entry was replaced.
   */
  memo: unknown;
}

export interface Write {
  readonly key: string;
  /** The modRevision the key must have; 0: the key must be absent; undefined: whatever it holds. */
  readonly expect: number | undefined;
  /**
   * What the key shall hold: well-formed text, as JSON.stringify writes it. It is told the revision
   * of the commit, because Kubernetes objects carry theirs. Called at most once, synchronously.
   * Undefined deletes the key; deleting an absent key is no write and makes no event.
   */
  readonly value: ((revision: number) => string) | undefined;
  /** Becomes `Entry.memo` of what this write makes, before anybody sees the entry. */
  readonly memo?: unknown;
}

export interface CommitOptions {
  /**
   * Every write gets a revision of its own, in the order of the writes, and watchers see as many
   * commits. It is all or nothing all the same, also after a crash: for objects that Kubernetes
   * writes one after the other.
   */
  readonly oneByOne?: boolean;
}

export type CommitResult =
  | {
      readonly ok: true;
      readonly revision: number;
      /** Of the first write that changed something; differs from `revision` for `oneByOne` only. */
      readonly firstRevision: number;
      /** What each write left behind, in the order of the writes; undefined for a delete. */
      readonly entries: readonly (Entry | undefined)[];
    }
  | {
      readonly ok: false;
      /** The first key whose expectation did not hold, and what it held. */
      readonly key: string;
      readonly current: Entry | undefined;
    };

export interface StoreEvent {
  readonly key: string;
  readonly revision: number;
  /** Undefined: the key was deleted. */
  readonly entry: Entry | undefined;
  /** What the key held before; undefined: the key was created. */
  readonly previous: Entry | undefined;
}

export interface ListOptions {
  /** Read the state as it was right after this revision; undefined: now. */
  readonly revision?: number | undefined;
  /** Only keys above this one. */
  readonly after?: string | undefined;
  /** At most so many entries; undefined: all. */
  readonly limit?: number | undefined;
}

export interface ListResult {
  readonly entries: readonly Entry[];
  /** The revision the answer is true for. */
  readonly revision: number;
  /** How many further keys under the prefix follow the last entry. */
  readonly remaining: number;
}

/** The asked-for revision lies below what compaction kept. */
export class CompactedError extends Error {
  readonly requested: number;
  /** The lowest revision a watch may start after and a list may ask for. */
  readonly oldest: number;

  constructor(requested: number, oldest: number) {
    super(`revision ${requested} has been compacted; the oldest is ${oldest}`);
    this.requested = requested;
    this.oldest = oldest;
  }
}

/** The asked-for revision has not been reached yet. */
export class FutureRevisionError extends Error {
  readonly requested: number;
  readonly current: number;

  constructor(requested: number, current: number) {
    super(`revision ${requested} lies in the future; the current one is ${current}`);
    this.requested = requested;
    this.current = current;
  }
}

/** The reader of a watch fell behind its bounded backlog and has to start anew. */
export class SlowWatcherError extends Error {}

/** The engine cannot go on: a full disk, a broken file, a file in use. One line for the user. */
export class StoreError extends Error {}
