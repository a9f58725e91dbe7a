import { isDeepStrictEqual } from 'node:util';
import type { StoreEvent } from '../../src/store/store.ts';

/** What one watch saw, and where it began. */
export interface WatchRecord {
  readonly prefix: string;
  readonly after: number;
  readonly steps: readonly WatchStep[];
}

export type WatchStep =
  | { readonly type: 'commit'; readonly events: readonly StoreEvent[] }
  /** The watch was interrupted and asked again for everything above the last revision it had seen. */
  | { readonly type: 'resumed' }
  /** Somebody concluded that everything up to this revision had been delivered. */
  | { readonly type: 'bookmark'; readonly revision: number };

/** Every commit that was acknowledged, in order; the truth that a watch is measured against. */
export type Truth = readonly (readonly StoreEvent[])[];

/** Revisions rise. */
export class NotOrderedError extends Error {}
/** No event comes twice. */
export class NotUniqueError extends Error {}
/** The events of one commit come together, whole and in the order of its writes. */
export class NotAtomicError extends Error {}
/** Nothing is left out, nothing is made up. */
export class NotReliableError extends Error {}
/** After an interruption a watch goes on where it was. */
export class NotResumableError extends Error {}
/** After a bookmark nothing comes that the bookmark covers. */
export class NotBookmarkableError extends Error {}

/**
 * Checks each guarantee of a watch over a record of it.
 * @throws one of the errors above
 */
export function checkWatch(record: WatchRecord, truth: Truth): void {
  checkUnique(record);
  checkBookmarks(record);
  checkOrdered(record);
  checkResumed(record, truth);
  checkWhole(record, truth);
  checkReliable(record, truth);
}

function revisionOf(events: readonly StoreEvent[]): number {
  return events[0]?.revision ?? 0;
}

function batchesOf({ steps }: WatchRecord): (readonly StoreEvent[])[] {
  return steps.flatMap((step) => (step.type === 'commit' ? [step.events] : []));
}

function under(prefix: string, truth: Truth): (readonly StoreEvent[])[] {
  return truth
    .map((events) => events.filter(({ key }) => key.startsWith(prefix)))
    .filter((events) => events.length > 0);
}

function checkUnique(record: WatchRecord): void {
  const seen = new Set<string>();
  for (const { key, revision } of batchesOf(record).flat()) {
    const name = `${revision} ${key}`;
    if (seen.has(name)) throw new NotUniqueError(`${name} came twice`);
    seen.add(name);
  }
}

function checkOrdered(record: WatchRecord): void {
  let last = record.after;
  for (const events of batchesOf(record)) {
    const revision = revisionOf(events);
    // Equal revisions in two batches are a commit in pieces: not atomic, see below.
    if (revision < last) throw new NotOrderedError(`${revision} came after ${last}`);
    last = revision;
  }
}

function checkBookmarks({ steps }: WatchRecord): void {
  let covered = 0;
  for (const step of steps) {
    if (step.type === 'bookmark') covered = Math.max(covered, step.revision);
    if (step.type === 'commit' && revisionOf(step.events) <= covered) {
      throw new NotBookmarkableError(`${revisionOf(step.events)} came after bookmark ${covered}`);
    }
  }
}

function checkResumed({ prefix, after, steps }: WatchRecord, truth: Truth): void {
  const expected = under(prefix, truth).map(revisionOf);
  let last = after;
  let resumed = false;
  for (const step of steps) {
    if (step.type === 'resumed') resumed = true;
    if (step.type !== 'commit') continue;
    const revision = revisionOf(step.events);
    const next = expected.find((each) => each > last);
    if (resumed && revision !== next) {
      throw new NotResumableError(`after ${last} the watch went on with ${revision}, not ${next}`);
    }
    resumed = false;
    last = revision;
  }
}

function checkWhole(record: WatchRecord, truth: Truth): void {
  const expected = new Map(under(record.prefix, truth).map((each) => [revisionOf(each), each]));
  for (const events of batchesOf(record)) {
    const whole = expected.get(revisionOf(events));
    if (whole === undefined) throw new NotReliableError(`${revisionOf(events)} never happened`);
    const keys = events.map(({ key, revision }) => `${revision} ${key}`);
    if (
      !isDeepStrictEqual(
        keys,
        whole.map(({ key, revision }) => `${revision} ${key}`),
      )
    ) {
      throw new NotAtomicError(`${revisionOf(events)} came as ${keys.join(', ')}`);
    }
    if (!isDeepStrictEqual(events.map(contentOf), whole.map(contentOf))) {
      throw new NotReliableError(`${revisionOf(events)} came with other content`);
    }
  }
}

function checkReliable(record: WatchRecord, truth: Truth): void {
  const seen = batchesOf(record).map(revisionOf);
  const bookmarks = record.steps.flatMap((step) =>
    step.type === 'bookmark' ? [step.revision] : [],
  );
  const end = Math.max(record.after, ...seen, ...bookmarks);
  const expected = under(record.prefix, truth)
    .map(revisionOf)
    .filter((revision) => revision > record.after && revision <= end);
  if (!isDeepStrictEqual(seen, expected)) {
    const missing = expected.filter((revision) => !seen.includes(revision));
    throw new NotReliableError(`missing: ${missing.join(', ')}`);
  }
}

function contentOf({ entry, previous }: StoreEvent): unknown {
  return [entry, previous].map((each) =>
    each === undefined ? undefined : [each.key, each.value, each.createRevision, each.modRevision],
  );
}
