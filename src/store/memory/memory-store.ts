import type { Clock } from '../../base/clock.ts';
import { commitsOf, planCommit } from '../plan-commit.ts';
import type { StateOptions } from '../published-state.ts';
import { PublishedState } from '../published-state.ts';
import type {
  CommitOptions,
  CommitResult,
  Entry,
  ListOptions,
  ListResult,
  ObservableStore,
  Observation,
  Observer,
  StoreEvent,
  Write,
} from '../store.ts';
import { StoreError } from '../store.ts';

/** Everything in memory; a commit is published before the call returns. */
export class MemoryStore implements ObservableStore {
  readonly #clock: Clock;
  readonly #state: PublishedState;
  #closed = false;

  constructor(options: StateOptions) {
    this.#clock = options.clock;
    this.#state = new PublishedState(options);
  }

  get revision(): number {
    return this.#state.revision;
  }

  async get(key: string): Promise<Entry | undefined> {
    return this.#state.get(key);
  }

  async list(prefix: string, options?: ListOptions): Promise<ListResult> {
    return this.#state.list(prefix, options);
  }

  async commit(writes: readonly Write[], options?: CommitOptions): Promise<CommitResult> {
    if (this.#closed) throw new StoreError('the store is closed');
    const revision = this.#state.revision + 1;
    const plan = planCommit(writes, revision, (key) => this.#state.get(key), options);
    if (!plan.ok) return plan;
    const { entries, events } = plan;
    const commits = commitsOf(events, this.#clock.now());
    for (const commit of commits) this.#state.publish(commit);
    const last = commits.at(-1)?.revision ?? this.#state.revision;
    return { ok: true, revision: last, firstRevision: commits[0]?.revision ?? last, entries };
  }

  watch(prefix: string, after: number, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]> {
    return this.#state.watch(prefix, after, signal);
  }

  observe(prefix: string, after: number, observer: Observer): Observation {
    return this.#state.observe(prefix, after, observer);
  }

  async compact(revision: number): Promise<void> {
    this.#state.compact(revision);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#state.close();
  }
}
