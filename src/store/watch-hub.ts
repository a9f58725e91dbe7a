import type { Observer, StoreEvent } from './store.ts';
import { SlowWatcherError } from './store.ts';

/**
 * How many commits a reader may lag behind. It equals the default history: who lags further could
 * not resume either.
 */
export const BACKLOG_MAX = 10_000;

interface Registration {
  /** Commits up to this revision were handed over as history. */
  readonly after: number;
  readonly observer: Observer;
}

/** Everybody who asked for one prefix. */
interface Group {
  readonly prefix: string;
  readonly members: Set<Registration>;
}

/**
 * The fan-out of commits. `publish` never waits: a reader has a bounded backlog, and past the bound
 * it is ended. Subscribers are kept by prefix, and a commit looks up only the beginnings of its
 * own keys, so that it costs nothing to those who asked for something else.
 */
export class WatchHub {
  readonly #backlogMax: number;
  /** Groups by the length of their prefix, then by the prefix. */
  readonly #groups = new Map<number, Map<string, Group>>();
  readonly #queue: (readonly StoreEvent[])[] = [];
  #publishing = false;
  #closed = false;

  constructor(backlogMax = BACKLOG_MAX) {
    this.#backlogMax = backlogMax;
  }

  /**
   * Calls `observer` for every commit under `prefix` with a revision above `after`.
   * The returned function ends that without a further call.
   */
  observe(prefix: string, after: number, observer: Observer): () => void {
    if (this.#closed) {
      observer.end(undefined);
      return () => {};
    }
    const member = { after, observer };
    const group = this.#groupOf(prefix);
    group.members.add(member);
    return () => this.#drop(group, member);
  }

