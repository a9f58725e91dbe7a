import type { Transaction } from 'better-sqlite3';
import type { Clock } from '../../base/clock.ts';
import type { Commit } from '../history.ts';
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
import { Batch } from './batch.ts';
import { load } from './load.ts';
import type { OpenDatabase, Synchronous } from './open-database.ts';
import { openDatabase } from './open-database.ts';
import { storeErrorOf } from './sqlite-error.ts';
import type { Statements } from './statements.ts';
import { prepare } from './statements.ts';

/** Commits that share one transaction; the rest of a storm goes into the next ones. */
const BATCH_MAX = 500;
/** Rows leave the file when the history has moved on by this, so that few commits pay for it. */
const COMPACT_STEP = 200;
/** One transaction drops the rows of at most so many revisions: more than one batch adds. */
const COMPACT_MAX = 2 * BATCH_MAX;

export interface SqliteOptions extends StateOptions {
  readonly file: string;
  /** The folder of the numbered SQL files, with a slash at its end. */
  readonly migrations: URL;
  /** `NORMAL` unless told. */
  readonly synchronous?: Synchronous | undefined;
  /** Called once when the file could not be written; from then on the store refuses writes. */
  readonly onFailure?: ((error: StoreError) => void) | undefined;
}

/** A change that waits for its transaction. */
interface Pending {
  readonly event: StoreEvent;
  readonly batch: Batch;
}

/**
 * Everything in one SQLite file, and the present and the history also in memory.
 *
 * Commits are judged and numbered at the call, against what has been written and what waits to be.
 * Those of one tick of the event loop share a transaction; readers, watchers and writers learn of
 * them after it.
 */
export class SqliteStore implements ObservableStore {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #onFailure: (error: StoreError) => void;
  readonly #database: OpenDatabase;
  readonly #sql: Statements;
  readonly #transact: Transaction<(commits: readonly Commit[], compacted: number) => void>;
  readonly #state: PublishedState;
  /** The newest change of each key that waits. */
  readonly #pending = new Map<string, Pending>();
  readonly #batches: Batch[] = [];
  #scheduled = false;
  /** The newest revision that was given away. */
  #assigned: number;
  /** What has been compacted in the file; the history in memory runs ahead of it. */
  #compacted: number;
  #refusal: StoreError | undefined;

  /** @throws StoreError when the file is in use, damaged, or of a newer version */
  constructor(options: SqliteOptions) {
    const { file, migrations, synchronous = 'NORMAL' } = options;
    this.#file = file;
    this.#clock = options.clock;
    this.#onFailure = options.onFailure ?? (() => {});
    this.#database = openDatabase(file, migrations, synchronous);
    try {
      const { db } = this.#database;
      this.#sql = prepare(db);
      this.#transact = db.transaction((commits, compacted) => {
        for (const commit of commits) this.#append(commit);
        const last = commits.at(-1);
        if (last !== undefined) this.#sql.setRevision(last.revision);
        if (compacted > this.#compacted) this.#sql.compact(this.#compacted, compacted);
      });
      const start = load(this.#sql, file);
      this.#state = new PublishedState(options, start);
      this.#assigned = start.revision;
      this.#compacted = start.compacted;
    } catch (error) {
      this.#database.close();
      throw storeErrorOf(error, file);
    }
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
    if (this.#refusal !== undefined) throw this.#refusal;
    const revision = this.#assigned + 1;
    const plan = planCommit(writes, revision, (key) => this.#newest(key), options);
    if (!plan.ok) {
      // Told once it can be read: who asks again at once must not find the state of before.
      await this.#pending.get(plan.key)?.batch.written;
      return plan;
    }
    const { events, entries } = plan;
    if (events.length === 0) {
      const newest = this.#assigned;
      const result = { ok: true, revision: newest, firstRevision: newest, entries } as const;
      await this.#batches.at(-1)?.written;
      return result;
    }
    const commits = commitsOf(events, this.#clock.now());
    this.#assigned = commits.at(-1)?.revision ?? revision;
    const assigned = this.#assigned;
    await this.#enqueue(commits);
    return { ok: true, revision: assigned, firstRevision: revision, entries };
  }

  /** What a key holds, or will hold when the pending commits are written. */
  #newest(key: string): Entry | undefined {
    const pending = this.#pending.get(key);
    return pending === undefined ? this.#state.get(key) : pending.event.entry;
  }

  watch(prefix: string, after: number, signal: AbortSignal): AsyncIterable<readonly StoreEvent[]> {
    return this.#state.watch(prefix, after, signal);
  }

  observe(prefix: string, after: number, observer: Observer): Observation {
    return this.#state.observe(prefix, after, observer);
  }

  async compact(revision: number): Promise<void> {
    this.#flushAll();
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#state.compact(revision);
    while (this.#compacted < this.#state.compacted) {
      if (!this.#write([], this.#nextCompacted())) throw this.#refusal;
    }
  }

  async close(): Promise<void> {
    this.#flushAll();
    this.#refusal ??= new StoreError('the store is closed');
    this.#state.close();
    this.#database.close();
  }

  /** Commits that belong together share a transaction, whatever its size. */
  #enqueue(commits: readonly Commit[]): Promise<void> {
    let batch = this.#batches.at(-1);
    if (batch === undefined || batch.commits.length >= BATCH_MAX) {
      batch = new Batch();
      this.#batches.push(batch);
      this.#schedule();
    }
    for (const commit of commits) {
      batch.commits.push(commit);
      for (const event of commit.events) this.#pending.set(event.key, { event, batch });
    }
    return batch.written;
  }

  /** The tick goes on: whoever has arrived with the same poll of the network joins the batch. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      if (this.#batches.length > 0) this.#schedule();
    });
  }

  #flushAll(): void {
    while (this.#batches.length > 0) this.#flush();
  }

  #flush(): void {
    const [batch] = this.#batches;
    if (batch === undefined) return;
    const behind = this.#state.compacted - this.#compacted;
    const compacted = behind >= COMPACT_STEP ? this.#nextCompacted() : this.#compacted;
    if (!this.#write(batch.commits, compacted)) return;
    // Gone before it is published: an observer that commits in turn begins the next batch.
    this.#batches.shift();
    for (const commit of batch.commits) {
      for (const event of commit.events) {
        if (this.#pending.get(event.key)?.event === event) this.#pending.delete(event.key);
      }
      this.#state.publish(commit);
    }
    batch.resolve();
  }

  #nextCompacted(): number {
    return Math.min(this.#state.compacted, this.#compacted + COMPACT_MAX);
  }

  /** One transaction. After one that fails the store refuses everything that would write. */
  #write(commits: readonly Commit[], compacted: number): boolean {
    try {
      this.#transact.immediate(commits, compacted);
    } catch (error) {
      this.#fail(storeErrorOf(error, this.#file));
      return false;
    }
    this.#compacted = compacted;
    return true;
  }

  #append({ revision, at, events }: Commit): void {
    for (const { key, entry, previous } of events) {
      const created = entry?.createRevision ?? previous?.createRevision ?? revision;
      this.#sql.append({ revision, at, key, value: entry?.value ?? null, created });
    }
  }

  #fail(error: StoreError): void {
    this.#refusal = error;
    this.#pending.clear();
    for (const batch of this.#batches.splice(0)) batch.reject(error);
    this.#onFailure(error);
  }
}
