import { SystemClock } from '../../../src/base/clock.ts';
import { SeededRng } from '../../../src/base/rng.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { MIGRATIONS } from '../temporary.ts';

/**
 * Writes as fast as it can until it is killed, and reports each commit once it is acknowledged:
 * `[revision, [[key, value or null], …]]`, a line each. Arguments: file, revisions kept, seed.
 */
const [file = '', revisionsMax = '', seed = ''] = process.argv.slice(2);
const store = new SqliteStore({
  file,
  migrations: MIGRATIONS,
  clock: new SystemClock(),
  history: { revisionsMax: Number(revisionsMax) },
});
const rng = new SeededRng(Number(seed));
await report([store.revision, []]);
await Promise.all(Array.from({ length: 16 }, write));

async function write(): Promise<void> {
  for (;;) {
    const changes = new Map<string, string | undefined>();
    for (let count = rng.int(3); count >= 0; count--) {
      const value = `${rng.int(1e9)} `.repeat(1 + rng.int(200));
      changes.set(`/${rng.int(100)}`, rng.int(5) === 0 ? undefined : value);
    }
    // A commit that changes nothing would have no revision of its own.
    changes.set(`/own/${rng.int(100)}`, `${rng.int(1e9)}`);
    const writes = [...changes].map(([key, text]) => {
      const value = text === undefined ? undefined : () => text;
      return { key, expect: undefined, value };
    });
    const result = await store.commit(writes);
    if (!result.ok) continue;
    await report([result.revision, [...changes].map(([key, text]) => [key, text ?? null])]);
  }
}

/** A writer goes on when its line is out, so that few commits are unheard of when the end comes. */
function report(line: unknown): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve());
  });
}
