import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { SeededRng } from '../../src/base/rng.ts';
import type { HistoryPolicy } from '../../src/store/history.ts';
import type {
  CommitResult,
  Entry,
  ObservableStore,
  Store,
  StoreEvent,
  Write,
} from '../../src/store/store.ts';
import {
  CompactedError,
  FutureRevisionError,
  SlowWatcherError,
  StoreError,
} from '../../src/store/store.ts';
import { Model } from './model.ts';
import { SEED } from './seed.ts';
import type { WatchStep } from './watch-guarantees.ts';
import { checkWatch } from './watch-guarantees.ts';

export interface EngineOptions {
  readonly clock: Clock;
  readonly history?: HistoryPolicy;
  readonly backlogMax?: number;
}

export interface Engine {
  readonly name: string;
  /** An empty store. */
  open(options: EngineOptions): ObservableStore;
}

export function put(key: string, value: string, expect?: number): Write {
  return { key, expect, value: () => value };
}

export function remove(key: string, expect?: number): Write {
  return { key, expect, value: undefined };
}

function bad(key: string, expect: number): Write {
  return { key, expect, value: throwing };
}

function throwing(): never {
  throw new Error('bad value');
}

/** Commits and returns the revision. */
export async function commit(store: Store, ...writes: Write[]): Promise<number> {
  const result = await store.commit(writes);
  if (!result.ok) throw new Error(`conflict on ${result.key}`);
  return result.revision;
}

async function listed(store: Store, ...args: Parameters<Store['list']>): Promise<string[]> {
  const { entries } = await store.list(...args);
  return entries.map(({ key, value }) => `${key}=${value}`);
}

function shown(events: readonly StoreEvent[]): string {
  return events
    .map(({ key, revision, entry, previous }) => {
      return `${revision} ${key} ${previous?.value ?? '-'}>${entry?.value ?? '-'}`;
    })
    .join(', ');
}

async function take(
  batches: AsyncIterable<readonly StoreEvent[]>,
  count: number,
): Promise<string[]> {
  const taken: string[] = [];
  if (count === 0) return taken;
  for await (const events of batches) {
    taken.push(shown(events));
    if (taken.length === count) break;
  }
  return taken;
}

export function plain(entry: Entry | undefined): unknown {
  if (entry === undefined) return undefined;
  const { key, value, createRevision, modRevision } = entry;
  return { key, value, createRevision, modRevision };
}

export function plainEvents(batches: readonly (readonly StoreEvent[])[]): unknown {
  return batches.map((events) =>
    events.map(({ key, revision, entry, previous }) => {
      return { key, revision, entry: plain(entry), previous: plain(previous) };
    }),
  );
}

/** A commit of up to four random writes, many of them with an expectation that holds. */
export function randomWrites(rng: SeededRng, get: (key: string) => Entry | undefined): Write[] {
  const writes = new Map<string, Write>();
  for (let count = 1 + rng.int(rng.int(3) === 0 ? 4 : 1); count > 0; count--) {
    const key = `/${'abc'[rng.int(3)]}/${rng.int(40)}`;
    const held = get(key)?.modRevision ?? 0;
    const expect = [undefined, held, held, rng.int(held + 2)][rng.int(4)];
    const value = `${rng.int(1e9)}`;
    const text = (revision: number) => `${value}@${revision}`;
    writes.set(key, { key, expect, value: rng.int(3) === 0 ? undefined : text });
  }
  return [...writes.values()];
}

async function filled(store: ObservableStore): Promise<ObservableStore> {
  await commit(store, put('/b/2', 'old'), put('/b/1', 'one'), put('/a/1', 'x'), put('/bb', 'y'));
  await commit(store, put('/b/2', 'two'), put('/b/3', 'three'), put('/b/10', 'ten'));
  await commit(store, remove('/b/1'), put('/b/4', 'four'));
  return store;
}

