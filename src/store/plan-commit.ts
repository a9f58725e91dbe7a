import type { Commit } from './history.ts';
import type { CommitOptions, CommitResult, Entry, StoreEvent, Write } from './store.ts';

export type Plan =
  | {
      readonly ok: true;
      /** Empty when the writes change nothing. */
      readonly events: readonly StoreEvent[];
      readonly entries: readonly (Entry | undefined)[];
    }
  | Extract<CommitResult, { ok: false }>;

/** A plan that takes as many revisions as it has events, or one for all of them. */
export function commitsOf(events: readonly StoreEvent[], at: number): Commit[] {
  const [first] = events;
  if (first === undefined) return [];
  if (events.every(({ revision }) => revision === first.revision)) {
    return [{ revision: first.revision, at, events }];
  }
  return events.map((event) => ({ revision: event.revision, at, events: [event] }));
}

/**
 * What `writes` would do as commit `revision` to the state that `get` shows. Changes nothing, so that
 * a conflict, or a value that throws, leaves no trace.
 */
export function planCommit(
  writes: readonly Write[],
  revision: number,
  get: (key: string) => Entry | undefined,
  { oneByOne = false }: CommitOptions = {},
): Plan {
  if (writes.length > 1) checkDistinct(writes);
  const held: (Entry | undefined)[] = [];
  for (const { key, expect } of writes) {
    const current = get(key);
    if (expect !== undefined && expect !== (current?.modRevision ?? 0)) {
      return { ok: false, key, current };
    }
    held.push(current);
  }
  const events: StoreEvent[] = [];
  const entries: (Entry | undefined)[] = [];
  for (const [index, write] of writes.entries()) {
    const previous = held[index];
    const own = oneByOne ? revision + events.length : revision;
    const entry = entryOf(write, own, previous);
    entries.push(entry);
    if (entry === undefined && previous === undefined) continue;
    events.push({ key: write.key, revision: own, entry, previous });
  }
  return { ok: true, events, entries };
}

function entryOf(write: Write, revision: number, previous: Entry | undefined): Entry | undefined {
  if (write.value === undefined) return undefined;
  const value = write.value(revision);
  if (!isWellFormed(write.key)) throw new Error(`the key ${write.key} is no well-formed text`);
  if (!isWellFormed(value)) throw new Error(`the value of ${write.key} is no well-formed text`);
  return {
    key: write.key,
    value,
    createRevision: previous?.createRevision ?? revision,
    modRevision: revision,
    memo: write.memo,
  };
}

/** Half a surrogate pair has no bytes in UTF-8: a file would give back another text than it got. */
function isWellFormed(text: string): boolean {
  // Node 20 has the method, the compiler's es2023 does not know it yet.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

function checkDistinct(writes: readonly Write[]): void {
  const keys = new Set<string>();
  for (const { key } of writes) {
    if (keys.has(key)) throw new Error(`two writes of one commit name the key ${key}`);
    keys.add(key);
  }
}
