import { describe, expect, test } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import type { HistoryPolicy } from './history.ts';
import { History } from './history.ts';
import type { StoreEvent } from './store.ts';
import { CompactedError, FutureRevisionError } from './store.ts';

const clock = new ManualClock();

function events(revision: number, ...keys: string[]): StoreEvent[] {
  return keys.map((key) => {
    const entry = {
      key,
      value: '12345',
      createRevision: 1,
      modRevision: revision,
      memo: undefined,
    };
    return { key, revision, entry, previous: undefined };
  });
}

function filled(policy: HistoryPolicy, count: number, of = clock): History {
  const history = new History(of, policy);
  for (let revision = 1; revision <= count; revision++) {
    history.append({ revision, at: of.now(), events: events(revision, '/a') });
  }
  return history;
}

function revisionsAfter(history: History, revision: number): (number | undefined)[] {
  return history.after(revision, '').map(([event]) => event?.revision);
}

describe('the history', () => {
  test('keeps as many revisions as its policy says', () => {
    const history = filled({ revisionsMax: 3 }, 10);

    expect(history.compacted).toBe(7);
    expect(revisionsAfter(history, 7)).toEqual([8, 9, 10]);
    expect(() => history.after(6, '')).toThrow(new CompactedError(6, 7));
  });

  test('can be told to keep nothing', () => {
    const history = filled({ revisionsMax: 0 }, 2);

    expect(revisionsAfter(history, 2)).toEqual([]);
    expect(() => history.after(1, '')).toThrow(CompactedError);
  });

  test('forgets what is older than its policy says, also while nothing is written', async () => {
    const own = new ManualClock();
    const history = filled({ ageMaxMs: 1000 }, 2, own);
    await own.advance(600);
    history.append({ revision: 3, at: own.now(), events: events(3, '/a') });
    await own.advance(401);

    expect(history.compacted).toBe(2);
    expect(revisionsAfter(history, 2)).toEqual([3]);
  });

  test('is bounded in characters', () => {
    expect(filled({ charactersMax: 12 }, 10).compacted).toBe(8);
  });

  test('gives only the events under the prefix', () => {
    const history = new History(clock, {}, 4);
    history.append({ revision: 5, at: 0, events: events(5, '/a/1', '/b/1', '/a/2') });
    history.append({ revision: 6, at: 0, events: events(6, '/b/1') });

    expect(history.after(4, '/a/').map((each) => each.map(({ key }) => key))).toEqual([
      ['/a/1', '/a/2'],
    ]);
    expect([...history.undone(5, '').keys()]).toEqual(['/b/1']);
  });

  test('takes commits in order only', () => {
    const history = filled({}, 3);

    expect(() => history.append({ revision: 5, at: 0, events: events(5, '/a') })).toThrow('follow');
  });

  test('compacts up to the present and not beyond', () => {
    const history = filled({}, 5);
    history.compact(3);
    history.compact(1);

    expect(history.compacted).toBe(3);
    expect(revisionsAfter(history, 3)).toEqual([4, 5]);
    expect(() => history.compact(6)).toThrow(FutureRevisionError);
    history.compact(5);
    expect(revisionsAfter(history, 5)).toEqual([]);
  });
});
