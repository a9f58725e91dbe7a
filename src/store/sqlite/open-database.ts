import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database as Connection } from 'better-sqlite3';
import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { storeErrorOf } from './sqlite-error.ts';

/** A predecessor may need a moment to end. */
const LOCK_WAIT_MS = 500;
/** Somebody may be looking into the file with another tool. */
const BUSY_WAIT_MS = 5000;
/** The write-ahead log is cut back to this after it has grown in a storm. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;

/**
 * What a commit waits for. Each of them survives the end of the process, killed or not; `FULL`
 * survives a power failure, `NORMAL` may lose the last commits then, `OFF` may lose the file.
 */
export type Synchronous = 'OFF' | 'NORMAL' | 'FULL';

export interface OpenDatabase {
  readonly db: Connection;
  /** Closes the file, then lets others open it. */
  close(): void;
}

/**
 * Opens `file` for this process alone, creates it where it is missing and migrates it.
 * @throws StoreError
 */
export function openDatabase(
  file: string,
  migrations: URL,
  synchronous: Synchronous,
): OpenDatabase {
  const opened: Connection[] = [];
  const close = () => {
    for (const connection of opened.splice(0).toReversed()) connection.close();
  };
  try {
    const path = resolved(file);
    opened.push(lock(path));
    const db = new Database(path, { timeout: BUSY_WAIT_MS });
    opened.push(db);
    migrate(db, migrations, file);
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    return { db, close };
  } catch (error) {
    close();
    throw storeErrorOf(error, file);
  }
}

/**
 * Keeps other processes out with a transaction on a file beside the database that never ends. The
 * system lets go of the lock when the process ends, however it ends, so it is never stale. The
 * database itself stays open to readers like the sqlite3 shell. The file is left behind: removing it
 * would let two processes lock two files of one name.
 */
function lock(path: string): Connection {
  const connection = new Database(`${path}-lock`, { timeout: LOCK_WAIT_MS });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

/** One name for one file: a lock beside a symbolic link would keep nobody out. */
function resolved(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return join(realpathSync(dirname(file)), basename(file));
  }
}
