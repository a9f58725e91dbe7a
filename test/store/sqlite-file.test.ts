import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { SeededRng } from '../../src/base/rng.ts';
import type { SqliteOptions } from '../../src/store/sqlite/sqlite-store.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { CompactedError, StoreError } from '../../src/store/store.ts';
import { Model } from './model.ts';
import { SEED } from './seed.ts';
import { commit, plain, plainEvents, put, randomWrites, remove } from './store.suite.ts';
import { MIGRATIONS, TemporaryFolders } from './temporary.ts';

const folders = new TemporaryFolders();
afterAll(() => folders.clear());

function open(file: string, options: Partial<SqliteOptions> = {}): SqliteStore {
  return new SqliteStore({ file, migrations: MIGRATIONS, clock: new ManualClock(), ...options });
}

function refusal(file: string, options: Partial<SqliteOptions> = {}): string {
  try {
    void open(file, options).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it opened');
}

function history(store: SqliteStore, prefix: string, after: number) {
  const observation = store.observe(prefix, after, { deliver() {}, end() {} });
  observation.stop();
  return observation.history;
}

/** Runs SQL on a closed file behind the store's back. */
function tamper(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

function count(file: string, table: string): number {
  const db = new Database(file, { readonly: true });
  const rows = Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  db.close();
  return rows;
}

/** The real migrations and what a test adds. */
function migrations(extra: Record<string, string>): URL {
  const folder = folders.file('migrations');
  mkdirSync(folder);
  cpSync(MIGRATIONS, folder, { recursive: true });
  for (const [name, sql] of Object.entries(extra)) writeFileSync(join(folder, name), sql);
  return pathToFileURL(`${folder}/`);
}

/** A file with some commits in it. */
async function filled(): Promise<string> {
  const file = folders.file();
  const store = open(file);
  for (let round = 0; round < 50; round++) {
    await commit(store, put(`/${round % 20}`, `${round}`.repeat(500)), put('/same', `${round}`));
  }
  await store.close();
  return file;
}

describe('a file that is opened again', () => {
  test('has the same entries, revisions and history', async () => {
    const file = folders.file();
    const first = open(file);
    await commit(first, put('/a', 'one'), put('/b', 'x'));
    await commit(first, put('/a', 'two'));
    await commit(first, remove('/b'));
    const before = plainEvents(history(first, '', 0));
    await first.close();

    const second = open(file);

    expect(second.revision).toBe(3);
    expect(plain(await second.get('/a'))).toEqual({
      key: '/a',
      value: 'two',
      createRevision: 1,
      modRevision: 2,
    });
    expect(await second.get('/b')).toBeUndefined();
    expect(plainEvents(history(second, '', 0))).toEqual(before);
    const { entries } = await second.list('', { revision: 1 });
    expect(entries.map(({ key, value }) => key + value)).toEqual(['/aone', '/bx']);
    expect(await commit(second, put('/b', 'y', 0))).toBe(4);
    await second.close();
  });

  test('keeps its revision when everything was deleted and compacted', async () => {
    const file = folders.file();
    const first = open(file);
    await commit(first, put('/a', 'one'));
    await commit(first, remove('/a'));
    await first.compact(2);
    await first.close();
    expect(count(file, 'log')).toBe(0);

    const second = open(file);

    expect(() => history(second, '', 1)).toThrow(new CompactedError(1, 2));
    expect(await commit(second, put('/b', 'x'))).toBe(3);
    expect(history(second, '', 2)).toHaveLength(1);
    await second.close();
  });

  test.each(['', 'null\u0000inside', 'é😀\u2028', 'x'.repeat(3_000_000)])(
    'has the value %#',
    async (value) => {
      const file = folders.file();
      const first = open(file);
      await commit(first, put('/é/\u0001', value));
      await first.close();

      const second = open(file);

      expect((await second.get('/é/\u0001'))?.value === value).toBe(true);
      await second.close();
    },
  );

  test('keeps the age of its history', async () => {
    const file = folders.file();
    const clock = new ManualClock();
    const options = { clock, history: { ageMaxMs: 1000 } };
    const first = open(file, options);
    await commit(first, put('/a', 'one'));
    await clock.advance(600);
    await commit(first, put('/a', 'two'));
    await first.close();
    await clock.advance(600);

    const second = open(file, options);

    expect(() => history(second, '', 0)).toThrow(new CompactedError(0, 1));
    expect(history(second, '', 1)).toHaveLength(1);
    await second.close();
  });

  test('drops the rows that history has left, a block at a time', async () => {
    const file = folders.file();
    const store = open(file, { history: { revisionsMax: 10 } });
    for (let round = 0; round < 1000; round++) {
      const key = `/${round % 7}`;
      await commit(store, round % 3 === 0 ? put(key, 'x') : remove(key), put('/n', `${round}`));
    }
    const { entries } = await store.list('');
    await store.close();

    expect(count(file, 'log')).toBeLessThan(2 * 250);
    const again = open(file, { history: { revisionsMax: 10 } });
    expect((await again.list('')).entries.map(plain)).toEqual(entries.map(plain));
    await again.compact(1000);
    await again.close();
    expect(count(file, 'log')).toBe(entries.length);
    expect(count(file, 'head')).toBe(entries.length);
  });

  test(`agrees with a model over many lives (seed ${SEED})`, async () => {
    const file = folders.file();
    const rng = new SeededRng(SEED);
    const model = new Model();
    for (let life = 0; life < 12; life++) {
      const revisionsMax = 20 + rng.int(300);
      const store = open(file, { history: { revisionsMax } });
      for (let round = 0; round < 40; round++) {
        const calls = Array.from({ length: 1 + rng.int(6) }, () => {
          const writes = randomWrites(rng, (key) => model.get(key));
          return { expected: model.commit(writes), result: store.commit(writes) };
        });
        for (const { expected, result } of calls) {
          const told = await result;
          expect(told.ok ? undefined : told.key).toBe(expected);
        }
        if (rng.int(20) === 0) await store.compact(Math.max(0, store.revision - rng.int(100)));
      }
      let oldest = Math.max(0, model.revision - revisionsMax);
      try {
        history(store, '', oldest);
      } catch (error) {
        if (!(error instanceof CompactedError)) throw error;
        ({ oldest } = error);
      }
      if (rng.int(2) === 0) {
        await store.close();
        continue;
      }
      await store.close();
      const again = open(file);
      expect(again.revision).toBe(model.revision);
      const after = oldest + rng.int(model.revision - oldest + 1);
      expect(plainEvents(history(again, '/b', after))).toEqual(
        plainEvents(model.watch('/b', after)),
      );
      const { entries } = await again.list('/', { revision: after });
      expect(entries.map(plain)).toEqual(model.list('/', after)[0].map(plain));
      await again.close();
    }
  });

  test.each(['OFF', 'NORMAL', 'FULL'] as const)(
    'works with synchronous %s',
    async (synchronous) => {
      const file = folders.file();
      const store = open(file, { synchronous });
      await Promise.all(
        Array.from({ length: 1200 }, (_, index) => commit(store, put(`/${index}`, 'x'))),
      );
      await store.close();

      const again = open(file, { synchronous });
      expect((await again.list('')).entries).toHaveLength(1200);
      await again.close();
    },
  );
});

describe('a commit of one tick', () => {
  test('shows to nobody before it is written, and to all after', async () => {
    const store = open(folders.file());
    const told: number[] = [];
    store.observe('', 0, {
      deliver: ([event]) => {
        told.push(event?.revision ?? 0);
        // What a watcher is told can be read.
        expect(store.revision).toBe(told.length);
      },
      end: () => {},
    });

    const first = commit(store, put('/a', 'one', 0));
    const second = commit(store, put('/a', 'two', 1));
    expect(store.revision).toBe(0);
    expect(await store.get('/a')).toBeUndefined();
    expect(told).toEqual([]);
    expect(await first).toBe(1);

    expect(told).toEqual([1, 2]);
    expect(await second).toBe(2);
    expect((await store.get('/a'))?.value).toBe('two');
    await store.close();
  });

  test('is judged by what waits, also when more waits than one transaction takes', async () => {
    const store = open(folders.file());
    const calls = Array.from({ length: 1300 }, (_, index) =>
      commit(store, put('/a', `${index}`, index)),
    );
    await calls[0];
    expect(store.revision).toBeLessThan(1300);

    expect(await commit(store, put('/a', 'last', 1300))).toBe(1301);
    expect(await Promise.all(calls)).toHaveLength(1300);
    await store.close();
  });

  test('may be answered by a commit of an observer', async () => {
    const store = open(folders.file());
    const echoes: Promise<number>[] = [];
    store.observe('/a', 0, {
      deliver: ([event]) => echoes.push(commit(store, put('/echo', `${event?.revision}`))),
      end: () => {},
    });

    await Promise.all([commit(store, put('/a', 'one')), commit(store, put('/a', 'two'))]);

    expect(await Promise.all(echoes)).toEqual([3, 4]);
    await store.close();
  });

  test('is written by close', async () => {
    const file = folders.file();
    const first = open(file);
    const pending = commit(first, put('/a', 'one'));
    await first.close();
    expect(await pending).toBe(1);

    const second = open(file);
    expect((await second.get('/a'))?.value).toBe('one');
    await second.close();
  });
});

describe('a write that fails', () => {
  test('is told to everybody who waits, once to the process, and stops the store', async () => {
    const file = folders.file();
    const failures: StoreError[] = [];
    const store = open(file, { onFailure: (error) => failures.push(error) });
    await commit(store, put('/a', 'one'));
    const controller = new AbortController();
    const watch = store.watch('', 1, controller.signal)[Symbol.asyncIterator]();
    const next = watch.next();
    tamper(file, 'DROP TABLE head');

    const outcomes = await Promise.allSettled([
      commit(store, put('/a', 'two')),
      commit(store, put('/b', 'x', 0)),
      store.commit([put('/b', 'y', 0)]),
      store.commit([remove('/none')]),
    ]);

    expect(failures).toHaveLength(1);
    expect(failures[0]).toBeInstanceOf(StoreError);
    expect(failures[0]?.message).toContain(file);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
      Array.from({ length: 4 }, () => failures[0]),
    );
    await expect(store.commit([put('/c', 'x')])).rejects.toBe(failures[0]);
    await expect(store.compact(1)).rejects.toBe(failures[0]);
    expect(failures).toHaveLength(1);
    expect((await store.list('')).entries.map(({ value }) => value)).toEqual(['one']);
    await store.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe('a file that is refused', () => {
  test('is one that this process has open already, also under another name', async () => {
    const file = folders.file();
    const store = open(file);
    await commit(store, put('/a', 'one'));
    const link = folders.file('link.db');
    symlinkSync(file, link);

    expect(refusal(file)).toBe(`${file} is in use by another process (database is locked)`);
    expect(refusal(link)).toBe(`${link} is in use by another process (database is locked)`);
    expect(await commit(store, put('/a', 'two'))).toBe(2);
    await store.close();
    await open(file).close();
  });

  test('can be read by others all the time', async () => {
    const file = folders.file();
    const store = open(file);
    await commit(store, put('/a', 'one'));

    expect(count(file, 'log')).toBe(1);
    await store.close();
  });

  const damages: [string, (file: string) => void, RegExp][] = [
    ['text', (file) => writeFileSync(file, 'no database '.repeat(1000)), /damaged or no database/],
    ['noise', (file) => writeFileSync(file, randomBytes(50_000)), /damaged or no database/],
    ['short', (file) => truncateSync(file, 5000), /damaged/],
    ['a torn page', (file) => overwrite(file, 4096), /damaged/],
    ['torn to its end', (file) => overwrite(file, statSync(file).size - 4096), /damaged/],
    [
      'a flipped byte',
      (file) => overwrite(file, findIn(file, '49494949'), 1),
      /not match its checksum/,
    ],
    ['a row too few', (file) => tamper(file, 'DELETE FROM log WHERE id = 30'), /damaged: row 30/],
    [
      'a gap',
      (file) => tamper(file, 'DELETE FROM log WHERE revision = 50'),
      /damaged: the log ends/,
    ],
    [
      'an old counter',
      (file) => tamper(file, 'UPDATE state SET revision = 2'),
      /damaged: the log ends/,
    ],
    ['no counter', (file) => tamper(file, 'DELETE FROM state'), /damaged: the revision counter/],
    [
      'a wrong head',
      (file) => tamper(file, 'UPDATE head SET log = 1'),
      /damaged: row 1 of the log/,
    ],
    ['a table too few', (file) => tamper(file, 'DROP TABLE head'), /no such table/],
  ];
  test.each(damages)('is damaged: %s', async (_, damage, message) => {
    const file = await filled();
    damage(file);
    const before = readFileSync(file);

    const line = refusal(file);

    expect(line).toMatch(message);
    expect(line).toContain(file);
    expect(line).not.toContain('\n');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('belongs to another program', () => {
    const file = folders.file();
    tamper(file, 'CREATE TABLE theirs (x); PRAGMA user_version = 3');

    expect(refusal(file)).toBe(`${file} is a database of another program`);
    tamper(file, 'PRAGMA user_version = 0');
    expect(refusal(file)).toBe(`${file} is a database of another program`);
    expect(count(file, 'theirs')).toBe(0);
  });

  test('lies in a folder that is not there', () => {
    const file = join(folders.file(), 'store.db');

    expect(refusal(file)).toContain(`${file} cannot be opened (ENOENT`);
  });

  test('is a folder', () => {
    const folder = dirname(folders.file());

    expect(refusal(folder)).toContain(`${folder} cannot be opened`);
  });
});

describe('migrations', () => {
  test('run once on what is there, and an older build refuses the result', async () => {
    const file = await filled();
    const newer = migrations({
      '0002_more.sql': 'CREATE TABLE more (x); DROP TABLE IF EXISTS none;',
    });
    for (const _ of [1, 2]) {
      const store = open(file, { migrations: newer });
      expect(store.revision).toBe(50);
      await store.close();
    }
    const before = readFileSync(file);

    expect(refusal(file)).toBe(
      `${file} was written by a newer version of this program (schema 2, known up to 1)`,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ '0003_late.sql': '' }, /^migrations: 0003_late.sql stands where number 2 belongs$/],
    [{ '0001_twice.sql': '' }, /^migrations: 0001_twice.sql stands where number 2 belongs$/],
    [{ '0002_bad.sql': 'CREATE TABLE good (x); CREATE NONSENSE' }, /syntax error/],
  ])('are refused when they are %j', async (extra, message) => {
    const file = await filled();

    expect(refusal(file, { migrations: migrations(extra) })).toMatch(message);

    const store = open(file);
    expect(store.revision).toBe(50);
    await store.close();
  });

  test('are refused when there are none', () => {
    const file = folders.file();
    const folder = pathToFileURL(`${dirname(folders.file())}/`);

    expect(refusal(file, { migrations: folder })).toContain('no migrations in');
    expect(existsSync(file) && statSync(file).size > 0).toBe(false);
  });
});

test('a copy of the file opens as a store of its own', async () => {
  const file = await filled();
  const copy = folders.file();
  copyFileSync(file, copy);

  const stores = [open(file), open(copy)];

  expect(stores.map(({ revision }) => revision)).toEqual([50, 50]);
  for (const store of stores) await store.close();
});

/** Fills a page, or less, with noise. */
function overwrite(file: string, position: number, length = 4096): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(length, 0xaa), 0, length, position);
  closeSync(handle);
}

function findIn(file: string, text: string): number {
  const position = readFileSync(file).indexOf(text);
  expect(position).toBeGreaterThan(0);
  return position;
}
