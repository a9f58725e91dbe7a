import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';

export interface LogRow {
  readonly id: number;
  readonly revision: number;
  readonly at: number;
  readonly key: string;
  readonly value: string | null;
  readonly created: number;
  readonly replaced: number | null;
  readonly checksum: number;
}

export interface HeadRow {
  readonly key: string;
  readonly log: number;
}

export interface StateRow {
  readonly revision: number;
  readonly compacted: number;
}

/** What `log.checksum` holds. */
export function checksumOf(key: string, value: string | null): number {
  return value === null ? crc32(key) : crc32(value, crc32(key));
}

export type Change = Pick<LogRow, 'revision' | 'at' | 'key' | 'value' | 'created'>;

/** The revisions above the first and up to the second. */
type Span = [number, number];

export type Statements = ReturnType<typeof prepare>;

/** All SQL of the engine. */
export function prepare(db: Database) {
  const insert = db.prepare<[number, number, string, string | null, number, string, number]>(
    `INSERT INTO log (revision, at, key, value, created, replaced, checksum)
     VALUES (?, ?, ?, ?, ?, (SELECT log FROM head WHERE key = ?), ?)`,
  );
  const setHead = db.prepare<[string, number | bigint]>(
    'INSERT INTO head (key, log) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET log = excluded.log',
  );
  const dropHead = db.prepare<[string]>('DELETE FROM head WHERE key = ?');
  const setRevision = db.prepare<[number]>('UPDATE state SET revision = ?');
  const dropReplaced = db.prepare<Span>(
    `DELETE FROM log WHERE id IN (
       SELECT replaced FROM log WHERE revision > ? AND revision <= ? AND replaced IS NOT NULL)`,
  );
  const dropDeletes = db.prepare<Span>(
    'DELETE FROM log WHERE revision > ? AND revision <= ? AND value IS NULL',
  );
  const setCompacted = db.prepare<[number]>('UPDATE state SET compacted = ?');
  const state = db.prepare<[], StateRow>('SELECT revision, compacted FROM state');
  const log = db.prepare<[], LogRow>(
    'SELECT id, revision, at, key, value, created, replaced, checksum FROM log ORDER BY id',
  );
  const heads = db.prepare<[], HeadRow>('SELECT key, log FROM head ORDER BY key');

  return {
    /** Appends one change of a key and points its head at it. */
    append({ revision, at, key, value, created }: Change): void {
      const checksum = checksumOf(key, value);
      const { lastInsertRowid } = insert.run(revision, at, key, value, created, key, checksum);
      if (value === null) dropHead.run(key);
      else setHead.run(key, lastInsertRowid);
    },

    setRevision: (revision: number) => setRevision.run(revision),

    /** Drops what the changes of a span of revisions replaced, and their deletes. */
    compact(from: number, to: number): void {
      dropReplaced.run(from, to);
      dropDeletes.run(from, to);
      setCompacted.run(to);
    },

    state: () => state.get(),
    /** All rows, in the order in which they were written. */
    log: () => log.iterate(),
    heads: () => heads.iterate(),
  };
}
