import { SystemClock } from '../../../src/base/clock.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { MIGRATIONS } from '../temporary.ts';

/** Opens a file, reports whether that went well, and keeps it open until it is killed. */
const [file = ''] = process.argv.slice(2);
try {
  const store = new SqliteStore({ file, migrations: MIGRATIONS, clock: new SystemClock() });
  process.stdout.write(`open at ${store.revision}\n`);
  setInterval(() => {}, 1e6);
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
