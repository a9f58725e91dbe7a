import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { StoreError } from '../store.ts';

/** `application_id` of our files; the first migration sets it. */
const APPLICATION_ID = 0x6b64626c;
const FILE_NAME = /^(\d{4})_.+\.sql$/;

/**
 * Brings `db` to the version of this build: runs the numbered files that it has not seen, each in
 * one transaction. `PRAGMA user_version` counts them.
 * @throws StoreError for a database of a newer build or of another program, and for numbers with a gap
 */
export function migrate(db: Database, folder: URL, name: string): void {
  const files = migrationFiles(folder);
  const version = checkVersion(db, files.length, name);
  for (const [index, file] of files.entries()) {
    if (index < version) continue;
    const sql = readFileSync(new URL(file, folder), 'utf8');
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
}

/** The files in order; file n brings a database from version n - 1 to n. */
function migrationFiles(folder: URL): string[] {
  const files = readdirSync(folder)
    .filter((file) => FILE_NAME.test(file))
    .toSorted();
  for (const [index, file] of files.entries()) {
    if (Number(FILE_NAME.exec(file)?.[1]) === index + 1) continue;
    throw new StoreError(`migrations: ${file} stands where number ${index + 1} belongs`);
  }
  if (files.length === 0) throw new StoreError(`no migrations in ${folder.pathname}`);
  return files;
}

/** Reads only: a database that is not ours must stay as it is. */
function checkVersion(db: Database, newest: number, name: string): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const application = Number(db.pragma('application_id', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (application !== (version === 0 ? 0 : APPLICATION_ID) || (version === 0 && tables > 0)) {
    throw new StoreError(`${name} is a database of another program`);
  }
  if (version > newest) {
    throw new StoreError(
      `${name} was written by a newer version of this program (schema ${version}, known up to ${newest})`,
    );
  }
  return version;
}
