import type { Entry, StoreEvent, Write } from '../../src/store/store.ts';

/** The plainest store: every past state is kept whole. */
export class Model {
  /** The state after each revision; the first one is empty. */
  readonly states: ReadonlyMap<string, Entry>[] = [new Map()];
  readonly commits: (readonly StoreEvent[])[] = [];

  get revision(): number {
    return this.commits.length;
  }

  get(key: string): Entry | undefined {
    return this.states[this.revision]?.get(key);
  }

  /** The first key whose expectation does not hold, or undefined after having applied the writes. */
  commit(writes: readonly Write[]): string | undefined {
    const state = new Map(this.states[this.revision]);
    const revision = this.revision + 1;
    const events: StoreEvent[] = [];
    for (const { key, expect } of writes) {
      if (expect !== undefined && expect !== (state.get(key)?.modRevision ?? 0)) return key;
    }
    for (const { key, value } of writes) {
      const previous = state.get(key);
      const entry = value && {
        key,
        value: value(revision),
        createRevision: previous?.createRevision ?? revision,
        modRevision: revision,
        memo: undefined,
      };
      if (entry === undefined) state.delete(key);
      else state.set(key, entry);
      if (entry !== undefined || previous !== undefined) {
        events.push({ key, revision, entry, previous });
      }
    }
    if (events.length > 0) {
      this.states.push(state);
      this.commits.push(events);
    }
    return undefined;
  }

  list(prefix: string, revision = this.revision, after = '', limit?: number): [Entry[], number] {
    const all = [...(this.states[revision]?.values() ?? [])]
      .filter(({ key }) => key.startsWith(prefix) && key > after)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const page = all.slice(0, limit);
    return [page, all.length - page.length];
  }

  /** Commits above `after` with their events under `prefix`. */
  watch(prefix: string, after: number): (readonly StoreEvent[])[] {
    return this.commits
      .slice(after)
      .map((events) => events.filter(({ key }) => key.startsWith(prefix)))
      .filter((events) => events.length > 0);
  }
}
