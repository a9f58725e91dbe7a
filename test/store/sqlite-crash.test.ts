import { afterAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { SeededRng } from '../../src/base/rng.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Entry, StoreEvent } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store.ts';
import { Child } from './children/run.ts';
import { SEED } from './seed.ts';
import { commit, plain, put } from './store.suite.ts';
import { MIGRATIONS, TemporaryFolders } from './temporary.ts';

const folders = new TemporaryFolders();
afterAll(() => folders.clear());

/** A child takes half a second to start on an idle machine, and many times that on a busy one. */
const PATIENT = { timeout: 120_000 };

function open(file: string): SqliteStore {
  return new SqliteStore({ file, migrations: MIGRATIONS, clock: new ManualClock() });
}

function past(store: SqliteStore, after: number): readonly (readonly StoreEvent[])[] {
  const observation = store.observe('', after, { deliver() {}, end() {} });
  observation.stop();
  return observation.history;
}

/** What a writer reports: a commit and what it did. */
type Report = [revision: number, changes: [key: string, value: string | null][]];

describe('kill -9 in a storm of writes', () => {
  test(
    `loses nothing that was acknowledged and repeats nothing (seed ${SEED})`,
    PATIENT,
    async () => {
      const file = folders.file();
      const rng = new SeededRng(SEED);
      const reports: Report[] = [];
      for (let round = 0; round < 3; round++) {
        const child = new Child('writer.ts', [file, '1000000', String(SEED + round)]);
        await child.reached(100 + rng.int(3000));
        await child.kill();
        const [started, ...rest] = child.lines.map((line) => JSON.parse(line) as Report);
        expect(started?.[0]).toBeGreaterThanOrEqual(reports.at(-1)?.[0] ?? 0);
        reports.push(...rest);
      }

      const store = open(file);
      const commits = past(store, 0);
      expect(commits.map(([event]) => event?.revision)).toEqual(
        commits.map((_, index) => index + 1),
      );
      expect(commits).toHaveLength(store.revision);
      for (const [revision, changes] of reports) {
        const found = new Map(commits[revision - 1]?.map(({ key, entry }) => [key, entry?.value]));
        for (const [key, value] of changes) expect(found.get(key) ?? null).toBe(value);
      }
      const revisions = reports.map(([revision]) => revision);
      expect(new Set(revisions).size).toBe(revisions.length);
      const state = new Map<string, Entry>();
      for (const { key, entry, previous } of commits.flat()) {
        expect(plain(previous)).toEqual(plain(state.get(key)));
        if (entry === undefined) state.delete(key);
        else state.set(key, entry);
      }
      const { entries } = await store.list('');
      expect(entries.map(plain)).toEqual(
        [...state.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(plain),
      );
      expect(await commit(store, put('/next', 'x'))).toBeGreaterThan(Math.max(...revisions));
      await store.close();
    },
  );

  test(`keeps the present while the past is compacted (seed ${SEED})`, PATIENT, async () => {
    const file = folders.file();
    const child = new Child('writer.ts', [file, '50', String(SEED)]);
    await child.reached(1500 + new SeededRng(SEED).int(1000));
    await child.kill();
    const reports = child.lines.map((line) => JSON.parse(line) as Report);
    const newest = new Map<string, [revision: number, value: string | null]>();
    for (const [revision, changes] of reports.toSorted(([a], [b]) => a - b)) {
      for (const [key, value] of changes) newest.set(key, [revision, value]);
    }

    const store = open(file);

    expect(store.revision).toBeGreaterThanOrEqual(Math.max(...reports.map(([each]) => each)));
    for (const [key, [revision, value]] of newest) {
      const entry = await store.get(key);
      // A commit may have been written without anybody having heard of it.
      if (entry !== undefined && entry.modRevision > revision) continue;
      const removed = past(store, Math.max(revision, store.revision - 40));
      if (removed.flat().some((event) => event.key === key)) continue;
      expect([key, entry?.value ?? null]).toEqual([key, value]);
    }
    await store.close();
  });
});

describe('a second process', () => {
  test('is refused as long as the first one lives, however that ends', PATIENT, async () => {
    const file = folders.file();
    const first = new Child('holder.ts', [file]);
    await first.reached(1);

    const refused = await new Child('holder.ts', [file]).output();
    expect(refused).toBe(`Error: ${file} is in use by another process (database is locked)\n`);
    expect(() => open(file)).toThrow(StoreError);
    await first.kill();

    const store = open(file);
    await commit(store, put('/a', 'one'));
    expect(await new Child('holder.ts', [file]).output()).toContain('in use by another process');
    await store.close();
    const last = new Child('holder.ts', [file]);
    await last.reached(1);
    expect(last.lines).toEqual(['open at 1']);
    await last.kill();
  });
});

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  test('stops the store with one line and leaves what was acknowledged', PATIENT, async () => {
    const file = folders.file();
    const limited = ['sh', '-c', 'ulimit -f 2000; exec "$@"', 'sh'];

    const output = await new Child('filler.ts', [file], limited).output();

    const report = JSON.parse(output) as {
      acknowledged: number;
      revision: number;
      listed: number;
      failures: string[];
      refusals: string[];
    };
    expect(report.acknowledged).toBeGreaterThan(10);
    expect(report).toMatchObject({ revision: report.acknowledged, listed: report.acknowledged });
    expect(report.failures).toHaveLength(1);
    expect(report.failures[0]).toMatch(
      /^(no space left for .*|.* cannot be read or written) \(.*\)$/,
    );
    expect(new Set(report.refusals)).toEqual(new Set([`Error: ${report.failures[0]}`]));
    const store = open(file);
    expect(store.revision).toBe(report.acknowledged);
    expect((await store.list('')).entries).toHaveLength(report.acknowledged);
    expect(await commit(store, put('/after', 'x'))).toBe(report.acknowledged + 1);
    await store.close();
  });
});
