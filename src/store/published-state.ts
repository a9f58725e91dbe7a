import type { Clock } from '../base/clock.ts';
import type { Commit, HistoryPolicy } from './history.ts';
import { History } from './history.ts';
import { OrderedIndex } from './ordered-index.ts';
import type { Entry, ListOptions, ListResult, Observation, Observer, StoreEvent } from './store.ts';
import { WatchHub } from './watch-hub.ts';

export interface StateOptions {
  readonly clock: Clock;
  readonly history?: HistoryPolicy | undefined;
  /** Commits a reader of a watch may lag behind. */
  readonly backlogMax?: number | undefined;
}

/** What an engine finds when it starts. */
export interface StartState {
  /** The revision that `entries` show. */
  readonly revision: number;
  readonly entries: Iterable<Entry>;
  /** The commits that led there, the last of them with `revision`; as many as have been kept. */
  readonly commits: readonly Commit[];
}

/**
 * What readers see, the same for every engine: the current entries, the history behind them and
 * the watchers ahead of them. An engine decides when a commit is published, and in order.
 */
export class PublishedState {
  readonly #index = new OrderedIndex();
  readonly #history: History;
  readonly #hub: WatchHub;

  constructor({ clock, history, backlogMax }: StateOptions, start?: StartState) {
    this.#hub = new WatchHub(backlogMax);
    const { revision = 0, commits = [], entries = [] } = start ?? {};
    this.#history = new History(clock, history, revision - commits.length);
    for (const commit of commits) this.#history.append(commit);
    for (const entry of entries) this.#index.set(entry);
  }

  get revision(): number {
    return this.#history.revision;
  }

  get compacted(): number {
    return this.#history.compacted;
  }

  get(key: string): Entry | undefined {
    return this.#index.get(key);
  }

  list(prefix: string, { revision, after, limit }: ListOptions = {}): ListResult {
    if (revision !== undefined && revision !== this.revision) {
      return this.#listAt(revision, prefix, { after, limit });
    }
    const { entries, remaining } = this.#index.range(prefix, after, limit);
    return { entries, remaining, revision: this.revision };
  }

  watch(prefix: string, after: number, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]> {
    const history = this.#history.after(after, prefix);
    return this.#hub.subscribe(prefix, Math.max(after, this.revision), history, signal);
  }

  observe(prefix: string, after: number, observer: Observer): Observation {
    const history = this.#history.after(after, prefix);
    const stop = this.#hub.observe(prefix, Math.max(after, this.revision), observer);
    return { history, stop };
  }

  /** Makes a commit the newest one that readers see. */
  publish(commit: Commit): void {
    // First, because it refuses a commit that does not follow.
    this.#history.append(commit);
    for (const { key, entry } of commit.events) {
      if (entry === undefined) this.#index.delete(key);
      else this.#index.set(entry);
    }
    this.#hub.publish(commit.events);
    // Nobody asks for it as often as for what took its place.
    for (const { previous } of commit.events) if (previous !== undefined) previous.memo = undefined;
  }

  compact(revision: number): void {
    this.#history.compact(revision);
  }

  /** Ends all watches. What is there can still be read. */
  close(): void {
    this.#hub.close();
  }

  /** The present with everything undone that came after `revision`. */
  #listAt(
    revision: number,
    prefix: string,
    { after, limit = Number.POSITIVE_INFINITY }: Pick<ListOptions, 'after' | 'limit'>,
  ): ListResult {
    const undone = this.#history.undone(revision, prefix);
    const old: Entry[] = [];
    let hidden = 0;
    for (const [key, entry] of undone) {
      if (after !== undefined && key <= after) continue;
      if (entry !== undefined) old.push(entry);
      if (this.#index.get(key) !== undefined) hidden++;
    }
    const present = this.#index.range(prefix, after, limit + hidden);
    const kept = present.entries.filter(({ key }) => !undone.has(key));
    const entries = merge(kept, old.toSorted(byKey)).slice(0, limit);
    const total = present.entries.length + present.remaining - hidden + old.length;
    return { entries, remaining: total - entries.length, revision };
  }
}

function byKey(a: Entry, b: Entry): number {
  return a.key < b.key ? -1 : 1;
}

function merge(left: readonly Entry[], right: readonly Entry[]): Entry[] {
  if (right.length === 0) return [...left];
  return [...left, ...right].toSorted(byKey);
}