/** What every engine promises. */
export function storeSuite(engine: Engine): void {
  const stores: Store[] = [];
  const clock = new ManualClock();

  function open(options: Partial<EngineOptions> = {}): ObservableStore {
    const store = engine.open({ clock, ...options });
    stores.push(store);
    return store;
  }

  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  describe(`${engine.name}: commit`, () => {
    test('an empty store is at revision 0', async () => {
      const store = open();

      expect(store.revision).toBe(0);
      expect(await store.get('/a')).toBeUndefined();
      expect(await store.list('')).toEqual({ entries: [], revision: 0, remaining: 0 });
    });

    test('numbers commits, and an entry knows its first and its last', async () => {
      const store = open();

      expect(await commit(store, put('/a', 'one'))).toBe(1);
      expect(await commit(store, put('/b', 'two'))).toBe(2);
      expect(await commit(store, put('/a', 'three'))).toBe(3);

      expect(plain(await store.get('/a'))).toEqual({
        key: '/a',
        value: 'three',
        createRevision: 1,
        modRevision: 3,
      });
      expect(store.revision).toBe(3);
    });

    test('starts anew with a key that was deleted', async () => {
      const store = open();
      await commit(store, put('/a', 'one'));
      await commit(store, remove('/a'));

      expect(await store.get('/a')).toBeUndefined();
      await commit(store, put('/a', 'two'));
      expect((await store.get('/a'))?.createRevision).toBe(3);
    });

    test('puts all writes into one revision', async () => {
      const store = open();
      await commit(store, put('/a', 'one'), put('/b', 'two'));
      const result = await store.commit([
        put('/c', 'three', 0),
        remove('/a', 1),
        put('/b', 'four', 1),
      ]);

      expect(result).toMatchObject({ ok: true, revision: 2 });
      const entries = result.ok ? result.entries : [];
      expect(entries.map((entry) => entry?.value)).toEqual(['three', undefined, 'four']);
      expect(await listed(store, '')).toEqual(['/b=four', '/c=three']);
      expect(entries[0]).toBe(await store.get('/c'));
    });

    test('gives every write a revision of its own when asked, all or nothing', async () => {
      const store = open();
      await commit(store, put('/a', 'one'));
      const writes = [put('/b', 'two', 0), remove('/none'), put('/c', 'three', 0)];
      const result = await store.commit(writes, { oneByOne: true });
      const refused = await store.commit([put('/d', 'four', 0), put('/a', 'five', 0)], {
        oneByOne: true,
      });

      expect(result).toMatchObject({ ok: true, firstRevision: 2, revision: 3 });
      expect((await store.get('/b'))?.modRevision).toBe(2);
      expect((await store.get('/c'))?.modRevision).toBe(3);
      expect(refused).toMatchObject({ ok: false, key: '/a' });
      expect(store.revision).toBe(3);
      expect(await listed(store, '')).toEqual(['/a=one', '/b=two', '/c=three']);
    });

    test('tells a value its revision, and keeps the memo', async () => {
      const store = open();
      const memo = { parsed: true };
      await store.commit([{ key: '/a', expect: 0, value: (revision) => `r${revision}`, memo }]);

      const entry = await store.get('/a');

      expect(entry?.value).toBe('r1');
      expect(entry?.memo).toBe(memo);
      if (entry !== undefined) entry.memo = 'other';
      expect((await store.list('')).entries[0]?.memo).toBe('other');
    });

    const conflicts: [string, Write[], string, string | undefined][] = [
      ['present, expected absent', [put('/a', 'x', 0)], '/a', 'two'],
      ['absent, expected present', [put('/z', 'x', 1)], '/z', undefined],
      ['changed since', [put('/a', 'x', 1)], '/a', 'two'],
      ['not that far', [put('/a', 'x', 3)], '/a', 'two'],
      ['changed since, on delete', [remove('/a', 1)], '/a', 'two'],
      ['absent, on delete', [remove('/z', 2)], '/z', undefined],
      [
        'the second of three',
        [put('/n', 'x', 0), put('/a', 'x', 1), put('/z', 'x', 9)],
        '/a',
        'two',
      ],
    ];
    test.each(conflicts)('refuses: %s', async (_, writes, key, current) => {
      const store = open();
      await commit(store, put('/a', 'one'));
      await commit(store, put('/a', 'two'));

      const result = await store.commit(writes);

      expect(result).toMatchObject({ ok: false, key });
      expect(result.ok ? undefined : result.current?.value).toBe(current);
      expect(store.revision).toBe(2);
      expect(await listed(store, '')).toEqual(['/a=two']);
    });

    test('takes no revision for writes that change nothing', async () => {
      const store = open();
      await commit(store, put('/a', 'one'));

      expect(await store.commit([])).toEqual({
        ok: true,
        revision: 1,
        firstRevision: 1,
        entries: [],
      });
      expect(await store.commit([remove('/z')])).toEqual({
        ok: true,
        revision: 1,
        firstRevision: 1,
        entries: [undefined],
      });
      expect(await store.commit([remove('/z', 0)])).toMatchObject({ ok: true, revision: 1 });
      expect(await commit(store, remove('/z'), put('/a', 'two'))).toBe(2);
      expect(await take(store.watch('', 0, new AbortController().signal), 2)).toEqual([
        '1 /a ->one',
        '2 /a one>two',
      ]);
    });

    test('leaves no trace of a value that throws, nor calls one after a conflict', async () => {
      const store = open();
      const both = store.commit([put('/a', 'one'), bad('/b', 0)]);

      await expect(both).rejects.toThrow('bad value');
      expect(await store.commit([bad('/b', 1)])).toMatchObject({
        ok: false,
      });
      expect(store.revision).toBe(0);
      expect(await commit(store, put('/c', 'one'))).toBe(1);
      expect(await listed(store, '')).toEqual(['/c=one']);
    });

    test('refuses half a surrogate pair, which no file could keep', async () => {
      const store = open();

      await expect(store.commit([put('/a', 'x\ud800')])).rejects.toThrow('well-formed');
      await expect(store.commit([put('/a\udc00', 'x')])).rejects.toThrow('well-formed');
      expect(store.revision).toBe(0);
    });

    test('refuses two writes of one key', async () => {
      const store = open();

      await expect(store.commit([put('/a', 'one'), remove('/a')])).rejects.toThrow('/a');
      expect(store.revision).toBe(0);
    });

    test('judges commits in the order of the calls, before any has been answered', async () => {
      const store = open();
      const results = await Promise.all([
        store.commit([put('/a', 'one', 0)]),
        store.commit([put('/a', 'two', 0)]),
        store.commit([put('/a', 'three', 1)]),
        store.commit([remove('/a', 2)]),
        store.commit([remove('/a')]),
        store.commit([put('/a', 'four', 2)]),
        store.commit([put('/a', 'five', 0)]),
      ]);

      const told = results.map((result) => {
        return result.ok ? result.revision : (result.current?.value ?? 'absent');
      });
      expect(told).toEqual([1, 'one', 2, 3, 3, 'absent', 4]);
      expect(await listed(store, '')).toEqual(['/a=five']);
    });

    test('what a conflict names can be read when it is told', async () => {
      const store = open();
      const winner = store.commit([put('/a', 'one', 0)]);
      const loser = await store.commit([put('/a', 'two', 0)]);

      expect(loser.ok ? undefined : loser.current).toBe(await store.get('/a'));
      expect(await winner).toMatchObject({ ok: true, revision: 1 });
    });

    test('16 writers that retry count without losing one', async () => {
      const store = open();
      const count = async (): Promise<number> => {
        for (let tries = 1; ; tries++) {
          const current = await store.get('/n');
          const next = String(Number(current?.value ?? 0) + 1);
          const result = await store.commit([put('/n', next, current?.modRevision ?? 0)]);
          if (result.ok) return tries;
        }
      };

      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (let round = 0; round < 10; round++) await count();
        }),
      );

      expect((await store.get('/n'))?.value).toBe('160');
      expect(store.revision).toBe(160);
    });

    test('keeps what is no ASCII, empty or large', async () => {
      const store = open();
      const large = 'é😀"\\\n\u0000'.repeat(100_000);
      await commit(store, put('/a', large), put('/é', ''), put('', 'empty key'));

      expect((await store.get('/a'))?.value === large).toBe(true);
      expect(await listed(store, '', { limit: 1 })).toEqual(['=empty key']);
      expect((await store.get('/é'))?.value).toBe('');
    });

    test('is refused after close, which may come twice', async () => {
      const store = open();
      await commit(store, put('/a', 'one'));
      await store.close();
      await store.close();

      await expect(store.commit([put('/a', 'two')])).rejects.toThrow(StoreError);
    });
  });

  describe(`${engine.name}: list`, () => {
    test('gives entries under the prefix in key order', async () => {
      const store = await filled(open());

      expect(await store.list('/b/')).toMatchObject({ revision: 3, remaining: 0 });
      expect(await listed(store, '/b/')).toEqual([
        '/b/10=ten',
        '/b/2=two',
        '/b/3=three',
        '/b/4=four',
      ]);
      expect(await listed(store, '/c')).toEqual([]);
    });

    test('gives pages, and says how many are left', async () => {
      const store = await filled(open());

      expect(await store.list('/b/', { limit: 3 })).toMatchObject({ remaining: 1 });
      expect(await store.list('/b/', { limit: 3, after: '/b/3' })).toMatchObject({ remaining: 0 });
      expect(await listed(store, '/b/', { limit: 1, after: '/b/2' })).toEqual(['/b/3=three']);
      expect(await listed(store, '/b/', { after: '/b/4' })).toEqual([]);
      expect(await listed(store, '/b/', { after: '/z' })).toEqual([]);
    });

    test.each<[number, string[]]>([
      [0, []],
      [1, ['/b/1=one', '/b/2=old']],
      [2, ['/b/1=one', '/b/10=ten', '/b/2=two', '/b/3=three']],
      [3, ['/b/10=ten', '/b/2=two', '/b/3=three', '/b/4=four']],
    ])('shows the state as it was after revision %i', async (revision, entries) => {
      const store = await filled(open());

      expect(await listed(store, '/b/', { revision })).toEqual(entries);
      expect((await store.list('/b/', { revision })).revision).toBe(revision);
    });

    test('pages at one revision belong together whatever is written in between', async () => {
      const store = await filled(open());
      const first = await store.list('/b/', { limit: 2 });
      await commit(store, remove('/b/3'), put('/b/11', 'new'), remove('/b/10'), put('/b/4', 'new'));

      const options = { revision: first.revision, after: '/b/2' };

      expect(first.remaining).toBe(2);
      expect(await listed(store, '/b/', options)).toEqual(['/b/3=three', '/b/4=four']);
      expect(await store.list('/b/', { ...options, limit: 1 })).toMatchObject({ remaining: 1 });
    });

    test('refuses a revision that is compacted or not reached', async () => {
      const store = await filled(open());
      await store.compact(2);

      await expect(store.list('', { revision: 1 })).rejects.toMatchObject(new CompactedError(1, 2));
      await expect(store.list('', { revision: 4 })).rejects.toMatchObject(
        new FutureRevisionError(4, 3),
      );
      expect(await listed(store, '/b/', { revision: 2 })).toHaveLength(4);
    });
  });

  describe(`${engine.name}: watch`, () => {
    let controller = new AbortController();
    afterEach(() => {
      controller.abort();
      controller = new AbortController();
    });

    test('delivers history then live revisions, each once and whole', async () => {
      const store = open();
      await commit(store, put('/a/1', 'one'));
      await commit(store, put('/a/1', 'two'), put('/b', 'x'), put('/a/2', 'three'));
      const watch = store.watch('/a/', 1, controller.signal);
      await commit(store, put('/b', 'y'));
      await commit(store, remove('/a/1'));
      const reading = take(watch, 3);
      await commit(store, put('/a/1', 'four'));

      expect(await reading).toEqual([
        '2 /a/1 one>two, 2 /a/2 ->three',
        '4 /a/1 two>-',
        '5 /a/1 ->four',
      ]);
    });

    test('shares its entries with readers', async () => {
      const store = open();
      const watch = store.watch('', 0, controller.signal);
      await commit(store, put('/a', 'one'));
      const first = await store.get('/a');
      await commit(store, put('/a', 'two'));

      const events: StoreEvent[] = [];
      for await (const batch of watch) if (events.push(...batch) === 2) break;

      expect(events[0]?.entry).toBe(first);
      expect(events[1]?.previous).toBe(first);
      expect(events[1]?.entry).toBe(await store.get('/a'));
    });

    test('has been told when the writer is answered', async () => {
      const store = open();
      const told: string[] = [];
      store.observe('/a', 0, { deliver: (events) => told.push(shown(events)), end: () => {} });

      await commit(store, put('/a', 'one'));

      expect(told).toEqual(['1 /a ->one']);
    });

    test('may start in the future', async () => {
      const store = open();
      const watch = store.watch('/a', 2, controller.signal);
      for (const value of ['one', 'two', 'three']) await commit(store, put('/a', value));

      expect(await take(watch, 1)).toEqual(['3 /a two>three']);
    });

    test('throws at once when its start is compacted', async () => {
      const store = open();
      for (const value of ['one', 'two', 'three']) await commit(store, put('/a', value));
      await store.compact(2);

      expect(() => store.watch('/a', 1, controller.signal)).toThrow(new CompactedError(1, 2));
      const nobody = { deliver: () => {}, end: () => {} };
      expect(() => store.observe('/a', 0, nobody)).toThrow(new CompactedError(0, 2));
      expect(await take(store.watch('/a', 2, controller.signal), 1)).toEqual(['3 /a two>three']);
    });

    test('goes on over a compaction', async () => {
      const store = open();
      const watch = store.watch('/a', 0, controller.signal);
      for (const value of ['one', 'two', 'three']) await commit(store, put('/a', value));
      await store.compact(3);

      expect(await take(watch, 3)).toEqual(['1 /a ->one', '2 /a one>two', '3 /a two>three']);
    });

    test('ends when it is aborted', async () => {
      const store = open();
      const idle = take(store.watch('/a', 0, controller.signal), 1);
      controller.abort();

      expect(await idle).toEqual([]);
      await commit(store, put('/a', 'one'));
      expect(await take(store.watch('/a', 0, controller.signal), 1)).toEqual([]);
    });

    test('ends when the store is closed, after what was committed', async () => {
      const store = open();
      const idle = take(store.watch('/b', 0, controller.signal), 1);
      const behind = store.watch('/a', 0, controller.signal);
      const committed = commit(store, put('/a', 'one'));
      await store.close();

      expect(await idle).toEqual([]);
      expect(await committed).toBe(1);
      expect(await take(behind, 9)).toEqual(['1 /a ->one']);
    });

    test('fails when its reader lags too far behind, and harms no other', async () => {
      const store = open({ backlogMax: 5 });
      const slow = store.watch('/a', 0, controller.signal);
      const other = store.watch('/b', 0, controller.signal);
      for (let round = 0; round < 6; round++) await commit(store, put('/a', `${round}`));
      await commit(store, put('/b', 'x'));

      await expect(take(slow, 1)).rejects.toThrow(SlowWatcherError);
      expect(await take(other, 1)).toEqual(['7 /b ->x']);
      expect(await take(store.watch('/a', 5, controller.signal), 1)).toEqual(['6 /a 4>5']);
    });

    test('that begins while a commit is delivered has that commit once', async () => {
      const store = open();
      const told: string[] = [];
      let watch: AsyncIterable<readonly StoreEvent[]> | undefined;
      store.observe('/a', 0, {
        deliver: () => {
          if (watch !== undefined) return;
          watch = store.watch('/a', 0, controller.signal);
          const { history } = store.observe('/a', 0, {
            deliver: (events) => told.push(shown(events)),
            end: () => {},
          });
          told.push(...history.map(shown));
        },
        end: () => {},
      });
      await Promise.all([commit(store, put('/a', 'one')), commit(store, put('/a', 'two'))]);

      const both = ['1 /a ->one', '2 /a one>two'];
      expect(told).toEqual(both);
      expect(await take(watch ?? store.watch('', 0, controller.signal), 2)).toEqual(both);
    });

    test('observers get history in hand and the rest by call', async () => {
      const store = open();
      await commit(store, put('/a/1', 'one'), put('/b', 'x'));
      const told: string[] = [];
      const ends: unknown[] = [];
      const observation = store.observe('/a/', 0, {
        deliver: (events) => told.push(shown(events)),
        end: (failure) => ends.push(failure),
      });
      await commit(store, put('/a/1', 'two'));
      observation.stop();
      await commit(store, put('/a/1', 'three'));
      store.observe('/a/', 3, { deliver: () => {}, end: (failure) => ends.push(failure) });
      await store.close();

      expect(observation.history.map(shown)).toEqual(['1 /a/1 ->one']);
      expect(told).toEqual(['2 /a/1 one>two']);
      expect(ends).toEqual([undefined]);
    });
  });

  describe(`${engine.name}: compact`, () => {
    test('forgets the past and keeps the present', async () => {
      const store = open();
      await commit(store, put('/a', 'one'), put('/b', 'x'));
      await commit(store, put('/a', 'two'));
      await commit(store, remove('/b'));
      await store.compact(3);
      await store.compact(1);

      expect(await listed(store, '')).toEqual(['/a=two']);
      expect(await listed(store, '', { revision: 3 })).toEqual(['/a=two']);
      await expect(store.list('', { revision: 2 })).rejects.toThrow(CompactedError);
      expect(plain(await store.get('/a'))).toMatchObject({ createRevision: 1, modRevision: 2 });
      expect(await commit(store, put('/b', 'new'))).toBe(4);
    });

    test('refuses the future', async () => {
      await expect(open().compact(1)).rejects.toMatchObject(new FutureRevisionError(1, 0));
    });

    test('happens by itself past the number of revisions', async () => {
      const store = open({ history: { revisionsMax: 10 } });
      for (let round = 1; round <= 25; round++) await commit(store, put('/a', `${round}`));

      expect(() => store.watch('', 14, new AbortController().signal)).toThrow(
        new CompactedError(14, 15),
      );
      expect(await listed(store, '', { revision: 15 })).toEqual(['/a=15']);
    });

    test('happens by itself with age', async () => {
      const own = new ManualClock();
      const store = open({ clock: own, history: { ageMaxMs: 300_000 } });
      await commit(store, put('/a', 'one'));
      await own.advance(200_000);
      await commit(store, put('/a', 'two'));
      await own.advance(150_000);

      await expect(store.list('', { revision: 0 })).rejects.toThrow(new CompactedError(0, 1));
      expect(await listed(store, '', { revision: 1 })).toEqual(['/a=one']);
    });
  });

  describe(`${engine.name}: random`, () => {
    test(`agrees with a model (seed ${SEED})`, async () => {
      const rng = new SeededRng(SEED);
      const store = open();
      const model = new Model();
      for (let round = 0; round < 60; round++) {
        const calls: Promise<CommitResult>[] = [];
        const expected: (string | number)[] = [];
        for (let count = rng.int(8); count >= 0; count--) {
          const writes = randomWrites(rng, (key) => model.get(key));
          calls.push(store.commit(writes));
          expected.push(model.commit(writes) ?? model.revision);
        }
        const results = await Promise.all(calls);
        expect(results.map((result) => (result.ok ? result.revision : result.key))).toEqual(
          expected,
        );

        const prefix = ['', '/', '/a/', '/b/1', '/c/'][rng.int(5)] ?? '';
        const revision = rng.int(model.revision + 1);
        const after = rng.int(2) === 0 ? undefined : `/${'abc'[rng.int(3)]}/${rng.int(40)}`;
        const limit = rng.int(2) === 0 ? undefined : rng.int(30);
        const [entries, remaining] = model.list(prefix, revision, after, limit);
        const page = await store.list(prefix, { revision, after, limit });
        expect(page.entries.map(plain)).toEqual(entries.map(plain));
        expect(page).toMatchObject({ remaining, revision });

        const observation = store.observe(prefix, revision, { deliver() {}, end() {} });
        observation.stop();
        expect(plainEvents(observation.history)).toEqual(
          plainEvents(model.watch(prefix, revision)),
        );
      }
      expect((await store.list('')).entries.map(plain)).toEqual(model.list('')[0].map(plain));
    });

    test(`keeps every watch guarantee under concurrent writers (seed ${SEED})`, async () => {
      const rng = new SeededRng(SEED + 1);
      const store = open();
      const acknowledged: Acknowledged[] = [];
      const stopping = new AbortController();
      setMaxListeners(0, stopping.signal);
      const watchers = Array.from({ length: 24 }, (_, number) => {
        const prefix = ['', '/a/', '/b/', '/c/1', '/b/7'][number % 5] ?? '';
        return watchAndResume(store, prefix, new SeededRng(SEED + number), stopping.signal);
      });
      const observers = ['', '/a/', '/c/1'].map((prefix) => observeWithBookmarks(store, prefix));
      const writer = async (): Promise<void> => {
        for (let round = 0; round < 60; round++) {
          const writes = randomWrites(rng, () => undefined).map(({ key, value }, index) => {
            // A commit that changes nothing has no revision of its own.
            return index === 0 ? put(key, `${rng.int(1e9)}`) : { key, expect: undefined, value };
          });
          const result = await store.commit(writes);
          if (result.ok) acknowledged.push({ ...result, writes });
          for (const observer of observers) observer.bookmark();
          if (rng.int(4) === 0) await new Promise((resolve) => setImmediate(resolve));
        }
      };

      await Promise.all(Array.from({ length: 16 }, writer));
      stopping.abort();

      const { truth, entries } = replay(acknowledged);
      expect((await store.list('')).entries.map(plain)).toEqual(entries.map(plain));
      for (const record of await Promise.all(watchers)) checkWatch(record, truth);
      for (const { record } of observers) checkWatch(record(), truth);
    });
  });
}

