import type { Commit } from '../history.ts';
import type { StartState } from '../published-state.ts';
import type { Entry, StoreEvent } from '../store.ts';
import { StoreError } from '../store.ts';
import type { LogRow, Statements } from './statements.ts';
import { checksumOf } from './statements.ts';

export interface Loaded extends StartState {
  readonly compacted: number;
}

/**
 * Reads the whole file. After compaction it holds little more than the present and the history.
 * @throws StoreError when the tables contradict each other
 */
export function load(sql: Statements, file: string): Loaded {
  const state = sql.state();
  if (state === undefined) throw damaged(file, 'the revision counter is missing');
  const rows = new Map<number, Entry>();
  const commits: { revision: number; at: number; events: StoreEvent[] }[] = [];
  for (const row of sql.log()) {
    if (row.checksum !== checksumOf(row.key, row.value)) {
      throw damaged(file, `row ${row.id} of the log does not match its checksum`);
    }
    const entry = entryOf(row);
    if (entry !== undefined) rows.set(row.id, entry);
    if (row.revision <= state.compacted) continue;
    const previous = row.replaced === null ? undefined : rows.get(row.replaced);
    if (row.replaced !== null && previous === undefined) {
      throw damaged(file, `row ${row.replaced} of the log is missing`);
    }
    const event = { key: row.key, revision: row.revision, entry, previous };
    const last = commits.at(-1);
    if (last?.revision === row.revision) last.events.push(event);
    else commits.push({ revision: row.revision, at: row.at, events: [event] });
  }
  checkGapless(file, state.compacted, state.revision, commits);
  return { ...state, commits, entries: headEntries(sql, file, rows) };
}

function entryOf({ key, value, created, revision }: LogRow): Entry | undefined {
  if (value === null) return undefined;
  return { key, value, createRevision: created, modRevision: revision, memo: undefined };
}

function checkGapless(
  file: string,
  compacted: number,
  revision: number,
  commits: readonly Commit[],
): void {
  for (const [index, commit] of commits.entries()) {
    const expected = compacted + 1 + index;
    if (commit.revision !== expected) throw damaged(file, `revision ${expected} is missing`);
  }
  const last = compacted + commits.length;
  if (last !== revision) throw damaged(file, `the log ends with revision ${last}, not ${revision}`);
}

function headEntries(sql: Statements, file: string, rows: ReadonlyMap<number, Entry>): Entry[] {
  const entries: Entry[] = [];
  for (const { key, log } of sql.heads()) {
    const entry = rows.get(log);
    if (entry?.key !== key) throw damaged(file, `row ${log} of the log does not hold ${key}`);
    entries.push(entry);
  }
  return entries;
}

function damaged(file: string, detail: string): StoreError {
  return new StoreError(`${file} is damaged: ${detail}`);
}
