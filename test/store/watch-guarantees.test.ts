import { describe, expect, test } from 'vitest';
import type { Entry, StoreEvent } from '../../src/store/store.ts';
import type { WatchStep } from './watch-guarantees.ts';
import {
  checkWatch,
  NotAtomicError,
  NotBookmarkableError,
  NotOrderedError,
  NotReliableError,
  NotResumableError,
  NotUniqueError,
} from './watch-guarantees.ts';

function event(revision: number, key: string, value = `${key} at ${revision}`): StoreEvent {
  const entry: Entry = { key, value, createRevision: 1, modRevision: revision, memo: undefined };
  return { key, revision, entry, previous: undefined };
}

const first = [event(1, '/a/1'), event(1, '/a/2'), event(1, '/b/1')];
const second = [event(2, '/b/1')];
const third = [event(3, '/a/1')];
const fourth = [event(4, '/a/2')];
const truth = [first, second, third, fourth];

function commit(...events: StoreEvent[]): WatchStep {
  return { type: 'commit', events };
}

const one = commit(event(1, '/a/1'), event(1, '/a/2'));
const three = commit(...third);
const four = commit(...fourth);
const resumed: WatchStep = { type: 'resumed' };
const bookmark = (revision: number): WatchStep => ({ type: 'bookmark', revision });

describe('the checker of watch guarantees', () => {
  test.each<[string, WatchStep[]]>([
    ['everything', [one, three, four]],
    ['a beginning', [one]],
    ['nothing yet', []],
    ['an interruption', [one, resumed, three, four]],
    ['bookmarks', [one, bookmark(1), bookmark(2), three, four, bookmark(4)]],
  ])('accepts %s', (_, steps) => {
    checkWatch({ prefix: '/a/', after: 0, steps }, truth);
  });

  test.each<[string, new () => Error, WatchStep[]]>([
    ['a step back', NotOrderedError, [three, one]],
    ['a repeated commit', NotUniqueError, [one, three, three]],
    ['a repetition after an interruption', NotUniqueError, [one, resumed, one, three]],
    ['half a commit', NotAtomicError, [commit(event(1, '/a/1')), three]],
    ['a commit in pieces', NotAtomicError, [commit(event(1, '/a/1')), commit(event(1, '/a/2'))]],
    ['a commit in another order', NotAtomicError, [commit(event(1, '/a/2'), event(1, '/a/1'))]],
    ['a lost commit', NotReliableError, [one, four]],
    ['a commit that is missing at the bookmark', NotReliableError, [one, bookmark(3)]],
    ['a commit that never happened', NotReliableError, [one, commit(event(2, '/a/1'))]],
    ['another value', NotReliableError, [one, commit(event(3, '/a/1', 'other'))]],
    ['a gap after an interruption', NotResumableError, [one, resumed, four]],
    ['a commit behind its bookmark', NotBookmarkableError, [one, bookmark(3), three]],
  ])('names %s', (_, named, steps) => {
    expect(() => checkWatch({ prefix: '/a/', after: 0, steps }, truth)).toThrow(named);
  });
});