interface Acknowledged {
  readonly revision: number;
  readonly writes: readonly Write[];
  readonly entries: readonly (Entry | undefined)[];
}

/** What must have happened, told by the answers to the writers alone. */
function replay(acknowledged: readonly Acknowledged[]) {
  const state = new Map<string, Entry>();
  const truth: StoreEvent[][] = [];
  for (const { revision, writes, entries } of acknowledged.toSorted(byRevision)) {
    expect(revision).toBe(truth.length + 1);
    const events: StoreEvent[] = [];
    for (const [index, { key }] of writes.entries()) {
      const [entry, previous] = [entries[index], state.get(key)];
      if (entry === undefined) state.delete(key);
      else state.set(key, entry);
      if (entry === undefined && previous === undefined) continue;
      events.push({ key, revision, entry, previous });
    }
    truth.push(events);
  }
  return { truth, entries: [...state.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

function byRevision(a: Acknowledged, b: Acknowledged): number {
  return a.revision - b.revision;
}

/** A reader that breaks off now and then and goes on after what it has seen. */
async function watchAndResume(
  store: Store,
  prefix: string,
  rng: SeededRng,
  signal: AbortSignal,
): Promise<{ prefix: string; after: number; steps: WatchStep[] }> {
  const steps: WatchStep[] = [];
  let last = store.revision;
  const after = last;
  while (!signal.aborted) {
    let left = 1 + rng.int(30);
    for await (const events of store.watch(prefix, last, signal)) {
      steps.push({ type: 'commit', events });
      last = events[0]?.revision ?? last;
      if (--left === 0) break;
      if (rng.int(10) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    if (!signal.aborted) steps.push({ type: 'resumed' });
  }
  return { prefix, after, steps };
}

function observeWithBookmarks(store: ObservableStore, prefix: string) {
  const steps: WatchStep[] = [];
  const after = store.revision;
  store.observe(prefix, after, {
    deliver: (events) => steps.push({ type: 'commit', events }),
    end: () => {},
  });
  return {
    bookmark: () => steps.push({ type: 'bookmark', revision: store.revision }),
    record: () => ({ prefix, after, steps }),
  };
}
