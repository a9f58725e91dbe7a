import { afterAll } from 'vitest';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { storeSuite } from './store.suite.ts';
import { MIGRATIONS, TemporaryFolders } from './temporary.ts';

const folders = new TemporaryFolders();
afterAll(() => folders.clear());

storeSuite({
  name: 'SQLite',
  open: (options) => new SqliteStore({ ...options, file: folders.file(), migrations: MIGRATIONS }),
});
