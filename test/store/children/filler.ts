import { SystemClock } from '../../../src/base/clock.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { MIGRATIONS } from '../temporary.ts';

/** Writes until the disk is full, goes on a little, and reports what it was told as one JSON line. */
const [file = ''] = process.argv.slice(2);
const failures: string[] = [];
const store = new SqliteStore({
  file,
  migrations: MIGRATIONS,
  clock: new SystemClock(),
  onFailure: (error) => failures.push(error.message),
});
const refusals: string[] = [];
let acknowledged = 0;
while (refusals.length === 0) {
  const keys = Array.from({ length: 4 }, (_, index) => `/${acknowledged + index}`);
  const outcomes = await Promise.allSettled(keys.map(put));
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') acknowledged++;
    else refusals.push(String(outcome.reason));
  }
}
const { revision } = store;
await put('/later').catch((error: unknown) => refusals.push(String(error)));
const { entries } = await store.list('');
await store.close();
const report = { acknowledged, revision, listed: entries.length, failures, refusals };
process.stdout.write(JSON.stringify(report));

function put(key: string) {
  return store.commit([{ key, expect: 0, value: () => key.padEnd(10_000, '.') }]);
}