  /**
   * Subscribes before it returns, not at the first read: the caller takes `history`, which reaches
   * up to `after`, in the same tick, so no revision falls between the two and none comes twice.
   */
  subscribe(
    prefix: string,
    after: number,
    history: readonly (readonly StoreEvent[])[],
    signal: AbortSignal,
  ): AsyncIterable<readonly StoreEvent[]> {
    const subscription = new Subscription(history, this.#backlogMax);
    subscription.start(signal, () => this.observe(prefix, after, subscription));
    return subscription;
  }

  /** Delivers one commit. An observer that commits in turn does not overtake: its commit follows. */
  publish(events: readonly StoreEvent[]): void {
    this.#queue.push(events);
    if (this.#publishing) return;
    this.#publishing = true;
    try {
      for (const next of this.#queue) this.#deliver(next);
    } finally {
      this.#queue.length = 0;
      this.#publishing = false;
    }
  }

  /** Ends everybody, readers after what they have in their backlog. Idempotent. */
  close(): void {
    this.#closed = true;
    const groups = [...this.#groups.values()].flatMap((byPrefix) => [...byPrefix.values()]);
    this.#groups.clear();
    for (const { members } of groups) {
      for (const member of members) {
        members.delete(member);
        member.observer.end(undefined);
      }
    }
  }

  #deliver(events: readonly StoreEvent[]): void {
    const [first] = events;
    if (first === undefined) return;
    if (events.length === 1) {
      for (const group of this.#matching(first.key)) this.#hand(group, events);
      return;
    }
    const parts = new Map<Group, StoreEvent[]>();
    for (const event of events) {
      for (const group of this.#matching(event.key)) {
        const part = parts.get(group);
        if (part === undefined) parts.set(group, [event]);
        else part.push(event);
      }
    }
    for (const [group, part] of parts) this.#hand(group, part);
  }

  #hand(group: Group, events: readonly StoreEvent[]): void {
    const revision = events[0]?.revision ?? 0;
    for (const member of group.members) {
      // Who subscribes while a commit is on its way has it in the history already.
      if (revision <= member.after) continue;
      try {
        member.observer.deliver(events);
      } catch (error) {
        this.#drop(group, member);
        member.observer.end(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  /** The groups whose prefix `key` starts with. */
  #matching(key: string): Group[] {
    const matching: Group[] = [];
    for (const [length, byPrefix] of this.#groups) {
      if (length > key.length) continue;
      const group = byPrefix.get(key.slice(0, length));
      if (group !== undefined) matching.push(group);
    }
    return matching;
  }

  #groupOf(prefix: string): Group {
    let byPrefix = this.#groups.get(prefix.length);
    if (byPrefix === undefined) {
      byPrefix = new Map();
      this.#groups.set(prefix.length, byPrefix);
    }
    let group = byPrefix.get(prefix);
    if (group === undefined) {
      group = { prefix, members: new Set() };
      byPrefix.set(prefix, group);
    }
    return group;
  }

  #drop({ prefix, members }: Group, member: Registration): void {
    if (!members.delete(member) || members.size > 0) return;
    const byPrefix = this.#groups.get(prefix.length);
    if (byPrefix === undefined) return;
    byPrefix.delete(prefix);
    if (byPrefix.size === 0) this.#groups.delete(prefix.length);
  }
}

type Result = IteratorResult<readonly StoreEvent[], undefined>;

interface Waiter {
  resolve(result: Result): void;
  reject(error: Error): void;
}

const DONE: Result = { done: true, value: undefined };

/** One reader: a backlog that the hub fills and `for await` empties. */
class Subscription implements AsyncIterableIterator<readonly StoreEvent[], undefined>, Observer {
  readonly #backlogMax: number;
  #backlog: (readonly StoreEvent[])[];
  /** What has been read of the backlog. */
  #read = 0;
  /** Where the history ends in the backlog; it does not count as lagging. */
  #historyEnd: number;
  readonly #waiters: Waiter[] = [];
  #ended = false;
  #failure: Error | undefined;
  #leave = () => {};

  constructor(history: readonly (readonly StoreEvent[])[], backlogMax: number) {
    this.#backlog = [...history];
    this.#historyEnd = history.length;
    this.#backlogMax = backlogMax;
  }

  start(signal: AbortSignal, observe: () => () => void): void {
    if (signal.aborted) {
      this.#stop();
      return;
    }
    const unobserve = observe();
    if (this.#ended) return;
    const abort = () => this.#stop();
    signal.addEventListener('abort', abort, { once: true });
    this.#leave = () => {
      signal.removeEventListener('abort', abort);
      unobserve();
    };
  }

  deliver(events: readonly StoreEvent[]): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.resolve({ done: false, value: events });
      return;
    }
    if (this.#backlog.length - Math.max(this.#read, this.#historyEnd) >= this.#backlogMax) {
      this.#failure = new SlowWatcherError(`the reader lags ${this.#backlogMax} commits behind`);
      this.#stop();
      return;
    }
    this.#backlog.push(events);
  }

  end(failure: Error | undefined): void {
    if (failure !== undefined) this.#failure = failure;
    this.#finish();
  }

  next(): Promise<Result> {
    const events = this.#take();
    if (events !== undefined) return Promise.resolve({ done: false, value: events });
    if (this.#ended) {
      const failure = this.#failure;
      this.#failure = undefined;
      return failure === undefined ? Promise.resolve(DONE) : Promise.reject(failure);
    }
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  return(): Promise<Result> {
    this.#failure = undefined;
    this.#stop();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): readonly StoreEvent[] | undefined {
    const events = this.#backlog[this.#read];
    if (events === undefined) return undefined;
    this.#read++;
    // What has been read is let go in halves, so that a read costs the same on average.
    if (this.#read * 2 >= this.#backlog.length) {
      this.#backlog.splice(0, this.#read);
      this.#historyEnd = Math.max(0, this.#historyEnd - this.#read);
      this.#read = 0;
    }
    return events;
  }

  /** Ends without delivering the rest. */
  #stop(): void {
    this.#backlog = [];
    this.#read = 0;
    this.#finish();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    for (const waiter of this.#waiters.splice(0)) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure === undefined) waiter.resolve(DONE);
      else waiter.reject(failure);
    }
  }
}
