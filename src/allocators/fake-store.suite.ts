import type {
  CommitResult,
  Entry,
  ListOptions,
  ListResult,
  Store,
  StoreEvent,
  Write,
} from '../store/store.ts';

/** Just enough of a store for tests of claims: current state, conditional commits, no history. */
export class FakeStore implements Store {
  revision = 0;
  readonly #entries = new Map<string, Entry>();
  /** How often somebody looked at a key or a list. */
  reads = 0;

  async get(key: string): Promise<Entry | undefined> {
    this.reads++;
    return this.#entries.get(key);
  }

  async list(prefix: string, _options?: ListOptions): Promise<ListResult> {
    this.reads++;
    const entries = [...this.#entries.values()]
      .filter((entry) => entry.key.startsWith(prefix))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return { entries, revision: this.revision, remaining: 0 };
  }

  async commit(writes: readonly Write[]): Promise<CommitResult> {
    for (const { key, expect } of writes) {
      const current = this.#entries.get(key);
      if (expect !== undefined && (current?.modRevision ?? 0) !== expect) {
        return { ok: false, key, current };
      }
    }
    const revision = ++this.revision;
    const entries = writes.map((write) => this.#apply(write, revision));
    return { ok: true, revision, firstRevision: revision, entries };
  }

  #apply({ key, value }: Write, revision: number): Entry | undefined {
    if (value === undefined) {
      this.#entries.delete(key);
      return undefined;
    }
    const createRevision = this.#entries.get(key)?.createRevision ?? revision;
    const entry = {
      key,
      value: value(revision),
      createRevision,
      modRevision: revision,
      memo: undefined,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  // eslint-disable-next-line require-yield -- nothing is ever delivered here
  async *watch(): AsyncIterable<readonly StoreEvent[]> {}

  async compact(): Promise<void> {}

  async close(): Promise<void> {}
}
